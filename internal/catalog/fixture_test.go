package catalog

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"uketsuke/internal/errs"
	"uketsuke/internal/i18n"
	"uketsuke/web"
)

// The shop's own catalog and a cut of a real retailer's; see testdata/README.md.
const (
	ownDir    = "../../catalog"
	retailDir = "testdata/retail"
)

// edit copies the shop's own catalog and changes its files: path, old text,
// new text, three by three. An old text of "" replaces or makes the whole file;
// a new text of "\x00" removes it.
func edit(t testing.TB, changes ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "catalog")
	if err := os.CopyFS(dir, os.DirFS(ownDir)); err != nil {
		t.Fatal(err)
	}
	for i := 0; i+2 < len(changes); i += 3 {
		change(t, filepath.Join(dir, changes[i]), changes[i+1], changes[i+2])
	}
	return dir
}

func change(t testing.TB, path, old, now string) {
	t.Helper()
	if now == "\x00" {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		return
	}
	if old != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), old) {
			t.Fatalf("%s does not contain %q", path, old)
		}
		now = strings.Replace(string(data), old, now, 1)
	}
	if err := os.WriteFile(path, []byte(now), 0o600); err != nil {
		t.Fatal(err)
	}
}

// found lists problems as "file:line: column: key", with files below the directory.
func found(t testing.TB, dir string, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var problems errs.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v, want errs.Problems", err)
	}
	var out []string
	for _, p := range problems {
		sentences(t, p.Message)
		out = append(out, strings.TrimPrefix(strings.TrimPrefix(p.Place(), dir), "/")+p.Message.Key)
	}
	return out
}

var texts = sync.OnceValues(func() (*i18n.Catalog, error) { return i18n.Load(web.Messages) })

// sentences holds that a message has a whole sentence in every language.
func sentences(t testing.TB, m errs.Message) {
	t.Helper()
	cat, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs {
		if s := cat.For(lang).Message(m); s == m.Key || strings.Contains(s, "%!") {
			t.Errorf("%s: %v prints as %q", lang, m, s)
		}
	}
}

// bookOf builds a Book from directories without a database.
func bookOf(t testing.TB, dirs ...string) *Book {
	t.Helper()
	c := content{prices: map[string]map[string]Price{}}
	for _, dir := range dirs {
		s := read(dir, nil)
		if err := s.failed(); err != nil {
			t.Fatal(err)
		}
		for _, p := range s.products {
			c.products = append(c.products, p.Product)
		}
		for _, e := range s.editions {
			c.prices[e.code] = map[string]Price{}
			for _, p := range e.prices {
				c.prices[e.code][p.Code] = p
			}
		}
		if s.settings != nil {
			c.settings = *s.settings
		}
	}
	return newBook(c)
}
