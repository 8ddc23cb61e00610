-- A draft has a short number that one clerk can say to another, and is locked
-- for its owner while it is being typed; each save renews the lock. Drafts from
-- before have neither.
ALTER TABLE draft ADD COLUMN number TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN lock_until TIMESTAMPTZ;
CREATE UNIQUE INDEX draft_number ON draft (number) WHERE number <> '';
