package order_test

import (
	"slices"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

var packer = ordertest.As(actor.Warehouse)

// An order for goods that are expected waits in one piece, is promised for
// when they are there, and is released by their arrival.
func TestBackorder(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		set := func(code, state, until string, want int) {
			t.Helper()
			if got, err := s.Orders.SetStock(packer, code, state, until); err != nil || got != want {
				t.Errorf("%s %s: %d released, want %d; %v", code, state, got, want, err)
			}
		}
		set("bl-0701", "out", "2026-12-10", 0)
		set("BL-0703", "out", "2026-12-14", 0)
		o := s.Find(s.Place(ordertest.Form())[0].Number)
		if o.Lines[0].Backorder != "2026-12-10" || o.Lines[1].Backorder != "2026-12-14" {
			t.Errorf("lines %+v", o.Lines)
		}
		wantOpen(t, "placed", o, "stock BL-0701@2026-12-10+BL-0703@2026-12-14")
		p, err := s.Orders.Preview(ordertest.Op, ordertest.Form())
		if err != nil || p.Quote.ShipDate != "2026-12-14" {
			t.Errorf("ships on %s, %v", p.Quote.ShipDate, err)
		}
		early := ordertest.Form()
		early.Date = "2026-12-01"
		_, err = s.Orders.Prepare(ordertest.Op, early)
		ordertest.WantErr(t, err, "quote.date_early")
		if s.Cut(); s.Find(o.Number).Status != order.Placed {
			t.Error("the batch took goods that are not there")
		}
		set("BL-0701", "available", "", 0) // the other one is still awaited
		set("BL-0703", "available", "", 1)
		if got := s.Find(o.Number); got.Held() || got.Holds[0].ReleasedBy != "staff:warehouse" {
			t.Errorf("arrived: %+v", got.Holds)
		}
		if s.Cut(); s.Find(o.Number).Status != order.Batched {
			t.Error("the batch left out what has arrived")
		}
	})
}

func TestNotInStock(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	for _, tt := range []struct{ code, state, until, want string }{
		{"BL-0701", "discontinued", "", "product_code.0 goods.discontinued"},
		{"BL-0701", "out", "", "product_code.0 goods.out_unknown"},
	} {
		if _, err := s.Orders.SetStock(packer, tt.code, tt.state, tt.until); err != nil {
			t.Fatal(err)
		}
		_, err := s.Orders.Prepare(ordertest.Op, ordertest.Form())
		if got := ordertest.Keys(err); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%+v: %q", tt, got)
		}
	}
	for _, tt := range []struct{ code, state, until, want string }{
		{"XX-1", "out", "", "stock_code goods.stock_code"},
		{"BL-0701", "lost", "", "stock_state goods.stock_state"},
		{"BL-0701", "out", "2026-11-23", "stock_until goods.stock_past"},
		{"BL-0701", "out", "soon", "stock_until order.day"},
	} {
		_, err := s.Orders.SetStock(packer, tt.code, tt.state, tt.until)
		if got := ordertest.Keys(err); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%+v: %q", tt, got)
		}
	}
	_, err := s.Orders.SetStock(ordertest.Op, "BL-0701", "available", "")
	ordertest.WantErr(t, err, "actor.role")
}

// A set is there when all its parts are.
func TestStockOfSet(t *testing.T) {
	parts := []catalog.Component{{Code: "A", Quantity: 1}, {Code: "B", Quantity: 2}}
	for _, tt := range []struct {
		stocks order.Stocks
		state  order.StockState
		until  japan.Day
	}{
		{order.Stocks{}, "", ""},
		{order.Stocks{"A": {State: order.Out, Until: "2026-12-01"}, "B": {State: order.Out, Until: "2026-12-03"}}, order.Out, "2026-12-03"},
		{order.Stocks{"A": {State: order.Out}, "B": {State: order.Out, Until: "2026-12-03"}}, order.Out, ""},
		{order.Stocks{"A": {State: order.Out, Until: "2026-12-01"}, "B": {State: order.Discontinued}}, order.Discontinued, ""},
		{order.Stocks{"S": {State: order.Discontinued}, "B": {State: order.Out}}, order.Discontinued, ""},
	} {
		if got := tt.stocks.Of("S", parts); got.State != tt.state || got.Until != tt.until {
			t.Errorf("%v: %+v", tt.stocks, got)
		}
	}
}
