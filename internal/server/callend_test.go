package server_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/contact"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// An order ends the call that it was taken in, once; the card of the next call
// says how long it was.
func TestOrderEndsItsCall(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := typedOrder(c.Get("/orders/new"))
		form.Set("begun", strconv.FormatInt(ordertest.Start.Unix(), 10))
		s.Advance(187 * time.Second)
		for range 2 {
			c.Post("/orders", form).Want(http.StatusSeeOther)
		}
		if n := s.Count("SELECT COUNT(*) FROM contact WHERE outcome = 'ordered' AND order_id <> '' AND begun_at IS NOT NULL"); n != 1 {
			t.Fatalf("%d calls, want 1", n)
		}
		fax := typedOrder(c.Get("/orders/new"))
		fax.Set("channel", "fax")
		c.Post("/orders", fax).Want(http.StatusSeeOther)
		if n := s.Count("SELECT COUNT(*) FROM contact"); n != 1 {
			t.Errorf("a FAX is logged as a call")
		}
		p := c.HX("/orders/new/customers", form)
		if text := servertest.Text(p.ID("card")); !strings.Contains(text, "2026-11-24 10:03 ご注文 3:07") {
			t.Errorf("the card says %s", text)
		}
	})
}

// A call without an order leaves its outcome, its note and what is to be done.
// What was begun of an order stays a draft, but none of this call's.
func TestCallWithoutOrder(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := typedOrder(c.Get("/orders/new"))
		form.Set("begun", strconv.FormatInt(ordertest.Start.Unix(), 10))
		form.Set("call_note", "配送日の件")
		send(c, "/drafts", form).Want(http.StatusOK)
		form.Set("draft_version", "1")

		p := send(c, "/calls", form).Want(http.StatusUnprocessableEntity)
		if p.Said("call_outcome") == "" || servertest.Has(p.ID("ending"), "hidden") || servertest.Attr(p.ID("call_note"), "value") != "配送日の件" {
			t.Errorf("outcome: %q, or the fields are gone", p.Said("call_outcome"))
		}
		form = p.Form("order")
		form.Set("call_outcome", "callback")
		form.Set("call_owner", "self")
		form.Set("call_due", "2026-11-24T15:00")
		form.Set("parted", "yes")
		send(c, "/drafts", form)
		for range 2 {
			if to := send(c, "/calls", form).Want(http.StatusSeeOther).Header.Get("Location"); to != "/orders/new" {
				t.Errorf("goes on at %s", to)
			}
		}
		if n := s.Count("SELECT COUNT(*) FROM contact WHERE outcome = 'callback' AND begun_at IS NOT NULL"); n != 1 {
			t.Errorf("%d calls, want 1", n)
		}
		list := c.Get("/tasks").Want(http.StatusOK)
		if text := servertest.Text(list.ID("tasks")); !strings.Contains(text, "2026-11-24 15:00 折返し電話") {
			t.Errorf("the list says %s", text)
		}
		var id string
		if err := s.DB.Read(t.Context()).Raw("SELECT id FROM task").Scan(&id).Error; err != nil {
			t.Fatal(err)
		}
		if note, err := contact.New(s.DB, s.Vault).Note(ordertest.Op, id, "callback"); err != nil || note != "髙橋 美咲 042-251-5151 配送日の件" {
			t.Errorf("the note is %q, %v", note, err)
		}
		draft := c.Get("/drafts/" + form.Get("draft")).Want(http.StatusOK).Form("order")
		if draft.Get("product_code.0") == "" || draft.Get("begun") != "" || draft.Get("call_note") != "" {
			t.Errorf("the draft is lost, or is still of the call that ended: %v", draft)
		}
	})
}

// An order given up leaves no draft behind.
func TestOrderGivenUp(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	send(c, "/drafts", form).Want(http.StatusOK)
	form.Set("call_outcome", "cancelled")
	send(c, "/calls", form).Want(http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM draft") + s.Count("SELECT COUNT(*) FROM task"); n != 0 {
		t.Errorf("%d drafts and tasks are left", n)
	}
	s.Client(t, actor.Warehouse).Post("/calls", form).Want(http.StatusForbidden)
}

// Of a caller whom nobody knows the vault keeps nothing unless somebody is to
// call back; a note that nobody would read is refused with its words kept.
func TestUnknownCallerLeavesNothing(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := typedOrder(c.Get("/orders/new"))
		form.Set("call_outcome", "enquiry")
		form.Set("call_note", "包装の件")
		p := send(c, "/calls", form).Want(http.StatusUnprocessableEntity)
		if p.Said("call_owner") == "" || servertest.Attr(p.ID("call_note"), "value") != "包装の件" {
			t.Errorf("owner: %q, or the note is lost", p.Said("call_owner"))
		}
		form.Del("call_note")
		send(c, "/calls", form).Want(http.StatusSeeOther)
		if n := s.Count("SELECT COUNT(*) FROM contact WHERE outcome = 'enquiry' AND note_id = ''"); n != 1 {
			t.Errorf("%d calls without a note, want 1", n)
		}
		var notes int
		if err := s.VaultDB.Read(t.Context()).Raw("SELECT COUNT(*) FROM record WHERE kind = 'note'").Scan(&notes).Error; err != nil || notes != 0 {
			t.Errorf("%d notes in the vault, %v", notes, err)
		}
	})
}

// A draft that is opened again at once is still of the call; hours later that
// call is over, and its caller has to say again who they are.
func TestDraftOfACallLongOver(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := typedOrder(c.Get("/orders/new"))
		form.Set("begun", strconv.FormatInt(ordertest.Start.Unix(), 10))
		form.Set("caller", "0422515151")
		send(c, "/drafts", form).Want(http.StatusOK)
		at := "/drafts/" + form.Get("draft")
		s.Advance(9 * time.Minute)
		if again := c.Get(at).Want(http.StatusOK).Form("order"); again.Get("begun") != form.Get("begun") || again.Get("caller") == "" {
			t.Errorf("a page that is loaded again has lost its call: %v", again)
		}
		s.Advance(2 * time.Minute)
		if late := c.Get(at).Want(http.StatusOK).Form("order"); late.Get("begun") != "" || late.Get("caller") != "" || late.Get("name") == "" {
			t.Errorf("the draft is still of the call that is over: %v", late)
		}
	})
}

// A number that has an order begun is offered it; who goes on with it brings
// the call along, and leaves no empty draft behind.
func TestDraftWaitsForItsCaller(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		begun := typedOrder(c.Get("/orders/new"))
		send(c, "/drafts", begun).Want(http.StatusOK)
		other := typedOrder(c.Get("/orders/new"))
		other.Set("phone", "03-1234-5678")
		send(c, "/drafts", other).Want(http.StatusOK)

		form := c.Get("/orders/new").Form("order")
		form.Set("phone", "+81 ４２-251-5151")
		form.Set("caller", "0422515151")
		form.Set("begun", strconv.FormatInt(ordertest.Start.Unix(), 10))
		send(c, "/drafts", form).Want(http.StatusOK)
		p := c.HX("/orders/new/customers", form).Want(http.StatusOK)
		resume := "/drafts/" + begun.Get("draft") + "/resume"
		if strings.Count(p.Body, "/resume") != 1 || !strings.Contains(p.Body, resume) || !strings.Contains(p.Text(), "2 行") {
			t.Fatalf("offered: %s", p.Text())
		}
		if strings.Contains(p.Text(), "美咲") {
			t.Error("the draft names its caller before anybody was identified")
		}
		send(c, resume, form).Want(http.StatusUnprocessableEntity)
		form.Set("tick_identity", servertest.Attr(p.ID("tick_identity"), "value"))
		if to := send(c, resume, form).Want(http.StatusSeeOther).Header.Get("Location"); to != "/drafts/"+begun.Get("draft") {
			t.Fatalf("goes on at %s", to)
		}
		draft := c.Get("/drafts/" + begun.Get("draft")).Want(http.StatusOK).Form("order")
		if draft.Get("begun") != form.Get("begun") || draft.Get("caller") == "" || draft.Get("name") != "髙橋 美咲" {
			t.Errorf("the call is not in the draft: %v", draft)
		}
		if n := s.Count("SELECT COUNT(*) FROM draft"); n != 2 {
			t.Errorf("%d drafts, want 2", n)
		}
		p = s.Client(t, actor.Supervisor).HX("/orders/new/customers", form)
		if !strings.Contains(p.Text(), "担当 operator") {
			t.Errorf("a colleague does not see whose it is: %s", p.Text())
		}
	})
}
