package server

import (
	"slices"

	"uketsuke/internal/catalog"
	"uketsuke/internal/order"
)

// Override is the price of a row that is agreed instead of the catalog's
// (値引承認), as typed.
type Override struct {
	Price   string
	Reasons []Choice // empty where the shop agrees to none
}

// Open says that something is typed.
func (o Override) Open() bool {
	return o.Price != "" || slices.ContainsFunc(o.Reasons, func(c Choice) bool { return c.Checked })
}

// agreedReasons makes the fields of a row.
func (b BasePage) agreedReasons(book *catalog.Book) func(price, reason string) Override {
	return func(price, reason string) Override {
		return Override{Price: price, Reasons: reasons(book, catalog.ReasonPrice, b.Lang, reason)}
	}
}

// agreedWords says what a line costs instead of what, why, and who approved
// it or has to. Empty for other lines.
func (b BasePage) agreedWords(book *catalog.Book, l order.Line, taking bool) string {
	if !l.Overridden() {
		return ""
	}
	why := book.ReasonLabel(catalog.ReasonPrice, l.PriceReason, b.Lang)
	switch {
	case l.ApprovedBy != "":
		return b.T("goods.agreed_by", l.ListPrice, l.Price, why, b.Who(l.ApprovedBy))
	case taking && order.MayRelease(b.User.Role, order.HoldPrice):
		return b.T("goods.agreed_now", l.ListPrice, l.Price, why)
	}
	return b.T("goods.agreed_waits", l.ListPrice, l.Price, why)
}

// agree puts the order's agreed prices into words, by line number.
func (p *OrderPage) agree(book *catalog.Book) {
	p.Agreed = map[int]string{}
	for _, l := range p.Order.Lines {
		p.Agreed[l.No] = p.agreedWords(book, l, false)
	}
}
