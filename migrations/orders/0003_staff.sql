-- Accounts of the staff. epoch moves on with every change that must end the
-- sessions of the account: password, role, disabling.
CREATE TABLE staff (
  id          TEXT PRIMARY KEY,
  login       TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  role        TEXT NOT NULL,
  lang        TEXT NOT NULL,
  password    TEXT NOT NULL,
  epoch       BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  created_at  TIMESTAMPTZ NOT NULL,
  disabled_at TIMESTAMPTZ
);
-- Sessions; token is a hash, so a copy of this table opens nothing. An ended
-- session stays until its lifetime is over: a request that was under way when
-- it ended must not bring it back.
CREATE TABLE staff_session (
  token      TEXT PRIMARY KEY,
  data       BYTEA NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  seen_at    TIMESTAMPTZ NOT NULL,
  ended      SMALLINT NOT NULL
);
CREATE INDEX staff_session_created ON staff_session (created_at);
-- Failed logins, counted per account, per address, per known place and over
-- all; in a table, so that a restart does not forgive them.
CREATE TABLE staff_attempt (
  name    TEXT PRIMARY KEY,
  fails   BIGINT NOT NULL,
  last_at TIMESTAMPTZ NOT NULL
);
-- From where an account has logged in before: its owner gets in there while
-- somebody elsewhere guesses.
CREATE TABLE staff_place (
  login   TEXT NOT NULL,
  addr    TEXT NOT NULL,
  last_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (login, addr)
);
-- One-time links for the first administrator, hashed.
CREATE TABLE staff_setup (
  hash       TEXT PRIMARY KEY,
  expires_at TIMESTAMPTZ NOT NULL
);
-- Tokens of programs (warehouse, importers), hashed.
CREATE TABLE staff_token (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  role       TEXT NOT NULL,
  hash       TEXT NOT NULL UNIQUE,
  created_at TIMESTAMPTZ NOT NULL,
  used_at    TIMESTAMPTZ,
  revoked_at TIMESTAMPTZ
);
