package server

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// Readback is one section of what is read back to the caller (復唱), written as
// it is spoken. It is Japanese in every language of the screen: the caller is.
type Readback struct {
	Name   string // of the tick
	Label  string // printed, in the reader's language
	Words  string
	Mark   string // value of the tick: what was read; another text unticks itself
	Ticked bool
}

// readback makes the sections of what is typed; an empty one is left out.
func (p *DeskPage) readback(d deskForm, book *catalog.Book, preview order.Preview) {
	f := d.Form
	for _, section := range []struct{ name, words string }{
		{"who", whoWords(f)},
		{"address", addressWords(f.PostalCode, f.Address1, f.Address2)},
		{"lines", lineWords(preview)},
		{"to", toWords(f.To)},
		{"total", totalWords(p, f, preview)},
		{"date", dateWords(p, f, book, preview)},
	} {
		if section.words == "" {
			continue
		}
		r := Readback{Name: "tick_" + section.name, Label: p.T("screen.read_" + section.name), Words: section.words, Mark: mark(section.words)}
		r.Ticked = d.Typed.V(r.Name) == r.Mark
		if r.Ticked {
			p.Ticked++
		}
		p.Readback = append(p.Readback, r)
	}
}

// mark tells two texts apart; it only ever travels between page and server.
func mark(s string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return strconv.FormatUint(h.Sum64(), 36)
}

func whoWords(f order.Form) string {
	name := f.Kana
	if kana, err := japan.NormalizeKana(f.Kana); err == nil {
		name = kana
	}
	name = cmpOr(name, f.Name)
	if name == "" {
		return ""
	}
	words := name + "様"
	if phone, err := japan.ParsePhone(f.Phone); err == nil {
		words += "、お電話 " + spoken(phone.Display())
	}
	return words
}

func addressWords(code, address1, address2 string) string {
	if address1 == "" {
		return ""
	}
	var parts []string
	if c, err := japan.ParsePostalCode(code); err == nil {
		parts = append(parts, "郵便番号 "+spoken(c.Display()))
	}
	return strings.Join(append(parts, strings.TrimSpace(address1+" "+address2)), "、")
}

func toWords(to *order.Address) string {
	if to == nil || to.Name == "" {
		return ""
	}
	return "お届け先は " + cmpOr(to.Kana, to.Name) + "様、" + addressWords(to.PostalCode, to.Address1, to.Address2)
}

func lineWords(preview order.Preview) string {
	var parts []string
	for _, l := range preview.Lines {
		if l.Known && l.Quantity > 0 && len(preview.Problems.Get(order.LineField(l.Index, "quantity"))) == 0 {
			unit := cmpOr(l.Product.Unit, "点")
			parts = append(parts, strings.TrimSpace(l.Product.Name+" "+l.Product.Volume)+" "+strconv.Itoa(l.Quantity)+unit)
		}
	}
	return strings.Join(parts, "、")
}

func totalWords(p *DeskPage, f order.Form, preview order.Preview) string {
	q := preview.Quote
	if q.Goods == 0 || !q.ShippingKnown {
		return ""
	}
	words := fmt.Sprintf("商品 %v円、送料 %v円", q.Goods, q.Shipping)
	if q.Shipping == 0 {
		words = fmt.Sprintf("商品 %v円、送料は無料", q.Goods)
	}
	if q.CODFee > 0 {
		words += fmt.Sprintf("、代引手数料 %v円", q.CODFee)
	}
	if q.Gift > 0 {
		words += fmt.Sprintf("、ギフト料 %v円", q.Gift)
	}
	if q.Discount > 0 {
		words += fmt.Sprintf("、お値引き %v円", q.Discount)
	}
	words += fmt.Sprintf("、合計 %v円", q.Total)
	for _, c := range p.Payments {
		if c.Value == f.Payment && c.Value != "" {
			words += "、" + c.Label + "で承ります"
		}
	}
	return words
}

func dateWords(p *DeskPage, f order.Form, book *catalog.Book, preview order.Preview) string {
	day := preview.Quote.Earliest
	if d, err := japan.ParseDay(f.Date); err == nil {
		day = d
	}
	if day == "" {
		return ""
	}
	t := day.Time()
	words := fmt.Sprintf("%d月%d日 %s曜日", t.Month(), t.Day(), weekdays[t.Weekday()])
	if f.Date == "" {
		words = "最短で " + words
	}
	if slot, ok := book.Tariff().SlotOf(f.Slot); ok {
		words += "、" + slot.Label
	}
	return words + "のお届けです"
}
