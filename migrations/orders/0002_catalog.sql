-- The catalog as loaded from its files. A load adds and changes, it never
-- removes: orders keep finding the edition and product they were taken with.
CREATE TABLE catalog_product (
  code TEXT PRIMARY KEY,
  body TEXT NOT NULL -- JSON of catalog.Product
);
CREATE TABLE catalog_price (
  edition TEXT NOT NULL,
  code    TEXT NOT NULL REFERENCES catalog_product (code),
  price   BIGINT NOT NULL CHECK (price > 0),
  page    TEXT NOT NULL,
  PRIMARY KEY (edition, code)
);
-- The shop's own settings (shop.yaml, delivery.yaml, calendar.yaml) as JSON:
-- a directory without shop.yaml leaves them as they are.
CREATE TABLE catalog_settings (
  id   SMALLINT PRIMARY KEY,
  body TEXT NOT NULL
);
-- One row that every load advances and locks: a running server re-reads the
-- catalog when the number is another than the one it holds.
CREATE TABLE catalog_version (
  id      SMALLINT PRIMARY KEY,
  version BIGINT NOT NULL
);
INSERT INTO catalog_version (id, version) VALUES (1, 0);
