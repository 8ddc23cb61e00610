-- The list of orders, newest first, is read from here without sorting.
CREATE INDEX orders_newest ON orders (day DESC, placed_at DESC, number DESC);
