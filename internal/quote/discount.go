package quote

import (
	"cmp"
	"maps"
	"slices"

	"uketsuke/internal/yen"
)

// Discount are the terms of a campaign: a percentage or an amount off the
// goods, from a minimum on.
type Discount struct {
	Code    string  `json:"code"`
	Percent int     `json:"percent,omitempty"`
	Yen     yen.Yen `json:"yen,omitempty"`
	Minimum yen.Yen `json:"minimum_yen,omitempty"`
}

// Of is what is taken off goods. A fraction of a yen is not given.
func (d Discount) Of(goods yen.Yen) yen.Yen {
	switch {
	case d.Code == "" || goods < d.Minimum:
		return 0
	case d.Percent > 0:
		return goods * yen.Yen(d.Percent) / 100
	}
	return min(d.Yen, goods)
}

// Allocate spreads a discount over parts of the goods in proportion, such as
// those of each tax class, as an invoice wants a sum that is taken off goods of
// several rates (一括値引き). The yen that do not divide go to the largest, one
// to each: no part gets more taken off than it comes to.
func Allocate[K cmp.Ordered](discount yen.Yen, goods map[K]yen.Yen) map[K]yen.Yen {
	out := map[K]yen.Yen{}
	var total, given yen.Yen
	for _, sum := range goods {
		total += sum
	}
	if total == 0 || discount == 0 {
		return out
	}
	largest := slices.SortedFunc(maps.Keys(goods), func(a, b K) int {
		return cmp.Or(cmp.Compare(goods[b], goods[a]), cmp.Compare(a, b))
	})
	for _, part := range largest {
		out[part] = discount * goods[part] / total
		given += out[part]
	}
	for _, part := range largest[:discount-given] {
		out[part]++
	}
	return out
}
