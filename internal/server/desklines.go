package server

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

// minRows is how many rows an empty order shows.
const minRows = 5

// proposals is how many products a code that is none proposes: what one digit chooses.
const proposals = 9

// lines fills the rows, each with what the catalog says of it, and rows to go on with.
func (p *DeskPage) lines(d deskForm, book *catalog.Book, preview order.Preview, now time.Time) {
	editions := p.editionChoices(book, "", japan.DayOf(now))
	current, _ := book.DefaultEdition(japan.DayOf(now))
	for i, e := range editions { // a row has room for the code
		editions[i].Label = cmpOr(e.Value, p.T("screen.edition_same"))
	}
	p.Warn = book.Shop.QuantityWarn
	agreed := p.agreedReasons(book)
	p.Blank = DeskLine{Row: -1, Editions: editions, Override: agreed("", "")}
	at := map[int]order.PreviewLine{}
	for _, l := range preview.Lines {
		at[l.Index] = l
	}
	next := 0
	for i, row := range d.Rows {
		f := d.Form.Lines[i]
		line := DeskLine{Row: row, Code: f.Code, Quantity: f.Quantity, Parcel: f.Parcel, Edition: f.Edition, Editions: choose(1, f.Edition, slices.Clone(editions)),
			Override: agreed(f.Price, f.PriceReason), Waits: d.Typed.V(order.LineField(row, waitField)), Proposed: f.Proposed}
		if line.Parcel == "" && line.Code != "" && parcelsOf(d.Typed) > 1 {
			line.Parcel = "1"
		}
		if l, ok := at[i]; ok {
			p.echo(&line, l, f, cmpOr(d.Form.Edition, current.Code), book)
		}
		p.Lines = append(p.Lines, line)
		next = row + 1
	}
	for len(p.Lines) < minRows || len(d.Rows) > 0 && p.Lines[len(p.Lines)-1].Code != "" {
		p.Lines = append(p.Lines, DeskLine{Row: next, Editions: editions, Override: p.Blank.Override})
		next++
	}
}

// echo says at once what a code means, or what it might have meant.
func (p *DeskPage) echo(line *DeskLine, l order.PreviewLine, f order.FormLine, edition string, book *catalog.Book) {
	line.Known = l.Known
	if !l.Known {
		line.Proposals = propose(book, f.Code, cmpOr(f.Edition, edition))
		return
	}
	line.Name, line.Volume = l.Product.Name, l.Product.Volume
	if l.Product.NoAir {
		line.Marks = append(line.Marks, p.T("screen.mark_no_air"))
	}
	if l.Product.Tax == yen.Reduced {
		line.Marks = append(line.Marks, p.T("screen.mark_reduced"))
	}
	if l.Proposed {
		line.Marks = append(line.Marks, p.T("goods.proposed"))
	}
	line.Components = componentNames(book, l.Product)
	line.Older = p.EditionWords(l.Line)
	line.Agreed = p.agreedWords(book, l.Line, true)
	line.Wait = p.wait(line.Row, l.Line)
	if l.Price > 0 {
		line.Price = l.Price.String()
	}
	if l.Quantity > 0 && !p.Bad(order.LineField(line.Row, "quantity")) {
		line.Amount = l.Amount().String()
		p.Pieces += l.Quantity
	}
	line.Guard = guardOf(book, f, cmpOr(f.Edition, edition))
	line.Problems = p.Err(order.LineField(line.Row, "price"))
}

func propose(book *catalog.Book, text, edition string) []Choice {
	var out []Choice
	for _, x := range book.Propose(text, edition, proposals) {
		c := Choice{Value: x.Code, Label: strings.TrimSpace(x.Name + " " + x.Volume)}
		if price, ok := book.Price(edition, x.Code); ok {
			c.Label += " " + price.Price.String()
		}
		out = append(out, c)
	}
	return choose(1, "", out)
}

// componentNames lists what a set is made of: ラベンダー, レモン ×2.
func componentNames(book *catalog.Book, p catalog.Product) string {
	names := make([]string, len(p.Components))
	for i, c := range p.Components {
		names[i] = c.Code
		if x, ok := book.Product(c.Code); ok {
			names[i] = x.Name
		}
		if c.Quantity > 1 {
			names[i] += " ×" + strconv.Itoa(c.Quantity)
		}
	}
	return strings.Join(names, "・")
}

// dayChoices is how many possible days the desk offers by number.
const dayChoices = 4

// days offers a parcel's delivery days: none asked for, the earliest and those
// after it. The days before it are shown struck through, so that the clerk can
// say why.
func (p *DeskPage) days(x *DeskParcel, t typed, book *catalog.Book, q quote.ParcelQuote, today japan.Day) {
	chosen := t.V(quote.ParcelField("delivery_date", x.No))
	free := []Choice{{Value: "", Label: p.T("screen.date_none")}}
	if q.Earliest == "" {
		x.DateWhy = p.T("screen.date_unknown")
	} else {
		free[0].Label = p.T("screen.date_earliest", p.dayShort(q.Earliest))
		x.DateWhy = p.T("screen.date_ship", p.dayShort(q.ShipDate))
		for _, day := range deliveryDays(book, q.Earliest) {
			free = append(free, Choice{Value: string(day), Label: p.dayShort(day)})
		}
	}
	free = append(free, Choice{Value: "other", Label: p.T("screen.date_other")})
	// A date from a draft or a file that is not among those offered stays as typed.
	if !slices.ContainsFunc(free, func(c Choice) bool { return c.Value == chosen }) {
		x.DateText, chosen = chosen, "other"
	} else {
		x.DateText = t.V(quote.ParcelField("delivery_date_other", x.No))
	}
	choose(0, chosen, free)
	x.Dates = append(impossible(&p.BasePage, q.Earliest, today), free...)
}

func deliveryDays(book *catalog.Book, earliest japan.Day) []japan.Day {
	var out []japan.Day
	for day := earliest.Add(1); len(out) < dayChoices-1 && day < earliest.Add(60); day = day.Add(1) {
		if book.Calendar.DeliveryDay(day) {
			out = append(out, day)
		}
	}
	return out
}

// impossible are up to two days just before the earliest.
func impossible(b *BasePage, earliest, today japan.Day) []Choice {
	var out []Choice
	if earliest == "" {
		return nil
	}
	for day := max(earliest.Add(-2), today.Add(1)); day < earliest; day = day.Add(1) {
		out = append(out, Choice{Value: string(day), Label: b.dayShort(day), No: b.T("screen.date_too_early")})
	}
	return out
}

// CanChoose says whether a choice can be taken.
func (c Choice) CanChoose() bool { return c.No == "" }

// TaxWords is one line of the contained tax: 内税 10%対象 9,680 (880).
func (p *DeskPage) TaxWords() []string { return taxWords(p.BasePage, p.Quote) }

func taxWords(b BasePage, q quote.Quote) []string {
	out := make([]string, len(q.Taxes))
	for i, t := range q.Taxes {
		key := "screen.tax_standard"
		if t.Class == yen.Reduced {
			key = "screen.tax_reduced"
		}
		out[i] = b.T(key, t.Percent, t.Base, t.Tax)
	}
	return out
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
