// Package storetest hands every test a fresh, migrated database on every
// engine. PostgreSQL comes from UKETSUKE_TEST_PG (make test starts one); its
// absence fails the test, since a store that is not tried is not tested.
package storetest

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"uketsuke/internal/store"
)

var serial atomic.Int64

// Each runs the test once per engine, with a function that opens a fresh
// database migrated with the files of fsys.
func Each(t *testing.T, test func(t *testing.T, open func(t *testing.T, fsys fs.FS, clock store.Clock) *store.DB)) {
	t.Run("sqlite", func(t *testing.T) { test(t, New(store.SQLite)) })
	t.Run("postgres", func(t *testing.T) { test(t, New(store.Postgres)) })
}

// New returns the opener of one engine.
func New(engine store.Engine) func(t *testing.T, fsys fs.FS, clock store.Clock) *store.DB {
	return func(t *testing.T, fsys fs.FS, clock store.Clock) *store.DB {
		t.Helper()
		return Open(t, Fresh(t, engine, fsys), fsys, clock)
	}
}

// Open opens a DSN and migrates it; closed when the test ends.
func Open(t *testing.T, dsn string, fsys fs.FS, clock store.Clock) *store.DB {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, dsn, clock)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Migrate(ctx, fsys); err != nil {
		t.Fatalf("storetest: %v", err)
	}
	return db
}

// DSN makes an empty database and returns its DSN; several processes or DBs
// may open it. It is dropped when the test ends.
func DSN(t *testing.T, engine store.Engine) string {
	t.Helper()
	if engine == store.SQLite {
		return "sqlite:" + filepath.Join(t.TempDir(), "test.db")
	}
	return postgresDSN(t, "")
}

func base(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv("UKETSUKE_TEST_PG")
	if dsn == "" {
		t.Fatal("storetest: UKETSUKE_TEST_PG is not set; run `make test`, or `make testdb` and export the line that it prints")
	}
	return dsn
}

// postgresDSN makes a database; how is what follows its name in CREATE DATABASE.
func postgresDSN(t *testing.T, how string) string {
	t.Helper()
	name := fmt.Sprintf("t%d_%d_%d", os.Getpid(), time.Now().UnixNano()%1e6, serial.Add(1))
	admin(t, "CREATE DATABASE "+name+how)
	t.Cleanup(func() { admin(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return named(t, name)
}

// named is the DSN of another database of the server.
func named(t *testing.T, name string) string {
	t.Helper()
	u, err := url.Parse(base(t))
	if err != nil {
		t.Fatalf("storetest: UKETSUKE_TEST_PG: %v", err)
	}
	u.Path = "/" + name
	return u.String()
}
