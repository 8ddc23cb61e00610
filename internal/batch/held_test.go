package batch_test

import (
	"testing"

	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

// Whatever the reason, the batch never takes a held order; released, it does.
func TestHeldOrderIsNeverTaken(t *testing.T) {
	reasons := []string{order.HoldPayment, order.HoldCOD, order.HoldEncode, order.HoldErased, order.HoldDuplicate, order.HoldQuantity,
		order.HoldUnpaid, order.HoldMemo, order.HoldIllegible, order.HoldLegal, order.HoldPrice, order.HoldRecheck, "callback"}
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		held := map[string]string{} // number → reason
		for _, reason := range reasons {
			o := s.Place(ordertest.Form())[0]
			held[o.Number] = reason
			s.Exec(`INSERT INTO hold (id, order_id, reason, detail, opened_at, opened_by, released_by, release_reason)
				SELECT id, id, ?, '', placed_at, placed_by, '', '' FROM orders WHERE id = ?`, reason, o.ID)
		}
		free := s.Place(ordertest.Form())[0]
		r := s.Cut()
		if r.Batch == nil || r.Batch.Orders != 1 || s.Find(free.Number).Status != order.Batched {
			t.Fatalf("the batch: %+v", r.Batch)
		}
		for number, reason := range held {
			if o := s.Find(number); o.Status != order.Placed || !o.Held() {
				t.Errorf("%s: the order is %s", reason, o.Status)
			}
		}
		s.Exec(`UPDATE hold SET released_at = opened_at, released_by = 'staff:supervisor', release_reason = 'approved'`)
		if r := s.Cut(); r.Batch == nil || r.Batch.Orders != len(reasons) {
			t.Errorf("released: %+v", r.Batch)
		}
	})
}
