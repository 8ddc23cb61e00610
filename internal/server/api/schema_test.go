package api_test

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"uketsuke/internal/server/api"
)

// tree is a part of the OpenAPI document.
type tree = map[string]any

// spec is the document with what the tests ask of it.
type spec struct{ root tree }

func readSpec(t testing.TB) spec {
	t.Helper()
	root, err := document()
	if err != nil {
		t.Fatalf("openapi.yaml: %v", err)
	}
	return spec{root}
}

// document is read once: nobody changes it.
var document = sync.OnceValues(func() (root tree, err error) {
	err = yaml.Unmarshal(api.Document(), &root)
	return root, err
})

// follow resolves a $ref of the document.
func (s spec) follow(v any) tree {
	m, _ := v.(tree)
	for {
		ref, ok := m["$ref"].(string)
		if !ok {
			return m
		}
		m = s.root
		for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			next, ok := m[part].(tree)
			if !ok {
				panic("openapi.yaml: nothing at " + ref)
			}
			m = next
		}
	}
}

// operations lists "METHOD /path" of the document.
func (s spec) operations() map[string]tree {
	out := map[string]tree{}
	for path, item := range s.root["paths"].(tree) {
		for method, op := range item.(tree) {
			if method != "parameters" {
				out[strings.ToUpper(method)+" "+path] = op.(tree)
			}
		}
	}
	return out
}

// response is the answer of an operation that the document declares; nil when
// it declares none of that status.
func (s spec) response(op tree, status int) tree {
	return s.follow(op["responses"].(tree)[fmt.Sprint(status)])
}

// check validates a JSON value against a schema: the part of JSON Schema 2020-12
// that the document uses. A keyword that it does not know is a failure, so that
// nothing is taken for checked that is not.
func (s spec) check(schema, value any, path string) []string {
	sch := s.follow(schema)
	known := keywords()
	var bad []string
	say := func(format string, args ...any) { bad = append(bad, path+": "+fmt.Sprintf(format, args...)) }
	for word, want := range sch {
		if word == "$ref" || word == "description" || word == "example" || word == "default" {
			continue
		}
		f, ok := known[word]
		if !ok {
			say("the validator does not know %q", word)
			continue
		}
		bad = append(bad, f(s, sch, want, value, path)...)
	}
	slices.Sort(bad)
	return bad
}

type keyword func(s spec, schema tree, want, value any, path string) []string

func keywords() map[string]keyword {
	return map[string]keyword{
		"type": checkType, "enum": checkEnum, "properties": checkProperties, "required": checkRequired,
		"additionalProperties": checkAdditional, "items": checkItems, "oneOf": checkOneOf, "format": checkFormat, "pattern": checkPattern,
		"minimum":       bound(number, func(v, w float64) bool { return v >= w }),
		"maximum":       bound(number, func(v, w float64) bool { return v <= w }),
		"minLength":     bound(length, func(v, w float64) bool { return v >= w }),
		"maxLength":     bound(length, func(v, w float64) bool { return v <= w }),
		"minItems":      bound(items, func(v, w float64) bool { return v >= w }),
		"maxItems":      bound(items, func(v, w float64) bool { return v <= w }),
		"minProperties": bound(members, func(v, w float64) bool { return v >= w }),
	}
}

func one(ok bool, path, format string, args ...any) []string {
	if ok {
		return nil
	}
	return []string{path + ": " + fmt.Sprintf(format, args...)}
}

func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case tree:
		return "object"
	case int:
		return "integer"
	case json.Number:
		if f, err := v.Float64(); err == nil && f == math.Trunc(f) {
			return "integer"
		}
	}
	return "number"
}

func checkType(_ spec, _ tree, want, value any, path string) []string {
	got := typeOf(value)
	if list, ok := want.([]any); ok {
		return one(slices.Contains(list, any(got)), path, "is %s, want one of %v", got, list)
	}
	return one(want == got, path, "is %s, want %v", got, want)
}

func checkEnum(_ spec, _ tree, want, value any, path string) []string {
	return one(slices.Contains(want.([]any), value), path, "%v is none of %v", value, want)
}

func checkProperties(s spec, _ tree, want, value any, path string) []string {
	var bad []string
	obj, _ := value.(tree)
	for name, schema := range want.(tree) {
		if v, ok := obj[name]; ok {
			bad = append(bad, s.check(schema, v, path+"."+name)...)
		}
	}
	return bad
}

func checkRequired(_ spec, _ tree, want, value any, path string) []string {
	obj, ok := value.(tree)
	var bad []string
	for _, name := range want.([]any) {
		if _, has := obj[name.(string)]; ok && !has {
			bad = append(bad, fmt.Sprintf("%s: %v is missing", path, name))
		}
	}
	return bad
}

func checkAdditional(s spec, schema tree, want, value any, path string) []string {
	known, _ := schema["properties"].(tree)
	obj, _ := value.(tree)
	var bad []string
	for name, v := range obj {
		if _, ok := known[name]; ok {
			continue
		}
		if want == false {
			bad = append(bad, path+": "+name+" is not in the document")
		} else {
			bad = append(bad, s.check(want, v, path+"."+name)...)
		}
	}
	return bad
}

func checkItems(s spec, _ tree, want, value any, path string) []string {
	var bad []string
	list, _ := value.([]any)
	for i, v := range list {
		bad = append(bad, s.check(want, v, fmt.Sprintf("%s[%d]", path, i))...)
	}
	return bad
}

func checkOneOf(s spec, _ tree, want, value any, path string) []string {
	n := 0
	for _, schema := range want.([]any) {
		if len(s.check(schema, value, path)) == 0 {
			n++
		}
	}
	return one(n == 1, path, "fits %d of the alternatives", n)
}

func checkFormat(_ spec, _ tree, want, value any, path string) []string {
	text, ok := value.(string)
	if !ok {
		return nil
	}
	_, err := time.Parse(time.RFC3339, text)
	return one(want == "date-time" && err == nil, path, "%q is no %v", text, want)
}

func checkPattern(_ spec, _ tree, want, value any, path string) []string {
	text, ok := value.(string)
	return one(!ok || regexp.MustCompile(want.(string)).MatchString(text), path, "%q does not match %v", text, want)
}

// bound compares a measure of the value with a limit; measure is not ok for a
// value of another type, which the type keyword refuses.
func bound(measure func(any) (float64, bool), ok func(v, w float64) bool) keyword {
	return func(_ spec, _ tree, want, value any, path string) []string {
		v, counts := measure(value)
		w, _ := number(want)
		return one(!counts || ok(v, w), path, "%v is beyond %v", v, want)
	}
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	}
	return 0, false
}

func length(v any) (float64, bool) {
	s, ok := v.(string)
	return float64(utf8.RuneCountInString(s)), ok
}

func items(v any) (float64, bool) {
	l, ok := v.([]any)
	return float64(len(l)), ok
}

func members(v any) (float64, bool) {
	m, ok := v.(tree)
	return float64(len(m)), ok
}

func TestTheValidatorRefuses(t *testing.T) {
	s := readSpec(t)
	schemas := s.root["components"].(tree)["schemas"].(tree)
	for _, c := range []struct{ schema, value string }{
		{"File", `{"name":"orders.csv","type":"text/csv","size":1,"rows":1,"sha256":"ab"}`},
		{"File", `{"name":"other.csv","type":"text/csv","size":1,"rows":1,"sha256":"` + strings.Repeat("0", 64) + `"}`},
		{"File", `{"name":"orders.csv","type":"text/csv","size":0,"rows":1,"sha256":"` + strings.Repeat("0", 64) + `"}`},
		{"Failure", `{"error":{"code":"api.json","message":""},"problems":[]}`},
		{"Failure", `{"error":{"code":"api.json","message":"x","cause":"x"},"problems":[]}`},
		{"Failure", `{"error":{"code":"api.json","message":"x"}}`},
		{"Flag", `{"batch":1,"order":"261124-0001-7","kind":"revised","at":"today"}`},
		{"Cut", `{"batch":"1","orders":0,"lines":0,"pieces":0,"goods_yen":0,"held":[]}`},
		{"Line", `{"product_code":"A","quantity":10000}`},
		{"Line", `{"product_code":"A","quantity":1.5}`},
		{"Ack", `{"files":{}}`},
		{"Ack", `{"files":{"orders.csv":1}}`},
		{"Batches", `{"batches":{},"flags":[]}`},
	} {
		if bad := s.check(schemas[c.schema], parse(t, []byte(c.value)), c.schema); len(bad) == 0 {
			t.Errorf("%s passes as %s", c.value, c.schema)
		}
	}
}
