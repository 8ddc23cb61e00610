package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/api"
)

func filterBatch(no int64) order.Filter { return order.Filter{Batch: no} }

// request is a request that does nothing but pass or not pass the door.
type request struct {
	method, path, body string
	roles              []actor.Role
}

// doors is every route but the document's, with who may.
var doors = []request{
	{"POST", "/orders", "{}", []actor.Role{actor.Operator, actor.Supervisor, actor.Admin}},
	{"GET", "/batches", "", []actor.Role{actor.Warehouse, actor.Admin}},
	{"POST", "/batches", "", []actor.Role{actor.Supervisor, actor.Warehouse, actor.Admin}},
	{"GET", "/batches/1", "", []actor.Role{actor.Warehouse, actor.Admin}},
	{"GET", "/batches/1/orders.csv", "", []actor.Role{actor.Warehouse, actor.Admin}},
	{"HEAD", "/batches/1/orders.csv", "", []actor.Role{actor.Warehouse, actor.Admin}},
	{"POST", "/batches/1/ack", "{}", []actor.Role{actor.Warehouse, actor.Admin}},
}

func TestRoles(t *testing.T) {
	b := quick(t)
	if want := len(b.spec.operations()) - 1; len(doors) != want {
		t.Errorf("%d routes are tried, the API has %d", len(doors), want)
	}
	for _, d := range doors {
		for _, role := range actor.Roles {
			got := b.send(d.method, d.path, string(role), nil, d.body)
			if may := slices.Contains(d.roles, role); (got.status == http.StatusForbidden) == may || got.status == http.StatusUnauthorized {
				t.Errorf("%s %s as %s: %d", d.method, d.path, role, got.status)
			}
		}
	}
	b.wantStatus(b.send("GET", "/openapi.yaml", "", nil, ""), http.StatusOK, "")
}

func TestNoToken(t *testing.T) {
	shop := ordertest.New(t, "sqlite")
	for _, d := range doors {
		for name, values := range map[string][]string{
			"none": nil, "empty": {"Bearer "}, "scheme only": {"Bearer"}, "basic": {"Basic YWRtaW46YWRtaW4="}, "unknown": {"Bearer nobody"},
			"two": {"Bearer admin", "Bearer admin"}, "long": {"Bearer " + strings.Repeat("a", 300)}, "blank inside": {"Bearer adm in"},
			"not ASCII": {"Bearer 管理者"},
		} {
			b := newBench(t, shop, roleTokens{}) // its limiter has seen nothing
			r := httptest.NewRequest(d.method, api.Root+d.path, strings.NewReader(d.body))
			r.Header["Authorization"] = values
			r.AddCookie(&http.Cookie{Name: "__Host-session", Value: "admin"}) // no cookie counts
			got := b.serve(r)
			if got.status != http.StatusUnauthorized || got.header.Get("WWW-Authenticate") != `Bearer realm="uketsuke"` {
				t.Errorf("%s %s, %s: %d %v", d.method, d.path, name, got.status, got.header)
			}
		}
	}
	b := newBench(t, shop, roleTokens{})
	r := httptest.NewRequest("GET", api.Root+"/batches?access_token=admin", nil)
	b.wantStatus(b.serve(r), http.StatusUnauthorized, "api.token")
	r.Header.Set("Authorization", "bEARER admin")
	b.wantStatus(b.serve(r), http.StatusOK, "")
}

func TestWrongTokensWait(t *testing.T) {
	b := quick(t)
	from := func(addr, token string) reply {
		r := httptest.NewRequest("GET", api.Root+"/batches", nil)
		r.RemoteAddr = addr
		r.Header.Set("X-Forwarded-For", "198.51.100.77") // nobody's word for it
		r.Header.Set("Authorization", "Bearer "+token)
		return b.serve(r)
	}
	for range 10 {
		b.wantStatus(from("192.0.2.1:1000", "guess"), http.StatusUnauthorized, "api.token")
	}
	limited := from("192.0.2.1:1000", "warehouse")
	b.wantStatus(limited, http.StatusTooManyRequests, "api.too_many")
	if limited.header.Get("Retry-After") != "6" {
		t.Errorf("wait %s seconds", limited.header.Get("Retry-After"))
	}
	b.wantStatus(from("192.0.2.2:1000", "warehouse"), http.StatusOK, "")
	b.Advance(6 * time.Second)
	b.wantStatus(from("192.0.2.1:1000", "warehouse"), http.StatusOK, "")
	b.wantStatus(from("192.0.2.1:1000", "guess"), http.StatusUnauthorized, "api.token")
	b.wantStatus(from("192.0.2.1:1000", "guess"), http.StatusTooManyRequests, "api.too_many")
	// One household of IPv6 is one address.
	for range 10 {
		from("[2001:db8::1]:1", "guess")
	}
	b.wantStatus(from("[2001:db8::2]:1", "warehouse"), http.StatusTooManyRequests, "api.too_many")
	b.wantStatus(from("[2001:db8:0:1::1]:1", "warehouse"), http.StatusOK, "")
	// Wrong roles and wrong requests are no guesses.
	for range 30 {
		b.wantStatus(from("192.0.2.3:1", "operator"), http.StatusForbidden, "actor.role")
	}
}

func TestRememberedAddressesAreBounded(t *testing.T) {
	now := ordertest.Start
	if n := api.Flood(func() time.Time { return now }, 25_000); n > 10_000 {
		t.Errorf("%d addresses are remembered", n)
	}
}

func TestUnknownAddresses(t *testing.T) {
	b := quick(t)
	for _, c := range []struct {
		method, path string
		status       int
		code         string
	}{
		{"GET", "", 404, "api.no_route"}, {"GET", "/", 404, "api.no_route"}, {"GET", "/customers", 404, "api.no_route"},
		{"GET", "/orders", 405, "api.no_method"}, {"DELETE", "/batches/1", 405, "api.no_method"}, {"PUT", "/batches/1/orders.csv", 405, "api.no_method"},
	} {
		got := b.send(c.method, c.path, "admin", nil, "")
		b.wantStatus(got, c.status, c.code)
		if (got.header.Get("Allow") != "") != (c.status == 405) {
			t.Errorf("%s %s: Allow %q", c.method, c.path, got.header.Get("Allow"))
		}
	}
}

// panicTokens fails as no service should.
type panicTokens struct{}

func (panicTokens) ByToken(context.Context, string) (actor.Actor, error) {
	panic("token store gone")
}

func TestPanicAndBrokenDatabase(t *testing.T) {
	b := newBench(t, ordertest.New(t, "sqlite"), panicTokens{})
	got := b.send("POST", "/orders", "secret-token", key("k"), anOrder(nil))
	b.wantStatus(got, http.StatusInternalServerError, "api.internal")
	id, _ := got.json["error"].(tree)["request"].(string)
	if id == "" || id != got.header.Get("X-Request-Id") || !strings.Contains(b.log.String(), id) || !strings.Contains(b.log.String(), "token store gone") {
		t.Errorf("the panic is not found in the log by %q", id)
	}
	if strings.Contains(string(got.body), "gone") {
		t.Errorf("the cause was answered: %s", got.body)
	}

	b = quick(t)
	if err := b.DB.Close(); err != nil {
		t.Fatal(err)
	}
	got = b.send("POST", "/orders", "operator", key("k"), anOrder(nil))
	b.wantStatus(got, http.StatusInternalServerError, "api.internal")
	if strings.Contains(string(got.body), "sql") || !strings.Contains(b.log.String(), "database is closed") {
		t.Errorf("answer %s, log %s", got.body, b.log)
	}
}

// A request's log line holds its pattern, never what was in it.
func TestNothingOfAPersonIsLogged(t *testing.T) {
	b := quick(t)
	b.send("POST", "/orders", "operator", key("k1"), anOrder(tree{"note": "玄関前"}))
	b.send("POST", "/orders", "operator", key("k1"), anOrder(tree{"note": "裏口"}))
	b.send("POST", "/orders", "operator", key("k2"), anOrder(tree{"phone": "12345", "kana": "漢字", "channel": "髙橋"}))
	b.send("POST", "/orders", "operator", key("k3"), `{"髙橋 美咲":"042-251-5151"`)
	b.send("POST", "/batches", "warehouse", nil, "")
	b.send("GET", "/batches/1/orders.csv?name=髙橋", "warehouse", nil, "")
	b.send("GET", "/batches/1/髙橋.csv", "warehouse", nil, "")
	b.send("GET", "/%E9%AB%99%E6%A9%8B", "nobody-knows-me", nil, "")
	if err := b.DB.Close(); err != nil {
		t.Fatal(err)
	}
	b.send("POST", "/orders", "operator", key("k4"), anOrder(nil))
	// The random ids of the log may hold any three digits.
	logged := regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).ReplaceAllString(b.log.String(), "ID")
	for _, word := range []string{"髙橋", "タカハシ", "251", "5151", "1800001", "180-0001", "吉祥寺", "すみれ", "玄関", "裏口", "%E9", "12345", "nobody-knows-me", "after=", "k1"} {
		if strings.Contains(logged, word) {
			t.Errorf("the log holds %q:\n%s", word, logged)
		}
	}
	for _, word := range []string{"route=/api/v1/orders ", "route=/api/v1/batches/:no/:file ", "route=(none) ", "status=201", "actor=token:warehouse", "request="} {
		if !strings.Contains(logged, word) {
			t.Errorf("the log lacks %q:\n%s", word, logged)
		}
	}
}
