package order_test

import (
	"context"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

// A parked draft is told from others by channel, lines and customer, and is
// its owner's or a supervisor's to go on with.
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
		mine, err := s.Orders.Drafts(ordertest.Op)
		if err != nil || len(mine) != 1 || mine[0].Channel != order.Fax || mine[0].Lines != 2 || mine[0].Customer != known {
			t.Errorf("drafts %+v, %v", mine, err)
		}

		other := actor.With(context.Background(), actor.Actor{ID: "staff:somebody-else", Role: actor.Operator})
		_, _, err = s.Orders.OpenDraft(other, id)
		ordertest.WantErr(t, err, "order.draft_other")
		_, err = s.Orders.SaveDraft(other, id, v, d)
		ordertest.WantErr(t, err, "order.draft_other")
		ordertest.WantErr(t, s.Orders.DropDraft(other, id), "order.draft_other")
		if _, _, err := s.Orders.OpenDraft(ordertest.Chief, id); err != nil {
			t.Errorf("a supervisor goes on with it: %v", err)
		}
	})
}
