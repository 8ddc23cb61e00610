package order_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

// revision keeps an order as it is but for its reason.
func revision(o order.Order) order.Revision {
	rev := order.Revision{Payment: o.Payment, Date: string(o.Date), Slot: o.Slot, Reason: "customer"}
	for _, l := range o.Lines {
		rev.Lines = append(rev.Lines, order.FormLine{Code: l.Code, Edition: l.Edition, Quantity: "1"})
	}
	return rev
}

func TestRevise(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(ordertest.Form())[0]
		s.Exec(`UPDATE catalog_price SET price = 9999 WHERE code = 'BL-0701'`) // the catalog moves on
		s.Exec(`UPDATE catalog_version SET version = version + 1`)
		rev := revision(o)
		rev.Lines = append(rev.Lines, order.FormLine{Code: "BL-0710", Quantity: "1"})
		rev.Remark = "電話で変更"
		got, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev)
		if err != nil {
			t.Fatal(err)
		}
		// What stays keeps its price, what is new has today's.
		if got.Lines[0].Price != 2200 || got.Goods != 2200+2200+1980 || got.Pieces != 3 || got.Version != 2 || len(got.Lines) != 3 {
			t.Errorf("revised %+v", got)
		}
		if got.Recipient != o.Recipient || got.Region != o.Region {
			t.Error("the recipient changed")
		}
		events, err := s.Orders.History(ordertest.Op, o.ID)
		if err != nil || len(events) != 2 || events[0].Action != "revise" || events[0].Reason != "customer" || events[0].Actor != "staff:operator" {
			t.Fatalf("history %+v, %v", events, err)
		}
		note, err := s.Vault.Open(ordertest.Op, events[0].NoteID, "test")
		if err != nil || note.Body.(customer.Note).Text != "電話で変更" {
			t.Errorf("the remark is not in the vault: %v", err)
		}
		_, err = s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev) // the version before
		ordertest.WantErr(t, err, "order.stale")
		rev.Reason = "because"
		_, err = s.Orders.Revise(ordertest.Op, o.Number, got.Version, rev)
		ordertest.WantErr(t, err, "order.reason")
		if now := s.Find(o.Number); !cmp.Equal(now, got) {
			t.Errorf("a refused change changed something: %s", cmp.Diff(got, now))
		}
	})
}

func TestReviseRecipientAndPayment(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	o := s.Place(ordertest.Form())[0]
	rev := revision(o)
	rev.Payment, rev.Note = "bank_before", "裏口へ"
	rev.To = &order.Address{Name: "比嘉 翔", Kana: "ヒガ ショウ", Phone: "098-866-2333", PostalCode: "900-0001", Address1: "沖縄県那覇市港町", Address2: "1-1"}
	got, err := s.Orders.Revise(ordertest.Op, o.Number, 1, rev)
	if err != nil {
		t.Fatal(err)
	}
	if got.Region != "okinawa" || got.Shipping != 1430 || got.CODFee != 0 || !got.Held() || got.Recipient == o.Recipient {
		t.Errorf("revised %+v", got)
	}
	if n := s.Count(`SELECT COUNT(*) FROM orders WHERE recipient_kept = 0`); n != 0 {
		t.Error("the new recipient would expire")
	}
	rev.Payment = "postal_after" // no longer prepaid: nothing to wait for
	if got, err = s.Orders.Revise(ordertest.Op, o.Number, 2, rev); err != nil || got.Held() {
		t.Errorf("holds %+v, %v", got.Holds, err)
	}
	rev.Lines[0].Quantity = "0"
	rev.To.Phone = "1"
	_, err = s.Orders.Revise(ordertest.Op, o.Number, 3, rev)
	if diff := cmp.Diff([]string{"to_phone order.phone", "quantity.0 order.quantity"}, ordertest.Keys(err)[:2]); diff != "" {
		t.Error(diff)
	}
}

func TestCancel(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(ordertest.Form())[0]
		_, err := s.Orders.Cancel(ordertest.As(actor.Warehouse), o.Number, 1, "customer", "")
		ordertest.WantErr(t, err, "actor.role")
		_, err = s.Orders.Cancel(ordertest.Op, o.Number, 1, "customer", "4111 1111 1111 1111")
		ordertest.WantErr(t, err, "order.card_number")
		got, err := s.Orders.Cancel(ordertest.Op, o.Number, 1, "customer", "")
		if err != nil || got.Status != order.Cancelled || got.Version != 2 {
			t.Fatalf("cancelled %+v, %v", got, err)
		}
		_, err = s.Orders.Cancel(ordertest.Op, o.Number, 2, "customer", "")
		ordertest.WantErr(t, err, "order.closed")
		_, err = s.Orders.Revise(ordertest.Op, o.Number, 2, revision(o))
		ordertest.WantErr(t, err, "order.closed")
		_, err = s.Orders.Cancel(ordertest.Op, "261124-9999-0", 1, "customer", "")
		ordertest.WantErr(t, err, "order.unknown")
		if r := s.Cut(); r.Batch != nil {
			t.Error("a cancelled order was cut")
		}
	})
}

func TestHoldAndRelease(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(ordertest.Form())[0]
		o, err := s.Orders.Hold(ordertest.Op, o.Number, 1, "stock", "夕方に電話")
		if err != nil || !o.Held() {
			t.Fatalf("held %+v, %v", o.Holds, err)
		}
		again, err := s.Orders.Hold(ordertest.Op, o.Number, o.Version, "stock", "")
		if err != nil || len(again.Holds) != 1 {
			t.Fatalf("a second hold for the same reason: %+v, %v", again.Holds, err)
		}
		if n, err := s.Orders.HeldCount(ordertest.Op); err != nil || n != 1 {
			t.Errorf("held count %d, %v", n, err)
		}
		id := o.Holds[0].ID
		_, err = s.Orders.Release(ordertest.Op, o.Number, again.Version, id, "confirmed", "")
		ordertest.WantErr(t, err, "order.release_role")
		got, err := s.Orders.Release(ordertest.Chief, o.Number, again.Version, id, "confirmed", "")
		if err != nil || got.Held() || got.Holds[0].ReleasedBy != "staff:supervisor" || got.Holds[0].ReleaseReason != "confirmed" {
			t.Fatalf("released %+v, %v", got.Holds, err)
		}
		_, err = s.Orders.Release(ordertest.Chief, o.Number, got.Version, id, "confirmed", "")
		ordertest.WantErr(t, err, "order.no_hold")
		if now := s.Find(o.Number); now.Version != got.Version {
			t.Error("a refused release made a version")
		}
		s.Cut()
		_, err = s.Orders.Hold(ordertest.Op, o.Number, s.Find(o.Number).Version, "callback", "")
		ordertest.WantErr(t, err, "order.not_placed")
	})
}

func TestRecordPayment(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		f.Payment = "postal_before"
		o := s.Place(f)[0]
		_, err := s.Orders.Release(ordertest.Chief, o.Number, 1, o.Holds[0].ID, "approved", "")
		ordertest.WantErr(t, err, "order.release_by_payment")
		_, err = s.Orders.RecordPayment(ordertest.Op, o.Number, 1, "2026-11-24", o.Total)
		ordertest.WantErr(t, err, "actor.role")
		_, err = s.Orders.RecordPayment(ordertest.Chief, o.Number, 1, "2026-11-25", 0)
		if diff := cmp.Diff([]string{"amount order.amount", "day order.payment_day"}, ordertest.Keys(err)); diff != "" {
			t.Error(diff)
		}
		part, err := s.Orders.RecordPayment(ordertest.Chief, o.Number, 1, "2026-11-23", o.Total-1)
		if err != nil || !part.Held() {
			t.Fatalf("one yen short: %+v, %v", part.Holds, err)
		}
		_, err = s.Orders.RecordPayment(ordertest.Chief, o.Number, 1, "2026-11-24", 1)
		ordertest.WantErr(t, err, "order.stale")
		whole, err := s.Orders.RecordPayment(ordertest.Chief, o.Number, 2, "2026-11-24", 1)
		if err != nil || whole.Held() {
			t.Fatalf("paid: %+v, %v", whole.Holds, err)
		}
		money, err := s.Orders.Payments(ordertest.Op, o.ID)
		if err != nil || len(money) != 2 || money[0].Amount != o.Total-1 || money[1].Actor != "staff:supervisor" {
			t.Errorf("payments %+v, %v", money, err)
		}
	})
}

func TestChangeAfterTheCut(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		two := s.Place(ordertest.Form(), ordertest.Form())
		s.Cut()
		a, b := s.Find(two[0].Number), s.Find(two[1].Number)
		if a.Status != order.Batched || a.Batch != 1 {
			t.Fatalf("not batched: %+v", a)
		}
		_, err := s.Orders.Revise(ordertest.Op, a.Number, a.Version, revision(a))
		ordertest.WantErr(t, err, "actor.role")
		rev := revision(a)
		rev.Reason = "misread" // a reason before the cut, not after it
		_, err = s.Orders.Revise(ordertest.Chief, a.Number, a.Version, rev)
		ordertest.WantErr(t, err, "order.reason")
		s.Exec(`UPDATE batch SET state = 'cut'`)
		_, err = s.Orders.Revise(ordertest.Chief, a.Number, a.Version, revision(a))
		ordertest.WantErr(t, err, "order.being_sealed")
		_, err = s.Orders.Cancel(ordertest.Chief, a.Number, a.Version, "customer", "")
		ordertest.WantErr(t, err, "order.being_sealed")
		s.Exec(`UPDATE batch SET state = 'sealed'`)
		if _, err = s.Orders.Revise(ordertest.Chief, a.Number, a.Version, revision(a)); err != nil {
			t.Fatal(err)
		}
		s.Advance(time.Minute)
		if _, err = s.Orders.Cancel(ordertest.Chief, b.Number, b.Version, "returned", ""); err != nil {
			t.Fatal(err)
		}
		got, err := s.Batches.Find(ordertest.Op, 1)
		if err != nil || len(got.Flags) != 2 || got.Flags[0].Kind != "revised" || got.Flags[0].Order != a.Number ||
			got.Flags[1].Kind != "cancelled" || got.Flags[1].Order != b.Number || got.Flags[1].Batch != 1 {
			t.Errorf("flags %+v, %v", got.Flags, err)
		}
	})
}

func TestChangesAtOnce(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(ordertest.Form())[0]
		errs := make(chan error, 2)
		go func() { _, err := s.Orders.Cancel(ordertest.Op, o.Number, 1, "customer", ""); errs <- err }()
		go func() { _, err := s.Orders.Hold(ordertest.Op, o.Number, 1, "callback", ""); errs <- err }()
		first, second := <-errs, <-errs
		if (first == nil) == (second == nil) {
			t.Errorf("both answers are %v and %v: one must be stale", first, second)
		}
		if got := s.Find(o.Number); got.Version != 2 || (got.Status == order.Cancelled) == got.Held() {
			t.Errorf("order %+v", got)
		}
	})
}

func TestList(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		other := ordertest.Form()
		other.Name, other.Kana, other.Phone, other.Payment = "比嘉 翔", "ヒガ ショウ", "098-866-2333", "bank_before"
		first := s.Place(ordertest.Form())[0]
		s.Cut()
		s.Advance(24 * time.Hour)
		second := s.Place(other)[0]
		s.Advance(time.Minute)
		third := s.Place(ordertest.Form())[0]
		for _, c := range []struct {
			name   string
			filter order.Filter
			want   []string
		}{
			{"all, newest first", order.Filter{}, []string{third.Number, second.Number, first.Number}},
			{"oldest first", order.Filter{Sort: "placed"}, []string{first.Number, second.Number, third.Number}},
			{"by total", order.Filter{Sort: "total"}, []string{second.Number, first.Number, third.Number}},
			{"by total, the most first", order.Filter{Sort: "-total"}, []string{third.Number, first.Number, second.Number}},
			{"by date of delivery", order.Filter{Sort: "date"}, []string{first.Number, second.Number, third.Number}},
			{"by what it isn't sorted by", order.Filter{Sort: "customer_id"}, []string{third.Number, second.Number, first.Number}},
			{"number", order.Filter{Number: second.Number}, []string{second.Number}},
			{"from", order.Filter{From: "2026-11-25"}, []string{third.Number, second.Number}},
			{"to", order.Filter{To: "2026-11-24"}, []string{first.Number}},
			{"status", order.Filter{Status: order.Batched}, []string{first.Number}},
			{"held", order.Filter{Held: true}, []string{second.Number}},
			{"batch", order.Filter{Batch: 1}, []string{first.Number}},
			{"customer", order.Filter{Customers: []string{first.Customer.ID}}, []string{third.Number, first.Number}},
			{"no customer found", order.Filter{Customers: []string{}}, nil},
			{"all together", order.Filter{Status: order.Placed, Held: true, From: "2026-11-25", Customers: []string{first.Customer.ID}}, nil},
		} {
			list, total, err := s.Orders.List(ordertest.Op, c.filter)
			var got []string
			for _, o := range list {
				got = append(got, o.Number)
			}
			if err != nil || int(total) != len(c.want) || !slices.Equal(got, c.want) {
				t.Errorf("%s: %v of %d, %v; want %v", c.name, got, total, err, c.want)
			}
		}
		page, total, err := s.Orders.List(ordertest.Op, order.Filter{Size: 1, Page: 2})
		if err != nil || total != 3 || len(page) != 1 || page[0].Number != second.Number || len(page[0].Lines) != 2 || !page[0].Held() {
			t.Errorf("page 2: %+v of %d, %v", page, total, err)
		}
		_, _, err = s.Orders.List(context.Background(), order.Filter{})
		ordertest.WantErr(t, err, "actor.none")
	})
}

// A list takes four statements whether it shows one order or fifty.
func TestListStatements(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		s.Place(ordertest.Form())
		few := s.Statements(func() { list(t, s, 1) })
		for range 30 {
			s.Place(ordertest.Form())
		}
		many := s.Statements(func() { list(t, s, 31) })
		if few != 4 || many != 4 {
			t.Errorf("%d statements for 1 order, %d for 31", few, many)
		}
	})
}

func list(t *testing.T, s *ordertest.Shop, want int) {
	t.Helper()
	if got, _, err := s.Orders.List(ordertest.Op, order.Filter{}); err != nil || len(got) != want {
		t.Errorf("%d orders, %v", len(got), err)
	}
}

func TestDrafts(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		id := customer.NewID()
		d := customer.Draft{Fields: map[string][]string{"name": {"髙橋"}}}
		v, err := s.Orders.SaveDraft(ordertest.Op, id, 0, d)
		if err != nil {
			t.Fatal(err)
		}
		d.Fields["phone"] = []string{"042"}
		if v, err = s.Orders.SaveDraft(ordertest.Op, id, v, d); err != nil {
			t.Fatal(err)
		}
		got, version, err := s.Orders.OpenDraft(ordertest.Op, id)
		if err != nil || version != v || !cmp.Equal(got.Fields, d.Fields) {
			t.Errorf("version %d, %v", version, err)
		}
		mine, _, err := s.Orders.Drafts(ordertest.Op, order.DraftFilter{})
		if err != nil || len(mine) != 1 || mine[0].ID != id {
			t.Errorf("drafts %+v, %v", mine, err)
		}
		if all, _, err := s.Orders.Drafts(ordertest.Chief, order.DraftFilter{Channel: "", Sort: "begun"}); err != nil || len(all) != 1 || all[0].Owner != mine[0].Owner {
			t.Errorf("another's list %+v, %v", all, err)
		}
		if err := s.Orders.DropDraft(ordertest.Op, id); err != nil {
			t.Fatal(err)
		}
		if mine, _, err = s.Orders.Drafts(ordertest.Op, order.DraftFilter{}); err != nil || len(mine) != 0 {
			t.Errorf("drafts after dropping %+v, %v", mine, err)
		}
		_, _, err = s.Orders.OpenDraft(ordertest.Op, id)
		ordertest.WantErr(t, err, "vault.unknown")
	})
}
