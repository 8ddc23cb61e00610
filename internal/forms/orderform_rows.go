package forms

import "math"

// Columns of the product table, by their left edges; the last is the right edge.
var formColumns = [...]float64{10, 36, 108, 128, 150, 172, 200}

const (
	colCode = iota
	colName
	colVolume
	colPrice
	colQuantity
	colAmount
)

var (
	nameStyle = style{9, true}
	noteStyle = style{8, true}
)

// FormRow tells where a product stands on a printed form: what the quantity
// boxes of a slot mean when the page comes back.
type FormRow struct {
	Code string
	Slot int // the row of Layout.QuantityBox, 0-based
}

// FormRows returns the products by page number of the form. Page 1 has none.
func FormRows(d OrderFormData) map[int][]FormRow {
	out := map[int][]FormRow{}
	for i, page := range layoutRows(d) {
		for _, r := range page {
			if r.product != nil {
				out[i+2] = append(out[i+2], FormRow{Code: r.product.Code, Slot: r.slot})
			}
		}
	}
	return out
}

// formRow is a product, or a group's heading, in one or more slots of a page.
type formRow struct {
	slot, slots int
	heading     string
	product     *FormProduct
}

// layoutRows deals the products onto pages. A long name takes several slots; a
// heading is repeated at the top of a page and never stands last on one.
func layoutRows(d OrderFormData) [][]formRow {
	var pages [][]formRow
	next, group := LayoutV1.Rows, ""
	for i := range d.Products {
		p := &d.Products[i]
		slots := p.slots()
		heading := p.Group != "" && p.Group != group
		need := slots
		if heading {
			need++
		}
		if next+need > LayoutV1.Rows {
			pages, next = append(pages, nil), 0
			heading = p.Group != ""
		}
		page := &pages[len(pages)-1]
		if heading {
			text := p.Group
			if p.Group == group {
				text += Say("paper.more")
			}
			*page = append(*page, formRow{slot: next, slots: 1, heading: text})
			next++
		}
		*page = append(*page, formRow{slot: next, slots: slots, product: p})
		next, group = next+slots, p.Group
	}
	return pages
}

func (p *FormProduct) nameWidth() float64 { return formColumns[colVolume] - formColumns[colName] - 2 }

// slots a product needs for all its texts at legible sizes.
func (p *FormProduct) slots() int {
	h := 0.0
	for _, part := range p.lines() {
		h += part.st.em() * tight
	}
	for col, s := range map[int]string{colCode: p.Code, colVolume: p.Volume} {
		lines := noteStyle.wrap(s, formColumns[col+1]-formColumns[col]-2)
		h = max(h, float64(len(lines))*noteStyle.em()*tight)
	}
	return max(1, int(math.Ceil(h/LayoutV1.Pitch-0.01)))
}

type styledLine struct {
	st   style
	text string
}

func (p *FormProduct) lines() []styledLine {
	var out []styledLine
	for _, l := range nameStyle.wrap(p.Name, p.nameWidth()) {
		out = append(out, styledLine{nameStyle, l})
	}
	if p.Note != "" {
		for _, l := range noteStyle.wrap(p.Note, p.nameWidth()) {
			out = append(out, styledLine{noteStyle, l})
		}
	}
	return out
}

// productPage draws the table and what a page needs to stand beside page 1.
func (f *orderForm) productPage(rows []formRow) {
	f.productHead()
	f.tableHead(f.l.RowTop-5, 5, []string{Say("paper.code"), Say("paper.product"), Say("paper.volume"), Say("paper.price_incl"), Say("paper.quantity"), Say("paper.amount")})
	f.columnRules(f.l.RowTop-5, f.l.RowTop, formColumns[:])
	for _, r := range rows {
		f.row(r)
	}
	f.productFoot()
}

// productHead: whose page this is, should it be parted from page 1.
func (f *orderForm) productHead() {
	y := 25.0
	f.text(style{13, true}, 23, y+5.2, "FAX "+f.d.Seller.Fax)
	f.mustCell(style{8, true}, Rect{93, y, 60, 7}, left, Say("paper.send_pages"), 8)
	name, phone := "", ""
	if c := f.d.Customer; c != nil {
		name, phone = c.Name, c.Phone
	}
	f.field(10, y+8, 76, 8, Say("paper.name"), name)
	f.field(86, y+8, 67, 8, Say("paper.phone"), phone)
}

func (f *orderForm) tableHead(y, h float64, titles []string) {
	f.line(rule, formColumns[0], y, formColumns[len(formColumns)-1], y)
	f.line(rule, formColumns[0], y+h, formColumns[len(formColumns)-1], y+h)
	for i, t := range titles {
		f.mustCell(style{9, true}, Rect{formColumns[i], y, formColumns[i+1] - formColumns[i], h}, center, t, 8)
	}
}

// columnRules draws the vertical lines of a row.
func (f *orderForm) columnRules(top, bottom float64, columns []float64) {
	for _, x := range columns {
		f.line(rule, x, top, x, bottom)
	}
}

// rowRule closes a row below, leaving the quantity column to its boxes.
func (f *orderForm) rowRule(y float64) {
	f.line(rule, formColumns[0], y, formColumns[colQuantity], y)
	f.line(rule, formColumns[colAmount], y, formColumns[len(formColumns)-1], y)
}

func (f *orderForm) row(r formRow) {
	y := f.l.RowTop + float64(r.slot)*f.l.Pitch
	h := float64(r.slots) * f.l.Pitch
	if r.product == nil {
		f.mustCell(style{10, true}, Rect{formColumns[0] + 2, y, 130, h}, left, "◆ "+r.heading, 8)
		f.columnRules(y, y+h, []float64{formColumns[0], formColumns[colAmount+1]})
		f.line(rule, formColumns[0], y+h, formColumns[colAmount+1], y+h)
		return
	}
	f.columnRules(y, y+h, formColumns[:])
	p := r.product
	f.place = p.Code
	cell := func(col int, a align, s string) {
		f.mustCell(style{9, true}, Rect{formColumns[col] + 1, y, formColumns[col+1] - formColumns[col] - 2, h}, a, s, 8)
	}
	cell(colCode, left, p.Code)
	f.productName(p, formColumns[colName]+1, y, h)
	cell(colVolume, left, p.Volume)
	cell(colPrice, right, p.price())
	for digit := range f.l.DigitX {
		f.box(hair, f.l.QuantityBox(r.slot, digit))
	}
	f.text(style{8, true}, formColumns[colAmount+1]-4, y+h/2+1.1, Say("paper.yen"))
	f.rowRule(y + h)
}

func (p *FormProduct) price() string {
	if p.Reduced {
		return "※" + money(p.Price)
	}
	return money(p.Price)
}

func (f *orderForm) productName(p *FormProduct, x, y, h float64) {
	lines := p.lines()
	total := 0.0
	for _, l := range lines {
		total += l.st.em() * tight
	}
	if len(lines) == 1 { // room enough for the larger hand
		f.mustCell(style{10, true}, Rect{x, y, p.nameWidth(), h}, left, p.Name, nameStyle.size)
		return
	}
	y += (h - total) / 2
	for _, l := range lines {
		f.text(l.st, x, y+ascent*l.st.em(), l.text)
		y += l.st.em() * tight
	}
}

// productFoot: what a page must say when it comes alone, beside the lower QR code.
func (f *orderForm) productFoot() {
	const x, w = 57.0, 70.0
	y := 258.5
	f.subtotal(Rect{formColumns[colPrice], y + 0.5, formColumns[len(formColumns)-1] - formColumns[colPrice], 8}, Say("paper.page_sum"))
	st := noteStyle
	y = f.block(st, x, y, w, applySentence())
	terms := Say("paper.terms_on", f.noticePlaces())
	y = f.block(st, x, y, w, terms)
	if f.d.ValidUntil != "" {
		f.block(st, x, y, w, Say("paper.period")+" "+dayText(f.d.ValidFrom)+"〜"+dayText(f.d.ValidUntil))
	}
	const side = 57.0
	y = f.block(st, formColumns[colPrice]+1, 268, side, f.d.Seller.Name)
	y = f.block(st, formColumns[colPrice]+1, y, side, Say("paper.phone")+" "+f.d.Seller.Phone+"\nFAX "+f.d.Seller.Fax)
	if f.d.ReducedPercent > 0 {
		f.block(st, formColumns[colPrice]+1, y, side, f.d.reducedNote())
	}
}

func (f *orderForm) subtotal(r Rect, label string) {
	split := formColumns[colAmount]
	f.box(rule, r)
	f.line(rule, split, r.Y, split, r.Y+r.H)
	f.mustCell(style{9, true}, Rect{r.X + 1, r.Y, split - r.X - 2, r.H}, left, label, 8)
	f.text(style{8, true}, r.X+r.W-4, r.Y+r.H/2+1.1, Say("paper.yen"))
}
