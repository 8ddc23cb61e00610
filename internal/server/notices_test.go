package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestNoticeToTheWarehouse: who has the slip sees what changed since, until
// somebody has taken note of it; saying so twice changes nothing.
func TestNoticeToTheWarehouse(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		o := s.Place(ordertest.Form())[0]
		s.Cut()
		o = s.Find(o.Number)
		if _, err := s.Orders.Cancel(ordertest.Chief, o.Number, o.Version, "customer", ""); err != nil {
			t.Fatal(err)
		}
		c := s.Client(t, actor.Warehouse)
		for _, at := range []string{"/batches", "/batches/1"} {
			if text := c.Get(at).Want(http.StatusOK).Text(); !strings.Contains(text, "変更連絡 "+o.Number) || !strings.Contains(text, "6,930 0 −6,930") {
				t.Errorf("%s does not tell of the change: %s", at, text)
			}
		}
		note := c.Get("/batches").Form("/batches/1/notices")
		for range 2 {
			c.Post("/batches/1/notices", note).Want(http.StatusSeeOther)
		}
		if text := c.Get("/batches").Want(http.StatusOK).Text(); strings.Contains(text, "変更連絡 "+o.Number) {
			t.Errorf("the notice is still there: %s", text)
		}
		if n := s.Count(`SELECT COUNT(*) FROM order_flag_seen`); n != 1 {
			t.Errorf("%d notes", n)
		}
		note.Set("version", "99")
		c.Post("/batches/1/notices", note).Want(http.StatusNotFound)
	})
}

// The sheet of a change after the cut says what changed and what the order is
// now; of changes before it there is none.
func TestDeltaSheet(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		o := s.Place(ordertest.Form())[0]
		rev := order.Revision{Payment: o.Payment, Reason: "customer", Lines: []order.FormLine{{Code: "BL-0701", Quantity: "3"}}}
		o, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev)
		if err != nil {
			t.Fatal(err)
		}
		s.Cut()
		o = s.Find(o.Number)
		rev.Reason, rev.Lines = reasonAfterCut(t, s), []order.FormLine{{Code: "BL-0701", Quantity: "5"}, {Code: "BL-0710", Quantity: "1"}}
		o, err = s.Orders.Revise(ordertest.Chief, o.Number, o.Version, rev)
		if err != nil {
			t.Fatal(err)
		}
		revised := fmt.Sprintf("/orders/%s/changes/%d", o.Number, o.Version)
		if _, err = s.Orders.Cancel(ordertest.Chief, o.Number, o.Version, rev.Reason, ""); err != nil {
			t.Fatal(err)
		}
		cancelled := fmt.Sprintf("/orders/%s/changes/%d", o.Number, o.Version+1)
		c := s.Client(t, actor.Warehouse)
		for _, page := range []string{"/batches/1", "/orders/" + o.Number} {
			if body := c.Get(page).Want(http.StatusOK).Body; !strings.Contains(body, revised) || !strings.Contains(body, cancelled) {
				t.Errorf("%s links no sheet", page)
			}
		}
		for at, want := range map[string][]string{
			revised:   {"変更連絡票", o.Number, "締めた後に変更されました", "出荷番号1", "3点", "5点", "追加", "BL-0710", "いまのご注文", "BL-0701ブレンドオイル朝の庭×5", "確認した人"},
			cancelled: {"出荷しないでください", "締めた後に取り消されました"},
		} {
			sheet := c.Get(at).Want(http.StatusOK)
			text := read(t, sheet.Body)
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s lacks %s: %s", at, w, text)
				}
			}
			if strings.Contains(text, "髙橋") {
				t.Error("the sheet names the customer")
			}
		}
		for _, version := range []string{"1", "2", "3", "99", "x"} { // taken, revised before the cut, cut, none
			c.Get("/orders/" + o.Number + "/changes/" + version).Want(http.StatusNotFound)
		}
	})
}

// reasonAfterCut is a reason for which a supervisor may change an order that
// is in a batch.
func reasonAfterCut(t *testing.T, s *servertest.Site) string {
	t.Helper()
	book, err := s.Catalog.Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return book.Reasons(catalog.ReasonBatched)[0].Code
}
