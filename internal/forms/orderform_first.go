package forms

import "strings"

// applySentence says that sending the form is the application: a form must not
// hide it (特定商取引法第12条の6第2項第1号).
func applySentence() string { return Say("paper.apply") }

// The first page's left column of labels, and its right edge.
const (
	fieldX  = 10.0
	labelW  = 26.0
	fieldR  = 200.0
	valueX  = fieldX + labelW
	middleX = 118.0
)

// firstPage draws who orders, where it goes, how it is paid, and rows for people
// who need no list.
func (f *orderForm) firstPage() {
	f.faxBanner()
	f.personFields()
	f.deliveryFields()
	f.choices()
	f.freeRows()
	f.totals()
}

func (f *orderForm) faxBanner() {
	f.text(style{24, true}, 23, 36, "FAX "+f.d.Seller.Fax)
	f.mustCell(style{8, true}, Rect{118, 26, 35, 14}, left, Say("paper.send_this_way"), 8)
	f.box(rule, Rect{fieldX, 41.5, fieldR - fieldX, 9.5})
	f.mustCell(style{11, true}, Rect{fieldX + 2, 41.8, fieldR - fieldX - 4, 5}, left, applySentence(), 8)
	f.mustCell(style{8, true}, Rect{fieldX + 2, 46.3, fieldR - fieldX - 4, 4.4}, left,
		Say("paper.fill_in"), 8)
}

// field is a labelled cell with a value, or room to write one.
func (f *orderForm) field(x, y, w, h float64, label, value string) {
	lw := labelW
	if w < 90 {
		lw = 20
	}
	f.box(rule, Rect{x, y, w, h})
	f.line(rule, x+lw, y, x+lw, y+h)
	f.mustCell(style{9, true}, Rect{x + 1, y, lw - 2, h}, left, label, 8)
	if value != "" {
		f.mustCell(style{12, true}, Rect{x + lw + 2, y, w - lw - 4, h}, left, value, 8)
	}
}

func (f *orderForm) personFields() {
	c := f.d.Customer
	if c == nil {
		c = &FormCustomer{}
	}
	const full = fieldR - fieldX
	f.field(fieldX, 52, middleX-fieldX, 8, Say("paper.order_day"), "")
	f.unit(60, 52, 8, Say("paper.year"))
	f.unit(80, 52, 8, Say("paper.month"))
	f.unit(100, 52, 8, Say("paper.day"))
	f.field(middleX, 52, fieldR-middleX, 8, Say("paper.customer_no"), c.No)
	f.field(fieldX, 60, full, 6.5, Say("paper.kana"), c.Kana)
	f.field(fieldX, 66.5, full, 9.5, Say("paper.name"), c.Name)
	f.unit(193, 66.5, 9.5, Say("paper.sama"))
	f.field(fieldX, 76, full, 14.5, Say("paper.address"), "")
	f.postalCode(valueX+1, 76.6, c.PostalCode)
	f.mustCell(style{11, true}, Rect{valueX + 56, 76, fieldR - valueX - 58, 14.5}, left, strings.Join(c.Address, "\n"), 8)
	f.field(fieldX, 90.5, middleX-fieldX, 8, Say("paper.phone_day"), c.Phone)
	if c.Phone == "" {
		f.digitBoxes(valueX+2, 91.2, 11)
	}
	f.field(middleX, 90.5, fieldR-middleX, 8, "FAX", c.Fax)
}

// digitBoxes are for a number written by hand from the left.
func (f *orderForm) digitBoxes(x, y float64, n int) {
	for i := range n {
		f.box(hair, Rect{x + float64(i)*6.8, y, 6.4, 6.5})
	}
}

// unit prints a small word that ends a handwritten part.
func (f *orderForm) unit(x, y, h float64, s string) {
	f.text(style{9, true}, x, y+h/2+middle*style{9, true}.em(), s)
}

// postalCode draws the seven boxes, filled when the code is known.
func (f *orderForm) postalCode(x, y float64, code string) {
	f.text(style{10, true}, x, y+4.8, "〒")
	digits := strings.ReplaceAll(code, "-", "")
	x += 4.5
	for i := range 7 {
		if i == 3 {
			f.text(style{10, true}, x+0.3, y+4.8, "-")
			x += 2.5
		}
		f.box(hair, Rect{x, y + 0.6, 6, 6.5})
		if len(digits) == 7 {
			f.mustCell(style{12, true}, Rect{x, y + 0.6, 6, 6.5}, center, digits[i:i+1], 8)
		}
		x += 6.4
	}
}

// deliveryFields: to the customer, or to somebody else.
func (f *orderForm) deliveryFields() {
	const y, h = 98.5, 17.0
	f.field(fieldX, y, fieldR-fieldX, h, Say("paper.ship_to"), "")
	f.mark(f.l.ShipTo[0], Say("paper.same_address"))
	f.mark(f.l.ShipTo[1], Say("paper.other_address"))
	st := style{8, true}
	f.line(rule, valueX, y+7, fieldR, y+7)
	f.text(st, valueX+1, y+11, Say("paper.name"))
	f.text(st, valueX+62, y+11, Say("paper.postal_address"))
	f.text(st, valueX+1, y+16, Say("paper.phone"))
}

// mark draws a mark box with its label at the right.
func (f *orderForm) mark(p Point, label string) {
	f.box(hair, f.l.Mark(p))
	f.text(style{9, true}, p.X+f.l.MarkBox+1.2, p.Y+f.l.MarkBox/2+middle*style{9, true}.em(), label)
}

func (f *orderForm) choices() {
	const full = fieldR - fieldX
	f.field(fieldX, 115.5, full, 8, Say("paper.payment"), "")
	for i, p := range f.d.Payments {
		f.markIn(f.l.Payment, i, 41, p.Name)
	}
	f.field(fieldX, 123.5, full, 8, Say("paper.delivery_wish"), "")
	f.unit(50, 123.5, 8, Say("paper.month"))
	f.unit(65, 123.5, 8, Say("paper.day"))
	for i, s := range f.d.Slots {
		f.markIn(f.l.Slot, i, 21, s)
	}
	f.field(fieldX, 131.5, full, 8, Say("paper.news"), "")
	f.unit(valueX+2, 131.5, 8, Say("paper.news_fax"))
	f.mark(f.l.Consent[0], Say("paper.yes"))
	f.mark(f.l.Consent[1], Say("paper.no"))
	f.unit(118, 131.5, 8, Say("paper.news_post"))
	f.mark(f.l.Consent[2], Say("paper.yes"))
	f.mark(f.l.Consent[3], Say("paper.no"))
	f.field(fieldX, 139.5, full, 8, Say("paper.remarks"), "")
}

// markIn draws the i-th mark of a row with a label that keeps to its share of it.
func (f *orderForm) markIn(places []Point, i int, pitch float64, label string) {
	p := places[i]
	f.box(hair, f.l.Mark(p))
	f.mustCell(style{9, true}, Rect{p.X + f.l.MarkBox + 1, p.Y - 2, pitch - f.l.MarkBox - 1.6, f.l.MarkBox + 4}, left, label, 8)
}

// freeRows are for orders by product code without the product pages.
func (f *orderForm) freeRows() {
	l, top := f.l, f.l.FreeTop
	bottom := top + float64(l.FreeRows)*l.Pitch
	columns := []float64{formColumns[0], 78, formColumns[colPrice], formColumns[colQuantity], formColumns[colAmount], formColumns[colAmount+1]}
	for i, t := range []string{Say("paper.code_left"), Say("paper.product"), Say("paper.price_incl"), Say("paper.quantity"), Say("paper.amount")} {
		f.mustCell(style{9, true}, Rect{columns[i], top - 5, columns[i+1] - columns[i], 5}, center, t, 8)
	}
	for _, x := range columns {
		f.line(rule, x, top-5, x, bottom)
	}
	f.line(rule, columns[0], top-5, columns[5], top-5)
	f.line(rule, columns[0], top, columns[5], top)
	for row := range l.FreeRows {
		y := top + float64(row+1)*l.Pitch
		f.line(rule, columns[1], y, columns[3], y)
		f.line(rule, columns[4], y, columns[5], y)
		for i := range l.CodeBoxes {
			f.box(hair, l.CodeBox(row, i))
		}
		for digit := range l.DigitX {
			f.box(hair, l.FreeQuantityBox(row, digit))
		}
		f.text(style{8, true}, columns[5]-4, y-l.Pitch/2+1.1, Say("paper.yen"))
	}
	f.line(rule, columns[0], bottom, columns[5], bottom)
}

// totals draws the sums for people to fill in, and how to write digits.
func (f *orderForm) totals() {
	x := formColumns[colPrice]
	y := f.l.FreeTop + float64(f.l.FreeRows)*f.l.Pitch + 1.5
	for i, label := range []string{Say("paper.goods_all"), Say("paper.shipping"), Say("paper.cod_fee"), Say("paper.total")} {
		f.subtotal(Rect{x, y + float64(i)*6.2, fieldR - x, 6.2}, label)
	}
	st := style{8, true}
	f.text(style{9, true}, fieldX, y+5, Say("paper.example"))
	for i := range 10 {
		r := Rect{fieldX + 14 + float64(i)*7.4, y, f.l.DigitW, f.l.DigitH}
		f.box(hair, r)
		f.digitSample(r, i)
	}
	f.text(st, fieldX+90, y+5, Say("paper.one_each"))
	hint := Say("paper.hint_code") +
		Say("paper.hint_total")
	if f.d.ReducedPercent > 0 {
		hint += f.d.reducedNote()
	}
	f.block(st, fieldX, y+8.5, x-fieldX-3, hint)
}

// digitSample prints a digit as it should be written: the 1 is a plain bar,
// since a 1 with a flag reads as 7.
func (f *orderForm) digitSample(r Rect, digit int) {
	if digit == 1 {
		f.line(0.5, r.X+r.W/2, r.Y+1.3, r.X+r.W/2, r.Y+r.H-1.3)
		return
	}
	f.mustCell(style{14, false}, r, center, string(rune('0'+digit)), 8)
}
