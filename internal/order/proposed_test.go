package order_test

import (
	"slices"
	"testing"

	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

// BL-0710 is in the catalog of autumn and not in that of spring.
func TestProposedLine(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		f.Lines = []order.FormLine{{Code: "BL-0701", Quantity: "1"}, {Code: "BL-0710", Quantity: "1", Proposed: "yes"}}
		o := s.Find(s.Place(f)[0].Number)
		if o.Lines[0].Proposed || !o.Lines[1].Proposed {
			t.Errorf("lines %+v", o.Lines)
		}
		rev := order.Revision{Payment: "cod", Reason: "customer", Lines: []order.FormLine{{Code: "BL-0710", Quantity: "2", Edition: "2026AW"}}}
		if o, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev); err != nil || !o.Lines[0].Proposed {
			t.Errorf("revised: %v", err)
		}
		f.Edition, f.Lines[1].Edition = "2026SS", "2026AW" // the caller has the catalog of spring
		_, err := s.Orders.Prepare(ordertest.Op, f)
		if got, want := ordertest.Keys(err), []string{"product_code.1 goods.proposed_not_shown"}; !slices.Equal(got, want) {
			t.Errorf("not in the caller's catalog: %q", got)
		}
		f.Lines[1].Proposed = "" // the customer asked for it
		if _, err := s.Orders.Prepare(ordertest.Op, f); err != nil {
			t.Error(err)
		}
	})
}
