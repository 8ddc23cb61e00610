-- A price that was agreed instead of the catalog's (値引承認): what the catalog
-- asks, the shop's reason, and who approved it (NULL until somebody has). All
-- NULL for other lines.
ALTER TABLE order_line ADD COLUMN catalog_price_yen BIGINT;
ALTER TABLE order_line ADD COLUMN price_reason TEXT;
ALTER TABLE order_line ADD COLUMN approved_by TEXT;
