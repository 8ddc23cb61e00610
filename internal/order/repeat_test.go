package order_test

import (
	"fmt"
	"slices"
	"testing"

	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

// said is what is asked about the lines of an earlier order.
func said(t *testing.T, s *ordertest.Shop, number, edition string) []string {
	t.Helper()
	lines, err := s.Orders.Repeat(ordertest.Op, number, edition)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range lines {
		switch {
		case r.Same():
			out = append(out, r.Was.Code)
		case r.Gone():
			out = append(out, fmt.Sprintf("%s %s %s %d", r.Was.Code, r.Why.Key, r.Edition, r.Price))
		default:
			out = append(out, fmt.Sprintf("%s %d→%d", r.Was.Code, r.Before(), r.Price))
		}
	}
	return out
}

// BL-0701 was taken at the old catalog's price, BL-0703 at an agreed one,
// BL-0710 is sold from October to March and in the new catalog only.
func TestRepeat(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		f.Lines = []order.FormLine{{Code: "BL-0701", Quantity: "1", Edition: "2026SS"},
			{Code: "BL-0703", Quantity: "1", Price: "2000", PriceReason: "bulk"}, {Code: "BL-0710", Quantity: "2"}}
		o := s.Place(f)[0]
		for _, tt := range []struct {
			edition string
			want    []string
		}{
			{"", []string{"BL-0701 2090→2200", "BL-0703", "BL-0710"}},
			{"2026SS", []string{"BL-0701", "BL-0703 2200→2090", "BL-0710 catalog.not_in_edition 2026AW 1980"}},
		} {
			if got := said(t, s, o.Number, tt.edition); !slices.Equal(got, tt.want) {
				t.Errorf("%q: %q, want %q", tt.edition, got, tt.want)
			}
		}
		s.Advance(150 * day)
		if got, want := said(t, s, o.Number, ""), []string{"BL-0701 2090→2200", "BL-0703", "BL-0710 catalog.period_over  0"}; !slices.Equal(got, want) {
			t.Errorf("in April: %q, want %q", got, want)
		}
	})
}
