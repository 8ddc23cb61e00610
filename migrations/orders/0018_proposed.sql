-- 1 for a line that staff proposed on the telephone (特商法 施行令第2条第1号); NULL
-- for what the customer asked for.
ALTER TABLE order_line ADD COLUMN proposed SMALLINT;
