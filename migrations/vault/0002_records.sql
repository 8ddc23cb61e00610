-- Sealed records and the wrapped keys that open them. No column holds or
-- describes personal data: no prefecture, no phone tail, no customer number,
-- no search token, no plain hash.

-- Wraps stand in a table of their own so that their backups can be short-lived
-- while those of the records are long: without its wrap a record is noise.
-- owner: a customer's id, for scope batch the batch's key, for own nothing.
CREATE TABLE wrap (
  key_id       TEXT PRIMARY KEY,
  owner        TEXT,
  scope        TEXT NOT NULL CHECK (scope IN ('live', 'kept', 'own', 'batch')),
  kek_id       TEXT NOT NULL,
  wrapped      BYTEA NOT NULL,
  retain_until TEXT,
  created_at   TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX wrap_owner ON wrap (scope, owner);

-- ct is NULL once erased; deleted says so for the memory of other processes.
-- change_seq comes from counter 'change', whose row every writer locks first.
CREATE TABLE record (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  customer_id TEXT,
  key_id      TEXT NOT NULL,
  schema_no   BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  change_seq  BIGINT NOT NULL,
  ct          BYTEA,
  expires_at  TIMESTAMPTZ,
  deleted     SMALLINT NOT NULL,
  created_at  TIMESTAMPTZ NOT NULL,
  updated_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX record_change ON record (kind, change_seq);
CREATE INDEX record_key ON record (key_id);
CREATE INDEX record_expires ON record (expires_at);

-- Pieces of a page or file, sealed with their place bound.
CREATE TABLE chunk (
  record_id TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  n         BIGINT NOT NULL,
  ct        BYTEA NOT NULL,
  PRIMARY KEY (record_id, n)
);

-- Who was erased on which request; a restore replays it.
CREATE TABLE tombstone (
  customer_id TEXT PRIMARY KEY,
  at          TIMESTAMPTZ NOT NULL,
  request_no  TEXT NOT NULL,
  reason      TEXT NOT NULL
);

-- How many records a member of staff has opened on a JST day.
CREATE TABLE budget (
  actor TEXT NOT NULL,
  day   TEXT NOT NULL,
  used  BIGINT NOT NULL,
  PRIMARY KEY (actor, day)
);

-- There from the start, so that the first writers have a row to wait on.
INSERT INTO counter (name, n) VALUES ('change', 0);
