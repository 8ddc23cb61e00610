-- The evidence: ids, codes and times, never a value and never a name.
-- seq is the position in the Merkle tree plus one; (source, src_seq) is the
-- row's number in the outbox that it came from, without gap per source.
CREATE TABLE entry (
  seq     BIGINT PRIMARY KEY,
  at      TIMESTAMPTZ NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason  TEXT NOT NULL,
  source  TEXT NOT NULL,
  src_seq BIGINT NOT NULL,
  UNIQUE (source, src_seq)
);
CREATE INDEX entry_at ON entry (at);
CREATE INDEX entry_actor ON entry (actor, seq);
CREATE INDEX entry_subject ON entry (subject, seq);
-- The tree's hashes in the storage order of golang.org/x/mod/sumdb/tlog.
CREATE TABLE hash (
  id BIGINT PRIMARY KEY,
  h  BYTEA NOT NULL
);
-- The current signed head (C2SP tlog-checkpoint). Its row lock puts the
-- appends of all processes in one line. An empty note is the empty log.
CREATE TABLE head (
  id   SMALLINT PRIMARY KEY,
  size BIGINT NOT NULL,
  note TEXT NOT NULL
);
INSERT INTO head (id, size, note) VALUES (1, 0, '');
-- Heads of the past, about one in 256 entries and at least one a day: they
-- narrow down where a forged log leaves the true one.
CREATE TABLE checkpoint (
  size BIGINT PRIMARY KEY,
  at   TIMESTAMPTZ NOT NULL,
  note TEXT NOT NULL
);
