package api_test

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/i18n"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/api"
	"uketsuke/web"
)

var param = regexp.MustCompile(`:(\w+)`)

func TestEveryRouteIsInTheDocument(t *testing.T) {
	b := quick(t)
	engine, ok := b.handler.(*gin.Engine)
	if !ok {
		t.Fatal("the handler is no gin engine: its routes cannot be listed")
	}
	var routes []string
	for _, r := range engine.Routes() {
		routes = append(routes, r.Method+" "+param.ReplaceAllString(strings.TrimPrefix(r.Path, api.Root), "{$1}"))
	}
	slices.Sort(routes)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(b.spec.operations())), routes); diff != "" {
		t.Error(diff)
	}
}

// walk visits every map of the document.
func walk(v any, visit func(tree)) {
	switch v := v.(type) {
	case tree:
		visit(v)
		for _, x := range v {
			walk(x, visit)
		}
	case []any:
		for _, x := range v {
			walk(x, visit)
		}
	}
}

func TestTheDocumentIsWhole(t *testing.T) {
	s := readSpec(t)
	ids := map[any]bool{}
	for name, op := range s.operations() {
		if ids[op["operationId"]] || op["operationId"] == nil || op["summary"] == nil {
			t.Errorf("%s: operationId %v", name, op["operationId"])
		}
		ids[op["operationId"]] = true
		for status, r := range op["responses"].(tree) {
			if s.follow(r)["description"] == nil {
				t.Errorf("%s %s: no description", name, status)
			}
		}
	}
	walk(s.root, func(m tree) {
		if _, ok := m["$ref"].(string); ok && len(s.follow(m)) == 0 {
			t.Errorf("nothing at %v", m["$ref"])
		}
		schema, ok := m["schema"]
		if !ok {
			return
		}
		if example, ok := m["example"]; ok {
			for _, bad := range s.check(schema, jsonOf(t, example), "example") {
				t.Error(bad)
			}
		}
		examples, _ := m["examples"].(tree)
		for name, e := range examples {
			for _, bad := range s.check(schema, jsonOf(t, e.(tree)["value"]), name) {
				t.Error(bad)
			}
		}
	})
}

// jsonOf is a value of the document as it would arrive in JSON.
func jsonOf(t *testing.T, v any) any { return parse(t, must(v)) }

// examples are the example bodies of an operation by name.
func (s spec) examples(operation string) map[string]string {
	out := map[string]string{}
	body := s.operations()[operation]["requestBody"].(tree)["content"].(tree)["application/json"].(tree)
	for name, e := range body["examples"].(tree) {
		out[name] = string(must(e.(tree)["value"]))
	}
	return out
}

func TestExampleRequestsAreAccepted(t *testing.T) {
	b := quick(t)
	for name, body := range b.spec.examples("POST /orders") {
		b.wantStatus(b.send("POST", "/orders", "operator", key(name), body), http.StatusCreated, "")
	}
	b.sealed()
	sums := hashes(b.send("GET", "/batches/1", "warehouse", nil, ""))
	for _, body := range b.spec.examples("POST /batches/{no}/ack") {
		// The document cannot know the hashes: the refusal is about them alone.
		b.wantStatus(b.send("POST", "/batches/1/ack", "warehouse", nil, body), http.StatusConflict, "batch.ack_hash")
		for file, sum := range sums {
			body = regexp.MustCompile(`"`+regexp.QuoteMeta(file)+`":"\w+"`).ReplaceAllString(body, `"`+file+`":"`+sum+`"`)
		}
		b.wantStatus(b.send("POST", "/batches/1/ack", "warehouse", nil, body), http.StatusOK, "")
	}
}

// What the document says of an order is what the handler accepts: an example
// that misses any one required field is refused.
func TestRequiredFieldsAreRequired(t *testing.T) {
	b := quick(t)
	schemas := b.spec.root["components"].(tree)["schemas"].(tree)
	required := schemas["Order"].(tree)["required"].([]any)
	for _, name := range required {
		got := b.send("POST", "/orders", "operator", key("k"), anOrder(tree{name.(string): nil}))
		b.wantStatus(got, http.StatusUnprocessableEntity, "api.invalid")
	}
	properties := slices.Collect(maps.Keys(schemas["Order"].(tree)["properties"].(tree)))
	for _, name := range properties {
		if slices.Contains(required, any(name)) {
			continue
		}
		b.wantStatus(b.send("POST", "/orders", "operator", key("without-"+name), anOrder(tree{name: nil})), http.StatusCreated, "")
		null := strings.Replace(anOrder(tree{name: "\x00"}), `"\u0000"`, "null", 1)
		b.wantStatus(b.send("POST", "/orders", "operator", key("null-"+name), null), http.StatusCreated, "")
	}
}

func TestEverySentenceIsThere(t *testing.T) {
	messages, err := i18n.Load(web.Messages)
	if err != nil {
		t.Fatal(err)
	}
	mine := func(lang string) []string {
		return slices.DeleteFunc(messages.Keys(lang), func(k string) bool { return !strings.HasPrefix(k, "api.") })
	}
	if diff := cmp.Diff(mine("ja"), mine("en")); diff != "" {
		t.Error(diff)
	}
	used := map[string]bool{}
	for _, key := range keysInSource(t, ordertest.Root("internal/server/api")) {
		used[key] = true
		for _, lang := range i18n.Langs {
			if !messages.For(lang).Has(key) {
				t.Errorf("%s has no sentence in %s", key, lang)
			}
		}
	}
	for _, key := range mine("ja") {
		if !used[key] {
			t.Errorf("%s is said nowhere", key)
		}
	}
}
