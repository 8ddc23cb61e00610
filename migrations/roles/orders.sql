-- What the desk's service does with each table of the orders database. Run by
-- migrator after every migration; the same again changes nothing. A table
-- without a line here is closed to the service, and a test says so.
BEGIN;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM desk_app;
GRANT SELECT                         ON schema_migration TO desk_app;
GRANT SELECT, INSERT, UPDATE         ON counter          TO desk_app;
-- Evidence waits here until the relay has carried it over.
GRANT SELECT, INSERT, DELETE         ON outbox           TO desk_app;
GRANT SELECT, UPDATE                 ON outbox_mark      TO desk_app;
-- A load of the catalog adds and changes; it never removes.
GRANT SELECT, INSERT, UPDATE         ON catalog_product  TO desk_app;
GRANT SELECT, INSERT, UPDATE         ON catalog_price    TO desk_app;
GRANT SELECT, INSERT, UPDATE         ON catalog_settings TO desk_app;
GRANT SELECT, UPDATE                 ON catalog_version  TO desk_app;
-- An order is never removed; what happened to it is never rewritten.
GRANT SELECT, INSERT, UPDATE         ON orders           TO desk_app;
GRANT SELECT, INSERT, DELETE         ON order_line       TO desk_app;
-- Of a line only who approved its price is ever filled in.
GRANT UPDATE (approved_by)           ON order_line       TO desk_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON order_parcel     TO desk_app;
GRANT SELECT, INSERT, UPDATE         ON hold             TO desk_app;
GRANT SELECT, INSERT, DELETE         ON stock            TO desk_app;
GRANT SELECT, INSERT                 ON payment_received TO desk_app;
GRANT SELECT, INSERT                 ON order_history    TO desk_app;
GRANT SELECT, INSERT                 ON idem             TO desk_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON draft            TO desk_app;
GRANT SELECT, INSERT                 ON order_flag       TO desk_app;
GRANT SELECT, INSERT                 ON order_flag_seen  TO desk_app;
-- What was read back, and how a call ended, is never rewritten; a task is done or moved on.
GRANT SELECT, INSERT                 ON order_readback   TO desk_app;
GRANT SELECT, INSERT                 ON contact          TO desk_app;
GRANT SELECT, INSERT, UPDATE         ON task             TO desk_app;
GRANT SELECT, INSERT, UPDATE         ON batch            TO desk_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON batch_order      TO desk_app;
-- Accounts are disabled, not removed; sessions, limits and set-up links pass.
GRANT SELECT, INSERT, UPDATE         ON staff            TO desk_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON staff_session    TO desk_app;
GRANT SELECT, INSERT, UPDATE         ON staff_attempt    TO desk_app;
GRANT SELECT, INSERT, UPDATE         ON staff_place      TO desk_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON staff_setup      TO desk_app;
GRANT SELECT, INSERT, UPDATE         ON staff_token      TO desk_app;
COMMIT;
