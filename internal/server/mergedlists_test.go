package server_test

import (
	"net/http"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/contact"
	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// join merges the customer of one order into that of another.
func join(t *testing.T, s *servertest.Site, mine, theirs order.Order) {
	t.Helper()
	err := s.Vault.Merge(ordertest.Chief, customer.Merge{ID: customer.NewID(), Survivor: customer.Ref{ID: mine.Customer.ID},
		Merged: customer.Ref{ID: theirs.Customer.ID}})
	if err != nil {
		t.Fatal(err)
	}
}

// What was taken for a customer before they were merged shows the survivor in
// every list, for as many statements as before.
func TestMergedInLists(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		other := ordertest.Form()
		other.Name, other.Phone, other.Payment = "佐藤 花子", "090-1234-5678", "bank_before"
		placed := s.Place(ordertest.Form(), other)
		mine, theirs := placed[0], placed[1]
		call := contact.Form{ID: customer.NewID(), Outcome: "callback", Owner: contact.Team, Due: "2026-11-24T11:00", CustomerNo: s.Card(theirs.Customer.ID).No}
		if _, err := contact.New(s.DB, s.Vault).Make(ordertest.Op, call); err != nil {
			t.Fatal(err)
		}
		d := customer.Draft{Fields: map[string][]string{"customer_id": {theirs.Customer.ID}}}
		if _, err := s.Orders.SaveDraft(ordertest.Op, customer.NewID(), 0, d); err != nil {
			t.Fatal(err)
		}
		c := s.Client(t, actor.Operator)
		get := func(path string) (p *servertest.Page, statements int) {
			c.Get(path)
			statements = s.Statements(func() { p = c.Get(path).Want(http.StatusOK) })
			return p, statements
		}
		paths := []string{"/orders?held=1", "/holds", "/tasks?show=all", "/drafts", "/orders/" + theirs.Number}
		before := map[string]int{}
		for _, path := range paths {
			var p *servertest.Page
			if p, before[path] = get(path); !strings.Contains(p.Text(), "佐藤 花*") {
				t.Fatalf("%s lacks the customer: %s", path, p.Text())
			}
		}
		join(t, s, mine, theirs)
		for _, path := range paths {
			p, n := get(path)
			if text := p.Text(); !strings.Contains(text, "髙橋 美*") || strings.Contains(text, "お客様の情報はありません") {
				t.Errorf("%s does not show the survivor: %s", path, text)
			}
			if n != before[path] {
				t.Errorf("%s: %d statements, %d before", path, n, before[path])
			}
		}
		if p, _ := get("/tasks?show=all"); !strings.Contains(p.Body, `href="/customers/`+mine.Customer.ID) {
			t.Error("the task does not lead to the card")
		}
	})
}
