package quote_test

import (
	"maps"
	"testing"

	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

func TestDiscount(t *testing.T) {
	tenth := quote.Discount{Code: "A", Percent: 10, Minimum: 5000}
	flat := quote.Discount{Code: "B", Yen: 500}
	for _, tt := range []struct {
		d     quote.Discount
		goods yen.Yen
		want  yen.Yen
	}{
		{quote.Discount{}, 9999, 0}, {tenth, 4999, 0}, {tenth, 5000, 500}, {tenth, 5009, 500}, {tenth, quote.MaxTotal, 99_999_999},
		{flat, 500, 500}, {flat, 300, 300}, {flat, 0, 0},
	} {
		if got := tt.d.Of(tt.goods); got != tt.want {
			t.Errorf("%+v of %d: %d, want %d", tt.d, tt.goods, got, tt.want)
		}
	}
}

func TestAllocate(t *testing.T) {
	type sums = map[yen.TaxClass]yen.Yen
	for _, tt := range []struct {
		discount yen.Yen
		goods    sums
		want     sums
	}{
		{0, sums{yen.Standard: 100}, sums{}},
		{50, sums{}, sums{}},
		{100, sums{yen.Standard: 700, yen.Reduced: 300}, sums{yen.Standard: 70, yen.Reduced: 30}},
		{100, sums{yen.Standard: 1, yen.Reduced: 2}, sums{yen.Standard: 33, yen.Reduced: 67}},
		{1, sums{yen.Standard: 500, yen.Reduced: 500}, sums{yen.Standard: 0, yen.Reduced: 1}},
		{99, sums{yen.Reduced: 1080}, sums{yen.Reduced: 99}},
	} {
		if got := quote.Allocate(tt.discount, tt.goods); !maps.Equal(got, tt.want) {
			t.Errorf("%d over %v: %v, want %v", tt.discount, tt.goods, got, tt.want)
		}
	}
}

// No parcel gets more taken off than it comes to, and nothing is lost.
func TestAllocateOverParcels(t *testing.T) {
	type sums = map[int]yen.Yen
	for _, tt := range []struct {
		discount yen.Yen
		goods    sums
		want     sums
	}{
		{4400, sums{1: 2200, 2: 41800}, sums{1: 220, 2: 4180}},
		{100, sums{1: 100, 2: 100, 3: 100}, sums{1: 34, 2: 33, 3: 33}},
		{299, sums{1: 100, 2: 100, 3: 100}, sums{1: 100, 2: 100, 3: 99}},
		{300, sums{1: 100, 2: 0, 3: 200}, sums{1: 100, 2: 0, 3: 200}},
	} {
		if got := quote.Allocate(tt.discount, tt.goods); !maps.Equal(got, tt.want) {
			t.Errorf("%d over %v: %v, want %v", tt.discount, tt.goods, got, tt.want)
		}
	}
}
