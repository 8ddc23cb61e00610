package vault_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"uketsuke/internal/i18n"
	"uketsuke/web"
)

// TestSentences: every error of the vault and of what it checks has its
// sentence in every language.
func TestSentences(t *testing.T) {
	cat, err := i18n.Load(web.Messages)
	if err != nil {
		t.Fatal(err)
	}
	used := regexp.MustCompile(`(?:errs\.E\(errs\.\w+|\.Add\([^)"]*(?:"\w+")?), "(vault\.\w+)"`)
	keys := map[string]bool{}
	for _, glob := range []string{"*.go", "seal/*.go", "../customer/check.go"} {
		files, err := filepath.Glob(glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range used.FindAllStringSubmatch(string(text), -1) {
				if !strings.HasSuffix(file, "_test.go") {
					keys[m[1]] = true
				}
			}
		}
	}
	if len(keys) < 25 {
		t.Errorf("only %d keys found in the source", len(keys))
	}
	for key := range keys {
		for _, lang := range i18n.Langs {
			if !cat.For(lang).Has(key) {
				t.Errorf("%s has no sentence in %s", key, lang)
			}
		}
	}
}
