package order_test

import (
	"testing"

	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/store"
)

// Two customers who turn out to be one person: whatever is asked of either is
// answered for both, and in no more statements however many were merged.
func TestMergedCustomers(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		s.Rule("duplicate_days", 7)
		mine := s.Place(ordertest.Form())[0]
		var others []order.Order
		for _, phone := range []string{"03-1234-5678", "03-1234-5679", "03-1234-5680"} {
			f := ordertest.Form()
			f.Phone = phone
			others = append(others, s.Place(f)...)
		}
		standing := func() store.Count {
			got, err := s.Orders.StandingOf(ordertest.Op, mine.Customer.ID)
			if err != nil {
				t.Fatal(err)
			}
			return got.Orders
		}
		before := s.Statements(func() { standing() })
		for i, o := range others {
			err := s.Vault.Merge(ordertest.Chief, customer.Merge{ID: customer.NewID(),
				Survivor: customer.Ref{ID: mine.Customer.ID, Version: int64(1 + i)}, Merged: customer.Ref{ID: o.Customer.ID, Version: 1}})
			if err != nil {
				t.Fatal(err)
			}
		}
		var total store.Count
		if n := s.Statements(func() { total = standing() }); n > before || total != 4 {
			t.Errorf("%d statements after %d, %d orders", n, before, total)
		}
		for _, id := range []string{mine.Customer.ID, others[1].Customer.ID} {
			list, total, err := s.Orders.List(ordertest.Op, order.Filter{Customers: []string{id}})
			if err != nil || total != 4 || len(list) != 4 {
				t.Errorf("%d orders, %v", total, err)
			}
		}
		again := ordertest.Form() // by the number of one who was merged
		again.Phone = "03-1234-5679"
		o := s.Find(s.Place(again)[0].Number)
		if o.Customer.ID != mine.Customer.ID || len(o.Holds) != 1 || o.Holds[0].Reason != order.HoldDuplicate {
			t.Errorf("the order is another customer's, or no duplicate: %+v", o.Holds)
		}
	})
}
