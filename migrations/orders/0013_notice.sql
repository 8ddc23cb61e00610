-- Who in the warehouse has taken note of a change after the cut: once for all.
CREATE TABLE order_flag_seen (
  order_id TEXT NOT NULL,
  version  BIGINT NOT NULL,
  at       TIMESTAMPTZ NOT NULL,
  by_actor TEXT NOT NULL,
  PRIMARY KEY (order_id, version),
  FOREIGN KEY (order_id, version) REFERENCES order_flag (order_id, version)
);
