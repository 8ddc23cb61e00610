package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/contact"
	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// A batch of more orders than a page holds is paged, and the warehouse, which
// packs by order number, is shown no customer.
func TestLongBatchAndWarehouse(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		forms := make([]order.Form, 103)
		for i := range forms {
			forms[i] = ordertest.Form()
		}
		placed := s.Place(forms...)
		s.Cut()
		packer := s.Client(t, actor.Warehouse)
		first := packer.Get("/batches/1").Want(http.StatusOK).Text()
		second := packer.Get("/batches/1?page=2").Want(http.StatusOK).Text()
		for _, o := range placed {
			if strings.Contains(first, o.Number) == strings.Contains(second, o.Number) {
				t.Errorf("%s is on both pages or on none", o.Number)
			}
		}
		if list := packer.Get("/orders").Want(http.StatusOK).Text(); strings.Contains(list, "髙橋") || !strings.Contains(list, placed[102].Number) {
			t.Error("the warehouse's list names customers, or lacks an order")
		}
		if list := s.Client(t, actor.Operator).Get("/orders").Want(http.StatusOK).Text(); !strings.Contains(list, "髙橋") {
			t.Error("the operator's list lacks the masked customers")
		}
	})
}

// What was looked for is in no address: a search leads to the list of those
// customers' orders, which is turned, sorted and narrowed like any other.
func TestSearchLeadsToAList(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		forms := make([]order.Form, 60)
		for i := range forms {
			forms[i] = ordertest.Form()
		}
		other := ordertest.Form()
		other.Name, other.Kana = "髙橋 恵", "タカハシ メグミ" // the same number
		family := s.Place(append(forms, other)...)
		stranger := ordertest.Form()
		stranger.Name, stranger.Kana, stranger.Phone = "佐藤 花子", "サトウ ハナコ", "090-1111-2222"
		s.Place(stranger)
		c := s.Client(t, actor.Operator)
		to := c.Post("/orders/search", url.Values{"find": {forms[0].Phone}}).Want(http.StatusSeeOther).Header.Get("Location")
		if want := "/orders?customer="; !strings.HasPrefix(to, want) || strings.Contains(to, "5151") {
			t.Errorf("it leads to %s", to)
		}
		p := c.Get(to).Want(http.StatusOK)
		if got := p.Text(); !strings.Contains(got, "2名のご注文") || !strings.Contains(got, "全61件") || strings.Contains(got, "佐藤") {
			t.Errorf("the list: %s", got)
		}
		p = c.Get(link(t, p, "次へ")).Want(http.StatusOK)
		if got := strings.Count(servertest.Text(p.ID("main")), "***-****-5151"); got != 13 {
			t.Errorf("%d persons on page 2, want 11 orders and 2 in the head", got)
		}
		p = c.Get(link(t, p, "合計")).Want(http.StatusOK)
		if got := p.Text(); !strings.Contains(got, "2名のご注文") || !strings.Contains(got, "1 / 2") {
			t.Errorf("sorted, the list is another: %s", got)
		}
		c.Get("/orders?customer=042-251-5151").Want(http.StatusNotFound)

		one := "/customers/" + family[60].Customer.ID + "/orders"
		to = c.Post("/orders/search", url.Values{"find": {"タカハシメグミ"}}).Want(http.StatusSeeOther).Header.Get("Location")
		if got := c.Get(to).Want(http.StatusOK).Text(); to != one || !strings.Contains(got, "1名のご注文") || !strings.Contains(got, family[60].Number) {
			t.Errorf("%s: %s", to, got)
		}
		c.Get("/customers/" + customer.NewID() + "/orders").Want(http.StatusNotFound)
	})
}

// link is where the first link with these words leads.
func link(t *testing.T, p *servertest.Page, words string) string {
	t.Helper()
	for a := range p.Tags("a") {
		if strings.Contains(servertest.Text(a), words) {
			return servertest.Attr(a, "href")
		}
	}
	t.Fatalf("no link %q on the page: %s", words, p.Text())
	return ""
}

// TestListStatements: a page of each list costs the same number of statements
// however many rows it shows.
func TestListStatements(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		calls := contact.New(s.DB, s.Vault)
		row := func(i int) order.Order {
			f := ordertest.Form()
			f.Payment = "bank_before" // held until it is paid
			f.Name, f.Kana, f.Phone = "佐藤 花子", "サトウ ハナコ", fmt.Sprintf("090-1111-%04d", i)
			o := s.Place(f)[0]
			s.Place(ordertest.Form())
			call := contact.Form{ID: customer.NewID(), Outcome: "callback", Owner: contact.Team, Due: "2026-11-24T11:00", CustomerNo: s.Card(o.Customer.ID).No}
			if _, err := calls.Make(ordertest.Op, call); err != nil {
				t.Fatal(err)
			}
			d := customer.Draft{Fields: map[string][]string{"customer_id": {o.Customer.ID}}}
			if _, err := s.Orders.SaveDraft(ordertest.Op, customer.NewID(), 0, d); err != nil {
				t.Fatal(err)
			}
			return o
		}
		s.Place(ordertest.Form())
		first := row(0)
		_, regular, err := s.Orders.List(ordertest.Op, order.Filter{Held: true})
		if err != nil || regular != 1 {
			t.Fatalf("%d held, %v", regular, err)
		}
		customerOrders := "/customers/" + s.Find(first.Number).Customer.ID + "/orders"
		lists := []string{"/orders?held=1", customerOrders, "/holds", "/tasks?show=all", "/drafts"}
		count := func() map[string]int {
			n := map[string]int{}
			for _, path := range lists {
				c.Get(path)
				n[path] = s.Statements(func() { c.Get(path).Want(http.StatusOK) })
			}
			return n
		}
		few := count()
		for i := range 12 {
			row(i + 1)
			f := ordertest.Form()
			f.Name, f.Kana, f.Phone = "佐藤 花子", "サトウ ハナコ", "090-1111-0000"
			s.Place(f)
		}
		many := count()
		t.Logf("statements with one row: %v", few)
		if diff := cmp.Diff(few, many); diff != "" {
			t.Errorf("(-one row +13 rows)\n%s", diff)
		}
		for path, n := range many {
			if n > 15 {
				t.Errorf("%s: %d statements", path, n)
			}
		}
	})
}

// TestHolds: what keeps orders from the batch is listed, narrowed by reason and
// age, and a release comes back to the list as it was left.
func TestHolds(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		prepaid := ordertest.Form()
		prepaid.Payment = "bank_before"
		old := s.Place(prepaid)[0]
		s.Advance(90 * time.Minute)
		asked := s.Place(ordertest.Form())[0]
		if _, err := s.Orders.Hold(ordertest.Op, asked.Number, 1, "address", ""); err != nil {
			t.Fatal(err)
		}
		c := s.Client(t, actor.Operator)
		p := c.Get("/holds").Want(http.StatusOK)
		text := servertest.Text(p.ID("holds"))
		if first, second := strings.Index(text, old.Number), strings.Index(text, asked.Number); first < 0 || second < first || !strings.Contains(text, "1:30") || !strings.Contains(text, "髙橋 美*") {
			t.Errorf("the list: %s", text)
		}
		for query, want := range map[string][2]bool{"": {true, true}, "?reason=address": {false, true}, "?age=1": {true, false}, "?age=24": {false, false}, "?age=7": {true, true}} {
			body := c.Get("/holds" + query).Want(http.StatusOK).Body
			if got := [2]bool{strings.Contains(body, old.Number), strings.Contains(body, asked.Number)}; got != want {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
		p = c.Get("/holds?reason=address&sort=-total").Want(http.StatusOK)
		if got := sorted(p); got != "合計(税込) descending" {
			t.Errorf("sorted by %q", got)
		}
		at := "/orders/" + asked.Number
		p = c.Get(link(t, p, "解除")).Want(http.StatusOK)
		if back := link(t, p, "一覧に戻る"); back != "/holds?reason=address&sort=-total" {
			t.Errorf("back to %s", back)
		}
		release := p.Form(at + "/release")
		release.Set("reason", reason(t, p, at+"/release"))
		if to := c.Post(at+"/release", release).Want(http.StatusSeeOther).Header.Get("Location"); to != "/holds?reason=address&sort=-total" {
			t.Errorf("a release leads to %s", to)
		}
		if got := c.Get("/holds").Want(http.StatusOK).Body; strings.Contains(got, asked.Number) || !strings.Contains(got, old.Number) {
			t.Error("the released hold is still listed, or the other is not")
		}
	})
}

// sorted is the column by which a page's list is sorted, and how.
func sorted(p *servertest.Page) string {
	for th := range p.Tags("th") {
		if dir := servertest.Attr(th, "aria-sort"); dir != "" {
			return strings.Trim(servertest.Text(th), " ▲▼") + " " + dir
		}
	}
	return ""
}

// TestListKept: an act on a row comes back to the list as it was left.
func TestListKept(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		calls := contact.New(s.DB, s.Vault)
		for range contact.Size + 2 {
			if _, err := calls.Make(ordertest.Op, contact.Form{ID: customer.NewID(), Outcome: "callback", Owner: contact.Team, Due: "2026-11-24T11:00", Note: "用件"}); err != nil {
				t.Fatal(err)
			}
		}
		at := "/tasks?show=all&sort=-due&page=2"
		p := c.Get(at).Want(http.StatusOK)
		var done string
		for form := range p.Tags("form") {
			if action := servertest.Attr(form, "action"); strings.HasSuffix(action, "/done") {
				done = action
			}
		}
		want := "/tasks?show=all&sort=-due&page=2"
		for _, act := range []struct {
			path string
			form url.Values
		}{{done, p.Form(done)}, {"/tasks", p.Form("/tasks")}, {"/lang", url.Values{"lang": {"ja"}, "back": p.Form("/lang")["back"]}}} {
			if act.path == "/tasks" {
				act.form.Set("note", "もう一つ")
			}
			if to := c.Post(act.path, act.form).Want(http.StatusSeeOther).Header.Get("Location"); to != want {
				t.Errorf("%s leads to %s, want %s", act.path, to, want)
			}
		}
		note := p.Form(strings.TrimSuffix(done, "done") + "note")
		note.Set("reason", reason(t, p, strings.TrimSuffix(done, "done")+"note"))
		if to := link(t, c.Post(strings.TrimSuffix(done, "done")+"note", note).Want(http.StatusOK), "前へ"); to != "/tasks?show=all&sort=-due&page=1" {
			t.Errorf("from the opened note back to %s", to)
		}
		if to := c.Get("/tasks?show=all&page=9").Want(http.StatusSeeOther).Header.Get("Location"); to != "/tasks?show=all" {
			t.Errorf("past the end: %s", to)
		}

		id := customer.NewID()
		c.HX("/drafts", url.Values{"draft": {id}, "channel": {"fax"}, "name": {"髙橋"}}).Want(http.StatusOK)
		at = "/drafts?channel=fax&sort=begun&whose=self"
		p = c.Get("/drafts?whose=self&channel=fax&sort=begun").Want(http.StatusOK)
		if !strings.Contains(c.Get("/drafts?channel=phone").Text(), "下書きはありません") || strings.Contains(s.Client(t, actor.Supervisor).Get("/drafts?whose=self").Body, id) {
			t.Error("the filter of the drafts")
		}
		if to := c.Post("/drafts/"+id+"/drop", p.Form("/drafts/"+id+"/drop")).Want(http.StatusSeeOther).Header.Get("Location"); to != at {
			t.Errorf("a dropped draft leads to %s, want %s", to, at)
		}
	})
}
