package site

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/keyfile"
	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
	"uketsuke/migrations"
)

const (
	shopDir           = "../../catalog"
	built   japan.Day = "2026-11-23"
)

// shop is the project's own catalog, loaded as the program loads it.
func shop(t *testing.T) *catalog.Book {
	t.Helper()
	return load(t, shopDir)
}

// load takes a catalog directory in and answers the book.
func load(t *testing.T, dir string) *catalog.Book {
	t.Helper()
	now := func() time.Time { return built.Time().Add(9 * time.Hour) }
	db := storetest.New(store.SQLite)(t, migrations.Orders, now)
	s := catalog.New(db)
	ctx := actor.With(context.Background(), actor.Actor{ID: "cli:test", Role: actor.Admin})
	if _, err := s.Load(ctx, dir); err != nil {
		t.Fatal(err)
	}
	b, err := s.Book(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func newSigner(t *testing.T) *keyfile.Signer {
	t.Helper()
	s, err := keyfile.CreateSigner(filepath.Join(t.TempDir(), "site.key"), "site.example")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// shopData is what the project's own site is built from, with stand-ins for the
// PDFs, which have tests of their own.
func shopData(t *testing.T) Data {
	t.Helper()
	notices, err := catalog.Notices(shopDir)
	if err != nil {
		t.Fatal(err)
	}
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	return Data{Book: shop(t), Day: built, Notices: notices, Images: os.DirFS(filepath.Join(shopDir, "images")),
		OrderForm: text("%PDF-1.3 order form"), Catalog: text("%PDF-1.3 catalog"), Signer: newSigner(t)}
}

// build builds the site into a new folder.
func build(t *testing.T, d Data) (dir string, m Manifest) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "public")
	m, err := Build(context.Background(), dir, d)
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}
