package order_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

func TestStanding(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		form := func(payment string, lines ...order.FormLine) order.Form {
			f := ordertest.Form()
			f.Payment, f.Lines = payment, lines
			s.Advance(time.Hour)
			return f
		}
		lavender, orange := order.FormLine{Code: "EO-0101", Quantity: "2"}, order.FormLine{Code: "BL-0703", Quantity: "1"}
		later := s.Place(form("postal_after", lavender, orange))[0]
		s.Exec(`UPDATE orders SET status = ? WHERE number = ?`, "shipped", later.Number)
		paid := s.Place(form("postal_after", lavender))[0]
		s.Exec(`UPDATE orders SET status = ? WHERE number = ?`, "shipped", paid.Number)
		s.Exec(`INSERT INTO payment_received (id, order_id, day, amount_yen, at, actor) VALUES ('p', ?, '2026-11-24', ?, '2026-11-24 00:00:00+00:00', 'x')`, paid.ID, int64(paid.Total))
		cod := s.Place(form("cod", order.FormLine{Code: "EO-0101", Quantity: "3"}, order.FormLine{Code: "BL-0701", Quantity: "1"}))[0]
		before := s.Place(form("bank_before", order.FormLine{Code: "BL-0703", Quantity: "4"}))[0]
		gone := s.Place(form("cod", order.FormLine{Code: "BL-0701", Quantity: "9"}))[0]
		s.Exec(`UPDATE orders SET status = ? WHERE number = ?`, "cancelled", gone.Number)

		got, err := s.Orders.StandingOf(ordertest.Op, cod.Customer.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Orders != 5 || len(got.Recent) != 4 || got.Recent[0].Number != gone.Number {
			t.Errorf("%d orders, %d shown", got.Orders, len(got.Recent))
		}
		under := []order.OpenOrder{
			{Number: before.Number, Status: order.Placed, Total: before.Total, Due: before.Total},
			{Number: cod.Number, Status: order.Placed, Total: cod.Total},
			{Number: later.Number, Status: order.Shipped, Total: later.Total, Due: later.Total},
		}
		if diff := cmp.Diff(under, got.Under); diff != "" {
			t.Error(diff)
		}
		usual := []order.Usual{
			{Code: "EO-0101", Name: cod.Lines[0].Name, Orders: 3, Quantity: 3},
			{Code: "BL-0703", Name: before.Lines[0].Name, Orders: 2, Quantity: 4},
		}
		if diff := cmp.Diff(usual, got.Usual); diff != "" {
			t.Error(diff)
		}
		if _, err := s.Orders.StandingOf(ordertest.As(actor.Warehouse), cod.Customer.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the warehouse reads it: %v", err)
		}
	})
}
