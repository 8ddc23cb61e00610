package order_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

func line(code string, quantity int) order.Line {
	return order.Line{Code: code, Name: code, Quantity: quantity, Price: 1000, Tax: "standard", Edition: "2026AW"}
}

func TestDiff(t *testing.T) {
	base := order.Snapshot{Status: order.Placed, Payment: "cod", Date: "2026-11-27", Slot: "am", Recipient: "r1",
		Goods: 3000, Shipping: 550, CODFee: 330, Total: 3880, Lines: []order.Line{line("A", 2), line("B", 1)}}
	other := func(change func(s *order.Snapshot)) order.Snapshot {
		s := base
		s.Lines = []order.Line{line("A", 2), line("B", 1)}
		change(&s)
		return s
	}
	old, dear, noted := line("A", 1), line("B", 1), line("B", 1)
	old.Edition, dear.Price, noted.NoAir = "2026SS", 1200, true
	for name, test := range map[string]struct {
		now  order.Snapshot
		want order.Delta
	}{
		"nothing": {other(func(*order.Snapshot) {}), order.Delta{}},
		"other places of the lines": {other(func(s *order.Snapshot) {
			s.Lines[0], s.Lines[1] = s.Lines[1], s.Lines[0]
			s.Lines[0].No, s.Lines[1].No = 1, 2
		}), order.Delta{}},
		"quantity": {other(func(s *order.Snapshot) { s.Lines[0].Quantity = 5 }),
			order.Delta{Lines: []order.LineDelta{{Was: line("A", 2), Now: line("A", 5)}}}},
		"price": {other(func(s *order.Snapshot) { s.Lines[1] = dear }),
			order.Delta{Lines: []order.LineDelta{{Was: line("B", 1), Now: dear}}}},
		"not by air": {other(func(s *order.Snapshot) { s.Lines[1] = noted }),
			order.Delta{Lines: []order.LineDelta{{Was: line("B", 1), Now: noted}}}},
		"another edition is another line": {other(func(s *order.Snapshot) { s.Lines[0] = old }),
			order.Delta{Lines: []order.LineDelta{{Was: line("A", 2)}, {Now: old}}}},
		"added and removed": {other(func(s *order.Snapshot) { s.Lines = []order.Line{line("C", 1), line("A", 2), line("D", 4)} }),
			order.Delta{Lines: []order.LineDelta{{Was: line("B", 1)}, {Now: line("C", 1)}, {Now: line("D", 4)}}}},
		"a second line of the same": {other(func(s *order.Snapshot) { s.Lines = append(s.Lines, line("A", 3)) }),
			order.Delta{Lines: []order.LineDelta{{Now: line("A", 3)}}}},
		"day, slot, recipient": {other(func(s *order.Snapshot) { s.Date, s.Slot, s.Recipient = "", "1416", "r2" }),
			order.Delta{Facts: []order.FactDelta{{Name: "delivery_date", Was: "2026-11-27", Now: ""}, {Name: "delivery_slot", Was: "am", Now: "1416"}, {Name: "recipient", Was: "r1", Now: "r2"}}}},
		"parcels": {other(func(s *order.Snapshot) {
			s.Parcels = []order.Parcel{{No: 1, Recipient: "r1", Date: "2026-11-27", Slot: "am", Gift: order.GiftWrap{Card: "message"}},
				{No: 2, Recipient: "r2", Date: "2026-12-01", Gift: order.GiftWrap{Noshi: "oseibo"}}}
		}), order.Delta{Facts: []order.FactDelta{{Name: "card", Now: "message", Parcel: 1}, {Name: "delivery_date", Now: "2026-12-01", Parcel: 2},
			{Name: "recipient", Now: "r2", Parcel: 2}, {Name: "noshi", Now: "oseibo", Parcel: 2}}}},
		"recipient of an older version": {other(func(s *order.Snapshot) { s.Recipient = "" }), order.Delta{}},
		"payment": {other(func(s *order.Snapshot) { s.Payment, s.CODFee, s.Total = "bank_before", 0, 3550 }),
			order.Delta{Facts: []order.FactDelta{{Name: "payment", Was: "cod", Now: "bank_before"}},
				Money: []order.MoneyDelta{{"cod_fee", 330, 0}, {"total", 3880, 3550}, {"collect", 3880, 0}}}},
		"cancelled": {other(func(s *order.Snapshot) { s.Status = order.Cancelled }),
			order.Delta{Facts: []order.FactDelta{{Name: "status", Was: "placed", Now: "cancelled"}}, Money: []order.MoneyDelta{{"collect", 3880, 0}}}},
	} {
		got := order.Diff(base, test.now)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if got.Empty() != cmp.Equal(test.want, order.Delta{}) {
			t.Errorf("%s: empty %v", name, got.Empty())
		}
	}
}

func TestDeltaKinds(t *testing.T) {
	d := order.Diff(order.Snapshot{Lines: []order.Line{line("A", 1), line("B", 1)}}, order.Snapshot{Total: 500, Lines: []order.Line{line("B", 2), line("C", 1)}})
	var kinds []string
	for _, l := range d.Lines {
		kinds = append(kinds, l.Kind())
	}
	if diff := cmp.Diff([]string{order.LineRemoved, order.LineChanged, order.LineAdded}, kinds); diff != "" {
		t.Error(diff)
	}
	if d.Money[0].Change() != 500 {
		t.Errorf("money %+v", d.Money)
	}
}

// TestPlanRevision: a trial answers what the change will do and does nothing.
func TestPlanRevision(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(ordertest.Form())[0]
		rev := revision(o)
		rev.Payment, rev.Reason, rev.Remark = "bank_before", "", "電話で変更"
		rev.To = &order.Address{Name: "比嘉 翔", Kana: "ヒガ ショウ", Phone: "098-866-2333", PostalCode: "900-0001", Address1: "沖縄県那覇市港町", Address2: "1-1"}
		outbox := s.Count(`SELECT COUNT(*) FROM outbox`)
		plan, err := s.Orders.PlanRevision(ordertest.Op, o.Number, o.Version, rev)
		if err != nil {
			t.Fatal(err)
		}
		if now := s.Find(o.Number); !cmp.Equal(now, o) || s.Count(`SELECT COUNT(*) FROM outbox`) != outbox {
			t.Errorf("the trial left something: %s", cmp.Diff(o, now))
		}
		d := plan.Delta()
		if len(d.Lines) != 1 || d.Lines[0].Now.Quantity != 1 || len(plan.Opens) != 1 || plan.Opens[0].Reason != order.HoldPayment || plan.Due() != plan.New.Total {
			t.Errorf("plan %+v", plan)
		}
		rev.Reason = "customer"
		got, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev)
		if err != nil {
			t.Fatal(err)
		}
		want := plan.New.Snapshot()
		want.Recipient = got.Recipient // made anew
		if diff := cmp.Diff(want, got.Snapshot()); diff != "" {
			t.Errorf("saved is not what was planned: %s", diff)
		}
		_, err = s.Orders.PlanRevision(ordertest.Op, o.Number, o.Version, rev)
		ordertest.WantErr(t, err, "order.stale")
		rev.Remark = "4111 1111 1111 1111"
		_, err = s.Orders.PlanRevision(ordertest.Op, o.Number, got.Version, rev)
		ordertest.WantErr(t, err, "order.card_number")
	})
}

func TestPlanCancel(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		f.Payment = "bank_before"
		o := s.Place(f)[0]
		o, err := s.Orders.RecordPayment(ordertest.Chief, o.Number, o.Version, "2026-11-24", o.Total)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := s.Orders.PlanCancel(ordertest.Op, o.Number, o.Version)
		if err != nil || plan.Due() != -o.Total || plan.New.Status != order.Cancelled {
			t.Errorf("plan %+v, %v", plan, err)
		}
		s.Cut()
		o = s.Find(o.Number)
		_, err = s.Orders.PlanCancel(ordertest.Op, o.Number, o.Version)
		ordertest.WantErr(t, err, "actor.role")
		if _, err = s.Orders.PlanCancel(ordertest.Chief, o.Number, o.Version); err != nil {
			t.Error(err)
		}
		if n := s.Count(`SELECT COUNT(*) FROM order_flag`); n != 0 || s.Find(o.Number).Status != order.Batched {
			t.Errorf("%d flags of a trial", n)
		}
	})
}
