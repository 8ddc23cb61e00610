package contact_test

import (
	"strings"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/contact"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/order/ordertest"
)

// A call ends once, with its length, and with a task only where somebody is to
// do something.
func TestEnd(t *testing.T) {
	each(t, func(t *testing.T, s *ordertest.Shop, c *contact.Service) {
		id := s.Place(ordertest.Form())[0].Customer.ID
		enquiry := contact.Form{ID: customer.NewID(), Customer: id, Outcome: "enquiry", Begun: ordertest.Start}
		s.Advance(187 * time.Second)
		for range 2 {
			if err := c.End(ordertest.Op, enquiry); err != nil {
				t.Fatal(err)
			}
		}
		back := contact.Form{ID: customer.NewID(), Customer: id, Outcome: "callback", Owner: contact.Self, Due: "2026-11-24T11:00", Begun: ordertest.Start.Add(-13 * time.Hour)}
		if err := c.End(ordertest.Op, back); err != nil {
			t.Fatal(err)
		}
		calls, err := c.Of(ordertest.Op, 9, id)
		if err != nil || len(calls) != 2 {
			t.Fatalf("%+v, %v", calls, err)
		}
		for _, call := range calls {
			want := 187 * time.Second
			if call.Outcome == contact.Callback {
				want = 0 // nobody talks that long
			}
			if call.Lasted() != want || call.Actor != "staff:operator" {
				t.Errorf("%+v lasted %v", call, call.Lasted())
			}
		}
		if n := s.Count(`SELECT count(*) FROM task`); n != 1 {
			t.Errorf("%d tasks, want the call-back", n)
		}
	})
}

func TestEndRefuses(t *testing.T) {
	each(t, func(t *testing.T, s *ordertest.Shop, c *contact.Service) {
		for name, x := range map[string]struct {
			form contact.Form
			want string
		}{
			"nothing chosen":       {contact.Form{}, "outcome call.outcome_bad"},
			"ordered":              {contact.Form{Outcome: "ordered"}, "outcome call.outcome_bad"},
			"nobody calls back":    {contact.Form{Outcome: "callback", Due: "2026-11-24T11:00", Note: words}, "owner call.owner_bad"},
			"nobody to call":       {contact.Form{Outcome: "enquiry", Owner: contact.Team, Due: "2026-11-24T11:00"}, "note call.note_empty"},
			"a note for nobody":    {contact.Form{Outcome: "enquiry", Note: words}, "owner call.note_owner"},
			"a task without a due": {contact.Form{Outcome: "enquiry", Owner: contact.Team, Note: words}, "due call.due_bad"},
		} {
			x.form.ID = customer.NewID()
			if got := strings.Join(ordertest.Keys(c.End(ordertest.Op, x.form)), ", "); got != x.want {
				t.Errorf("%s: %s, want %s", name, got, x.want)
			}
		}
		if err := c.End(ordertest.As(actor.Warehouse), contact.Form{ID: customer.NewID(), Outcome: "enquiry"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("warehouse: %v", err)
		}
		if n := s.Count(`SELECT count(*) FROM contact`); n != 0 {
			t.Errorf("%d calls of refused forms", n)
		}
	})
}
