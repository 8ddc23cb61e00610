package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// The number that rang is a hint: nobody's card is open before the caller has
// named themselves, and that they did is proved with the order.
func TestCallerIsIdentifiedFirst(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		known := s.Place(ordertest.Form())[0]
		c := s.Client(t, actor.Operator)
		form := c.Get("/orders/new").Form("order")
		form.Set("caller", "0422515151")
		form.Set("phone", "042-251-5151")

		p := c.HX("/orders/new/customers", form).Want(http.StatusOK)
		if strings.Contains(p.Text(), "美咲") || strings.Contains(p.Body, "すみれ荘") || p.ID("tick_identity") == nil {
			t.Fatalf("the card stands open, or nobody asks: %s", p.Text())
		}
		tick := servertest.Attr(p.ID("tick_identity"), "value")

		form.Set("pick", known.Customer.ID)
		for name, value := range map[string]string{"nothing": "", "another call's tick": "x" + tick} {
			form.Set("tick_identity", value)
			p := c.HX("/orders/new/customer", form).Want(http.StatusUnprocessableEntity)
			if p.Said("tick_identity") == "" || p.Header.Get("HX-Reswap") != "none" || strings.Contains(p.Text(), "美咲") {
				t.Errorf("%s: %q", name, p.Text())
			}
		}
		form.Set("tick_identity", tick)
		p = c.HX("/orders/new/customer", form).Want(http.StatusOK)
		if !strings.Contains(servertest.Text(p.ID("card")), "髙橋 美咲") || !servertest.Has(p.ID("tick_identity"), "checked") {
			t.Fatalf("the card stays closed, or the tick is lost: %s", p.Text())
		}

		for name, value := range map[string]string{"customer_id": known.Customer.ID, "customer_seen": "1"} {
			form.Set(name, value)
		}
		for name, values := range typedOrder(c.Get("/orders/new")) {
			if form.Get(name) == "" {
				form[name] = values
			}
		}
		to := c.Post("/orders", form).Want(http.StatusSeeOther).Header.Get("Location")
		if shown := servertest.Text(c.Get(strings.TrimSuffix(to, "/placed")).ID("order-readback")); !strings.Contains(shown, "本人確認 2026-11-24 10:00") {
			t.Errorf("the order's page says %q", shown)
		}
		if n := s.Count("SELECT COUNT(*) FROM order_readback WHERE section = 'identity' AND LENGTH(mark) = 64 AND read_at IS NOT NULL"); n != 1 {
			t.Errorf("%d identity checks are proved, want 1", n)
		}
	})
}

// A caller nobody knows has nothing read out, and nothing to prove.
func TestUnknownCallerIsNotAsked(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	form.Set("caller", "0422515151")
	if p := c.HX("/orders/new/customers", form).Want(http.StatusOK); p.ID("tick_identity") != nil {
		t.Error("somebody is asked for")
	}
	form.Set("pick", "")
	c.HX("/orders/new/customer", form).Want(http.StatusOK)
	c.Post("/orders", form).Want(http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM order_readback WHERE section = 'identity'"); n != 0 {
		t.Errorf("%d identity checks", n)
	}
}

// The address that the telephone system opens carries no number to the server.
func TestCTI(t *testing.T) {
	s := servertest.New(t, "sqlite")
	for role, want := range map[actor.Role]string{actor.Operator: "/orders/new", "": "/login"} {
		if p := s.Client(t, role).Get("/cti").Want(http.StatusSeeOther); p.Header.Get("Location") != want {
			t.Errorf("%q goes to %s, want %s", role, p.Header.Get("Location"), want)
		}
	}
	s.Client(t, actor.Warehouse).Get("/cti").Want(http.StatusForbidden)
	if p := s.Client(t, actor.Operator).Get("/cti?" + url.Values{"tel": {"0422515151"}}.Encode()); strings.Contains(p.Header.Get("Location"), "0422515151") {
		t.Error("a number in the query is handed on")
	}
}
