-- Whatever the list of orders is filtered or sorted by, a page of it is read
-- from an index: the newest of one status, by date of delivery, by total.
-- orders_newest serves the days as well.
CREATE INDEX orders_newest_of ON orders (status, day DESC, placed_at DESC, number DESC);
CREATE INDEX orders_by_delivery ON orders (delivery_date, number);
CREATE INDEX orders_by_total ON orders (total_yen, number);
DROP INDEX orders_by_status;
DROP INDEX orders_by_day;
