package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// brokenCatalog is the shop's catalog with one mistake of each kind, and where
// each must be reported.
func brokenCatalog(t *testing.T) (dir string, want map[string]string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "shop")
	must(t, os.CopyFS(dir, os.DirFS(catalogDir)))
	want = map[string]string{}
	swap := func(kind, file, old, new, column, sentence string) {
		path := filepath.Join(dir, file)
		text := string(readFile(t, path))
		at := strings.Index(text, old)
		if at < 0 {
			t.Fatalf("%s has no %q", file, old)
		}
		must(t, os.WriteFile(path, []byte(text[:at]+new+text[at+len(old):]), 0o600))
		want[kind] = regexp.QuoteMeta(path) + `:\d+: ` + column + `: .*` + sentence
	}
	swap("unknown tax class", "products.csv", "本,standard,2900000001695", "本,luxury,2900000001695", "tax", `no tax class "luxury"`)
	swap("wrong JAN", "products.csv", "2900000001701", "2900000001702", "jan", `2900000001702`)
	swap("duplicate code", "products.csv", "BL-0703,", "BL-0702,", "code", `BL-0702 is in line 3 already`)
	swap("unknown flag", "products.csv", ",no_air,,レモン、", ",no_fly,,レモン、", "flags", `"no_fly" cannot be used`)
	swap("price missing", "editions/2026AW.csv", "BL-0701,2200", "BL-0701,", "price", `price is missing`)
	swap("price no number", "editions/2026AW.csv", "BL-0702,2200", "BL-0702,2.200", "price", `"2.200" is not a number`)
	swap("unknown product", "editions/2026SS.csv", "BL-0701,2090", "ZZ-0000,2090", "code", `no product ZZ-0000`)
	swap("overlapping validity", "shop.yaml", "until: 2026-08-31", "until: 2026-09-30", `\S+`, `2026SS is in force at the same time as 2026AW`)
	swap("legal text missing", "shop.yaml", "  returns: ", "  # returns: ", `\S+`, `"returns", which the law wants shown, is missing`)
	swap("prefecture missing", "delivery.yaml", "prefectures: [北海道]", "prefectures: [北海州]", `\S+`, `"北海州" is wrong`)
	return dir, want
}

func TestCatalogCheckNamesEveryProblem(t *testing.T) {
	t.Parallel()
	s := &shop{t: t, dir: t.TempDir()}
	if out := s.run("catalog", "check", catalogDir); !strings.Contains(out, "no problem found") {
		t.Errorf("a good catalog: %q", out)
	}
	dir, want := brokenCatalog(t)
	lines := s.refused("catalog", "check", dir)
	for kind, pattern := range want {
		if !regexp.MustCompile(`(?m)^` + pattern).MatchString(strings.Join(lines, "\n")) {
			t.Errorf("%s: no line like %s in\n%s", kind, pattern, strings.Join(lines, "\n"))
		}
	}
	place := regexp.MustCompile(`^\S+/[\w./-]+\.(csv|yaml|md)(:\d+)?: `)
	for _, l := range lines {
		if !place.MatchString(l) {
			t.Errorf("no file and line before the sentence: %q", l)
		}
	}
}

func TestCatalogLoadIsAllOrNothingAndRepeatable(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		dir, _ := brokenCatalog(t)
		s.refused("catalog", "load", dir)
		if n := s.rows()["orders.catalog_product"]; n != 0 {
			t.Fatalf("a refused load left %d products", n)
		}
		type changes struct {
			Files []struct {
				File                      string
				Added, Changed, Unchanged int
			}
			Version int64
		}
		var first, again changes
		s.json(&first, "catalog", "load", catalogDir)
		before := s.rows()
		s.json(&again, "catalog", "load", catalogDir)
		for i, f := range first.Files {
			if g := again.Files[i]; f.Added == 0 || g.Added+g.Changed > 0 || g.Unchanged != f.Added {
				t.Errorf("%s: first %+v, again %+v", f.File, f, g)
			}
		}
		if after := s.rows(); after["orders.catalog_product"] != before["orders.catalog_product"] ||
			after["orders.catalog_price"] != before["orders.catalog_price"] || after["orders.outbox"] != before["orders.outbox"] {
			t.Errorf("a repeated load changed the tables: %v, before %v", after, before)
		}
		if before["orders.catalog_product"] < 85 {
			t.Errorf("only %d products", before["orders.catalog_product"])
		}
	})
}

func TestPrintFormAndCatalog(t *testing.T) {
	embedded(t, func(t *testing.T, s *shop) {
		s.stocked()
		s.run("customers", "import", "testdata/retail/customers.csv")
		dir := t.TempDir()
		at := func(name string) string { return filepath.Join(dir, name) }
		s.run("form", "pdf", "-o", at("form.pdf"))
		s.run("form", "pdf", "--edition", "2026SS", "-o", at("old.pdf"))
		s.run("form", "pdf", "--customer", "0000013", "--reason", "form", "-o", at("own.pdf"))
		s.refused("form", "pdf", "--customer", "0000013", "--reason", "curiosity", "-o", at("nosy.pdf"))
		s.run("catalog", "pdf", "-o", at("catalog.pdf"))
		for name, want := range map[string]os.FileMode{"form.pdf": 0o644, "own.pdf": 0o600} { // who may read a person's name
			if st, err := os.Stat(at(name)); err != nil || st.Mode().Perm() != want {
				t.Errorf("%s: %v, want mode %v (%v)", name, st, want, err)
			}
		}
		for name, want := range map[string][]string{
			"form.pdf": {"2026AW", "BL-0701", "株式会社かおり野"}, "old.pdf": {"2026SS", "BL-0701"},
			"own.pdf": {"0000013", "渡邉 翔太", "静岡県焼津市城之腰"}, "catalog.pdf": {"BL-0701", "株式会社かおり野"},
		} {
			text := pdfText(t, at(name))
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s lacks %q", name, w)
				}
			}
		}
		if strings.Contains(pdfText(t, at("form.pdf")), "渡邉") {
			t.Error("the form for everybody names a customer")
		}
		var opened int64
		must(t, s.db("audit").Read(t.Context()).Table("entry").Where("action = ?", "vault.open").Count(&opened).Error)
		if opened != 1 {
			t.Errorf("%d entries about the opened card, want 1", opened)
		}
	})
}

// pdfText checks a PDF and answers its text with all blanks made one.
func pdfText(t *testing.T, path string) string {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "qpdf", "--check", path).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check %s: %v\n%s", filepath.Base(path), err, out)
	}
	var errOut bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-")
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v\n%s", err, &errOut)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func TestSiteIsBuiltAndVerified(t *testing.T) {
	embedded(t, func(t *testing.T, s *shop) {
		s.stocked()
		public := filepath.Join(t.TempDir(), "public")
		s.run("site", "build", "-o", public, "--catalog", catalogDir)
		pub := filepath.Join(s.dir, "site.pub")
		if out := s.run("site", "verify", public, "--pub", pub); !strings.Contains(out, "all as signed") {
			t.Errorf("a fresh site: %q", out)
		}
		if lines := newShop(t, s.engine).keyed().findings("site", "verify", public); len(lines) == 0 {
			t.Error("a site signed by another key is as good as ours")
		}
		must(t, os.WriteFile(filepath.Join(public, "index.html"), []byte("<title>taken over</title>"), 0o600))
		must(t, os.Remove(filepath.Join(public, "privacy.html")))
		must(t, os.WriteFile(filepath.Join(public, "shell.php"), []byte("<?php"), 0o600))
		lines := s.findings("site", "verify", public, "--pub", pub)
		if len(lines) != 3 {
			t.Errorf("three files were touched: %q", lines)
		}
		for _, name := range []string{"index.html: ", "privacy.html: ", "shell.php: "} {
			if !strings.Contains(strings.Join(lines, "\n"), name) {
				t.Errorf("%s is not named in %q", name, lines)
			}
		}
	})
}

// keyed makes the shop's keys.
func (s *shop) keyed() *shop {
	s.t.Helper()
	s.run("batch", "list")
	return s
}

// findings runs a command that must find something: exit code 1 and a line each.
func (s *shop) findings(args ...string) []string {
	s.t.Helper()
	out, errOut, code := s.try(args...)
	if code != 1 {
		s.t.Fatalf("%s: exit %d, want 1\n%s%s", strings.Join(args, " "), code, out, errOut)
	}
	return strings.Split(strings.TrimSpace(out+errOut), "\n")
}
