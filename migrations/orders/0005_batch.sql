-- One row a batch; number without gap. Totals are those of the orders in it.
CREATE TABLE batch (
  no        BIGINT PRIMARY KEY,
  state     TEXT NOT NULL,
  orders    BIGINT NOT NULL,
  lines     BIGINT NOT NULL,
  pieces    BIGINT NOT NULL,
  goods_yen BIGINT NOT NULL,
  total_yen BIGINT NOT NULL,
  cut_at    TIMESTAMPTZ NOT NULL,
  cut_by    TEXT NOT NULL,
  sealed_at TIMESTAMPTZ,
  acked_at  TIMESTAMPTZ,
  acked_by  TEXT NOT NULL
);
CREATE INDEX batch_by_state ON batch (state, no);
-- An order stands in one batch. The tax rates of the ship date are fixed here.
CREATE TABLE batch_order (
  order_id         TEXT PRIMARY KEY REFERENCES orders (id),
  batch_no         BIGINT NOT NULL REFERENCES batch (no),
  version          BIGINT NOT NULL,
  ship_day         TEXT NOT NULL,
  percent_standard BIGINT NOT NULL,
  percent_reduced  BIGINT NOT NULL
);
CREATE INDEX batch_order_by_batch ON batch_order (batch_no);
