package machine

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMissing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "face.ttf"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	needs := []Need{
		{Package: "go", Any: []string{"go"}},
		{Package: "font", Any: []string{dir + "/*.ttf"}},
		{Package: "either", Any: []string{"no-such-program", dir + "/face.ttf"}},
		{Package: "program", For: "nothing", Any: []string{"no-such-program"}},
		{Package: "file", For: "nothing", Any: []string{dir + "/*.otf"}},
	}
	missing := Missing(needs)
	if diff := cmp.Diff([]string{"program", "file"}, names(missing)); diff != "" {
		t.Error(diff)
	}
	if got := Advice(missing); !strings.HasSuffix(got, "sudo apt-get install program file") {
		t.Errorf("no advice: %q", got)
	}
}

func TestProvideWithNothingMissing(t *testing.T) {
	if err := Provide(t.Context(), io.Discard, []Need{{Package: "go", Any: []string{"go"}}}); err != nil {
		t.Error(err)
	}
}

func TestNeedsAreWhole(t *testing.T) {
	for _, n := range Needs {
		if n.Package == "" || n.For == "" || len(n.Any) == 0 {
			t.Errorf("incomplete: %+v", n)
		}
	}
}
