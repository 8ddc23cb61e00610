package api_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/api"
	"uketsuke/internal/staff"
)

func TestPlaceOrder(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		got := b.send("POST", "/orders", "operator", key("k1"), anOrder(tree{"order_ref": "W-1"}))
		b.wantStatus(got, http.StatusCreated, "")
		want := tree{
			"number": got.text("number"), "order_ref": "W-1", "placed_at": "2026-11-24T01:00:00Z", "status": "placed",
			"delivery_date": "", "delivery_slot": "", "ship_date": "2026-11-24", "earliest_delivery": "2026-11-25",
		}
		for name, v := range want {
			if got.json[name] != v {
				t.Errorf("%s is %v, want %v", name, got.json[name], v)
			}
		}
		for name, v := range map[string]string{"lines": "2", "pieces": "3", "goods_yen": "6600", "shipping_yen": "0", "cod_fee_yen": "330", "total_yen": "6930", "collect_yen": "6930"} {
			if s := string(must(got.json[name])); s != v {
				t.Errorf("%s is %s, want %s", name, s, v)
			}
		}
		o := b.Find(got.text("number"))
		if o.PlacedBy != "token:operator" || o.Channel != order.Phone || o.Ref != "W-1" {
			t.Errorf("placed %+v", o)
		}
	})
}

func TestPlaceOrderAgain(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		body := anOrder(tree{"delivery_date": "2026-12-01", "payment": "bank_before"})
		first := b.send("POST", "/orders", "operator", key("k1"), body)
		b.wantStatus(first, http.StatusCreated, "")
		b.Advance(20 * 24 * time.Hour) // today the delivery date would be refused
		again := b.send("POST", "/orders", "operator", key("k1"), body)
		b.wantStatus(again, http.StatusOK, "")
		if string(first.body) != string(again.body) || again.header.Get("Idempotent-Replay") != "true" || first.header.Get("Idempotent-Replay") != "" {
			t.Errorf("the repeat differs: %s", cmp.Diff(string(first.body), string(again.body)))
		}
		// A quantity is the same as number and as string: the order is what counts.
		same := strings.Replace(body, `"quantity":2`, `"quantity":"2"`, 1)
		b.wantStatus(b.send("POST", "/orders", "operator", key("k1"), same), http.StatusOK, "")
		for _, other := range []tree{{"name": "髙橋 美香"}, {"order_ref": "X"}, {"note": "急ぎ"}, {"payment": "cod"}} {
			b.wantStatus(b.send("POST", "/orders", "operator", key("k1"), anOrder(other)), http.StatusUnprocessableEntity, "order.key_reused")
		}
		// Another token's key of the same name is another key.
		b.wantStatus(b.send("POST", "/orders", "supervisor", key("k1"), anOrder(nil)), http.StatusCreated, "")
		if n := b.Count(`SELECT COUNT(*) FROM orders`); n != 2 {
			t.Errorf("%d orders", n)
		}
	})
}

func TestPlaceOrderAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		got := make([]reply, 8)
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() { got[i] = b.send("POST", "/orders", "operator", key("k1"), anOrder(nil)) })
		}
		wg.Wait()
		made := 0
		for _, g := range got {
			if g.text("number") != got[0].text("number") || g.text("number") == "" {
				t.Errorf("answers differ: %d %s", g.status, g.body)
			}
			if g.status == http.StatusCreated {
				made++
			}
		}
		if n := b.Count(`SELECT COUNT(*) FROM orders`); n != 1 || made != 1 {
			t.Errorf("%d orders, %d answers of 201", n, made)
		}
	})
}

func TestPlaceOrderNamesFields(t *testing.T) {
	b := quick(t)
	lines := func(v ...any) tree { return tree{"lines": v} }
	for _, c := range []struct {
		name string
		body string
		want []string
	}{
		{"missing", anOrder(tree{"name": nil, "payment": nil}), []string{"name order.name", "payment order.payment"}},
		{"no lines", anOrder(tree{"lines": []any{}}), []string{"lines order.no_lines"}},
		{"line values", anOrder(lines(tree{"product_code": "ZZ-9999", "quantity": 1}, tree{"product_code": "BL-0701", "quantity": 1.5})),
			[]string{"lines[0].product_code catalog.unknown_code", "lines[1].quantity order.quantity"}},
		{"quantity list", anOrder(lines(tree{"product_code": "BL-0701", "quantity": []any{}})), []string{"lines[0].quantity api.number"}},
		{"quantity true", anOrder(lines(tree{"product_code": "BL-0701", "quantity": true})), []string{"lines[0].quantity api.number"}},
		{"line null", anOrder(lines(nil)), []string{"lines[0] api.object_field"}},
		{"line string", anOrder(lines("BL-0701")), []string{"lines[0] api.object_field"}},
		{"lines object", anOrder(tree{"lines": tree{}}), []string{"lines api.list"}},
		{"name number", anOrder(tree{"name": 1}), []string{"name api.string"}},
		{"to string", anOrder(tree{"to": "x"}), []string{"to api.object_field"}},
		{"to empty", anOrder(tree{"payment": "bank_before", "to": tree{"name": "比嘉 翔"}}),
			[]string{"to.address1 order.address1", "to.kana order.kana", "to.phone order.phone", "to.postal_code order.postal_code"}},
		{"unknown", anOrder(tree{"colour": "red", "Channel": "fax", "to": tree{"zip": "1"}, "lines": []any{tree{"price": 1}}}),
			[]string{"Channel api.unknown_field", "colour api.unknown_field", "lines[0].price api.unknown_field", "to.zip api.unknown_field"}},
		{"twice", `{"name":"a","name":"b","lines":[{"quantity":1,"quantity":2}]}`, []string{"lines[0].quantity api.twice", "name api.twice"}},
		{"half a pair", `{"name":"\ud842"}`, []string{"name api.character"}},
		{"card number", anOrder(tree{"note": "5555 5555 5555 4444"}), []string{"note order.card_number"}},
		{"reference", anOrder(tree{"order_ref": "髙橋様"}), []string{"order_ref order.ref"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := b.send("POST", "/orders", "operator", key("k-"+strings.ReplaceAll(c.name, " ", "-")), c.body)
			b.wantStatus(got, http.StatusUnprocessableEntity, "api.invalid")
			problems := problemsOf(got)
			slices.Sort(problems)
			if diff := cmp.Diff(c.want, problems); diff != "" {
				t.Error(diff)
			}
		})
	}
	if n := b.Count(`SELECT COUNT(*) FROM orders`); n != 0 {
		t.Errorf("%d orders were placed", n)
	}
}

func TestPlaceOrderRefuses(t *testing.T) {
	b := quick(t)
	ok := anOrder(nil)
	for _, c := range []struct {
		name   string
		head   head
		body   string
		status int
		code   string
	}{
		{"no key", head{}, ok, 400, "api.key"},
		{"blank in the key", key("a b"), ok, 400, "api.key"},
		{"key not ASCII", key("鍵"), ok, 400, "api.key"},
		{"long key", key(strings.Repeat("k", 101)), ok, 400, "api.key"},
		{"no JSON", key("k"), "channel=phone", 400, "api.json"},
		{"cut off", key("k"), ok[:len(ok)-1], 400, "api.json"},
		{"trailing data", key("k"), ok + "{}", 400, "api.json"},
		{"trailing comma", key("k"), `{"name":"a",}`, 400, "api.json"},
		{"array", key("k"), "[" + ok + "]", 400, "api.object"},
		{"null", key("k"), "null", 400, "api.object"},
		{"not UTF-8", key("k"), "{\"name\":\"\x83\x5e\"}", 400, "api.utf8"},
		{"deep", key("k"), strings.Repeat(`{"to":`, 20) + "1" + strings.Repeat("}", 20), 400, "api.deep"},
		{"too large", key("k"), `{"note":"` + strings.Repeat("a", 1<<20) + `"}`, 413, "api.too_big"},
		{"form", head{"Idempotency-Key": "k", "Content-Type": "application/x-www-form-urlencoded"}, ok, 415, "api.type"},
		{"other charset", head{"Idempotency-Key": "k", "Content-Type": "application/json; charset=shift_jis"}, ok, 415, "api.type"},
		{"compressed", head{"Idempotency-Key": "k", "Content-Encoding": "gzip"}, ok, 415, "api.type"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b.wantStatus(b.send("POST", "/orders", "operator", c.head, c.body), c.status, c.code)
		})
	}
	if n := b.Count(`SELECT COUNT(*) FROM orders`); n != 0 {
		t.Errorf("%d orders were placed", n)
	}
}

func TestSentencesInTheReadersLanguage(t *testing.T) {
	b := quick(t)
	for accept, want := range map[string]string{
		"": "ja", "en": "en", "en-GB,ja;q=0.5": "en", "ja,en;q=0.9": "ja", "fr": "ja", "fr,en;q=0.1": "en", ";;;": "ja",
	} {
		got := b.send("POST", "/orders", "operator", head{"Idempotency-Key": "k", "Accept-Language": accept}, anOrder(tree{"name": ""}))
		b.wantStatus(got, http.StatusUnprocessableEntity, "api.invalid")
		sentence := got.json["problems"].([]any)[0].(tree)["message"]
		if lang := got.header.Get("Content-Language"); lang != want || (sentence == "enter the name") != (want == "en") {
			t.Errorf("%q: %s %v", accept, lang, sentence)
		}
	}
}

func TestRealTokens(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		accounts := staff.NewService(s.DB, 64)
		b := newBench(t, s, accounts)
		taker, packer := tokenOf(t, accounts, actor.Operator), tokenOf(t, accounts, actor.Warehouse)
		b.wantStatus(b.send("POST", "/orders", taker, key("k1"), anOrder(nil)), http.StatusCreated, "")
		b.wantStatus(b.send("POST", "/batches", packer, nil, ""), http.StatusCreated, "")
		b.wantStatus(b.send("GET", "/batches", packer, nil, ""), http.StatusOK, "")
		b.wantStatus(b.send("GET", "/batches", taker, nil, ""), http.StatusForbidden, "actor.role")
		list, err := accounts.ListTokens(ordertest.As(actor.Admin))
		if err != nil {
			t.Fatal(err)
		}
		for _, token := range list {
			if err := accounts.RevokeToken(ordertest.As(actor.Admin), token.ID); err != nil {
				t.Fatal(err)
			}
		}
		b.wantStatus(b.send("GET", "/batches", packer, nil, ""), http.StatusUnauthorized, "api.token")
	})
}

func TestNewRefuses(t *testing.T) {
	if _, err := api.New(api.Services{}, api.Options{}); err == nil {
		t.Error("no clock is no error")
	}
	if _, err := api.New(api.Services{}, api.Options{Now: time.Now, Proxies: []string{"proxy"}}); err == nil {
		t.Error("a proxy that is no address is no error")
	}
}
