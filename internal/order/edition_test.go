package order_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/catalog"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/yen"
)

// BL-0701 is 2,090 yen in 2026SS and 2,200 in 2026AW, which is in force. The
// decision stays with the line: a later rule changes neither it nor the price.
func TestOlderEdition(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		for _, tt := range []struct {
			rule, later string
			want        yen.Yen
		}{
			{catalog.AcceptEdition, catalog.AcceptToday, 2090}, {catalog.AcceptLower, catalog.AcceptToday, 2090}, {catalog.AcceptToday, catalog.AcceptEdition, 2200},
		} {
			rule, want := tt.rule, tt.want
			s.Rule("edition_accepted", rule)
			f := ordertest.Form()
			f.Lines[0].Edition = "2026SS"
			o := s.Find(s.Place(f)[0].Number)
			old, current := o.Lines[0], o.Lines[1]
			if decided := (catalog.Accepted{Rule: rule, List: 2090, Today: 2200}); old.Price != want || old.Accepted != decided || o.Goods != 2*want+2200 {
				t.Errorf("%s: %+v, goods %d", rule, old, o.Goods)
			}
			if current.Price != 2200 || current.Accepted != (catalog.Accepted{}) {
				t.Errorf("%s: the line of the current edition is %+v", rule, current)
			}
			if n := s.Count(`SELECT COUNT(*) FROM order_line WHERE list_price_yen IS NULL AND today_price_yen IS NULL AND edition_rule IS NULL
				AND order_id = ?`, o.ID); n != 1 {
				t.Errorf("%s: %d lines without a decision", rule, n)
			}
			s.Rule("edition_accepted", tt.later)
			rev := order.Revision{Payment: "cod", Reason: "customer", Lines: []order.FormLine{{Code: "BL-0701", Quantity: "3", Edition: "2026SS"}}}
			got, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev)
			if err != nil {
				t.Fatal(err)
			}
			old.Quantity = 3
			if !cmp.Equal(got.Lines, []order.Line{old}) {
				t.Errorf("%s: revised %s", rule, cmp.Diff([]order.Line{old}, got.Lines))
			}
		}
	})
}
