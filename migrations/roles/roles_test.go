// Package roles tests the roles' SQL against a PostgreSQL server of its own:
// roles belong to a whole server, not to one database.
package roles

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"uketsuke/internal/store"
	"uketsuke/internal/tools/testpg"
	"uketsuke/migrations"
)

// databases are the three with their service roles and what those must never
// be able to do, as statements.
var databases = []struct {
	name, app string
	files     fs.FS
	forbidden []string
}{
	{"orders", "desk_app", migrations.Orders, []string{
		"UPDATE order_history SET reason = ''", "DELETE FROM order_history", "DELETE FROM orders", "UPDATE schema_migration SET name = ''",
	}},
	{"vault", "vault_app", migrations.Vault, []string{
		"DELETE FROM tombstone", "UPDATE tombstone SET reason = ''",
	}},
	{"audit", "audit_app", migrations.Audit, []string{
		"UPDATE entry SET reason = ''", "DELETE FROM entry", "DELETE FROM hash", "UPDATE hash SET id = 0", "DELETE FROM checkpoint",
		"UPDATE checkpoint SET note = ''", "DELETE FROM head", "INSERT INTO head VALUES (2, 0, '')",
	}},
}

// insufficientPrivilege is PostgreSQL's code for "you may not".
const insufficientPrivilege = "42501"

// alwaysForbidden is closed to every service role.
var alwaysForbidden = []string{
	"CREATE TABLE loot (a int)", "CREATE SCHEMA loot", "DROP TABLE schema_migration", "TRUNCATE schema_migration",
	"ALTER TABLE schema_migration ADD COLUMN a int", "SET ROLE migrator", "CREATE ROLE helper",
	"COPY schema_migration TO PROGRAM 'cat'", "SELECT pg_read_file('PG_VERSION')", "SELECT lo_import('/etc/passwd')",
	"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE EXTENSION dblink", "ALTER SYSTEM SET fsync = off",
}

func TestRoles(t *testing.T) {
	pg, err := testpg.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pg.Stop)
	for _, d := range databases {
		psql(t, pg, pg.URL(), "create.sql", "database="+d.name, "app="+d.app, "migrator_password=m", "app_password=a")
		migrator := as(t, pg, "migrator", d.name)
		migrate(t, migrator, d.files)
		psql(t, pg, migrator, d.name+".sql")
		psql(t, pg, migrator, d.name+".sql") // again changes nothing and fails at nothing
	}
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			conn := connect(t, as(t, pg, d.app, d.name))
			for _, statement := range slices.Concat(alwaysForbidden, d.forbidden) {
				_, err := conn.Exec(t.Context(), statement)
				var refused *pgconn.PgError
				if !errors.As(err, &refused) || refused.Code != insufficientPrivilege {
					t.Errorf("%s is not refused: %s (%v)", d.app, statement, err)
				}
			}
			checkEveryTableIsNamed(t, conn, d.name, d.app)
		})
	}
	t.Run("a role enters its own database only", func(t *testing.T) {
		for _, other := range []string{"vault", "audit", "postgres", "template1"} {
			if conn, err := pgx.Connect(t.Context(), as(t, pg, "desk_app", other)); err == nil {
				_ = conn.Close(t.Context())
				t.Errorf("desk_app enters %s", other)
			}
		}
	})
}

// checkEveryTableIsNamed fails for a table that a migration made and that the
// database's SQL file forgot: the service would stumble over it in production.
func checkEveryTableIsNamed(t *testing.T, conn *pgx.Conn, name, app string) {
	t.Helper()
	rows, err := conn.Query(t.Context(), `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT has_table_privilege($1, c.oid, 'SELECT') ORDER BY 1`, app)
	if err != nil {
		t.Fatal(err)
	}
	forgotten, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	if len(forgotten) > 0 {
		t.Errorf("migrations/roles/%s.sql grants nothing on: %s", name, strings.Join(forgotten, ", "))
	}
}

func migrate(t *testing.T, dsn string, files fs.FS) {
	t.Helper()
	db, err := store.Open(t.Context(), dsn, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Migrate(t.Context(), files); err != nil {
		t.Fatal(err)
	}
}

// psql runs a file of this directory with variables, as an administrator does.
func psql(t *testing.T, pg *testpg.Server, dsn, file string, variables ...string) {
	t.Helper()
	args := []string{"-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file, "-d", dsn}
	for _, v := range variables {
		args = append(args, "-v", v)
	}
	if out, err := exec.CommandContext(t.Context(), filepath.Join(pg.Bin(), "psql"), args...).CombinedOutput(); err != nil {
		t.Fatalf("psql %s: %v\n%s", file, err, out)
	}
}

func as(t *testing.T, pg *testpg.Server, role, database string) string {
	t.Helper()
	u, err := url.Parse(pg.URL())
	if err != nil {
		t.Fatal(err)
	}
	u.User, u.Path = url.User(role), "/"+database
	return u.String()
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func TestEveryGrantNamesItsRole(t *testing.T) {
	for _, d := range databases {
		for _, line := range grants(t, d.name+".sql") {
			if !strings.HasSuffix(line, " TO "+d.app+";") {
				t.Errorf("%s.sql: %s", d.name, line)
			}
			if strings.Contains(line, "ALL") || strings.Contains(line, "TRUNCATE") {
				t.Errorf("%s.sql grants more than a service does: %s", d.name, line)
			}
		}
	}
}

func grants(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "GRANT ") {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}
