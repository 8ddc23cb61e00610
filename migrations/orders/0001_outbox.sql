-- Gap-free series of every kind; the row lock is what makes them so.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  n    BIGINT NOT NULL
);
-- Evidence on its way to the audit log: written in the transaction of the act,
-- carried over once and in order. seq comes from counter 'outbox'.
CREATE TABLE outbox (
  seq     BIGINT PRIMARY KEY,
  at      TIMESTAMPTZ NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason  TEXT NOT NULL
);
-- How far the relay has come. The log may never hold less than this.
CREATE TABLE outbox_mark (
  id      SMALLINT PRIMARY KEY,
  carried BIGINT NOT NULL
);
INSERT INTO outbox_mark (id, carried) VALUES (1, 0);
