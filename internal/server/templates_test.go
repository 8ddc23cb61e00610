package server

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"uketsuke/internal/actor"
	"uketsuke/internal/i18n"
	"uketsuke/internal/staff"
	"uketsuke/web"
)

func bare(t *testing.T) *Server {
	t.Helper()
	s, err := newServer(Services{Sessions: &staff.Sessions{}}, Options{Now: nowZero})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTemplatesFitTheirPages type-checks every template against the struct of
// its page.
func TestTemplatesFitTheirPages(t *testing.T) {
	s := bare(t)
	for name, page := range pageTypes {
		if err := templatecheck.CheckHTML(s.views.sets[name].Lookup("layout.html"), page); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, block := range []string{"preview", "hits", "opened", "places", "codes", "draft-state", "identity-refused"} {
		if err := templatecheck.CheckHTML(s.views.sets["desk"].Lookup(block), &DeskPage{}); err != nil {
			t.Errorf("desk %s: %v", block, err)
		}
	}
	if err := templatecheck.CheckHTML(s.views.sets["error"].Lookup("notice"), ErrorPage{}); err != nil {
		t.Errorf("error notice: %v", err)
	}
}

// TestEveryRouteIsInTheTable walks gin's routes: each is in the table of roles
// and names somebody.
func TestEveryRouteIsInTheTable(t *testing.T) {
	s := bare(t)
	e, err := s.engine()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range e.Routes() {
		key := r.Method + " " + r.Path
		seen[key] = true
		a, ok := s.access[key]
		if !ok || !a.public && len(a.roles) == 0 {
			t.Errorf("%s: nobody in the table of roles", key)
		}
		for _, role := range a.roles {
			if !slices.Contains(actor.Roles, role) {
				t.Errorf("%s: unknown role %s", key, role)
			}
		}
	}
	for key := range s.access {
		if !seen[key] {
			t.Errorf("%s is in the table and no route", key)
		}
	}
}

// sources are the files in which keys of the screen are written.
func sources(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, fsys := range []fs.FS{web.Templates, goFiles} {
		err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := fs.ReadFile(fsys, path)
			b.Write(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

var keyShape = regexp.MustCompile(`"((?:screen|server|order)\.[a-z0-9_]+)"`)

// prefixes of keys that are put together: Code("status", …), screen.read_….
var prefixes = regexp.MustCompile(`Code\(? ?"([a-z]+)"|"screen\.([a-z]+_)"`)

// TestScreenTexts holds that every key in use has its text in both languages
// and that no text of the screens lies about unused.
func TestScreenTexts(t *testing.T) {
	texts, err := i18n.Load(web.Messages)
	if err != nil {
		t.Fatal(err)
	}
	src := sources(t)
	used := map[string]bool{}
	for _, m := range keyShape.FindAllStringSubmatch(src, -1) {
		used[m[1]] = true
	}
	var open []string
	for _, m := range prefixes.FindAllStringSubmatch(src, -1) {
		open = append(open, "screen."+strings.TrimSuffix(m[1]+m[2], "_")+"_")
	}
	for key := range used {
		for _, lang := range i18n.Langs {
			if !strings.HasSuffix(key, "_") && !texts.For(lang).Has(key) {
				t.Errorf("%s: no text for %s", lang, key)
			}
		}
	}
	for _, lang := range i18n.Langs {
		for _, key := range texts.Keys(lang) {
			ours := strings.HasPrefix(key, "screen.") || strings.HasPrefix(key, "server.")
			if ours && !used[key] && !slices.ContainsFunc(open, func(p string) bool { return strings.HasPrefix(key, p) }) {
				t.Errorf("%s: %s is used nowhere", lang, key)
			}
		}
	}
	if got, want := screenKeys(texts, "en"), screenKeys(texts, "ja"); !slices.Equal(got, want) {
		t.Errorf("the languages have different keys: en %d, ja %d", len(got), len(want))
	}
}

func screenKeys(c *i18n.Catalog, lang string) []string {
	return slices.DeleteFunc(c.Keys(lang), func(k string) bool { return !strings.HasPrefix(k, "screen.") && !strings.HasPrefix(k, "server.") })
}
