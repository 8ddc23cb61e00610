package storetest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"uketsuke/internal/store"
)

// Fresh makes a database that is migrated with the files of fsys already and
// returns its DSN; it is dropped when the test ends. It is a copy of one that
// was migrated once: per process on SQLite, per server on PostgreSQL, where
// several test binaries share it.
func Fresh(t *testing.T, engine store.Engine, fsys fs.FS) string {
	t.Helper()
	sum := fingerprint(t, fsys)
	if engine == store.SQLite {
		path := filepath.Join(t.TempDir(), "test.db")
		if err := os.WriteFile(path, sqliteTemplate(t, sum, fsys), 0o600); err != nil {
			t.Fatalf("storetest: %v", err)
		}
		return "sqlite:" + path
	}
	return postgresDSN(t, " TEMPLATE "+postgresTemplate(t, sum, fsys))
}

// fingerprint names a set of migrations by its content.
func fingerprint(t *testing.T, fsys fs.FS) string {
	t.Helper()
	h := sha256.New()
	names, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatalf("storetest: %v", err)
		}
		_, _ = fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// templates are what this process has migrated: by fingerprint the content of
// a SQLite file or the name of a PostgreSQL database.
var templates struct {
	sync.Mutex
	sqlite   map[string][]byte
	postgres map[string]string
}

func sqliteTemplate(t *testing.T, sum string, fsys fs.FS) []byte {
	t.Helper()
	templates.Lock()
	defer templates.Unlock()
	if data, ok := templates.sqlite[sum]; ok {
		return data
	}
	path := filepath.Join(t.TempDir(), "template.db")
	migrated(t, "sqlite:"+path, fsys) // closing the last connection folds the journal into the file
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	if templates.sqlite == nil {
		templates.sqlite = map[string][]byte{}
	}
	templates.sqlite[sum] = data
	return data
}

// migrated migrates a database and closes it.
func migrated(t *testing.T, dsn string, fsys fs.FS) {
	t.Helper()
	db, err := store.Open(context.Background(), dsn, nil)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	_, err = db.Migrate(context.Background(), fsys)
	if cerr := db.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
}

func postgresTemplate(t *testing.T, sum string, fsys fs.FS) string {
	t.Helper()
	templates.Lock()
	defer templates.Unlock()
	if name, ok := templates.postgres[sum]; ok {
		return name
	}
	name := "template_" + sum
	makeTemplate(t, name, fsys)
	if templates.postgres == nil {
		templates.postgres = map[string]string{}
	}
	templates.postgres[sum] = name
	return name
}

// makeTemplate migrates the template unless another process has. It gets its
// name when it is whole, so that a process that was killed leaves no half one.
func makeTemplate(t *testing.T, name string, fsys fs.FS) {
	t.Helper()
	ctx := context.Background()
	conn, err := pool(t).Conn(ctx)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	defer func() { _ = conn.Close() }()
	do := func(stmt string, args ...any) {
		t.Helper()
		if _, err := conn.ExecContext(ctx, stmt, args...); err != nil {
			t.Fatalf("storetest: %s: %v", stmt, err)
		}
	}
	do("SELECT pg_advisory_lock(hashtext($1))", name)
	defer do("SELECT pg_advisory_unlock(hashtext($1))", name)
	var n int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&n); err != nil {
		t.Fatalf("storetest: %v", err)
	}
	if n > 0 {
		return
	}
	do("DROP DATABASE IF EXISTS making_" + name)
	do("CREATE DATABASE making_" + name)
	migrated(t, named(t, "making_"+name), fsys)
	do("ALTER DATABASE making_" + name + " RENAME TO " + name)
}

var admins struct {
	sync.Mutex
	pool *sql.DB
}

// pool is this process's connections to the server's own database, on which
// databases are made and dropped.
func pool(t *testing.T) *sql.DB {
	t.Helper()
	admins.Lock()
	defer admins.Unlock()
	if admins.pool != nil {
		return admins.pool
	}
	db, err := store.Open(context.Background(), base(t), nil)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	if admins.pool, err = db.SQL(); err != nil {
		t.Fatalf("storetest: %v", err)
	}
	admins.pool.SetMaxOpenConns(4)
	return admins.pool
}

func admin(t *testing.T, stmt string) {
	t.Helper()
	if _, err := pool(t).ExecContext(context.Background(), stmt); err != nil && !strings.Contains(err.Error(), "does not exist") {
		t.Fatalf("storetest: %s: %v", stmt, err)
	}
}
