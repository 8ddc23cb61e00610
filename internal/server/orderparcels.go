package server

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
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

// OpenedParcel is a parcel whose recipient is shown.
type OpenedParcel struct {
	No int
	customer.Recipient
}

// Sender is who sends the parcel where it is not the buyer.
func (o OpenedParcel) Sender() string {
	if o.SenderName == "" || o.SenderName == o.Buyer {
		return ""
	}
	return o.SenderName
}

// chosenParcels are the parcel of a number, or all; the first for neither.
func chosenParcels(o order.Order, which string) []order.Parcel {
	if which == "all" {
		return o.Parcels
	}
	no := max(1, min(int(number(which)), len(o.Parcels)))
	return o.Parcels[no-1 : no]
}

func (s *Server) openParcel(c *gin.Context, p order.Parcel, reason string) (OpenedParcel, error) {
	rec, err := s.Vault.Open(c.Request.Context(), p.Recipient, reason)
	if err != nil {
		return OpenedParcel{}, err
	}
	to, ok := rec.Body.(customer.Recipient)
	if !ok {
		return OpenedParcel{}, errs.E(errs.NotFound, "server.no_customer")
	}
	return OpenedParcel{p.No, to}, nil
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
