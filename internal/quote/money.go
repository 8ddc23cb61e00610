package quote

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"uketsuke/internal/errs"
	"uketsuke/internal/yen"
)

// sums are the goods of an order: in all, by tax class and by parcel.
type sums struct {
	total  yen.Yen
	class  map[yen.TaxClass]yen.Yen
	parcel map[int]yen.Yen
}

// goods adds the lines up. Every line is bounded before it is multiplied and
// the sum after each line, so that nothing can overflow; a refused line counts
// for nothing.
func goods(lines []Line, bad *errs.Fields) sums {
	s := sums{class: map[yen.TaxClass]yen.Yen{}, parcel: map[int]yen.Yen{}}
	for i, l := range lines {
		if l.Quantity < 1 || l.Quantity > MaxQuantity {
			bad.Add(fmt.Sprintf("quantity.%d", i), "quote.quantity", l.Code, MaxQuantity)
			continue
		}
		if l.Price < 0 || l.Price > MaxTotal {
			bad.Add(fmt.Sprintf("price.%d", i), "quote.price", l.Code)
			continue
		}
		amount := l.Price * yen.Yen(l.Quantity)
		if s.total+amount > MaxTotal {
			bad.Add(fmt.Sprintf("quantity.%d", i), "quote.total", MaxTotal)
			continue
		}
		s.total += amount
		s.class[l.Tax] += amount
		s.parcel[max(l.Parcel, 1)] += amount
	}
	return s
}

// charges fills shipping, gift charges, COD fee and total. An order without
// goods costs nothing yet.
func (t *Tariff) charges(q *Quote, in Input, bad *errs.Fields) {
	payment, ok := t.PaymentOf(in.Payment)
	if in.Payment != "" && !ok {
		bad.Add("payment", "quote.payment")
	}
	t.ship(q)
	if q.Goods == 0 {
		return
	}
	q.Discount = in.Discount.Of(q.Goods)
	if payment.COD {
		q.CODFee, q.CODOverLimit = t.codFee(q.Goods + q.Shipping + q.Gift - q.Discount)
	}
	q.Total = q.Goods + q.Shipping + q.CODFee + q.Gift - q.Discount
}

// codFee is the fee for collecting goods, shipping and gift charges. The carrier's band holds
// for what is collected, the fee itself included: an amount that its own fee
// lifts over the band's limit takes the next band (9,980 + 330 > 10,000 → 440).
// Above the last band the carrier does not collect at all.
func (t *Tariff) codFee(amount yen.Yen) (fee yen.Yen, over bool) {
	for _, b := range t.COD {
		fee = b.Fee
		if amount+fee <= b.UpTo {
			return fee, false
		}
	}
	return fee, true
}

// taxes computes the contained tax, once per rate (消費税法施行令第70条の10), at
// the rates of the ship date. Shipping, COD fee and gift charges are at the
// standard rate; a discount is taken off the goods of every rate.
// Classes that have the same rate are one.
func (t *Tariff) taxes(q *Quote, byClass map[yen.TaxClass]yen.Yen) error {
	for class, part := range Allocate(q.Discount, byClass) {
		byClass[class] -= part
	}
	byClass[yen.Standard] += q.Shipping + q.CODFee + q.Gift
	// Standard first, as invoices list them; a class that nobody defined fails at its rate.
	for _, class := range slices.SortedFunc(maps.Keys(byClass), func(a, b yen.TaxClass) int { return strings.Compare(string(b), string(a)) }) {
		base := byClass[class]
		if base == 0 {
			continue
		}
		percent, err := t.Rates.At(class, string(q.ShipDate))
		if err != nil {
			return errs.E(errs.Internal, "quote.rate", string(class), string(q.ShipDate), err)
		}
		same := slices.IndexFunc(q.Taxes, func(x TaxLine) bool { return x.Percent == percent })
		if same >= 0 {
			q.Taxes[same].Base += base
			continue
		}
		q.Taxes = append(q.Taxes, TaxLine{Class: class, Percent: percent, Base: base})
	}
	for i, x := range q.Taxes {
		q.Taxes[i].Tax = t.Rounding.IncludedTax(x.Base, x.Percent)
	}
	return nil
}
