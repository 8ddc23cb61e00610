package server

import (
	"context"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// Readback is one section of what is read back to the caller (復唱), written as
// it is spoken. It is Japanese in every language of the screen: the caller is.
type Readback struct {
	Section string
	Name    string // of the tick
	Label   string // printed, in the reader's language
	Words   string
	Mark    string // value of the tick: what was read; another text unticks itself
	Ticked  bool
	Since   string // the mark and since when it is ticked, in Unix seconds
}

// spokenPart is one section's words.
type spokenPart struct{ name, words string }

// sectionsOf are the sections of what is typed; an empty one is left out.
func sectionsOf(d deskForm, book *catalog.Book, preview order.Preview) []spokenPart {
	f := d.Form
	all := []spokenPart{
		{"who", whoWords(f)},
		{"address", addressWords(f.PostalCode, f.Address1, f.Address2)},
		{"lines", lineWords(preview, 0)},
	}
	all = append(all, parcelParts(f, book, preview)...)
	all = append(all, spokenPart{"total", totalWords(f, book, preview)})
	if len(f.Parcels) == 0 {
		all = append(all, spokenPart{"date", dateWords(f.Date, f.Slot, book, preview.Quote.Earliest)})
	}
	if f.CustomerID != "" {
		all = slices.Insert(all, 0, identityOf(d.Typed))
	}
	return slices.DeleteFunc(all, func(s spokenPart) bool { return s.words == "" })
}

// readback shows the sections. When a tick was set stands beside it and comes
// back with it, so that the proof says when each was read.
func (p *DeskPage) readback(d deskForm, book *catalog.Book, preview order.Preview, now time.Time) {
	for _, s := range sectionsOf(d, book, preview) {
		at := tickedAt(d.Typed, s, now)
		r := Readback{Section: s.name, Name: "tick_" + s.name, Label: p.ReadLabel(s.name), Words: s.words, Mark: mark(s.words), Ticked: !at.IsZero()}
		if r.Ticked {
			r.Since = r.Mark + "." + strconv.FormatInt(at.Unix(), 10)
			p.Ticked++
		}
		p.Readback = append(p.Readback, r)
	}
}

// tickedAt is when a section was first seen ticked with these words; zero when
// it is not ticked.
func tickedAt(t typed, s spokenPart, now time.Time) time.Time {
	m := mark(s.words)
	if t.V("tick_"+s.name) != m {
		return time.Time{}
	}
	if since, ok := strings.CutPrefix(t.V("since_"+s.name), m+"."); ok {
		if at := time.Unix(number(since), 0); at.Before(now) && now.Sub(at) < oldestTick {
			return at
		}
	}
	return now
}

// oldestTick is how long a tick may wait in a draft.
const oldestTick = 8 * 24 * time.Hour

// readBack is the proof that goes with the order: each section and when it was
// read. A caller's order that was not read back whole is refused.
func (s *Server) readBack(ctx context.Context, d deskForm) ([]order.ReadSection, error) {
	book, err := s.Catalog.Book(ctx)
	if err != nil {
		return nil, err
	}
	preview, err := s.Orders.Preview(ctx, d.Form)
	if err != nil {
		return nil, err
	}
	var out []order.ReadSection
	for _, section := range sectionsOf(d, book, preview) {
		out = append(out, order.ReadSection{Section: section.name, Words: section.words, At: tickedAt(d.Typed, section, s.now())})
	}
	return out, order.CheckReadback(book, d.Form.Channel, out)
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
	return strings.Join(append(parts, numberWords(strings.TrimSpace(address1+" "+address2))), "、")
}

// numberWords reads the numbers of an address (番地・部屋番号) digit by digit; a
// stroke between two numbers is の.
func numberWords(address string) string {
	read := houseNumber.ReplaceAllStringFunc(address, func(n string) string {
		return " " + spoken(strings.Map(plainHyphen, japan.FoldASCII(n))) + " "
	})
	return strings.Join(strings.Fields(read), " ")
}

var houseNumber = regexp.MustCompile(`[0-9０-９]+(?:[-－‐–−ー][0-9０-９]+)*`)

func plainHyphen(r rune) rune {
	if strings.ContainsRune("－‐–−ー", r) {
		return '-'
	}
	return r
}

// lineWords are the lines that go into a parcel; into any for 0.
func lineWords(preview order.Preview, parcel int) string {
	var parts []string
	for _, l := range preview.Lines {
		if parcel > 0 && l.Parcel != parcel {
			continue
		}
		if l.Known && l.Quantity > 0 && len(preview.Problems.Get(order.LineField(l.Index, "quantity"))) == 0 {
			unit := cmpOr(l.Product.Unit, "点")
			words := strings.TrimSpace(l.Product.Name+" "+l.Product.Volume) + " " + strconv.Itoa(l.Quantity) + unit
			if l.Overridden() {
				words += fmt.Sprintf("(お値引きして1%s %v円)", unit, l.Price)
			}
			if l.Backorder != "" {
				t := l.Backorder.Time()
				words += fmt.Sprintf("(%d月%d日 入荷予定)", t.Month(), t.Day())
			}
			parts = append(parts, words)
		}
	}
	return strings.Join(parts, "、")
}

func totalWords(f order.Form, book *catalog.Book, preview order.Preview) string {
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
		words += fmt.Sprintf("、%sのお値引き %v円", book.CampaignLabel(f.Campaign, "ja"), q.Discount)
	}
	words += fmt.Sprintf("、合計 %v円", q.Total)
	if pay, ok := book.Tariff().PaymentOf(f.Payment); ok {
		words += "、" + pay.Label + "で承ります"
	}
	return words
}

func dateWords(date, slot string, book *catalog.Book, earliest japan.Day) string {
	day := earliest
	if d, err := japan.ParseDay(date); err == nil {
		day = d
	}
	if day == "" {
		return ""
	}
	t := day.Time()
	words := fmt.Sprintf("%d月%d日 %s曜日", t.Month(), t.Day(), weekdays[t.Weekday()])
	if date == "" {
		words = "最短で " + words
	}
	if slot, ok := book.Tariff().SlotOf(slot); ok {
		words += "、" + slot.Label
	}
	return words + "のお届けです"
}

var weekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// spoken reads a number digit by digit, as it is said on the telephone;
// hyphens become の.
func spoken(display string) string {
	words := [...]string{"ゼロ", "イチ", "ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュー"}
	groups := strings.Split(display, "-")
	for i, g := range groups {
		var b strings.Builder
		for _, r := range g {
			if r >= '0' && r <= '9' {
				b.WriteString(words[r-'0'])
			}
		}
		groups[i] = b.String()
	}
	return strings.Join(groups, "の ")
}
