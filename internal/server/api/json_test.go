package api_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"uketsuke/internal/errs"
	"uketsuke/internal/server/api"
)

var messageKey = regexp.MustCompile(`"(api\.[a-z0-9_]+)"`)

// keysInSource lists the message keys in the program's text.
func keysInSource(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range messageKey.FindAllStringSubmatch(string(text), -1) {
			out = append(out, m[1])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// FuzzOrder reads whatever it finds as an order: it never panics, says what is
// wrong in sentences, and never reads what the standard library does not read
// or reads otherwise.
func FuzzOrder(f *testing.F) {
	for _, seed := range []string{
		anOrder(nil), anOrder(tree{"to": tree{"name": "比嘉 翔"}, "lines": []any{tree{"quantity": 1e9}}}), "{}", "[]", "null", `{"a":1}{}`,
		`{"lines":[{"quantity":1,"quantity":2}]}`, `{"name":"\ud800\u0000"}`, "\ufeff{}", `{"quantity":1E400}`, strings.Repeat("[", 100),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		form, err := api.ParseOrder(body)
		if err != nil {
			if err.Error() == "" || errs.KindOf(err) == errs.Internal && !api.IsRefusal(err) {
				t.Errorf("%q: %v", body, err)
			}
			return
		}
		var twin struct {
			Name, Note string
			Lines      []struct {
				Code string `json:"product_code"`
			}
		}
		if err := json.Unmarshal(body, &twin); err != nil {
			t.Fatalf("%q was read: %v", body, err)
		}
		if twin.Name != form.Name || twin.Note != form.Note || len(twin.Lines) != len(form.Lines) {
			t.Errorf("%q was read otherwise", body)
		}
		for i, l := range twin.Lines {
			if l.Code != form.Lines[i].Code {
				t.Errorf("%q: line %d was read otherwise", body, i)
			}
		}
	})
}
