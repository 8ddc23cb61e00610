package quote

import (
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

// Allocate spreads a discount over the goods of each tax class in proportion,
// as an invoice wants a sum that is taken off goods of several rates
// (一括値引き); what does not divide goes to the largest.
func Allocate(discount yen.Yen, goods map[yen.TaxClass]yen.Yen) map[yen.TaxClass]yen.Yen {
	out := map[yen.TaxClass]yen.Yen{}
	var total, given yen.Yen
	for _, sum := range goods {
		total += sum
	}
	if total == 0 || discount == 0 {
		return out
	}
	var largest yen.TaxClass
	for _, class := range slices.Sorted(maps.Keys(goods)) {
		out[class] = discount * goods[class] / total
		given += out[class]
		if largest == "" || goods[class] > goods[largest] {
			largest = class
		}
	}
	out[largest] += discount - given
	return out
}
