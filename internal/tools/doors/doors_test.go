package doors

import (
	"go/parser"
	"go/token"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "uketsuke"

func TestHouse(t *testing.T) {
	pkgs, err := List("../../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) < 5 {
		t.Fatalf("go list found %d packages only", len(pkgs))
	}
	for _, broken := range Check(module, pkgs) {
		t.Error(broken)
	}
	broken, err := CheckCalls(module, pkgs)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range broken {
		t.Error(b)
	}
}

// Each rule must be seen to bite, or a slip in a pattern would open a door.
func TestCheckNamesEveryBrokenRule(t *testing.T) {
	for _, c := range []struct {
		name          string
		pkg           string
		imports, deps []string
		want          []string
	}{
		{
			name: "desk links the vault indirectly", pkg: "internal/order", deps: []string{"uketsuke/internal/x", "uketsuke/internal/vault/seal"},
			want: []string{"internal/order: is on the desk side and links internal/vault/seal"},
		},
		{
			name: "desk links dispatch", pkg: "internal/server/api", deps: []string{"uketsuke/internal/dispatch"},
			want: []string{"internal/server/api: is on the desk side and links internal/dispatch"},
		},
		{
			name: "pure package reaches a database", pkg: "internal/quote", imports: []string{"database/sql"}, deps: []string{"database/sql", "uketsuke/internal/store"},
			want: []string{"internal/quote: is pure and uses internal/store", "internal/quote: is pure and uses database/sql"},
		},
		{
			name: "a library of a pure package may do as it likes", pkg: "internal/forms", imports: []string{"github.com/jung-kurt/gofpdf"}, deps: []string{"net/http", "os"},
		},
		{
			name: "somebody imports the server", pkg: "internal/site", imports: []string{"uketsuke/internal/server"},
			want: []string{"internal/site: imports internal/server: the server is the outermost room"},
		},
		{
			name: "gin outside the server", pkg: "internal/order", imports: []string{"github.com/gin-gonic/gin"},
			want: []string{"internal/order: imports github.com/gin-gonic/gin: business code knows no web framework"},
		},
		{
			name: "html/template outside the pages", pkg: "internal/forms", imports: []string{"html/template"},
			want: []string{"internal/forms: imports html/template: pages are made in two places"},
		},
		{
			name: "gorm without rows", pkg: "internal/site", imports: []string{"gorm.io/gorm"},
			want: []string{"internal/site: imports gorm.io/gorm: gorm stays where rows are"},
		},
		{
			name: "a feature opens a database", pkg: "internal/order", imports: []string{"gorm.io/driver/postgres"},
			want: []string{"internal/order: imports gorm.io/driver/postgres: store alone opens databases"},
		},
		{
			name: "keys leave the vault", pkg: "internal/dispatch", imports: []string{"uketsuke/internal/vault/seal"},
			want: []string{"internal/dispatch: imports internal/vault/seal: one package touches key bytes"},
		},
		{
			name: "settings looked up", pkg: "internal/audit", imports: []string{"uketsuke/internal/config"},
			want: []string{"internal/audit: imports internal/config: settings are handed down, not looked up"},
		},
		{
			name: "a foundation leans on a feature", pkg: "internal/store", deps: []string{"uketsuke/internal/errs", "uketsuke/internal/order"},
			want: []string{"internal/store: is a foundation and links internal/order"},
		},
		{
			name: "wiring", pkg: "cmd/uketsuke", imports: []string{"uketsuke/internal/server", "uketsuke/internal/vault", "uketsuke/internal/dispatch", "uketsuke/internal/config"},
		},
		{
			name: "the vault's own doors", pkg: "internal/dispatch", imports: []string{"uketsuke/internal/vault", "uketsuke/internal/dispatch/layout", "uketsuke/internal/forms"},
		},
		{
			name: "help for tests", pkg: "internal/vault/vaulttest", imports: []string{"uketsuke/internal/vault/seal", "uketsuke/internal/store/storetest"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Check(module, []Package{{ImportPath: module + "/" + c.pkg, Imports: c.imports, Deps: c.deps}})
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCallsIn(t *testing.T) {
	const src = `package p
import ("os"; "time")
func f(clock func() time.Time) { _ = time.Now(); _ = os.Getenv("X"); g(time.Now); _ = clock() }`
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"uses time.Now: the clock is injected", "uses time.Now: the clock is injected",
		"uses os.Getenv: config alone reads the environment",
	}
	if diff := cmp.Diff(want, callsIn("internal/order", f)); diff != "" {
		t.Error(diff)
	}
	if got := callsIn("cmd/uketsuke", f); got != nil {
		t.Errorf("the wiring may: %q", got)
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		path, pattern string
		want          bool
	}{
		{"internal/vault", "internal/vault/...", true},
		{"internal/vault/seal", "internal/vault/...", true},
		{"internal/vaults", "internal/vault/...", false},
		{"internal/vault/seal", "internal/vault", false},
	} {
		if got := matches(c.path, []string{c.pattern}); got != c.want {
			t.Errorf("matches(%q, %q) = %v", c.path, c.pattern, got)
		}
	}
}
