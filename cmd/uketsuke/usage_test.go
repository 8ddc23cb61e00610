package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
)

// leaves are all subcommands as they are typed.
func leaves(t *testing.T) [][]string {
	t.Helper()
	k, err := kong.New(&cli{})
	must(t, err)
	var out [][]string
	for _, n := range k.Model.Leaves(true) {
		var words []string
		for ; n.Type == kong.CommandNode; n = n.Parent {
			words = append([]string{n.Name}, words...)
		}
		out = append(out, words)
	}
	return out
}

func TestEveryCommandHelpsWithAnExample(t *testing.T) {
	t.Parallel()
	all := leaves(t)
	if len(all) < 22 {
		t.Fatalf("only %d subcommands: %v", len(all), all)
	}
	for _, words := range all {
		var out, errOut bytes.Buffer
		code := execute(t.Context(), append(words, "--help"), &out, &errOut)
		command := "uketsuke " + strings.Join(words, " ")
		help := strings.Join(strings.Fields(out.String()), " ") // lines are wrapped
		_, example, found := strings.Cut(help, "Example: ")
		if code != 0 || errOut.Len() > 0 || !found || !strings.Contains(example, command) {
			t.Errorf("%s --help: exit %d, example %q, stderr %q", command, code, example, &errOut)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, args := range [][]string{
		{"serv"}, {"batch"}, {"batch", "get", "1"}, {"batch", "get", "one", "-o", dir}, {"orders", "import"},
		{"orders", "import", filepath.Join(dir, "none.csv")}, {"token", "add", "x", "--role", "king"}, {"token", "add", "x"},
		{"staff", "add", "x", "--role", "operator"}, {"--lang", "fr", "batch", "list"}, {"audit", "verify", "--yaml"},
		{"site", "verify", filepath.Join(dir, "none")}, {"form", "pdf"}, {"catalog", "pdf"}, {"site", "build"},
	} {
		var out, errOut bytes.Buffer
		code := execute(t.Context(), append([]string{"--data", filepath.Join(dir, "data")}, args...), &out, &errOut)
		if code != 2 || out.Len() > 0 || strings.Count(errOut.String(), "\n") != 1 || !strings.HasPrefix(errOut.String(), "uketsuke: ") {
			t.Errorf("%v: exit %d, stdout %q, stderr %q", args, code, &out, &errOut)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); !os.IsNotExist(err) {
		t.Errorf("a command that was not understood made the data folder (%v)", err)
	}
}

// TestSystemTrouble: what no input can mend ends with exit code 2 and a sentence.
func TestSystemTrouble(t *testing.T) {
	s := newShop(t, store.SQLite)
	for name, set := range map[string][2]string{
		"unknown engine":   {"UKETSUKE_ORDERS_DSN", "mysql://root@localhost/orders"},
		"nobody answers":   {"UKETSUKE_VAULT_DSN", "postgres://u:geheim@127.0.0.1:1/vault"},
		"not migrated":     {"UKETSUKE_AUDIT_DSN", "sqlite:" + filepath.Join(t.TempDir(), "audit.db")},
		"no such language": {"UKETSUKE_LANG", "fr"},
		"no such file":     {"UKETSUKE_ORDERS_DSN_FILE", filepath.Join(t.TempDir(), "none")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(set[0], set[1])
			out, errOut, code := s.try("batch", "list")
			if code != 2 || out != "" || strings.Contains(errOut, "geheim") {
				t.Errorf("exit %d, stdout %q, stderr %q", code, out, errOut)
			}
			sentences(t, errOut)
		})
	}
}

// TestEnvironmentNamesTheDatabases runs with nothing but variables, as a
// service does, on both engines.
func TestEnvironmentNamesTheDatabases(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			s := &shop{t: t, dir: t.TempDir(), dsn: map[string]string{}}
			keys := filepath.Join(t.TempDir(), "keys")
			for _, name := range []string{"orders", "vault", "audit"} {
				s.dsn[name] = storetest.DSN(t, engine)
				t.Setenv("UKETSUKE_"+strings.ToUpper(name)+"_DSN", s.dsn[name])
			}
			for _, name := range []string{"vault", "audit", "site"} {
				t.Setenv("UKETSUKE_"+strings.ToUpper(name)+"_KEY_FILE", filepath.Join(keys, name+".key"))
			}
			if _, errOut, code := s.try("batch", "list"); code != 2 || !strings.Contains(errOut, "uketsuke migrate") {
				t.Errorf("before migrating: exit %d, %q", code, errOut)
			}
			var done struct{ Applied []string }
			s.json(&done, "migrate", "--create-keys")
			if len(done.Applied) < 5 {
				t.Errorf("applied %v", done.Applied)
			}
			s.json(&done, "migrate", "--create-keys")
			if len(done.Applied) != 0 {
				t.Errorf("applied again: %v", done.Applied)
			}
			s.run("catalog", "load", catalogDir)
			if n := s.rows()["orders.catalog_product"]; n < 85 {
				t.Errorf("%d products in the database that the variable names", n)
			}
			if left, _ := filepath.Glob(filepath.Join(s.dir, "*")); len(left) > 0 {
				t.Errorf("in the data folder: %v", left)
			}
		})
	}
}

// TestFiguresParse: whatever reports figures reports them as JSON too.
func TestFiguresParse(t *testing.T) {
	embedded(t, func(t *testing.T, s *shop) {
		s.stocked()
		site := filepath.Join(t.TempDir(), "site")
		for _, args := range [][]string{
			{"migrate"}, {"catalog", "check", catalogDir}, {"catalog", "load", catalogDir}, {"site", "build", "-o", site, "--catalog", catalogDir},
			{"site", "verify", site}, {"customers", "import", "testdata/retail/customers.csv"}, {"orders", "import", "testdata/retail/orders.csv"},
			{"batch", "cut"}, {"batch", "list"}, {"batch", "get", "1", "-o", filepath.Join(t.TempDir(), "b")}, {"staff", "list"},
			{"token", "add", "t", "--role", "warehouse"}, {"token", "list"}, {"postal", "info"}, {"audit", "verify"},
		} {
			var v map[string]any
			if s.json(&v, args...); len(v) == 0 {
				t.Errorf("%v --json: empty", args)
			}
		}
		var held struct{ Held []map[string]string }
		s.json(&held, "batch", "cut")
		if b, _ := json.Marshal(held); !strings.Contains(string(b), `"reason":"awaiting_payment"`) {
			t.Errorf("held without reason: %s", b)
		}
	})
}

// TestHeldInWords: an order on hold is named with its reason, the shop's own
// reasons with the shop's words.
func TestHeldInWords(t *testing.T) {
	s := newShop(t, "sqlite").stocked()
	s.run("orders", "import", "testdata/retail/orders.csv")
	s.run("batch", "cut") // leaves the unpaid ones
	s.exec("orders", "UPDATE hold SET reason = 'callback'")
	out := s.run("batch", "cut", "--lang", "en")
	if !strings.Contains(out, "Asking the customer") || strings.Contains(out, "hold.") {
		t.Errorf("printed:\n%s", out)
	}
}

// TestRefusals: refused input ends with exit code 1 and a sentence a problem.
func TestRefusals(t *testing.T) {
	embedded(t, func(t *testing.T, s *shop) {
		out := filepath.Join(t.TempDir(), "out")
		empty := writeText(t, "empty.csv", "")
		for _, args := range [][]string{
			{"form", "pdf", "-o", out}, {"site", "build", "-o", out, "--catalog", catalogDir}, // no catalog yet
			{"catalog", "check", out}, {"catalog", "load", out}, {"demo", "--exit", "--catalog", out},
		} {
			s.refused(args...)
		}
		s.run("catalog", "load", catalogDir)
		for _, args := range [][]string{
			{"form", "pdf", "--edition", "1999XX", "-o", out}, {"form", "pdf", "--customer", "1", "-o", out},
			{"form", "pdf", "--customer", "1", "--reason", "form", "-o", out}, {"form", "pdf", "--customer", "1", "--reason", "curiosity", "-o", out},
			{"catalog", "pdf", "--edition", "1999XX", "-o", out},
			{"batch", "get", "7", "-o", out}, {"batch", "get", "1", "-o", out, "--reason", "tanaka-hanako"}, {"staff", "disable", "nobody"}, {"token", "revoke", "none"},
			{"customers", "import", empty}, {"orders", "import", empty}, {"postal", "import", empty},
		} {
			s.refused(args...)
		}
		if _, err := os.Stat(out); !os.IsNotExist(err) {
			t.Errorf("a refused command wrote %s (%v)", out, err)
		}
	})
}
