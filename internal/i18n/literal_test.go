package i18n

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// japaneseHere are the places whose Japanese is the thing itself and no text of
// a screen or a paper; every other place takes its words from the catalog.
var japaneseHere = map[string]string{
	"internal/japan":                 "readings, characters, holidays, prefectures, postal towns",
	"internal/carrier":               "what the carriers print and how they shorten",
	"internal/site":                  "the public site, which is Japanese, and the laws it follows",
	"internal/server/readback.go":    "words that are said to a Japanese caller",
	"internal/server/readparcels.go": "words that are said to a Japanese caller",
	"internal/server/deskcall.go":    "words that were heard from a Japanese caller",
	"internal/server/form.go":        "the letters of a typed day",
	"internal/order/override.go":     "the letters of a typed amount",
	"internal/forms/wrap.go":         "kinsoku: which characters begin or end no line",
	"internal/forms/terms.go":        "words of the shop's own names of payments",
	"cmd/uketsuke/demo.go":           "invented people of the demo",
	"cmd/uketsuke/demodata.go":       "invented people of the demo",
	"cmd/uketsuke/staff.go":          "an example's name",
}

// TestNoJapaneseInCode: words that people read stand in the message catalogs.
func TestNoJapaneseInCode(t *testing.T) {
	root := filepath.Join("..", "..")
	used := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != "." || d.Name() == "testdata" || strings.HasSuffix(d.Name(), "test") || name == "internal/tools"):
			return filepath.SkipDir
		case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		for place, text := range japaneseLiterals(t, path) {
			if at := allowed(filepath.ToSlash(name)); at != "" {
				used[at] = true
			} else {
				t.Errorf("%s: %s: this text belongs into web/messages", place, text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for place := range japaneseHere {
		if !used[place] {
			t.Errorf("%s holds no Japanese: take it off the list", place)
		}
	}
}

// allowed is the entry of the list under which a file is.
func allowed(file string) string {
	for place := range japaneseHere {
		if file == place || strings.HasPrefix(file, place+"/") {
			return place
		}
	}
	return ""
}

// japaneseLiterals are the literals of a Go file with a Japanese letter.
func japaneseLiterals(t *testing.T, path string) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && strings.ContainsFunc(lit.Value, japanese) {
			found[set.Position(lit.Pos()).String()] = lit.Value
		}
		return true
	})
	return found
}

func japanese(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) }

// inTemplates are words that may stand in a template: the names of languages,
// of which each is written in itself, of a hash, of keys and of the program,
// and of an area of the log.
var inTemplates = []string{"English", "日本語", "SHA-256", "Uketsuke", "vault."}

var bodyClass = regexp.MustCompile(`\{\{define "body-class"\}\}.*?\{\{end\}\}`)

var action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// TestNoTextInTemplates: what a screen says comes from the catalog.
func TestNoTextInTemplates(t *testing.T) {
	used := map[string]bool{}
	root := filepath.Join("..", "..", "web", "templates")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, text := range screenTexts(action.ReplaceAll(bodyClass.ReplaceAll(data, nil), nil)) {
			if slices.Contains(inTemplates, text) {
				used[text] = true
			} else {
				t.Errorf("%s: %q belongs into web/messages", path, text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range inTemplates {
		if !used[text] {
			t.Errorf("%q stands in no template: take it off the list", text)
		}
	}
}

// screenTexts are the words that a browser shows or reads out of a page: texts
// but for names of keys, and the attributes that are said.
func screenTexts(page []byte) (out []string) {
	z := html.NewTokenizer(bytes.NewReader(page))
	silent := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			if slices.Contains([]string{"kbd", "script", "style", "noscript"}, tag.Data) {
				silent = tag.Data
			}
			for _, a := range tag.Attr {
				if slices.Contains([]string{"title", "placeholder", "aria-label", "alt"}, a.Key) && words(a.Val) {
					out = append(out, strings.TrimSpace(a.Val))
				}
			}
		case html.EndTagToken:
			if z.Token().Data == silent {
				silent = ""
			}
		case html.TextToken:
			if text := strings.TrimSpace(z.Token().Data); silent == "" && words(text) {
				out = append(out, text)
			}
		}
	}
}

// words says whether a text is more than signs and single letters.
func words(s string) bool {
	letters := 0
	for _, r := range s {
		if japanese(r) {
			return true
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 1
}

// A text in a template or in code is found wherever it may stand.
func TestScreenTexts(t *testing.T) {
	page := `<!doctype html><title></title><p title="保留">×</p><kbd>Enter</kbd><label>Name <input placeholder="x" aria-label="Search here"></label>` +
		`<script>const name = 'y'</script><b>1</b> <small>〒</small><i>様</i>`
	want := []string{"保留", "Name", "Search here", "様"}
	if got := screenTexts([]byte(page)); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
