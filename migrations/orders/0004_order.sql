-- An order knows no person: customer_id and recipient_id are opaque vault ids,
-- region is the shipping region of the tariff. Money is whole yen, tax included.
CREATE TABLE orders (
  id               TEXT PRIMARY KEY,
  number           TEXT NOT NULL UNIQUE,
  day              TEXT NOT NULL,
  ref              TEXT NOT NULL,
  channel          TEXT NOT NULL,
  payment          TEXT NOT NULL,
  status           TEXT NOT NULL,
  version          BIGINT NOT NULL,
  customer_id      TEXT NOT NULL,
  customer_version BIGINT NOT NULL,
  recipient_id     TEXT NOT NULL,
  recipient_kept   SMALLINT NOT NULL,
  region           TEXT NOT NULL,
  delivery_date    TEXT NOT NULL,
  delivery_slot    TEXT NOT NULL,
  goods_yen        BIGINT NOT NULL,
  shipping_yen     BIGINT NOT NULL,
  cod_fee_yen      BIGINT NOT NULL,
  total_yen        BIGINT NOT NULL,
  pieces           BIGINT NOT NULL,
  batch_no         BIGINT NOT NULL,
  received_at      TIMESTAMPTZ NOT NULL,
  placed_at        TIMESTAMPTZ NOT NULL,
  placed_by        TEXT NOT NULL
);
CREATE INDEX orders_by_status ON orders (status, number);
CREATE INDEX orders_by_day ON orders (day, number);
CREATE INDEX orders_by_customer ON orders (customer_id, number);
CREATE INDEX orders_by_batch ON orders (batch_no);
CREATE INDEX orders_unkept ON orders (recipient_kept) WHERE recipient_kept = 0;
-- Price, tax class and edition are frozen when the line is taken; the rate is not.
CREATE TABLE order_line (
  order_id   TEXT NOT NULL REFERENCES orders (id),
  line       BIGINT NOT NULL,
  code       TEXT NOT NULL,
  name       TEXT NOT NULL,
  quantity   BIGINT NOT NULL,
  price_yen  BIGINT NOT NULL,
  tax_class  TEXT NOT NULL,
  edition    TEXT NOT NULL,
  no_air     SMALLINT NOT NULL,
  components TEXT NOT NULL,
  PRIMARY KEY (order_id, line)
);
-- A hold keeps an order out of every batch until it is released.
CREATE TABLE hold (
  id             TEXT PRIMARY KEY,
  order_id       TEXT NOT NULL REFERENCES orders (id),
  reason         TEXT NOT NULL,
  detail         TEXT NOT NULL,
  opened_at      TIMESTAMPTZ NOT NULL,
  opened_by      TEXT NOT NULL,
  released_at    TIMESTAMPTZ,
  released_by    TEXT NOT NULL,
  release_reason TEXT NOT NULL
);
CREATE UNIQUE INDEX hold_open ON hold (order_id, reason) WHERE released_at IS NULL;
CREATE TABLE payment_received (
  id         TEXT PRIMARY KEY,
  order_id   TEXT NOT NULL REFERENCES orders (id),
  day        TEXT NOT NULL,
  amount_yen BIGINT NOT NULL,
  at         TIMESTAMPTZ NOT NULL,
  actor      TEXT NOT NULL
);
CREATE INDEX payment_received_by_order ON payment_received (order_id);
-- Who did what to the order; snapshot is the order after it, as JSON without a person.
CREATE TABLE order_history (
  order_id TEXT NOT NULL REFERENCES orders (id),
  version  BIGINT NOT NULL,
  at       TIMESTAMPTZ NOT NULL,
  actor    TEXT NOT NULL,
  action   TEXT NOT NULL,
  reason   TEXT NOT NULL,
  note_id  TEXT NOT NULL,
  snapshot TEXT NOT NULL,
  PRIMARY KEY (order_id, version)
);
-- A request that was sent before answers with the same order. The fingerprint
-- is keyed (made by the vault): it covers personal fields.
CREATE TABLE idem (
  id          TEXT PRIMARY KEY,
  fingerprint BYTEA NOT NULL,
  order_id    TEXT NOT NULL REFERENCES orders (id),
  at          TIMESTAMPTZ NOT NULL
);
-- Which drafts there are and whose; their content is in the vault. Channel,
-- lines and the chosen customer (opaque) tell parked drafts apart.
CREATE TABLE draft (
  id          TEXT PRIMARY KEY,
  owner       TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  channel     TEXT NOT NULL,
  lines       BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  created_at  TIMESTAMPTZ NOT NULL,
  updated_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX draft_by_owner ON draft (owner, updated_at);
-- Raised when an order changes after its batch was cut; the next pull shows it.
CREATE TABLE order_flag (
  order_id TEXT NOT NULL REFERENCES orders (id),
  version  BIGINT NOT NULL,
  batch_no BIGINT NOT NULL,
  kind     TEXT NOT NULL,
  at       TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (order_id, version)
);
CREATE INDEX order_flag_by_batch ON order_flag (batch_no);
