package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
)

// parcelParts are the sections about the parcels: one for each where there are
// several, with what goes into it and when; for one parcel where it goes and
// as what gift.
func parcelParts(f order.Form, book *catalog.Book, preview order.Preview) []spokenPart {
	if len(f.Parcels) == 0 {
		return []spokenPart{{"to", sentences(toWords(f.To), giftSpoken(f.Gift, book))}}
	}
	own := order.FormParcel{Date: f.Date, Slot: f.Slot, Gift: f.Gift}
	to := "ご本人様"
	if f.To != nil {
		own.To, to = *f.To, toWhom(*f.To)
	}
	out := []spokenPart{{"to", parcelWords(1, to, own, book, preview)}}
	for i, p := range f.Parcels {
		out = append(out, spokenPart{"to" + strconv.Itoa(i+2), parcelWords(i+2, toWhom(p.To), p, book, preview)})
	}
	return out
}

// parcelWords is one of several parcels; nothing as long as nobody knows to whom.
func parcelWords(no int, to string, p order.FormParcel, book *catalog.Book, preview order.Preview) string {
	if to == "" {
		return ""
	}
	var earliest japan.Day
	if no <= len(preview.Quote.Parcels) {
		earliest = preview.Quote.Parcels[no-1].Earliest
	}
	return sentences(fmt.Sprintf("%dつ目のお届け先は %s", no, to), lineWords(preview, no),
		dateWords(p.Date, p.Slot, book, earliest), giftSpoken(p.Gift, book))
}

// sentences joins what is said.
func sentences(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "。")
}

func toWords(to *order.Address) string {
	if to == nil || to.Name == "" {
		return ""
	}
	return "お届け先は " + toWhom(*to)
}

// toWhom is a recipient with the address; empty without a name.
func toWhom(to order.Address) string {
	if to.Name == "" {
		return ""
	}
	return strings.TrimSuffix(cmpOr(to.Kana, to.Name)+"様、"+addressWords(to.PostalCode, to.Address1, to.Address2), "、")
}

// giftSpoken are the gift services of a parcel and who sends it.
func giftSpoken(g order.FormGift, book *catalog.Book) string {
	menu := book.Shop.Gift
	var parts []string
	add := func(list []quote.GiftOption, code, kind, words string) {
		if o, ok := quote.GiftOptionOf(list, code); ok && code != "" {
			parts = append(parts, strings.TrimSpace(kind+" "+o.Label+" "+words))
		}
	}
	add(menu.Noshi, g.Noshi, "のしは", g.NoshiName)
	add(menu.Wrapping, g.Wrapping, "包装は", "")
	add(menu.Cards, g.Card, "", g.Message)
	if g.Sender != nil && g.Sender.Name != "" {
		parts = append(parts, "ご依頼主は "+g.Sender.Name+"様")
	}
	return strings.Join(parts, "、")
}

// ReadLabel names a section of the read-back.
func (b BasePage) ReadLabel(section string) string {
	if no, ok := strings.CutPrefix(section, "to"); ok && no != "" && no != "tal" {
		return b.T("parcel.read_to", no)
	}
	return b.T("screen.read_" + section)
}
