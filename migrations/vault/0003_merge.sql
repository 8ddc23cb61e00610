-- Who was merged with whom (名寄せ), and who was said to be another person.
-- Ids only: what a merge changed lies sealed in the record of the same id,
-- which goes when the merge is undone or the survivor erased.
CREATE TABLE person_merge (
  id        TEXT PRIMARY KEY,
  survivor  TEXT NOT NULL,
  merged    TEXT NOT NULL,
  at        TIMESTAMPTZ NOT NULL,
  actor     TEXT NOT NULL,
  undone_at TIMESTAMPTZ,
  undone_by TEXT NOT NULL
);
CREATE INDEX person_merge_survivor ON person_merge (survivor);
CREATE INDEX person_merge_merged ON person_merge (merged);
CREATE INDEX person_merge_at ON person_merge (at);

-- a is the elder of the two.
CREATE TABLE person_apart (
  a     TEXT NOT NULL,
  b     TEXT NOT NULL,
  at    TIMESTAMPTZ NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (a, b)
);
