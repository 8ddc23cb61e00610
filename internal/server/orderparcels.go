package server

import (
	"strconv"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/i18n"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
)

// ParcelView is one parcel of an order in words. Whom it goes to is in the vault.
type ParcelView struct {
	order.Parcel
	Time  string // of day
	Gifts string
	Goods string
}

// parcels are those of an order with several, or with a gift.
func (p *OrderPage) parcels(book *catalog.Book) []ParcelView {
	o := p.Order
	if len(o.Parcels) == 1 && !o.Parcels[0].Gift.Any() {
		return nil
	}
	out := make([]ParcelView, len(o.Parcels))
	for i, x := range o.Parcels {
		v := ParcelView{Parcel: x, Time: x.Slot, Gifts: p.giftWords(book.Shop.Gift, x.Gift)}
		if slot, ok := book.Tariff().SlotOf(x.Slot); ok {
			v.Time = label(p.Printer, slot.Label, slot.LabelEN, slot.Code)
		}
		var goods []string
		for _, l := range o.LinesOf(x.No) {
			goods = append(goods, l.Code+" ×"+strconv.Itoa(l.Quantity))
		}
		v.Goods = strings.Join(goods, ", ")
		out[i] = v
	}
	return out
}

// giftWords are the gift services as the shop calls them.
func (p *OrderPage) giftWords(menu quote.GiftMenu, g order.GiftWrap) string {
	var out []string
	for _, s := range []struct{ service, code string }{{"noshi", g.Noshi}, {"wrapping", g.Wrapping}, {"card", g.Card}} {
		if s.code != "" {
			out = append(out, giftWord(p.Printer, menu, s.service, s.code))
		}
	}
	return strings.Join(out, ", ")
}

// giftWord is one gift service as the shop calls it, else its code.
func giftWord(p i18n.Printer, menu quote.GiftMenu, service, code string) string {
	list := map[string][]quote.GiftOption{"noshi": menu.Noshi, "wrapping": menu.Wrapping, "card": menu.Cards}[service]
	if o, ok := quote.GiftOptionOf(list, code); ok {
		return label(p, o.Label, o.LabelEN, o.Code)
	}
	return code
}
