package server

import (
	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

// DeltaRow is one difference between two versions in words.
type DeltaRow struct {
	Label    string // what: a product, a field, an amount
	Note     string // added, removed; empty for a change
	Was, Now string
	More     string // how much more or less in yen; empty for what is no amount
}

// delta puts the differences into words: lines, then fields, then amounts.
func (b BasePage) delta(book *catalog.Book, d order.Delta) []DeltaRow {
	var out []DeltaRow
	for _, l := range d.Lines {
		out = append(out, b.lineDelta(l))
	}
	for _, f := range d.Facts {
		out = append(out, b.factDelta(book, f))
	}
	for _, m := range d.Money {
		out = append(out, b.moneyDelta(b.T("change.money_"+m.Name), m.Was, m.Now))
	}
	return out
}

func (b BasePage) lineDelta(l order.LineDelta) DeltaRow {
	shown := l.Now
	if l.Kind() == order.LineRemoved {
		shown = l.Was
	}
	r := DeltaRow{Label: shown.Code + " " + shown.Name, More: signed(l.Now.Amount() - l.Was.Amount())}
	switch l.Kind() {
	case order.LineAdded:
		r.Note, r.Now = b.T("change.line_added"), b.lineWords(l.Now, true)
	case order.LineRemoved:
		r.Note, r.Was = b.T("change.line_removed"), b.lineWords(l.Was, true)
	default:
		dear := l.Was.Price != l.Now.Price
		r.Was, r.Now = b.lineWords(l.Was, dear), b.lineWords(l.Now, dear)
		if l.Now.ApprovedBy != "" && l.Now.ApprovedBy != l.Was.ApprovedBy {
			r.Note = b.T("goods.approved")
			if l.Was.Quantity == l.Now.Quantity && !dear { // the price is what it is about
				r.Was, r.Now = b.T("change.each", l.Now.ListPrice), b.T("change.each", l.Now.Price)
			}
		}
		if was, now := max(l.Was.Parcel, 1), max(l.Now.Parcel, 1); was != now {
			r.Was, r.Now = b.T("parcel.into", r.Was, was), b.T("parcel.into", r.Now, now)
		}
	}
	return r
}

// lineWords is a line's quantity, with its price where that is of interest.
func (b BasePage) lineWords(l order.Line, price bool) string {
	if price {
		return b.T("change.pieces_at", l.Quantity, l.Price)
	}
	return b.T("change.pieces", l.Quantity)
}

func (b BasePage) factDelta(book *catalog.Book, f order.FactDelta) DeltaRow {
	r := DeltaRow{Label: b.factLabel(f)}
	if f.Name == "recipient" { // opaque: who it was and is stays in the vault
		r.Note = b.T("change.other")
		return r
	}
	r.Was, r.Now = b.factWords(book, f.Name, f.Was), b.factWords(book, f.Name, f.Now)
	return r
}

// factLabel names a field, of which parcel where it belongs to one.
func (b BasePage) factLabel(f order.FactDelta) string {
	text := ""
	if key, ok := giftLabels[f.Name]; ok {
		text = b.T(key)
	} else {
		text = b.T("change.fact_" + f.Name)
	}
	if f.Parcel > 0 {
		return b.T("parcel.field_of", f.Parcel, text)
	}
	return text
}

// factWords is the value of a field as the screen says it.
func (b BasePage) factWords(book *catalog.Book, name, value string) string {
	tariff := book.Tariff()
	switch name {
	case "status":
		return b.Code("status", value)
	case "delivery_date":
		if value == "" {
			return b.T("screen.date_none")
		}
		return b.dayWords(japan.Day(value))
	case "delivery_slot":
		if slot, ok := tariff.SlotOf(value); ok {
			return label(b.Printer, slot.Label, slot.LabelEN, slot.Code)
		}
		return b.T("screen.slot_none")
	case "noshi", "wrapping", "card":
		if value == "" {
			return b.T("parcel.none")
		}
		return giftWord(b.Printer, book.Shop.Gift, name, value)
	case "campaign":
		if value != "" {
			return book.CampaignLabel(value, b.Lang)
		}
	case "payment":
		if pay, ok := tariff.PaymentOf(value); ok {
			return label(b.Printer, pay.Label, pay.LabelEN, pay.Code)
		}
	}
	return value
}

func (b BasePage) moneyDelta(label string, was, now yen.Yen) DeltaRow {
	return DeltaRow{Label: label, Was: was.String(), Now: now.String(), More: signed(now - was)}
}

// signed is an amount with its sign; empty for none.
func signed(y yen.Yen) string {
	switch {
	case y > 0:
		return "+" + y.String()
	case y < 0:
		return "−" + (-y).String()
	}
	return ""
}

// taxDelta is the difference in the contained tax, by rate.
func (b BasePage) taxDelta(t *quote.Tariff, was, now order.Order) []DeltaRow {
	var out []DeltaRow
	taxes := map[yen.TaxClass][2]quote.TaxLine{}
	for side, o := range []order.Order{was, now} {
		for _, l := range taxesOf(t, o).Taxes {
			pair := taxes[l.Class]
			pair[side] = l
			taxes[l.Class] = pair
		}
	}
	for _, class := range []yen.TaxClass{yen.Standard, yen.Reduced} {
		if p := taxes[class]; p[0].Tax != p[1].Tax {
			out = append(out, b.moneyDelta(b.T("change.money_tax", max(p[0].Percent, p[1].Percent)), p[0].Tax, p[1].Tax))
		}
	}
	return out
}
