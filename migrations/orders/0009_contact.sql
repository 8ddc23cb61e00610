-- What was read back to the caller (復唱), section by section; read_at is NULL
-- for one that was not. The mark is a keyed hash of the words (made by the
-- vault): the words themselves name a person.
CREATE TABLE order_readback (
  order_id TEXT NOT NULL REFERENCES orders (id),
  version  BIGINT NOT NULL,
  section  TEXT NOT NULL,
  mark     TEXT NOT NULL,
  read_at  TIMESTAMPTZ,
  read_by  TEXT NOT NULL,
  PRIMARY KEY (order_id, version, section)
);
-- One call and how it ended (応対履歴). The id is minted before the call's form
-- is sent: sent twice it is one call. What was said is a note in the vault.
CREATE TABLE contact (
  id          TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  order_id    TEXT NOT NULL,
  channel     TEXT NOT NULL,
  outcome     TEXT NOT NULL,
  note_id     TEXT NOT NULL,
  begun_at    TIMESTAMPTZ,
  ended_at    TIMESTAMPTZ NOT NULL,
  actor       TEXT NOT NULL
);
CREATE INDEX contact_by_customer ON contact (customer_id, ended_at);
-- What is still to be done after a call. An empty owner is the whole team; who
-- is to be called, and about what, is a note in the vault.
CREATE TABLE task (
  id          TEXT PRIMARY KEY,
  version     BIGINT NOT NULL,
  contact_id  TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  note_id     TEXT NOT NULL,
  owner       TEXT NOT NULL,
  due_at      TIMESTAMPTZ NOT NULL,
  created_at  TIMESTAMPTZ NOT NULL,
  created_by  TEXT NOT NULL,
  done_at     TIMESTAMPTZ,
  done_by     TEXT NOT NULL
);
CREATE INDEX task_open ON task (due_at, id) WHERE done_at IS NULL;
CREATE INDEX task_by_customer ON task (customer_id);
CREATE INDEX task_done ON task (done_at, id) WHERE done_at IS NOT NULL;
