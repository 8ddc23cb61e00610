#!/bin/bash
# Run by the PostgreSQL image at its first start: makes the database, its owner
# migrator and the service role (migrations/roles/create.sql). The passwords go
# by psql's environment and standard input, so that no process list shows them.
set -euo pipefail
secret() { cat "/run/secrets/${UKETSUKE_DATABASE}_$1_password"; }
MIGRATOR_PASSWORD="$(secret migrator)" APP_PASSWORD="$(secret app)" \
	psql -X -q -v ON_ERROR_STOP=1 -U postgres -d postgres <<'SQL'
\getenv database UKETSUKE_DATABASE
\getenv app UKETSUKE_APP_ROLE
\getenv migrator_password MIGRATOR_PASSWORD
\getenv app_password APP_PASSWORD
\i /roles/create.sql
SQL
