package thirdparty

import (
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/modfile"
)

const root = "../../.."

func TestTheListIsComplete(t *testing.T) {
	required := requiredModules(t)
	text, err := os.ReadFile(root + "/THIRD_PARTY.md")
	if err != nil {
		t.Fatal(err)
	}
	table := Table(string(text))
	uses, err := Uses(root, slices.Collect(maps.Keys(required)))
	if err != nil {
		t.Fatal(err)
	}
	if len(uses.Direct) < 5 {
		t.Fatalf("go list found %d direct modules only", len(uses.Direct))
	}
	for _, m := range uses.Direct {
		if row := table[m]; len(row) != 3 || row[0] != required[m] || row[1] == "" || row[2] == "" {
			t.Errorf("%s %s is imported: THIRD_PARTY.md needs its version, licence and purpose, and says %q", m, required[m], row)
		}
	}
	for _, m := range uses.Linked {
		if row := table[m]; len(row) < 2 || row[0] != required[m] || row[1] == "" {
			t.Errorf("%s %s is linked: THIRD_PARTY.md needs its version and licence, and says %q", m, required[m], row)
		}
	}
	assets, err := Assets(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range assets {
		if row := table[a]; len(row) != 3 || slices.Contains(row, "") {
			t.Errorf("%s was made by others: THIRD_PARTY.md needs its origin, licence and purpose, and says %q", a, row)
		}
	}
}

func requiredModules(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile(root + "/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	f, err := modfile.ParseLax("go.mod", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range f.Require {
		out[r.Mod.Path] = r.Mod.Version
	}
	return out
}

func TestTable(t *testing.T) {
	got := Table("# Title\n\n| module | version |\n|---|---|\n| a.org/b | v1.0.0 |  |\ntext | with bar\n| x.ttf | maker | OFL |\n")
	want := map[string][]string{"module": {"version"}, "---": {"---"}, "a.org/b": {"v1.0.0", ""}, "x.ttf": {"maker", "OFL"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestModuleOf(t *testing.T) {
	modules := []string{"a.org/b", "a.org/b/v2", "a.org/bc"}
	for path, want := range map[string]string{
		"a.org/b":       "a.org/b",
		"a.org/b/v2/x":  "a.org/b/v2",
		"a.org/bc/d":    "a.org/bc",
		"encoding/json": "",
	} {
		if got := moduleOf(path, modules); got != want {
			t.Errorf("moduleOf(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestIsAsset(t *testing.T) {
	for path, want := range map[string]bool{
		"internal/forms/fonts/bold.ttf": true, "x/fallback.ttf.gz": true, "web/static/htmx-2.0.7.min.js": true, "web/static/vendor/htmx.js": true,
		"internal/japan/postal/data.csv.gz": true, "web/static/desk.js": false, "catalog/products.csv": false, "internal/x/testdata/a.csv.gz": false,
	} {
		if got := isAsset(path); got != want {
			t.Errorf("isAsset(%q) = %v", path, got)
		}
	}
}
