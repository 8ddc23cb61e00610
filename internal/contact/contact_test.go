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

const words = "髙橋様へ 配送日の件"

func form(due string) contact.Form {
	return contact.Form{ID: customer.NewID(), Outcome: "callback", Owner: contact.Self, Due: due, Note: words}
}

func each(t *testing.T, test func(t *testing.T, s *ordertest.Shop, c *contact.Service)) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) { test(t, s, contact.New(s.DB, s.Vault)) })
}

func mustMake(t *testing.T, c *contact.Service, f contact.Form) contact.Task {
	t.Helper()
	task, err := c.Make(ordertest.Op, f)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

// A call is logged once however often its form is sent, and its words are in
// the vault alone.
func TestMakeOnce(t *testing.T) {
	each(t, func(t *testing.T, s *ordertest.Shop, c *contact.Service) {
		f := form("2026-11-24T11:00")
		first := mustMake(t, c, f)
		s.Advance(3 * time.Hour) // the due time has passed meanwhile
		if again := mustMake(t, c, f); again != first {
			t.Errorf("again %+v, first %+v", again, first)
		}
		if want := ordertest.Start.Add(time.Hour); !first.Due.Equal(want) || first.Owner != "staff:operator" || !first.Noted || first.Outcome != contact.Callback {
			t.Errorf("%+v", first)
		}
		if n := s.Count(`SELECT count(*) FROM contact WHERE outcome = 'callback' AND order_id = ''`); n != 1 {
			t.Errorf("%d calls, want 1", n)
		}
		if n := s.Count(`SELECT count(*) FROM outbox WHERE action = 'task.make' AND subject = ?`, first.ID); n != 1 {
			t.Errorf("%d pieces of evidence, want 1", n)
		}
	})
}

func TestMakeForCustomer(t *testing.T) {
	each(t, func(t *testing.T, s *ordertest.Shop, c *contact.Service) {
		id := s.Place(ordertest.Form())[0].Customer.ID
		f := form("2026-11-24T11:00")
		f.CustomerNo, f.Note, f.Owner = s.Card(id).No, "", contact.Team
		if got := mustMake(t, c, f); got.Customer != id || got.Noted || got.Owner != "" {
			t.Errorf("%+v", got)
		}
		_, err := c.Note(ordertest.Op, f.ID, "callback")
		ordertest.WantErr(t, err, "call.no_task")
	})
}

func TestMakeRefuses(t *testing.T) {
	each(t, func(t *testing.T, s *ordertest.Shop, c *contact.Service) {
		for _, x := range []struct {
			name string
			with func(*contact.Form)
			want string
		}{
			{"outcome", func(f *contact.Form) { f.Outcome = "ordered" }, "outcome call.outcome_bad"},
			{"owner", func(f *contact.Form) { f.Owner = "staff:admin" }, "owner call.owner_bad"},
			{"no due", func(f *contact.Form) { f.Due = "" }, "due call.due_bad"},
			{"no such day", func(f *contact.Form) { f.Due = "2026-02-30T10:00" }, "due call.due_bad"},
			{"past", func(f *contact.Form) { f.Due = "2026-11-24T09:59" }, "due call.due_past"},
			{"nobody to call", func(f *contact.Form) { f.Note = " \u3000" }, "note call.note_empty"},
			{"long", func(f *contact.Form) { f.Note = strings.Repeat("あ", 201) }, "note order.too_long"},
			{"card", func(f *contact.Form) { f.Note = "4111 1111 1111 1111" }, "note order.card_number"},
			{"customer", func(f *contact.Form) { f.CustomerNo = "C-99999999" }, "customer_no vault.no_unknown"},
			{"id", func(f *contact.Form) { f.ID = "x" }, "vault.id"},
		} {
			f := form("2026-11-24T10:00")
			x.with(&f)
			_, err := c.Make(ordertest.Op, f)
			if got := strings.Join(ordertest.Keys(err), ", "); got != x.want {
				t.Errorf("%s: %s, want %s", x.name, got, x.want)
			}
		}
		if n := s.Count(`SELECT count(*) FROM contact`); n != 0 {
			t.Errorf("%d calls of refused forms", n)
		}
	})
}

// Done twice is done once: who did it first stays.
func TestComplete(t *testing.T) {
	each(t, func(t *testing.T, s *ordertest.Shop, c *contact.Service) {
		id := mustMake(t, c, form("2026-11-24T11:00")).ID
		for _, who := range []actor.Role{actor.Supervisor, actor.Operator} {
			s.Advance(time.Minute)
			if err := c.Complete(ordertest.As(who), id); err != nil {
				t.Fatal(err)
			}
		}
		done, total, err := c.List(ordertest.Op, contact.Filter{Show: contact.Done})
		if err != nil || total != 1 || done[0].DoneBy != "staff:supervisor" || !done[0].DoneAt.Equal(ordertest.Start.Add(time.Minute)) {
			t.Errorf("%+v of %d, %v", done, total, err)
		}
		if n := s.Count(`SELECT count(*) FROM outbox WHERE action = 'task.done'`); n != 1 {
			t.Errorf("%d pieces of evidence, want 1", n)
		}
		ordertest.WantErr(t, c.Complete(ordertest.Op, customer.NewID()), "call.no_task")
	})
}

// The words are opened for a reason that the vault's evidence keeps.
func TestNote(t *testing.T) {
	each(t, func(t *testing.T, s *ordertest.Shop, c *contact.Service) {
		id := mustMake(t, c, form("2026-11-24T11:00")).ID
		if got, err := c.Note(ordertest.Op, id, "callback"); err != nil || got != words {
			t.Errorf("%q, %v", got, err)
		}
		var opened int
		err := s.VaultDB.Read(ordertest.Op).Raw(`SELECT count(*) FROM outbox WHERE action = 'vault.open' AND subject = ? AND reason LIKE '%callback%'`, id).Scan(&opened).Error
		if err != nil || opened != 1 {
			t.Errorf("%d pieces of evidence, %v", opened, err)
		}
	})
}

func TestRoles(t *testing.T) {
	each(t, func(t *testing.T, _ *ordertest.Shop, c *contact.Service) {
		id := mustMake(t, c, form("2026-11-24T11:00")).ID
		for _, role := range []actor.Role{actor.Warehouse, actor.Privacy} {
			who := ordertest.As(role)
			_, made := c.Make(who, form("2026-11-24T11:00"))
			_, opened := c.Note(who, id, "callback")
			_, _, listed := c.List(who, contact.Filter{Show: contact.All})
			for what, err := range map[string]error{"make": made, "note": opened, "list": listed, "done": c.Complete(who, id)} {
				if !errs.Is(err, errs.Forbidden) {
					t.Errorf("%s as %s: %v", what, role, err)
				}
			}
		}
	})
}

// Lists show what they say, by due time, for one statement however long.
func TestList(t *testing.T) {
	each(t, func(t *testing.T, s *ordertest.Shop, c *contact.Service) {
		late, mine, team := form("2026-11-24T10:30"), form("2026-11-25T09:00"), form("2026-11-24T15:00")
		team.Owner = contact.Team
		for _, f := range []contact.Form{mine, late, team} {
			mustMake(t, c, f)
		}
		s.Advance(time.Hour)
		all := late.ID + team.ID + mine.ID
		for show, want := range map[contact.Show]string{contact.Mine: all, contact.All: all, contact.Overdue: late.ID, contact.Done: ""} {
			if got := ids(t, c, actor.Operator, show, 1); got != want {
				t.Errorf("%s: %s, want %s", show, got, want)
			}
		}
		if got := ids(t, c, actor.Supervisor, contact.Mine, 1); got != team.ID {
			t.Errorf("another's: %s, want %s", got, team.ID)
		}
		few := s.Statements(func() { ids(t, c, actor.Operator, contact.All, 1) })
		for range contact.Size {
			mustMake(t, c, form("2026-12-01T10:00"))
		}
		many := s.Statements(func() { ids(t, c, actor.Operator, contact.All, 1) })
		if few != 1 || many != 1 {
			t.Errorf("%d statements for 3 tasks, %d for a page", few, many)
		}
		if got := ids(t, c, actor.Operator, contact.All, 2); len(got) != 3*len(mine.ID) {
			t.Errorf("page 2: %s", got)
		}
	})
}

func ids(t *testing.T, c *contact.Service, as actor.Role, show contact.Show, page int) (out string) {
	t.Helper()
	list, _, err := c.List(ordertest.As(as), contact.Filter{Show: show, Page: page})
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range list {
		out += task.ID
	}
	return out
}
