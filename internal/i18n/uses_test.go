package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"uketsuke/web"
)

// builtPrefixes are keys that the program puts together from a whole area and
// a code. Other prefixes need no entry here: a literal that ends in "_" or "."
// before a plus sign, and the first argument of Code, are found by themselves.
var builtPrefixes = []string{
	"hold.", // + the reason of a hold (cmd/uketsuke, internal/server)
}

// noMessages are texts of a key's shape that are none. Names of files, and
// acts of the evidence log (they have a text "screen.did_<act>"), are told apart
// without a list.
var noMessages = []string{"staff.id", "staff.epoch"}

var fileName = regexp.MustCompile(`\.(csv|db|html|key|pdf|pub|yaml|zip)$`)

// uses is where keys and beginnings of keys stand in the source.
type uses struct {
	keys     map[string]string // key → first place
	prefixes map[string]string
}

// shape is what a key looks like: an area of the catalog, a dot, words.
func shape(areas []string) *regexp.Regexp {
	return regexp.MustCompile(`^(?:` + strings.Join(areas, "|") + `)\.[a-z0-9_][a-z0-9_.]*$`)
}

func (u uses) add(text, place string, shape *regexp.Regexp) {
	if !shape.MatchString(text) || slices.Contains(noMessages, text) {
		return
	}
	to := u.keys
	if strings.HasSuffix(text, "_") || strings.HasSuffix(text, ".") {
		to = u.prefixes
	}
	if _, ok := to[text]; !ok {
		to[text] = place
	}
}

// goFile reads the string literals of a Go file; what is told to the evidence
// log (audit.Emit) has the same shape and is left out.
func (u uses) goFile(path string, shape *regexp.Regexp) error {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			if ok && (sel.Sel.Name == "Emit" || sel.Sel.Name == "record") {
				return false
			}
			if name := called(n.Fun); strings.EqualFold(name, "code") && len(n.Args) > 0 {
				if lit, ok := n.Args[0].(*ast.BasicLit); ok {
					if group, err := strconv.Unquote(lit.Value); err == nil {
						u.add("screen."+group+"_", set.Position(lit.Pos()).String(), shape)
					}
				}
			}
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				u.add(text, set.Position(n.Pos()).String(), shape)
			}
		}
		return true
	})
	return nil
}

func called(fun ast.Expr) string {
	switch f := fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

var (
	quoted    = regexp.MustCompile("[\"'`]([a-z0-9_.]+)[\"'`]")
	codeGroup = regexp.MustCompile(`\bCode "([a-z_]+)"`)
)

// textFile reads templates and scripts.
func (u uses) textFile(path string, shape *regexp.Regexp) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for i, line := range strings.Split(string(data), "\n") {
		place := fmt.Sprintf("%s:%d", path, i+1)
		for _, m := range quoted.FindAllStringSubmatch(line, -1) {
			u.add(m[1], place, shape)
		}
		for _, m := range codeGroup.FindAllStringSubmatch(line, -1) {
			u.add("screen."+m[1]+"_", place, shape)
		}
	}
	return nil
}

const root = "../.."

// collect reads every source of the program.
func collect(t *testing.T, shape *regexp.Regexp) uses {
	t.Helper()
	u := uses{keys: map[string]string{}, prefixes: map[string]string{}}
	for _, dir := range []string{"cmd", "internal", "web"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if err == nil && (d.Name() == "testdata" || d.Name() == "vendor") {
					return filepath.SkipDir
				}
				return err
			}
			switch {
			case strings.HasSuffix(path, "_test.go"):
			case strings.HasSuffix(path, ".go"):
				return u.goFile(path, shape)
			case strings.HasSuffix(path, ".html"), strings.HasSuffix(path, ".tmpl"), strings.HasSuffix(path, ".js") && !strings.HasSuffix(path, ".min.js"):
				return u.textFile(path, shape)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return u
}

// TestKeysInUse: every key that stands in the source (Go, templates, scripts)
// has its text in both languages, and every text is used.
func TestKeysInUse(t *testing.T) {
	cat, err := Load(web.Messages)
	if err != nil {
		t.Fatal(err)
	}
	areas := map[string]bool{}
	for _, k := range cat.Keys("ja") {
		area, _, _ := strings.Cut(k, ".")
		areas[area] = true
	}
	u := collect(t, shape(slices.Sorted(maps.Keys(areas))))
	if len(u.keys) < 300 {
		t.Fatalf("%d keys found: the sources are not read", len(u.keys))
	}
	for _, key := range slices.Sorted(maps.Keys(u.keys)) {
		if cat.For("ja").Has("screen.did_"+key) || fileName.MatchString(key) && !cat.For("ja").Has(key) {
			continue // an act of the evidence log, or a file
		}
		for _, lang := range Langs {
			if !cat.For(lang).Has(key) {
				t.Errorf("%s: %s has no text in web/messages/%s", u.keys[key], key, lang)
			}
		}
	}
	open := slices.Concat(builtPrefixes, slices.Collect(maps.Keys(u.prefixes)))
	for _, lang := range Langs {
		keys := cat.Keys(lang)
		for _, key := range keys {
			if _, ok := u.keys[key]; !ok && !slices.ContainsFunc(open, func(p string) bool { return strings.HasPrefix(key, p) }) {
				t.Errorf("web/messages/%s: %s is used nowhere; remove it, or use it", lang, key)
			}
		}
		for p, place := range u.prefixes {
			if !slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, p) }) {
				t.Errorf("%s: no text in web/messages/%s begins with %s", place, lang, p)
			}
		}
	}
}
