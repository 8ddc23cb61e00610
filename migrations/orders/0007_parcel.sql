-- Money of gifts and discounts, tax included; the total is
-- goods + shipping + COD fee + gift - discount.
ALTER TABLE orders ADD COLUMN gift_yen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN discount_yen BIGINT NOT NULL DEFAULT 0;
-- Which parcel of its order a line goes into.
ALTER TABLE order_line ADD COLUMN parcel BIGINT NOT NULL DEFAULT 1;
-- The parcels of an order: where each goes, when, and as what gift (codes of
-- the shop; the words on noshi and card are in the vault). An order without
-- rows here has one plain parcel, which its own columns describe; for the
-- others the columns of the order are those of the first parcel.
CREATE TABLE order_parcel (
  order_id       TEXT NOT NULL REFERENCES orders (id),
  parcel         BIGINT NOT NULL,
  recipient_id   TEXT NOT NULL,
  recipient_kept SMALLINT NOT NULL,
  region         TEXT NOT NULL,
  delivery_date  TEXT NOT NULL,
  delivery_slot  TEXT NOT NULL,
  shipping_yen   BIGINT NOT NULL,
  gift_yen       BIGINT NOT NULL,
  noshi          TEXT NOT NULL,
  wrapping       TEXT NOT NULL,
  card           TEXT NOT NULL,
  PRIMARY KEY (order_id, parcel)
);
CREATE INDEX order_parcel_unkept ON order_parcel (recipient_kept) WHERE recipient_kept = 0;
