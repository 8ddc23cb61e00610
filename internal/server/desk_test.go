package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// typedOrder is an order of a new customer as the desk sends it.
func typedOrder(p *servertest.Page) url.Values {
	v := p.Form("order")
	for name, value := range map[string]string{
		"phone": "042-251-5151", "name": "髙橋 美咲", "kana": "たかはし みさき", "postal_code": "180-0001",
		"address1": "東京都武蔵野市吉祥寺北町", "address2": "3-4-5 すみれ荘201", "payment": "cod",
		"product_code.0": "bl-0701", "quantity.0": "2", "product_code.1": "BL-0703", "quantity.1": "1",
	} {
		v.Set(name, value)
	}
	return v
}

func TestDeskTakesAnOrder(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := typedOrder(c.Get("/orders/new").Want(http.StatusOK))

		placed := c.Post("/orders", form).Want(http.StatusSeeOther)
		to := placed.Header.Get("Location")
		number, ok := strings.CutSuffix(strings.TrimPrefix(to, "/orders/"), "/placed")
		if !ok {
			t.Fatalf("redirected to %s", to)
		}
		if got := servertest.Text(c.Get(to).Want(http.StatusOK).ID("order-number")); got != number {
			t.Errorf("the page says %q, want %q", got, number)
		}
		o := s.Find(number)
		if len(o.Lines) != 2 || o.Pieces != 3 || o.PlacedBy == "" {
			t.Errorf("order %+v", o)
		}
		if card := s.Card(o.Customer.ID); card.Kana != "タカハシ ミサキ" || card.Phone != "0422515151" {
			t.Error("the card is not what was typed")
		}

		again := c.Post("/orders", form).Want(http.StatusSeeOther)
		if again.Header.Get("Location") != to || s.Count("SELECT COUNT(*) FROM orders") != 1 {
			t.Errorf("sent twice: %s, %d orders", again.Header.Get("Location"), s.Count("SELECT COUNT(*) FROM orders"))
		}
	})
}

func TestDeskRefusesInPlace(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	form.Set("kana", "高橋")
	form.Set("product_code.3", "XX-9999")
	form.Set("quantity.3", "1")
	form.Set("note", "カードは 4111 1111 1111 1111")
	form.Del("payment")

	p := c.Post("/orders", form).Want(http.StatusUnprocessableEntity)
	for _, field := range []string{"kana", "payment", "note"} {
		if p.Said(field) == "" {
			t.Errorf("nothing is said about %s", field)
		}
	}
	for name := range form {
		n := p.Field(name)
		if n == nil {
			t.Errorf("field %s is gone", name)
		} else if kind := servertest.Attr(n, "type"); n.Data == "input" && kind != "radio" && kind != "checkbox" && servertest.Attr(n, "value") != form.Get(name) {
			t.Errorf("%s became %q, want %q", name, servertest.Attr(n, "value"), form.Get(name))
		}
	}
	if row := p.ID("echo-3"); !strings.Contains(servertest.Attr(row, "data-bad"), "product_code.3") {
		t.Errorf("row 4 is not marked: %v", servertest.Text(row))
	}
	if first := servertest.Attr(p.ID("order"), "data-first"); first != "kana" {
		t.Errorf("the focus goes to %q, want kana", first)
	}
	if s.Count("SELECT COUNT(*) FROM orders") != 0 {
		t.Error("an order was placed")
	}
}

func TestDeskPreview(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	form.Set("product_code.2", "ラベンダー")
	p := c.HX("/orders/new/preview", form).Want(http.StatusOK)
	if got := servertest.Text(p.ID("amount-0")); got == "" {
		t.Error("no amount in the first row")
	}
	if got := servertest.Text(p.ID("echo-2")); !strings.Contains(got, "EO-0101") {
		t.Errorf("no proposals for a name: %q", got)
	}
	for _, section := range []string{"tick_who", "tick_address", "tick_lines", "tick_total", "tick_date"} {
		if p.ID(section) == nil {
			t.Errorf("the read-back lacks %s", section)
		}
	}
	if got := servertest.Text(p.ID("readback")); !strings.Contains(got, "ゼロヨンニーの") && !strings.Contains(got, "ゼロヨンニーニーの") {
		t.Errorf("the number is not read digit by digit: %q", got)
	}

	mark := servertest.Attr(p.ID("tick_who"), "value")
	form.Set("tick_who", mark)
	if p = c.HX("/orders/new/preview", form); !servertest.Has(p.ID("tick_who"), "checked") {
		t.Error("a tick does not stay")
	}
	form.Set("phone", "090-1234-5678")
	if p = c.HX("/orders/new/preview", form); servertest.Has(p.ID("tick_who"), "checked") {
		t.Error("a tick stays although what was read has changed")
	}
}

func TestDeskKnownCustomer(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		first := s.Place(ordertest.Form())[0]
		c := s.Client(t, actor.Operator)
		form := c.Get("/orders/new").Form("order")
		form.Set("phone", "042-251-5151")
		hits := c.HX("/orders/new/customers", form).Want(http.StatusOK)
		if strings.Contains(servertest.Text(hits.ID("hits")), "美咲") {
			t.Error("a hit shows the whole name")
		}
		var pick string
		for b := range hits.Tags("button") {
			if pick == "" {
				pick = servertest.Attr(b, "value")
			}
		}
		if pick != first.Customer.ID {
			t.Fatalf("first hit is %q, want %q", pick, first.Customer.ID)
		}
		form.Set("pick", pick)
		opened := c.HX("/orders/new/customer", form).Want(http.StatusOK)
		for name, want := range map[string]string{"name": "髙橋 美咲", "customer_id": pick, "customer_seen": "1", "address2": "3-4-5 すみれ荘201"} {
			n := opened.Field(name)
			if n == nil || servertest.Attr(n, "value") != want {
				t.Errorf("%s is not %q", name, want)
				continue
			}
			form.Set(name, want)
		}
		for _, name := range []string{"kana", "postal_code", "address1", "customer_no", "phone"} {
			form.Set(name, servertest.Attr(opened.Field(name), "value"))
		}
		form.Set("product_code.0", "BL-0703")
		form.Set("quantity.0", "1")
		form.Set("payment", "postal_after")
		number := strings.Split(c.Post("/orders", form).Want(http.StatusSeeOther).Header.Get("Location"), "/")[2]
		if o := s.Find(number); o.Customer.ID != first.Customer.ID || o.Customer.Version != 1 {
			t.Errorf("the order went to %+v, want %+v", o.Customer, first.Customer)
		}
	})
}

func TestDeskStaleCardKeepsWhatWasTyped(t *testing.T) {
	s := servertest.New(t, "sqlite")
	first := s.Place(ordertest.Form())[0]
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	form.Set("customer_id", first.Customer.ID)
	form.Set("customer_seen", "1")
	form.Set("address2", "9-9-9")
	card := s.Card(first.Customer.ID)
	card.Address2 = "1-1-1"
	if _, err := s.Vault.Put(ordertest.Op, customer.Put{ID: first.Customer.ID, Customer: first.Customer.ID, Expected: 1, Body: card}); err != nil {
		t.Fatal(err)
	}
	p := c.Post("/orders", form).Want(http.StatusConflict)
	if got := servertest.Attr(p.Field("address2"), "value"); got != "9-9-9" {
		t.Errorf("address2 became %q", got)
	}
	if !strings.Contains(p.Text(), "カードを開き直す") {
		t.Error("the page does not offer the card as it is now")
	}
}

func TestDeskPlaces(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := url.Values{"postal_code": {"１８０－０００１"}}
	p := c.HX("/orders/new/places", form).Want(http.StatusOK)
	if got := servertest.Attr(p.ID("places"), "data-count"); got != "1" || !strings.Contains(p.Text(), "武蔵野市") {
		t.Errorf("%s places: %s", got, p.Text())
	}
	p = c.HX("/orders/new/places", url.Values{"to_postal_code": {"9999999"}, "places_of": {"to_postal_code"}}).Want(http.StatusOK)
	if p.Said("to_postal_code") == "" {
		t.Error("nothing is said about an unknown code")
	}
}

func TestDraftSurvives(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := typedOrder(c.Get("/orders/new"))
		form.Set("delivery_date", "other")
		form.Set("delivery_date_other", "12/24")
		saved := c.HX("/drafts", form).Want(http.StatusOK)
		version := servertest.Attr(saved.ID("draft-state"), "data-version")
		id := form.Get("draft")

		p := c.Get("/drafts/" + id).Want(http.StatusOK)
		for _, name := range []string{"name", "kana", "address2", "product_code.1", "quantity.0", "delivery_date_other"} {
			if got := servertest.Attr(p.Field(name), "value"); got != form.Get(name) {
				t.Errorf("%s came back as %q, want %q", name, got, form.Get(name))
			}
		}
		if got := servertest.Attr(p.Field("draft_version"), "value"); got != version {
			t.Errorf("draft version %s, want %s", got, version)
		}

		form.Set("name", "別の人")
		stale := c.HX("/drafts", form).Want(http.StatusOK) // still version 0
		if !strings.Contains(stale.Text(), "別の画面") {
			t.Errorf("a stale draft was overwritten: %s", stale.Text())
		}
		if got := servertest.Text(c.Get("/drafts").Want(http.StatusOK).ID("main")); !strings.Contains(got, "続ける") || !strings.Contains(got, "電話") {
			t.Errorf("the draft is not listed: %s", got)
		}
		form.Set("name", "髙橋 美咲")
		number := strings.Split(c.Post("/orders", form).Want(http.StatusSeeOther).Header.Get("Location"), "/")[2]
		if o := s.Find(number); o.Date != "2026-12-24" {
			t.Errorf("delivery date %s", o.Date)
		}
		c.Get("/drafts/" + id).Want(http.StatusNotFound)
	})
}

// withoutIDs takes out what is made by chance and may hold any four digits.
func withoutIDs(s string) string {
	return regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`).ReplaceAllString(s, "ID")
}

// TestNothingPersonalLeavesBySides walks every address of the pages and the
// server's log after an order was taken.
func TestNothingPersonalLeavesBySides(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Admin)
	form := typedOrder(c.Get("/orders/new"))
	c.HX("/orders/new/customers", form)
	c.HX("/drafts", form)
	to := c.Post("/orders", form).Header.Get("Location")
	pages := []*servertest.Page{
		c.Get(to), c.Get(strings.TrimSuffix(to, "/placed")), c.Get("/orders"), c.Get("/catalog?q=ラベンダー"), c.Get("/drafts"),
		c.Post("/orders/search", url.Values{"find": {"タカハシ"}}), c.Post("/customers", url.Values{"find": {"042-251-5151"}}),
	}
	secrets := []string{"美咲", "ミサキ", "みさき", "5151", "すみれ荘", "タカハシ", "髙橋"}
	for _, p := range pages {
		for n := range p.Doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			for _, name := range []string{"href", "action", "src", "hx-get", "hx-post", "formaction"} {
				address, _ := url.QueryUnescape(withoutIDs(servertest.Attr(n, name)))
				for _, secret := range secrets {
					if strings.Contains(address, secret) {
						t.Errorf("an address holds %s: %s", secret, address)
					}
				}
			}
		}
	}
	for _, secret := range secrets {
		if strings.Contains(withoutIDs(s.Log.String()), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
	if !strings.Contains(s.Log.String(), "route=/orders/:number/placed") {
		t.Error("the log does not name routes by their pattern")
	}
}
