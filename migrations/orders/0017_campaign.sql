-- The campaign whose discount an order has, and its terms as they were when
-- the order was taken. All NULL for an order without one.
ALTER TABLE orders ADD COLUMN campaign TEXT;
ALTER TABLE orders ADD COLUMN campaign_percent BIGINT;
ALTER TABLE orders ADD COLUMN campaign_yen BIGINT;
ALTER TABLE orders ADD COLUMN campaign_min_yen BIGINT;
