package order_test

import (
	"slices"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

const day = 24 * time.Hour

// open lists the open holds of an order as reason and detail.
func open(o order.Order) []string {
	var out []string
	for _, h := range o.Holds {
		if h.Open() {
			out = append(out, h.Reason+" "+h.Detail)
		}
	}
	return out
}

func wantOpen(t *testing.T, what string, o order.Order, want ...string) {
	t.Helper()
	if got := open(o); !slices.Equal(got, want) {
		t.Errorf("%s: holds %q, want %q", what, got, want)
	}
}

// The same customer with much the same goods, by whatever channel, is asked
// about; another customer, other goods, a cancelled or an old order are not.
func TestDuplicateHold(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		s.Rule("duplicate_days", 7)
		first := s.Place(ordertest.Form())[0]
		wantOpen(t, "the first", first)
		fax := ordertest.Form()
		fax.Channel, fax.Lines = "fax", append(fax.Lines, order.FormLine{Code: "BL-0710", Quantity: "1"})
		wantOpen(t, "by FAX, one product more", s.Place(fax)[0], "duplicate "+first.Number)
		other := ordertest.Form()
		other.Lines = []order.FormLine{{Code: "BL-0710", Quantity: "1"}, {Code: "EO-0101", Quantity: "1"}, {Code: "EO-0102", Quantity: "1"}}
		wantOpen(t, "other goods", s.Place(other)[0])
		another := ordertest.Form()
		another.Name, another.Kana, another.Phone = "比嘉 翔", "ヒガ ショウ", "098-866-2333"
		wantOpen(t, "somebody else", s.Place(another)[0])
		s.Advance(8 * day)
		wantOpen(t, "a week later", s.Place(ordertest.Form())[0])
	})
}

func TestDuplicateOfCancelledOrder(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	s.Rule("duplicate_days", 7)
	first := s.Place(ordertest.Form())[0]
	if _, err := s.Orders.Cancel(ordertest.Op, first.Number, 1, "customer", ""); err != nil {
		t.Fatal(err)
	}
	wantOpen(t, "after a cancelled one", s.Place(ordertest.Form())[0])
}

// What somebody decided stays decided when the order is revised; a new cause
// asks again; a cause that is gone needs nobody.
func TestHoldAndRevision(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		s.Rule("quantity_hold", 50)
		f := ordertest.Form()
		f.Payment, f.Lines[0].Quantity = "bank_before", "60"
		o := s.Place(f)[0]
		wantOpen(t, "placed", o, "awaiting_payment ", "quantity BL-0701*60")
		o, err := s.Orders.Release(ordertest.Op, o.Number, o.Version, o.Holds[1].ID, "confirmed", "")
		if err != nil {
			t.Fatal(err)
		}
		rev := revision(o)
		for _, step := range []struct{ what, quantity, want string }{
			{"as decided", "60", ""}, {"more", "80", "quantity BL-0701*80"}, {"few", "2", ""}} {
			rev.Lines[0].Quantity = step.quantity
			if o, err = s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev); err != nil {
				t.Fatal(err)
			}
			want := []string{"awaiting_payment "}
			if step.want != "" {
				want = append(want, step.want)
			}
			wantOpen(t, step.what, o, want...)
		}
	})
}

// An order on account (後払い) that was delivered and not paid, and a prepaid
// one that still waits for its money, hold the customer's next order.
func TestUnpaidHold(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		f.Payment = "postal_after"
		later := s.Place(f)[0]
		wantOpen(t, "too early to tell", s.Place(ordertest.Form())[0])
		s.Exec(`UPDATE orders SET status = 'shipped' WHERE number = ?`, later.Number)
		s.Advance(31 * day)
		wantOpen(t, "a month later", s.Place(ordertest.Form())[0], "unpaid_before "+later.Number)
		if _, err := s.Orders.RecordPayment(ordertest.Chief, later.Number, 1, "2026-12-24", later.Total); err != nil {
			t.Fatal(err)
		}
		wantOpen(t, "paid", s.Place(ordertest.Form())[0])
		f.Payment = "bank_before"
		waiting := s.Place(f)[0]
		s.Advance(31 * day)
		wantOpen(t, "never paid in advance", s.Place(ordertest.Form())[0], "unpaid_before "+waiting.Number)
	})
}

// Who may release a hold follows from its reason.
func TestReleaseRoles(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	s.Rule("duplicate_days", 7)
	s.Place(ordertest.Form())
	o := s.Place(ordertest.Form())[0]
	if o, err := s.Orders.Release(ordertest.Op, o.Number, 1, o.Holds[0].ID, "confirmed", ""); err != nil || o.Held() {
		t.Fatalf("a clerk asked the customer: %v", err)
	}
	o, err := s.Orders.Hold(ordertest.Op, o.Number, 2, "stock", "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Orders.Release(ordertest.Op, o.Number, 3, o.Holds[1].ID, "arrived", "")
	ordertest.WantErr(t, err, "order.release_role")
	if o, err = s.Orders.Release(ordertest.Chief, o.Number, 3, o.Holds[1].ID, "arrived", ""); err != nil || o.Held() {
		t.Fatalf("a supervisor: %v", err)
	}
	for _, reason := range []string{order.HoldCOD, order.HoldUnpaid, order.HoldMemo, order.HoldLegal, order.HoldPrice, order.HoldRecheck, order.HoldErased} {
		if order.MayRelease(actor.Operator, reason) || !order.MayRelease(actor.Supervisor, reason) {
			t.Errorf("%s is for a supervisor", reason)
		}
	}
	if order.MayRelease(actor.Admin, order.HoldPayment) || order.MayRelease(actor.Warehouse, order.HoldDuplicate) {
		t.Error("money by hand, or a packer")
	}
}
