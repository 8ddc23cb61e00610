-- What the warehouse says of products that are not simply there: out (until is
-- the day on which they are expected, '' while nobody knows) or discontinued.
-- A product without a row is available.
CREATE TABLE stock (
  code      TEXT PRIMARY KEY,
  state     TEXT NOT NULL,
  until_day TEXT NOT NULL,
  at        TIMESTAMPTZ NOT NULL,
  by_actor  TEXT NOT NULL
);
-- The day on which goods were expected for which the customer waits (入荷待ち).
ALTER TABLE order_line ADD COLUMN backorder_day TEXT;
