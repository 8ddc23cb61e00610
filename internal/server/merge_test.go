package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// twice places an order for a person and for the same person under another number.
func twice(s *servertest.Site) (mine, theirs order.Order) {
	other := ordertest.Form()
	other.Phone, other.Address2 = "090-1234-5678", "9-9"
	placed := s.Place(ordertest.Form(), other)
	return placed[0], placed[1]
}

// Two entries of one person are found, compared, merged, found under either
// number with the orders of both, and parted again.
func TestMergePages(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		mine, theirs := twice(s)
		c := s.Client(t, actor.Supervisor)
		list := c.Get("/customers/duplicates").Want(http.StatusOK)
		at := "/customers/" + mine.Customer.ID + "/merge/" + theirs.Customer.ID
		if !strings.Contains(list.Body, at) || strings.Contains(list.Text(), "美咲") || !strings.Contains(list.Text(), "フリガナが同じ") {
			t.Fatalf("the pair is not listed, or not masked: %s", list.Text())
		}
		masked := c.Get(at).Want(http.StatusOK)
		if strings.Contains(masked.Text(), "美咲") || !strings.Contains(masked.Text(), theirs.Number) || !strings.Contains(masked.Text(), mine.Number) {
			t.Errorf("the cards are open before anybody asked, or the orders of both are not there: %s", masked.Text())
		}
		form := c.Post(at+"/open", url.Values{}).Want(http.StatusOK).Form(at)
		form.Set("take_address", "1")

		old := s.Card(theirs.Customer.ID)
		old.Memo = "留守電可"
		if _, err := s.Vault.Put(ordertest.Op, customer.Put{ID: theirs.Customer.ID, Customer: theirs.Customer.ID, Expected: 1, Card: true, Body: old}); err != nil {
			t.Fatal(err)
		}
		again := c.Post(at, form).Want(http.StatusConflict)
		form = again.Form(at)
		if form.Get("take_address") != "1" || !strings.Contains(again.Text(), "留守電可") {
			t.Errorf("after a conflict the choice is lost, or the page is old: %v", form)
		}
		c.Post(at, form).Want(http.StatusSeeOther)
		c.Post(at, form).Want(http.StatusSeeOther) // an impatient second click

		if to := c.Get("/customers/" + theirs.Customer.ID).Want(http.StatusSeeOther).Header.Get("Location"); to != "/customers/"+mine.Customer.ID {
			t.Errorf("the merged customer leads to %s", to)
		}
		page := c.Get("/customers/" + mine.Customer.ID).Want(http.StatusOK)
		for _, want := range []string{"統合されています", mine.Number, theirs.Number, old.No} {
			if !strings.Contains(page.Text(), want) {
				t.Errorf("the customer's page lacks %s: %s", want, page.Text())
			}
		}
		op := s.Client(t, actor.Operator)
		found := op.Post("/customers", url.Values{"find": {old.No}}).Want(http.StatusOK)
		if !strings.Contains(found.Text(), "お客様番号 "+old.No+" は "+s.Card(mine.Customer.ID).No+" に統合されています") {
			t.Errorf("the old number is found in silence: %s", found.Text())
		}
		if got := s.Card(mine.Customer.ID); got.Address2 != "9-9" || got.Phone != "0422515151" || got.Memo != "留守電可" {
			t.Error("the card is not what was chosen")
		}
		officer := s.Client(t, actor.Privacy).Get("/customers/" + mine.Customer.ID).Want(http.StatusOK)
		if !strings.Contains(officer.Text(), "一緒に消去されます: "+old.No) {
			t.Errorf("the erasure does not say whom it takes: %s", officer.Text())
		}

		history := c.Get("/customers/merges").Want(http.StatusOK)
		undo := action(t, history, "/undo")
		c.Post(undo, url.Values{}).Want(http.StatusSeeOther)
		if got := s.Card(mine.Customer.ID); got.Address2 != "3-4-5 すみれ荘201" {
			t.Error("the address is not back")
		}
		c.Get("/customers/" + theirs.Customer.ID).Want(http.StatusOK)
		if p := c.Get("/customers/merges").Want(http.StatusOK); !strings.Contains(p.Text(), "担当 supervisor が取消") {
			t.Errorf("the history does not tell who undid it: %s", p.Text())
		}
		part := c.Get("/customers/duplicates").Form("/customers/apart")
		c.Post("/customers/apart", part).Want(http.StatusSeeOther)
		if p := c.Get("/customers/duplicates").Want(http.StatusOK); strings.Contains(p.Body, at) {
			t.Error("different persons are still a pair")
		}
	})
}

// An order that was begun for a customer who is merged meanwhile is refused with
// what was typed, and opening the card again leads to the survivor.
func TestMergedWhileAnOrderIsTyped(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		mine, theirs := twice(s)
		c := s.Client(t, actor.Operator)
		opened := c.HX("/orders/new/customer", url.Values{"pick": {theirs.Customer.ID}}).Want(http.StatusOK)
		form := c.Get("/orders/new").Form("/orders")
		for _, name := range []string{"customer_id", "customer_no", "customer_seen", "name", "kana", "phone", "postal_code", "address1"} {
			form.Set(name, servertest.Attr(opened.Field(name), "value"))
		}
		for name, value := range map[string]string{"address2": "8-8-8", "channel": "fax", "received_at": "2026-11-24T09:00", "payment": "cod", "product_code.0": "BL-0701", "quantity.0": "1"} {
			form.Set(name, value)
		}
		err := s.Vault.Merge(ordertest.Chief, customer.Merge{ID: customer.NewID(), Survivor: customer.Ref{ID: mine.Customer.ID, Version: 1},
			Merged: customer.Ref{ID: theirs.Customer.ID, Version: 1}})
		if err != nil {
			t.Fatal(err)
		}
		p := c.Post("/orders", form).Want(http.StatusConflict)
		if got := servertest.Attr(p.Field("address2"), "value"); got != "8-8-8" || !strings.Contains(p.Text(), "カードを開き直す") {
			t.Errorf("address2 became %q, or the card is not offered: %s", got, p.Text())
		}
		again := c.HX("/orders/new/customer", url.Values{"pick": {theirs.Customer.ID}}).Want(http.StatusOK)
		if got := servertest.Attr(again.Field("customer_id"), "value"); got != mine.Customer.ID || servertest.Attr(again.Field("customer_seen"), "value") != "2" {
			t.Errorf("the card of %s is open", got)
		}
	})
}

// action is the address of the first form whose address ends so.
func action(t *testing.T, p *servertest.Page, end string) string {
	t.Helper()
	for f := range p.Tags("form") {
		if a := servertest.Attr(f, "action"); strings.HasSuffix(a, end) {
			return a
		}
	}
	t.Fatalf("no form for %s: %s", end, p.Text())
	return ""
}

// A page of many pairs costs as much as one of few, and goes on over pages.
func TestManyDuplicates(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		twice(s)
		c := s.Client(t, actor.Supervisor)
		few := s.Statements(func() { c.Get("/customers/duplicates").Want(http.StatusOK) })
		var puts []customer.Put
		for range 40 {
			puts = append(puts, customer.Put{ID: customer.NewID(), Body: customer.Person{Name: "佐藤 一", Kana: "サトウ ハジメ", Phone: "0312345678"}})
		}
		if _, err := s.Vault.Put(ordertest.Op, puts...); err != nil {
			t.Fatal(err)
		}
		var p *servertest.Page
		if many := s.Statements(func() { p = c.Get("/customers/duplicates?page=2").Want(http.StatusOK) }); many > few {
			t.Errorf("%d statements for many, %d for few", many, few)
		}
		if n := strings.Count(p.Text(), "電話番号が同じ"); n != 14 {
			t.Errorf("%d pairs by telephone on the second page, want 14: %s", n, p.Text())
		}
	})
}
