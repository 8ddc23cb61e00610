-- How the price of a line from an older edition was decided: the edition's
-- price, that of the edition in force when the order arrived (NULL where the
-- product was no longer in it) and the shop's rule. All NULL for other lines.
ALTER TABLE order_line ADD COLUMN list_price_yen BIGINT;
ALTER TABLE order_line ADD COLUMN today_price_yen BIGINT;
ALTER TABLE order_line ADD COLUMN edition_rule TEXT;
