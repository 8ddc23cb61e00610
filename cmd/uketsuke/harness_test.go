package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
	"uketsuke/migrations"
)

// asProgram in the environment makes the test binary be the program itself, so
// that tests with several processes build nothing.
const asProgram = "UKETSUKE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	passwordMemory = 64
	if os.Getenv(asProgram) != "" {
		main()
	}
	for _, kv := range os.Environ() {
		if name, _, _ := strings.Cut(kv, "="); strings.HasPrefix(name, "UKETSUKE_") && name != "UKETSUKE_TEST_PG" {
			_ = os.Unsetenv(name) // the developer's own settings are none of the tests'
		}
	}
	_ = os.Setenv("UKETSUKE_LANG", "en")
	os.Exit(m.Run())
}

// catalogDir is the repository's own catalog.
const catalogDir = "../../catalog"

var engines = []store.Engine{store.SQLite, store.Postgres}

// each runs a test on both engines, beside other tests.
func each(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Parallel()
	for _, e := range engines {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			test(t, newShop(t, e))
		})
	}
}

// embedded runs on SQLite alone a test of files and words, to which the engine
// does not matter.
func embedded(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Parallel()
	test(t, newShop(t, store.SQLite))
}

// shop is one installation: a data folder and three databases.
type shop struct {
	t      *testing.T
	engine store.Engine
	dir    string
	dsn    map[string]string
	clock  store.Clock
	stdin  string
}

// newShop makes an empty installation. SQLite is the embedded default; for
// PostgreSQL the folder's config.yaml names three databases of the present schema.
func newShop(t *testing.T, engine store.Engine) *shop {
	t.Helper()
	s := &shop{t: t, engine: engine, dir: t.TempDir(), dsn: map[string]string{}}
	for name, schema := range map[string]fs.FS{"orders": migrations.Orders, "vault": migrations.Vault, "audit": migrations.Audit} {
		s.dsn[name] = "sqlite:" + filepath.Join(s.dir, name+".db")
		if engine == store.Postgres {
			s.dsn[name] = storetest.Fresh(t, engine, schema)
		}
	}
	if engine == store.Postgres {
		s.configure()
		s.run("migrate", "--create-keys")
	}
	return s
}

// configure writes the databases into the folder's config.yaml.
func (s *shop) configure() {
	s.t.Helper()
	var b strings.Builder
	for name, dsn := range s.dsn {
		fmt.Fprintf(&b, "%s_dsn: %q\n", name, dsn)
	}
	must(s.t, os.WriteFile(filepath.Join(s.dir, "config.yaml"), []byte(b.String()), 0o600))
}

// try runs one command line in this process.
func (s *shop) try(args ...string) (stdout, stderr string, code int) {
	s.t.Helper()
	var out, errOut bytes.Buffer
	args = append([]string{"--data", s.dir}, args...)
	if s.clock == nil && s.stdin == "" {
		code = execute(s.t.Context(), args, &out, &errOut)
	} else {
		c := &cli{ctx: s.t.Context(), stdin: strings.NewReader(s.stdin), stdout: &out, stderr: &errOut, clock: s.clock}
		code = c.execute(args)
	}
	return out.String(), errOut.String(), code
}

// run is try for a command that must succeed and say nothing on stderr.
func (s *shop) run(args ...string) string {
	s.t.Helper()
	out, errOut, code := s.try(args...)
	if code != 0 || errOut != "" {
		s.t.Fatalf("%s: exit %d\n%s%s", strings.Join(args, " "), code, out, errOut)
	}
	return out
}

// json runs a command with --json and reads what it prints.
func (s *shop) json(v any, args ...string) {
	s.t.Helper()
	out := s.run(append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), v); err != nil {
		s.t.Fatalf("%s --json: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// refused runs a command that must end with exit code 1 and answers its
// sentences; every line of stderr must be one.
func (s *shop) refused(args ...string) []string {
	s.t.Helper()
	out, errOut, code := s.try(args...)
	if code != 1 {
		s.t.Fatalf("%s: exit %d, want 1\n%s%s", strings.Join(args, " "), code, out, errOut)
	}
	return sentences(s.t, errOut)
}

// rawKey is a message key that reached a person, or a verb without its value.
var rawKey = regexp.MustCompile(`(^|[ :])[a-z]+\.[a-z]+(_[a-z]+)*(\(|$)|%!|%\w`)

func sentences(t *testing.T, stderr string) []string {
	t.Helper()
	lines := strings.Split(strings.TrimRight(stderr, "\n"), "\n")
	for _, l := range lines {
		if len(l) < 20 || !strings.Contains(l, " ") || rawKey.MatchString(l) {
			t.Errorf("no sentence on stderr: %q", l)
		}
	}
	return lines
}

// process prepares the program as a process of its own.
func (s *shop) process(ctx context.Context, args ...string) *exec.Cmd {
	s.t.Helper()
	self, err := os.Executable()
	must(s.t, err)
	cmd := exec.CommandContext(ctx, self, append([]string{"--data", s.dir}, args...)...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// db opens one of the shop's databases beside the program.
func (s *shop) db(name string) *store.DB {
	s.t.Helper()
	return openDSN(s.t, s.dsn[name])
}

func openDSN(t *testing.T, dsn string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), dsn, nil)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// exec changes one of the databases with SQL, as an intruder would.
func (s *shop) exec(name, sql string, args ...any) {
	s.t.Helper()
	db := s.db(name)
	must(s.t, db.Read(s.t.Context()).Exec(sql, args...).Error)
	must(s.t, db.Close())
}

// rows counts the rows of every table of the shop.
func (s *shop) rows() map[string]int64 {
	s.t.Helper()
	out := map[string]int64{}
	for name := range s.dsn {
		db := s.db(name)
		tables, err := db.Read(s.t.Context()).Migrator().GetTables()
		must(s.t, err)
		for _, table := range tables {
			var n int64
			must(s.t, db.Read(s.t.Context()).Table(table).Count(&n).Error)
			out[name+"."+table] = n
		}
		must(s.t, db.Close())
	}
	return out
}

// stocked loads the shop's catalog and the retailer's.
func (s *shop) stocked() *shop {
	s.t.Helper()
	s.run("catalog", "load", catalogDir)
	s.run("catalog", "load", "testdata/retail")
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, path ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	must(t, err)
	return b
}

// writeText writes a file into a temporary folder and answers its path.
func writeText(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// adminDSN is the test server's own database.
func adminDSN(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv("UKETSUKE_TEST_PG")
	if dsn == "" {
		t.Fatal("UKETSUKE_TEST_PG is not set; run `make test`")
	}
	return dsn
}

// databaseOf is the database's name in a DSN.
func databaseOf(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	must(t, err)
	return strings.TrimPrefix(u.Path, "/")
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
