package order

import (
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

// campaign reads a campaign's code. The goods must reach its minimum.
func campaign(book *catalog.Book, code string, arrived japan.Day, goods yen.Yen, bad *errs.Fields) quote.Discount {
	if strings.TrimSpace(code) == "" {
		return quote.Discount{}
	}
	c, err := book.Redeem(code, arrived)
	switch {
	case err != nil:
		bad.Add("campaign", messageOf(err).Key, messageOf(err).Args...)
		return quote.Discount{}
	case goods < c.Minimum:
		bad.Add("campaign", "goods.campaign_minimum", c.Code, c.Minimum, c.Minimum-goods)
	}
	return c.Terms()
}

// goodsOf is what lines come to.
func goodsOf(lines []Line) (sum yen.Yen) {
	for _, l := range lines {
		sum += l.Amount()
	}
	return sum
}

// TaxBases are the totals by tax class, tax included: goods without their share
// of the discount, and shipping, COD fee and gift charges at the standard rate.
func (o Order) TaxBases() map[yen.TaxClass]yen.Yen {
	out := map[yen.TaxClass]yen.Yen{}
	for _, l := range o.Lines {
		out[l.Tax] += l.Amount()
	}
	for class, part := range quote.Allocate(o.Discount, out) {
		out[class] -= part
	}
	out[yen.Standard] += o.Shipping + o.CODFee + o.Gift
	return out
}

// DiscountOf is a parcel's share of the discount, by what its goods come to.
func (o Order) DiscountOf(parcel int) yen.Yen {
	goods := map[int]yen.Yen{}
	for _, l := range o.Lines {
		goods[l.Parcel] += l.Amount()
	}
	return quote.Allocate(o.Discount, goods)[parcel]
}

// campaign is the one of a revision: the order's own keeps its terms, and gives
// nothing where the goods no longer reach its minimum.
func (rev Revision) campaign(book *catalog.Book, old Order, lines []Line, bad *errs.Fields) quote.Discount {
	if rev.Campaign == nil || catalog.Code(*rev.Campaign) == old.Campaign.Code {
		return old.Campaign
	}
	return campaign(book, *rev.Campaign, japan.DayOf(old.ReceivedAt), goodsOf(lines), bad)
}
