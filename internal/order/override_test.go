package order_test

import (
	"context"
	"slices"
	"testing"

	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

// cheaper is the standard order with an agreed price on its first line.
func cheaper(price, reason string) order.Form {
	f := ordertest.Form()
	f.Lines[0].Price, f.Lines[0].PriceReason = price, reason
	return f
}

// BL-0701 costs 2,200 yen. What an operator agrees to waits for a supervisor;
// what a supervisor takes at the desk does not.
func TestPriceOverride(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Find(s.Place(cheaper("１，８００円", "apology"))[0].Number)
		if l := o.Lines[0]; l.Price != 1800 || l.ListPrice != 2200 || l.PriceReason != "apology" || l.ApprovedBy != "" || o.Goods != 2*1800+2200 {
			t.Errorf("line %+v, goods %d", l, o.Goods)
		}
		wantOpen(t, "placed by an operator", o, "price BL-0701*2@1800")
		if s.Cut(); s.Find(o.Number).Status != order.Placed {
			t.Error("the batch took a price that nobody approved")
		}
		_, err := s.Orders.Release(ordertest.Op, o.Number, o.Version, o.Holds[0].ID, "approved", "")
		ordertest.WantErr(t, err, "order.release_role")
		o, err = s.Orders.Release(ordertest.Chief, o.Number, o.Version, o.Holds[0].ID, "approved", "")
		if err != nil || o.Lines[0].ApprovedBy != "staff:supervisor" || o.Held() {
			t.Fatalf("released: %v, %+v", err, o.Lines[0])
		}
		if s.Cut(); s.Find(o.Number).Status != order.Batched {
			t.Error("the batch left out an approved price")
		}
		req, err := s.Orders.Prepare(ordertest.Chief, cheaper("1800", "apology"))
		if err != nil {
			t.Fatal(err)
		}
		rs, err := s.Orders.Place(ordertest.Chief, req)
		if err != nil || rs[0].Order.Held() || s.Find(rs[0].Order.Number).Lines[0].ApprovedBy != "staff:supervisor" {
			t.Errorf("placed by a supervisor: %v %+v", err, rs)
		}
	})
}

func TestPriceOverrideRefused(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	for _, tt := range []struct{ price, reason, want string }{
		{"2,200", "apology", "override.0 goods.override_range"},
		{"2201", "apology", "override.0 goods.override_range"},
		{"0", "apology", "override.0 goods.override_range"},
		{"-100", "apology", "override.0 goods.override_range"},
		{"cheap", "apology", "override.0 goods.override_range"},
		{"99999999999", "apology", "override.0 goods.override_range"},
		{"1800", "", "override_reason.0 goods.override_reason"},
		{"1800", "friend", "override_reason.0 goods.override_reason"},
		{"", "apology", "override.0 goods.override_empty"},
	} {
		_, err := s.Orders.Prepare(ordertest.Op, cheaper(tt.price, tt.reason))
		if got := ordertest.Keys(err); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%q %q: %q, want %q", tt.price, tt.reason, got, tt.want)
		}
	}
}

// Two lines of one product, one of them at an agreed price: a revision keeps
// each its own, whichever is moved or removed.
func TestRevisionKeepsAgreedPrice(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		plain := order.FormLine{Code: "BL-0701", Quantity: "1", Edition: "2026AW"}
		agreed := order.FormLine{Code: "BL-0701", Quantity: "2", Edition: "2026AW", Price: "1800", PriceReason: "damaged"}
		dearer := agreed
		dearer.Price = "1900"
		for _, tt := range []struct {
			name   string
			as     context.Context
			lines  []order.FormLine
			prices []int
			open   bool
		}{
			{"as they were", ordertest.Op, []order.FormLine{agreed, plain}, []int{1800, 2200}, false},
			{"the other way round", ordertest.Op, []order.FormLine{plain, agreed}, []int{2200, 1800}, false},
			{"the agreed one gone", ordertest.Op, []order.FormLine{plain}, []int{2200}, false},
			{"the plain one gone", ordertest.Op, []order.FormLine{agreed}, []int{1800}, false},
			{"no longer agreed", ordertest.Op, []order.FormLine{plain, plain}, []int{2200, 2200}, false},
			{"another price", ordertest.Op, []order.FormLine{dearer, plain}, []int{1900, 2200}, true},
			{"another price by a supervisor", ordertest.Chief, []order.FormLine{dearer, plain}, []int{1900, 2200}, false},
		} {
			f := ordertest.Form()
			f.Lines = []order.FormLine{agreed, plain}
			req, err := s.Orders.Prepare(ordertest.Chief, f)
			if err != nil {
				t.Fatal(err)
			}
			rs, err := s.Orders.Place(ordertest.Chief, req)
			if err != nil {
				t.Fatal(err)
			}
			o, err := s.Orders.Revise(tt.as, rs[0].Order.Number, 1, order.Revision{Payment: "cod", Reason: "customer", Lines: tt.lines})
			if err != nil {
				t.Fatal(err)
			}
			var prices []int
			for _, l := range o.Lines {
				prices = append(prices, int(l.Price))
			}
			if !slices.Equal(prices, tt.prices) || o.Held() != tt.open {
				t.Errorf("%s: prices %v, held %v", tt.name, prices, o.Held())
			}
		}
	})
}

// A supervisor who corrects something else does not approve by the way; the
// price taken back releases what waited for it, and nothing held by hand.
func TestRevisionOfWaitingPrice(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	o := s.Place(cheaper("1800", "apology"))[0]
	rev := revision(o)
	rev.Lines[0].Price, rev.Lines[0].PriceReason, rev.Lines[1].Quantity = "1800", "apology", "3"
	o, err := s.Orders.Revise(ordertest.Chief, o.Number, o.Version, rev)
	if err != nil {
		t.Fatal(err)
	}
	wantOpen(t, "corrected", o, "price BL-0701*1@1800")
	rev.Lines[0].Price, rev.Lines[0].PriceReason = "", ""
	if o, err = s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev); err != nil {
		t.Fatal(err)
	}
	wantOpen(t, "taken back", o)
	if o, err = s.Orders.Hold(ordertest.Op, o.Number, o.Version, "price", ""); err != nil {
		t.Fatal(err)
	}
	rev.Lines[1].Quantity = "2"
	if o, err = s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev); err != nil {
		t.Fatal(err)
	}
	wantOpen(t, "held by hand", o, "price ")
}

// What a supervisor agreed to for two pieces waits again when an operator makes
// them five; the open hold says how many it is about.
func TestApprovedPriceOfMore(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(cheaper("1800", "apology"))[0]
		o, err := s.Orders.Release(ordertest.Chief, o.Number, o.Version, o.Holds[0].ID, "approved", "")
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			quantity string
			open     []string
		}{{"1", nil}, {"5", []string{"price BL-0701*5@1800"}}, {"6", []string{"price BL-0701*6@1800"}}} {
			rev := revision(o)
			rev.Lines[0].Price, rev.Lines[0].PriceReason, rev.Lines[0].Quantity = "1800", "apology", tt.quantity
			if o, err = s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev); err != nil {
				t.Fatal(err)
			}
			wantOpen(t, tt.quantity, o, tt.open...)
			if s.Find(o.Number).Lines[0].ApprovedBy == "" != (tt.open != nil) {
				t.Errorf("%s: approved by %q", tt.quantity, o.Lines[0].ApprovedBy)
			}
		}
	})
}
