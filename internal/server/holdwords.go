package server

import (
	"strings"

	"uketsuke/internal/order"
)

// because says what a hold's detail means: which order, which products.
func (b *BasePage) because(h order.Hold) string {
	parts := order.HoldParts(h)
	if len(parts) == 0 {
		return ""
	}
	list := strings.Join(parts, b.T("desk.list_comma"))
	switch h.Reason {
	case order.HoldDuplicate:
		return b.T("desk.hold_duplicate", list)
	case order.HoldPrice:
		return b.T("goods.hold_price", list)
	case order.HoldStock:
		return b.T("goods.hold_stock", list)
	case order.HoldUnpaid:
		return b.T("desk.hold_unpaid_before", list)
	}
	return list
}
