-- What the vault's service does with each table of the vault database. Run by
-- migrator after every migration; the same again changes nothing. A table
-- without a line here is closed to the service, and a test says so.
BEGIN;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM vault_app;
GRANT SELECT                         ON schema_migration TO vault_app;
GRANT SELECT, INSERT, UPDATE         ON counter          TO vault_app;
GRANT SELECT, INSERT, DELETE         ON outbox           TO vault_app;
GRANT SELECT, UPDATE                 ON outbox_mark      TO vault_app;
-- The vault deletes for real.
GRANT SELECT, INSERT, UPDATE, DELETE ON wrap             TO vault_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON record           TO vault_app;
GRANT SELECT, INSERT, DELETE         ON chunk            TO vault_app;
-- That somebody was erased stays on record.
GRANT SELECT, INSERT                 ON tombstone        TO vault_app;
GRANT SELECT, INSERT, UPDATE         ON budget           TO vault_app;
-- A merge that was undone stays in the history.
GRANT SELECT, INSERT, UPDATE         ON person_merge     TO vault_app;
GRANT SELECT, INSERT                 ON person_apart     TO vault_app;
COMMIT;
