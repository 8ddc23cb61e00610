package order_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

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

// An order that somebody changes while its goods come is released all the same,
// and so are the others.
func TestArrivalDuringAChange(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		setStock(t, s, "BL-0701", "out", "2026-12-10")
		orders := s.Place(ordertest.Form(), ordertest.Form())
		var once bool
		err := s.DB.Read(context.Background()).Callback().Query().After("gorm:query").Register("test:meanwhile", func(db *gorm.DB) {
			if !once && strings.Contains(db.Statement.SQL.String(), "order_line") {
				once = true
				s.Exec(`UPDATE orders SET version = version + 1 WHERE number = ?`, orders[0].Number)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := s.Orders.SetStock(packer, "BL-0701", "available", ""); err != nil || n != 2 || !once {
			t.Errorf("%d released, %v", n, err)
		}
		for _, o := range orders {
			if s.Find(o.Number).Held() {
				t.Errorf("%s still waits", o.Number)
			}
		}
	})
}

func setStock(t *testing.T, s *ordertest.Shop, code, state, until string) {
	t.Helper()
	if _, err := s.Orders.SetStock(packer, code, state, until); err != nil {
		t.Fatal(err)
	}
}

// A wait that is over does not begin again with a revision; what goes on
// waiting is named without it.
func TestRevisionAfterArrival(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		setStock(t, s, "BL-0701", "out", "2026-12-10")
		setStock(t, s, "BL-0703", "out", "2026-12-14")
		o := s.Place(ordertest.Form())[0]
		revise := func(name string, want ...string) {
			t.Helper()
			rev := revision(o)
			rev.Lines[0].Quantity = "2"
			var err error
			o = s.Find(o.Number)
			if o, err = s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev); err != nil {
				t.Fatal(err)
			}
			wantOpen(t, name, o, want...)
		}
		setStock(t, s, "BL-0703", "available", "")
		revise("one has come", "stock BL-0701@2026-12-10")
		setStock(t, s, "BL-0701", "available", "")
		revise("both have come")
		if l := o.Lines; l[0].Backorder != "" || l[1].Backorder != "" {
			t.Errorf("lines %+v", l)
		}
	})
}

// More of a product that is not there is promised for when it comes, or refused.
func TestRevisionToMoreThanIsThere(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(ordertest.Form())[0]
		rev := revision(o)
		rev.Lines[0].Quantity = "3"
		for _, tt := range []struct{ state, until, want string }{
			{"discontinued", "", "product_code.0 goods.discontinued"},
			{"out", "", "product_code.0 goods.out_unknown"},
		} {
			setStock(t, s, "BL-0701", tt.state, tt.until)
			_, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev)
			if got := ordertest.Keys(err); !slices.Equal(got, []string{tt.want}) {
				t.Errorf("%+v: %q", tt, got)
			}
		}
		setStock(t, s, "BL-0701", "out", "2026-12-10")
		o, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev)
		if err != nil {
			t.Fatal(err)
		}
		wantOpen(t, "more", o, "stock BL-0701@2026-12-10")
		s.Advance(30 * day) // it did not come
		_, err = s.Orders.Prepare(ordertest.Op, ordertest.Form())
		ordertest.WantErr(t, err, "goods.out_unknown")
	})
}

// What was said of an order counts from the day on which its goods come.
func TestExpectedOfBackorder(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		setStock(t, s, "BL-0701", "out", "2026-12-10")
		p, err := s.Orders.Preview(ordertest.Op, ordertest.Form())
		if err != nil {
			t.Fatal(err)
		}
		o := s.Place(ordertest.Form())[0]
		ships, earliest, err := s.Orders.Expected(ordertest.Op, s.Find(o.Number))
		if err != nil || ships != "2026-12-10" || ships != p.Quote.ShipDate || earliest != p.Quote.Earliest {
			t.Errorf("ships %s, earliest %s, %v; promised %s, %s", ships, earliest, err, p.Quote.ShipDate, p.Quote.Earliest)
		}
	})
}
