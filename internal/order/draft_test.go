package order_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

// A parked draft is told from others by channel, lines and customer, and is
// its owner's to go on with; a supervisor may throw it away.
func TestDraftsAreToldApartAndOwned(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		known := s.Place(ordertest.Form())[0].Customer.ID
		id := customer.NewID()
		d := customer.Draft{Fields: map[string][]string{"channel": {"fax"}, "customer_id": {known},
			"product_code.0": {"EO-0101"}, "product_code.1": {" "}, "product_code.7": {"EO-0102"}, "quantity.3": {"2"}}}
		v, err := s.Orders.SaveDraft(ordertest.Op, id, 0, d)
		if err != nil {
			t.Fatal(err)
		}
		mine, _, err := s.Orders.Drafts(ordertest.Op, order.DraftFilter{})
		if err != nil || len(mine) != 1 || mine[0].Channel != order.Fax || mine[0].Lines != 2 || mine[0].Customer != known {
			t.Errorf("drafts %+v, %v", mine, err)
		}

		other := actor.With(context.Background(), actor.Actor{ID: "staff:somebody-else", Role: actor.Operator})
		_, _, err = s.Orders.OpenDraft(other, id)
		ordertest.WantErr(t, err, "order.draft_other")
		_, err = s.Orders.SaveDraft(other, id, v, d)
		ordertest.WantErr(t, err, "order.draft_other")
		ordertest.WantErr(t, s.Orders.DropDraft(other, id), "order.draft_other")
		_, _, err = s.Orders.OpenDraft(ordertest.Chief, id)
		ordertest.WantErr(t, err, "order.draft_other")
		if err := s.Orders.DropDraft(ordertest.Chief, id); err != nil {
			t.Errorf("a supervisor throws it away: %v", err)
		}
	})
}

// A draft taken over is the other's: the former owner's save is refused and
// loses nothing, ticks are dropped, and either version can be gone on with.
func TestDraftTakenOver(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		id := customer.NewID()
		typed := customer.Draft{Fields: map[string][]string{"name": {"髙橋"}, "tick_who": {"x"}, "since_who": {"x.1"}}}
		v, err := s.Orders.SaveDraft(ordertest.Op, id, 0, typed)
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.Orders.Draft(ordertest.Op, id)
		if err != nil || d.LockUntil.Sub(s.Now()) != 15*time.Minute || d.Number != "0001-3" {
			t.Fatalf("draft %+v, %v", d, err)
		}
		if got, err := s.Orders.DraftByNumber(ordertest.Chief, "０００１３"); err != nil || got.ID != id {
			t.Errorf("by number %+v, %v", got, err)
		}
		_, err = s.Orders.DraftByNumber(ordertest.Chief, "0010-3")
		ordertest.WantErr(t, err, "order.draft_number")

		for range 2 { // the same again changes nothing
			if err := s.Orders.TakeDraft(ordertest.Chief, id); err != nil {
				t.Fatal(err)
			}
		}
		if n := s.Count(`SELECT COUNT(*) FROM outbox WHERE action = 'draft.takeover'`); n != 1 {
			t.Errorf("%d takeovers in the evidence", n)
		}
		theirs, tv, err := s.Orders.OpenDraft(ordertest.Chief, id)
		if want := map[string][]string{"name": {"髙橋"}}; err != nil || !cmp.Equal(theirs.Fields, want) {
			t.Errorf("taken over %v, %v", theirs.Fields, err)
		}
		typed.Fields["name"] = []string{"高橋"}
		_, err = s.Orders.SaveDraft(ordertest.Op, id, v, typed)
		ordertest.WantErr(t, err, "order.draft_other")
		ordertest.WantErr(t, s.Orders.OwnsDraft(ordertest.Op, id), "order.draft_other")

		info, newest, err := s.Orders.CompareDraft(ordertest.Op, id)
		if err != nil || info.Version != tv || !cmp.Equal(newest.Fields, theirs.Fields) {
			t.Errorf("compared %+v, %v", info, err)
		}
		ordertest.WantErr(t, s.Orders.ReplaceDraft(ordertest.Op, id, v, typed), "vault.changed")
		if err := s.Orders.ReplaceDraft(ordertest.Op, id, tv, typed); err != nil {
			t.Fatal(err)
		}
		mine, _, err := s.Orders.OpenDraft(ordertest.Op, id)
		if want := map[string][]string{"name": {"高橋"}}; err != nil || !cmp.Equal(mine.Fields, want) {
			t.Errorf("kept mine %v, %v", mine.Fields, err)
		}
		_, err = s.Orders.SaveDraft(ordertest.Chief, id, tv, theirs)
		ordertest.WantErr(t, err, "order.draft_other")
	})
}
