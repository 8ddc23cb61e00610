package dispatch

import (
	"strings"

	"uketsuke/internal/forms"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
)

// giftWork is what the packer does to a parcel: noshi, wrapping and card with
// their words; empty for none.
func (r *run) giftWork(p parcel) string {
	menu := r.book.Shop.Gift
	var parts []string
	if p.part.Gift.Noshi != "" {
		work := forms.Say("paper.noshi") + " " + giftLabel(menu.Noshi, p.part.Gift.Noshi)
		if p.to.NoshiName != "" {
			work += " " + forms.Say("paper.noshi_name", p.to.NoshiName)
		}
		parts = append(parts, work)
	}
	if p.part.Gift.Wrapping != "" {
		parts = append(parts, forms.Say("paper.wrapping")+" "+giftLabel(menu.Wrapping, p.part.Gift.Wrapping))
	}
	if p.part.Gift.Card != "" {
		parts = append(parts, giftLabel(menu.Cards, p.part.Gift.Card)+"「"+p.to.Message+"」")
	}
	return strings.Join(parts, "  ")
}

// giftLabel is how the shop calls a service; its code where it no longer does.
func giftLabel(list []quote.GiftOption, code string) string {
	if o, ok := quote.GiftOptionOf(list, code); ok {
		return o.Label
	}
	return code
}

// slipsOf are the slips of a parcel. The one with the prices is of the whole
// order and lies in the first parcel. A gift shows no prices: where the first
// parcel is one, the prices go to the buyer on a sheet of their own.
func (r *run) slipsOf(p parcel) []forms.Slip {
	several := len(p.Parcels) > 1
	switch {
	case p.part.No > 1:
		return []forms.Slip{r.unpriced(p)}
	case p.to.Buyer == "" || !several && !p.part.Gift.Any():
		return []forms.Slip{r.slip(p)}
	}
	s := r.slip(p)
	s.Heading, s.ShipTo, s.PostalCode, s.Address = forms.Say("paper.sender_copy"), "", "", nil
	if p.to.SenderName == p.to.Buyer {
		s.PostalCode = japan.PostalCode(p.to.SenderPostalCode).Display()
		s.Address = nonEmpty(p.to.SenderAddress1, p.to.SenderAddress2)
	}
	return []forms.Slip{r.unpriced(p), s}
}

// unpriced is the slip of a parcel for whom it is given to: what is in it and
// who sends it.
func (r *run) unpriced(p parcel) forms.Slip {
	s := forms.Slip{Order: p.Number, Date: p.ShipDay, Name: p.to.Name, PostalCode: japan.PostalCode(p.to.PostalCode).Display(),
		Address: nonEmpty(p.to.Address1, p.to.Address2), Unpriced: true, Sender: p.to.SenderName, Note: p.to.Note}
	for _, l := range p.own() {
		s.Lines = append(s.Lines, r.slipLines(l)...)
	}
	return s
}
