package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"uketsuke/internal/leakscan"
	"uketsuke/internal/store"
	"uketsuke/internal/tools/testpg"
)

// TestNothingLeaks plays a day with recognisable persons and then looks for
// them in every byte that lies around besides the artefacts. The same scan over
// a plaintext twin must find every value: a blind scan proves nothing.
func TestNothingLeaks(t *testing.T) {
	logs := captureLogs(t) // of the whole process: no test runs beside this one
	for name, site := range map[string]func(*testing.T) leakSite{"sqlite": newSQLiteSite, "postgres": newPostgresSite} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leakTest(t, site(t), logs)
		})
	}
}

// leakSite is where a shop's databases lie: what a thief of the machine gets.
type leakSite struct {
	shop *shop
	raw  func(t *testing.T) []string                  // all files of the databases, logs and dumps
	twin func(t *testing.T, values []string) []string // the same of a database that holds the values in clear
}

func leakTest(t *testing.T, site leakSite, logs string) {
	d := newLeakDay(t, site.shop, logs)
	known := d.importPeople()
	d.desk(known)
	d.change()
	d.api()
	d.importOrders(known)
	d.mistakes()
	batch := d.artefacts()
	d.erase(known[5])
	d.publish()
	s := d.people.scanner(t)
	if site.shop.engine == store.SQLite { // its journals go when it is closed; PostgreSQL's stay
		nothing(t, s, "the living shop", append(site.raw(t), d.exports, d.logs)...)
	}
	d.breakdown()
	d.app.close()
	s = d.people.scanner(t)
	nothing(t, s, "the shop after its breakdown", append(site.raw(t), d.exports, d.logs)...)
	nothing(t, s, "the catalog", catalogDir) // no value of ours occurs by chance

	if log := string(readFile(t, d.logs, "app.log")); strings.Count(log, `"status":500`) < 5 || strings.Count(log, `"msg":"request"`) < 60 {
		t.Errorf("the log does not tell of the day:\n%s", log)
	}
	hits, err := s.Files(batch)
	if must(t, err); len(leakscan.Words(hits)) < 60 {
		t.Errorf("the artefacts name only %d values: the day was not played", len(leakscan.Words(hits)))
	}
	values := d.people.words()
	hits, err = s.Files(site.twin(t, values)...)
	must(t, err)
	found := leakscan.Words(hits)
	for _, v := range values {
		if !found[v] {
			t.Errorf("the scan of the plaintext twin does not see %q", v)
		}
	}
	t.Logf("0 of %d values of %d persons found; in the plaintext twin %d", len(values), len(d.people.all), len(found))
}

func nothing(t *testing.T, s *leakscan.Scanner, what string, paths ...string) {
	t.Helper()
	hits, err := s.Files(paths...)
	must(t, err)
	for i, h := range hits {
		if i == 20 {
			t.Errorf("… and %d more", len(hits)-i)
			break
		}
		t.Errorf("%s: %s holds %q as %s", what, h.Path, h.Word, h.Form)
	}
	var size int64
	for _, p := range paths {
		must(t, filepath.Walk(p, func(_ string, st os.FileInfo, err error) error {
			if err == nil && st.Mode().IsRegular() {
				size += st.Size()
			}
			return nil // a file may vanish meanwhile
		}))
	}
	t.Logf("%s: %d hits in %d kB", what, len(hits), size/1000)
}

func newSQLiteSite(t *testing.T) leakSite {
	s := newShop(t, store.SQLite)
	return leakSite{
		shop: s,
		raw:  func(*testing.T) []string { return []string{s.dir} },
		twin: func(t *testing.T, values []string) []string {
			path := filepath.Join(t.TempDir(), "twin.db")
			fillTwin(t, "sqlite:"+path, values)
			return []string{path}
		},
	}
}

// newPostgresSite starts a server of its own, so that its whole data directory
// and its log, as verbose as PostgreSQL's defaults make it, are the test's.
func newPostgresSite(t *testing.T) leakSite {
	srv, err := testpg.Start(t.Context(), "logging_collector=on", "log_min_messages=warning", "log_min_error_statement=error")
	must(t, err)
	t.Cleanup(srv.Stop)
	s := &shop{t: t, engine: store.Postgres, dir: t.TempDir(), dsn: map[string]string{}}
	for _, name := range []string{"orders", "vault", "audit"} {
		s.dsn[name] = newDatabase(t, srv, name)
	}
	s.configure()
	s.run("migrate", "--create-keys")
	return leakSite{
		shop: s,
		raw: func(t *testing.T) []string {
			paths := []string{dataDir(t, srv), s.dir}
			for _, dsn := range s.dsn {
				paths = append(paths, dump(t, srv, dsn))
			}
			return paths
		},
		twin: func(t *testing.T, values []string) []string {
			dsn := newDatabase(t, srv, "twin")
			fillTwin(t, dsn, values)
			db := openDSN(t, dsn)
			var oid string
			must(t, db.Read(t.Context()).Raw(`SELECT oid::text FROM pg_database WHERE datname = 'twin'`).Scan(&oid).Error)
			must(t, db.Close())
			return []string{filepath.Join(dataDir(t, srv), "base", oid), dump(t, srv, dsn)}
		},
	}
}

func newDatabase(t *testing.T, srv *testpg.Server, name string) string {
	t.Helper()
	db := openDSN(t, srv.URL())
	must(t, db.Read(t.Context()).Exec(`CREATE DATABASE `+name).Error)
	must(t, db.Close())
	return strings.Replace(srv.URL(), "/postgres?", "/"+name+"?", 1)
}

// dataDir is the server's data directory with everything written to it.
func dataDir(t *testing.T, srv *testpg.Server) (dir string) {
	t.Helper()
	db := openDSN(t, srv.URL())
	must(t, db.Read(t.Context()).Exec(`CHECKPOINT`).Error)
	must(t, db.Read(t.Context()).Raw(`SHOW data_directory`).Scan(&dir).Error)
	must(t, db.Close())
	logs, err := filepath.Glob(filepath.Join(dir, "log", "*"))
	if must(t, err); len(logs) == 0 {
		t.Fatal("the server keeps no log in its data directory")
	}
	return dir
}

func dump(t *testing.T, srv *testpg.Server, dsn string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), databaseOf(t, dsn)+".sql")
	if out, err := exec.CommandContext(t.Context(), filepath.Join(srv.Bin(), "pg_dump"), "-f", path, dsn).CombinedOutput(); err != nil {
		t.Fatalf("pg_dump: %v\n%s", err, out)
	}
	return path
}

// fillTwin writes the values in clear into a table of the test's own.
func fillTwin(t *testing.T, dsn string, values []string) {
	t.Helper()
	db := openDSN(t, dsn)
	must(t, db.Read(t.Context()).Exec(`CREATE TABLE twin (value TEXT NOT NULL)`).Error)
	for _, v := range values {
		must(t, db.Read(t.Context()).Exec(`INSERT INTO twin (value) VALUES (?)`, v).Error)
	}
	must(t, db.Close())
}
