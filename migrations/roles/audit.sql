-- What the audit service does with each table of the audit database. Run by
-- migrator after every migration; the same again changes nothing. A table
-- without a line here is closed to the service, and a test says so.
BEGIN;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM audit_app;
GRANT SELECT         ON schema_migration TO audit_app;
-- The log grows; nothing in it changes and nothing goes.
GRANT SELECT, INSERT ON entry            TO audit_app;
GRANT SELECT, INSERT ON hash             TO audit_app;
GRANT SELECT, INSERT ON checkpoint       TO audit_app;
-- The one row that moves: the current signed head, locked by each append.
GRANT SELECT, UPDATE ON head             TO audit_app;
COMMIT;
