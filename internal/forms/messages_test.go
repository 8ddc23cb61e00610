package forms

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"uketsuke/internal/i18n"
)

// Every error of the package has its sentence in every language.
func TestErrorsHaveSentences(t *testing.T) {
	texts, err := i18n.Load(os.DirFS("../../web/messages"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(forms\.[a-z_]+)"`).FindAllSubmatch(src, -1) {
			used[string(m[1])] = true
		}
	}
	if len(used) < 30 {
		t.Fatalf("only %d keys found", len(used))
	}
	for key := range used {
		for _, lang := range i18n.Langs {
			if !texts.For(lang).Has(key) {
				t.Errorf("%s has no sentence for %s", lang, key)
			}
		}
	}
}
