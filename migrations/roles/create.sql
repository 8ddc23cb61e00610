-- Run once per database server by its superuser, before the first migration:
--
--   psql -v ON_ERROR_STOP=1 -v database=orders -v app=desk_app \
--        -v migrator_password=… -v app_password=… -d postgres -f create.sql
--
-- database and app are orders + desk_app, vault + vault_app or audit +
-- audit_app. It makes two roles: migrator owns the database and changes its
-- schema, and is used by `uketsuke migrate` alone; the service role owns
-- nothing and gets, from orders.sql, vault.sql or audit.sql, what the running
-- service does and no more. Neither is a superuser or may make roles.
SELECT 'CREATE ROLE migrator' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'migrator') \gexec
ALTER ROLE migrator LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'migrator_password';
CREATE ROLE :"app" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT PASSWORD :'app_password';
SELECT format('CREATE DATABASE %I', :'database') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
ALTER DATABASE :"database" OWNER TO migrator;
-- Nobody comes in by default, neither to this database nor to the server's own.
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
REVOKE CONNECT ON DATABASE template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"app";
\connect :"database"
ALTER SCHEMA public OWNER TO migrator;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"app";
