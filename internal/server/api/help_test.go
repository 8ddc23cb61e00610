package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/i18n"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/api"
	"uketsuke/internal/staff"
	"uketsuke/web"
)

// bench is a shop with its API.
type bench struct {
	*ordertest.Shop
	t       testing.TB
	handler http.Handler
	spec    spec
	log     *logs
}

// logs keeps what was logged; the handler is used from many goroutines.
type logs struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// roleTokens knows a token for each role: its name. Real tokens exist for the
// roles of programs only; the table of roles is held against all of them.
type roleTokens struct{}

func (roleTokens) ByToken(_ context.Context, bearer string) (actor.Actor, error) {
	for _, role := range actor.Roles {
		if bearer == string(role) {
			return actor.Actor{ID: "token:" + bearer, Role: role}, nil
		}
	}
	return actor.Actor{}, errs.E(errs.Unauthenticated, "staff.token_refused")
}

// each runs the test on both engines with a token for every role.
func each(t *testing.T, test func(t *testing.T, b *bench)) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) { test(t, newBench(t, s, roleTokens{})) })
}

// quick is a bench on SQLite, for what no database has a part in.
func quick(t *testing.T) *bench { return newBench(t, ordertest.New(t, "sqlite"), roleTokens{}) }

// texts are read once: they never change.
var texts = sync.OnceValues(func() (*i18n.Catalog, error) { return i18n.Load(web.Messages) })

func newBench(t *testing.T, s *ordertest.Shop, tokens api.Tokens) *bench {
	t.Helper()
	messages, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Shop: s, t: t, spec: readSpec(t), log: &logs{}}
	b.handler, err = api.New(api.Services{Orders: s.Orders, Batches: s.Batches, Tokens: tokens, Messages: messages},
		api.Options{Now: s.Now, Logger: slog.New(slog.NewTextHandler(b.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tokenOf makes a real token.
func tokenOf(t *testing.T, s *staff.Service, role actor.Role) string {
	t.Helper()
	plain, _, err := s.AddToken(ordertest.As(actor.Admin), "test", role)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// head are the headers of a request.
type head map[string]string

// reply is an answer.
type reply struct {
	status int
	header http.Header
	body   []byte
	json   tree // nil when the body is no JSON object
}

// send sends a request with a token (empty for none) and holds the answer
// against the document.
func (b *bench) send(method, path, token string, h head, body string) reply {
	b.t.Helper()
	r := httptest.NewRequest(method, api.Root+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for k, v := range h {
		r.Header.Set(k, v)
	}
	return b.serve(r)
}

func (b *bench) serve(r *http.Request) reply {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	res := w.Result()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if r.Method == http.MethodHead {
		data = nil // a server sends none; the recorder keeps it
	}
	got := reply{status: res.StatusCode, header: res.Header, body: data}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") && len(data) > 0 {
		got.json, _ = parse(b.t, data).(tree)
	}
	b.holds(r, got)
	return got
}

// holds checks an answer against the document.
func (b *bench) holds(r *http.Request, got reply) {
	b.t.Helper()
	op, ok := b.operation(r)
	if !ok {
		return
	}
	name := r.Method + " " + r.URL.Path
	res := b.spec.response(op, got.status)
	if res == nil {
		b.t.Errorf("%s: the document has no answer %d (%s)", name, got.status, got.body)
		return
	}
	if headers, ok := res["headers"].(tree); ok {
		for h, def := range headers {
			for _, bad := range b.spec.check(def.(tree)["schema"], got.header.Get(h), h) {
				b.t.Errorf("%s: header %s", name, bad)
			}
		}
	}
	content, _ := res["content"].(tree)
	if len(got.body) == 0 {
		return
	}
	kind, _, err := mime.ParseMediaType(got.header.Get("Content-Type"))
	media, ok := content[kind].(tree)
	if err != nil || !ok {
		b.t.Errorf("%s: the document has no content %q for %d", name, kind, got.status)
		return
	}
	if kind == "application/json" {
		for _, bad := range b.spec.check(media["schema"], parse(b.t, got.body), "body") {
			b.t.Errorf("%s: %d: %s", name, got.status, bad)
		}
	}
}

// operation finds the document's operation of a request.
func (b *bench) operation(r *http.Request) (tree, bool) {
	path := strings.TrimPrefix(r.URL.Path, api.Root)
	for _, exact := range []bool{true, false} { // /ack before /{file}
		for name, op := range b.spec.operations() {
			method, pattern, _ := strings.Cut(name, " ")
			fixed := !strings.Contains(pattern, "{file}")
			if method == r.Method && fixed == exact && matches(pattern, path) {
				return op, true
			}
		}
	}
	return nil, false
}

var placeholder = regexp.MustCompile(`\\{\w+\\}`)

func matches(pattern, path string) bool {
	re := placeholder.ReplaceAllString(regexp.QuoteMeta(pattern), `[^/]+`)
	return regexp.MustCompile("^" + re + "$").MatchString(path)
}

func parse(t testing.TB, data []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return v
}

// wantStatus holds an answer's status, and its code when it is a failure.
func (b *bench) wantStatus(got reply, status int, code string) {
	b.t.Helper()
	var have string
	if e, ok := got.json["error"].(tree); ok {
		have, _ = e["code"].(string)
	}
	if got.status != status || have != code {
		b.t.Errorf("status %d %q, want %d %q: %s", got.status, have, status, code, got.body)
	}
}

// problemsOf lists "field code" of a failure.
func problemsOf(got reply) []string {
	out := []string{}
	list, _ := got.json["problems"].([]any)
	for _, p := range list {
		m := p.(tree)
		out = append(out, m["field"].(string)+" "+m["code"].(string))
	}
	return out
}

// anOrder is a valid order as JSON, with changes: a nil value removes a field.
func anOrder(changes tree) string {
	o := tree{
		"channel": "phone", "name": "髙橋 美咲", "kana": "タカハシ ミサキ", "phone": "042-251-5151", "postal_code": "180-0001",
		"address1": "東京都武蔵野市吉祥寺北町", "address2": "3-4-5 すみれ荘201", "payment": "cod",
		"lines": []any{tree{"product_code": "BL-0701", "quantity": 2}, tree{"product_code": "BL-0703", "quantity": "1"}},
	}
	maps.Copy(o, changes)
	for k, v := range changes {
		if v == nil {
			delete(o, k)
		}
	}
	data, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func key(k string) head { return head{"Idempotency-Key": k, "Accept-Language": "en"} }

// text of a JSON answer.
func (r reply) text(name string) string {
	s, _ := r.json[name].(string)
	return s
}

// must writes a value of an answer as JSON.
func must(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}
