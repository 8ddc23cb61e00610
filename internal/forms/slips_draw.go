package forms

import (
	"strings"
)

// slipRun is a run of slips being drawn.
type slipRun struct {
	*canvas
	head SlipHeader
}

// Columns of a slip's table: code, name, volume, price, quantity, amount.
var slipColumns = [...]float64{15, 43, 112, 132, 156, 168, 195}

// The body of slip pages: the table on the first page of a slip and on others.
const (
	slipTop    = 98.0
	slipNext   = 34.0
	slipBottom = 283.0
	tableHead  = 6.0
)

var slipStyle = style{9.5, false}

func (l SlipLine) indent() float64 {
	if l.Component {
		return 5
	}
	return 0
}

func (l SlipLine) label() string {
	if l.Reduced && !l.Component {
		return l.Name + " ※"
	}
	return l.Name
}

func (l SlipLine) height() float64 {
	name := slipColumns[2] - slipColumns[1] - 2 - l.indent()
	return max(slipStyle.height(l.label(), name), slipStyle.height(l.Volume, slipColumns[3]-slipColumns[2]-2)) + 2.4
}

// paginate deals the lines onto pages. The closing block is never alone: it
// takes the last line, or the last set, along to a new page.
func (s Slip) paginate(top, closing float64) [][]SlipLine {
	var pages [][]SlipLine
	left := 0.0
	turn := func() {
		pages, left = append(pages, nil), slipBottom-top-tableHead
		top = slipNext
	}
	turn()
	for _, l := range s.Lines {
		if l.height() > left {
			turn()
		}
		last := len(pages) - 1
		pages[last] = append(pages[last], l)
		left -= l.height()
	}
	if last := len(pages) - 1; closing > left && len(pages[last]) > 0 {
		cut := lastGroup(pages[last])
		turned := pages[last][cut:]
		pages[last] = pages[last][:cut:cut]
		pages = append(pages, turned)
	}
	return pages
}

// lastGroup is where the last line begins, with the set above it if it is a
// component; 0 keeps nothing on the page.
func lastGroup(lines []SlipLine) int {
	cut := len(lines) - 1
	for cut > 0 && lines[cut].Component {
		cut--
	}
	if cut == 0 { // a set as long as the page: part it
		cut = len(lines) - 1
	}
	return cut
}

func (r *slipRun) slip(s Slip) {
	r.place = s.Order
	top := r.top(s)
	pages := s.paginate(top, r.closingHeight(s))
	for i, lines := range pages {
		r.addPage()
		y := slipNext
		if i == 0 {
			r.firstHead(s)
			if !s.Unpriced {
				r.greeting(top)
			}
			y = top
		}
		r.pageHead(s, i+1, len(pages))
		if len(lines) > 0 {
			y = r.table(lines, y, s.Unpriced)
		}
		if i == len(pages)-1 {
			r.closing(s, y)
		} else {
			r.cell(slipStyle, Rect{150, slipBottom, 45, 6}, right, Say("paper.next_page"), 8)
		}
	}
}

// pageHead: on every page, so that a parted page finds its parcel.
func (r *slipRun) pageHead(s Slip, page, pages int) {
	r.text(style{18, true}, 15, 20, r.head.Title)
	if s.Heading != "" {
		r.mustCell(style{10, true}, Rect{50, 14, 76, 6}, left, s.Heading, 7)
	}
	if pages > 1 {
		r.text(style{10, false}, 15, 27, Say("paper.page_of", page, pages))
	}
	const module = 0.33
	r.code128(s.Order, 128, 11, 10, module)
	r.mustCell(style{11, true}, Rect{128, 21.5, 67, 5}, left, Say("paper.order_no")+" "+s.Order, 8)
	r.mustCell(style{10, false}, Rect{128, 26.5, 67, 5}, left, Say("paper.sale_day")+" "+dayText(s.Date), 8)
}

// top is where the table begins on the first page: below the window of the
// envelope, lower when the address is long.
func (r *slipRun) top(s Slip) float64 {
	probe := &slipRun{canvas: newCanvas(nil), head: r.head}
	return max(slipTop, probe.firstHead(s)+14)
}

// firstHead draws recipient and seller side by side and returns where they end.
func (r *slipRun) firstHead(s Slip) float64 {
	st := style{11, false}
	y := 38.0
	if s.PostalCode != "" {
		y = r.block(st, 18, y, 95, "〒"+s.PostalCode)
	}
	for _, a := range s.Address {
		y = r.block(st, 18, y, 95, a)
	}
	honorific := s.Honorific
	if honorific == "" {
		honorific = Say("paper.sama")
	}
	name, _ := style{15, true}.shrink(clean(s.Name+" "+honorific), 95, 10)
	y = r.block(name, 18, y+1.5, 95, s.Name+" "+honorific)
	if s.ShipTo != "" {
		y = r.block(style{9, false}, 18, y+1, 95, Say("paper.ship_to")+" "+s.ShipTo)
	}
	if s.Sender != "" {
		y = r.block(style{10, false}, 18, y+1, 95, Say("paper.sender")+" "+s.Sender+" "+Say("paper.sama"))
	}
	return max(y, r.sellerBlock())
}

func (r *slipRun) greeting(top float64) {
	if r.head.Greeting != "" {
		r.mustCell(style{9.5, false}, Rect{15, top - 12, 180, 9}, left, r.head.Greeting, 7)
	}
}

func (r *slipRun) sellerBlock() float64 {
	s := r.head.Seller
	y := r.block(style{11, true}, 128, 38, 67, s.Name)
	small := style{9, false}
	y = r.block(small, 128, y+0.5, 67, Say("paper.registration")+" "+s.Registration)
	y = r.block(small, 128, y, 67, "〒"+s.PostalCode+" "+s.Address)
	text := Say("paper.phone") + " " + s.Phone
	if s.Fax != "" {
		text += "\nFAX " + s.Fax
	}
	if s.Hours != "" {
		text += "\n" + Say("paper.hours") + " " + s.Hours
	}
	return r.block(small, 128, y, 67, text)
}

func (r *slipRun) table(lines []SlipLine, y float64, unpriced bool) float64 {
	end := slipColumns[len(slipColumns)-1]
	r.line(rule, slipColumns[0], y, end, y)
	heads := []string{Say("paper.code"), Say("paper.product"), Say("paper.volume"), Say("paper.unit_price"), Say("paper.quantity"), Say("paper.amount_incl")}
	if unpriced {
		heads[3], heads[5] = "", ""
	}
	for i, t := range heads {
		r.mustCell(style{9, true}, Rect{slipColumns[i] + 1, y, slipColumns[i+1] - slipColumns[i] - 2, tableHead}, center, t, 7)
	}
	y += tableHead
	r.line(rule, slipColumns[0], y, end, y)
	for _, l := range lines {
		h := l.height()
		r.row(l, y, h, unpriced)
		y += h
		r.line(hair, slipColumns[0], y, end, y)
	}
	return y
}

func (r *slipRun) row(l SlipLine, y, h float64, unpriced bool) {
	cell := func(col int, a align, s string) {
		r.mustCell(slipStyle, Rect{slipColumns[col] + 1, y, slipColumns[col+1] - slipColumns[col] - 2, h}, a, s, 7)
	}
	cell(0, left, l.Code)
	x, w := slipColumns[1]+1+l.indent(), slipColumns[2]-slipColumns[1]-2-l.indent()
	if l.Component {
		r.cell(slipStyle, Rect{slipColumns[1] + 1, y, 5, h}, left, "└", 7)
	}
	r.centred(slipStyle, Rect{x, y, w, h}, left, slipStyle.wrap(l.label(), w))
	cell(2, left, l.Volume)
	cell(4, right, itoa(l.Quantity))
	if !l.Component && !unpriced {
		cell(3, right, money(l.Price))
		cell(5, right, money(l.Amount))
	}
}

// sums are the lines of amounts at the right of the closing block.
func (s Slip) sums() [][2]string {
	out := [][2]string{{Say("paper.goods"), money(s.Goods)}, {Say("paper.shipping"), money(s.Shipping)}}
	if s.CODFee != 0 {
		out = append(out, [2]string{Say("paper.cod_fee"), money(s.CODFee)})
	}
	if s.Gift != 0 {
		out = append(out, [2]string{Say("paper.gift"), money(s.Gift)})
	}
	if s.Discount != 0 {
		out = append(out, [2]string{strings.TrimSpace(Say("paper.discount") + " " + s.Campaign), "-" + money(s.Discount)})
	}
	return append(out, [2]string{Say("paper.total"), money(s.Total)})
}

// taxes are the totals by rate, as the invoice rules want them.
func (s Slip) taxes() []string {
	var out []string
	for _, t := range s.Rates {
		mark := ""
		if t.Reduced {
			mark = "※"
		}
		out = append(out, Say("paper.taxed", mark, t.Percent, money(t.Total), money(t.Tax)))
		if t.Reduced {
			out = append(out, Say("paper.reduced"))
		}
	}
	return out
}

func (s Slip) payment() []string {
	var out []string
	if s.Payment != "" {
		out = append(out, Say("paper.payment")+" "+s.Payment)
	}
	if s.Collect > 0 {
		out = append(out, Say("paper.collect")+" "+money(s.Collect))
	}
	return out
}

const closingGap = 3.0

// closing draws amounts, taxes, payment and note below the table.
func (r *slipRun) closing(s Slip, y float64) {
	const split = 118.0
	y += closingGap
	if s.Unpriced {
		r.notes(s, y)
		return
	}
	at := y
	for i, sum := range s.sums() {
		st := style{10, i == len(s.sums())-1}
		box := Rect{split, at, slipColumns[6] - split, 6.5}
		r.mustCell(st, Rect{box.X + 2, at, 38, 6.5}, left, sum[0], 8)
		r.mustCell(st, Rect{box.X + 40, at, box.W - 41, 6.5}, right, sum[1], 8)
		at += 6.5
		r.line(hair, split, at, slipColumns[6], at)
	}
	r.box(rule, Rect{split, y, slipColumns[6] - split, at - y})
	left := y
	for _, t := range append(s.taxes(), s.payment()...) {
		left = r.block(style{10, false}, 15, left+0.8, split-20, t)
	}
	r.notes(s, max(at, left)+closingGap)
}

func (r *slipRun) notes(s Slip, y float64) {
	for _, n := range r.endNotes(s) {
		y = r.block(style{9, false}, 15, y, 180, n) + 1
	}
}

func (r *slipRun) endNotes(s Slip) []string {
	var out []string
	if s.Note != "" {
		out = append(out, Say("paper.note")+" "+s.Note)
	}
	for _, n := range r.head.Notices {
		out = append(out, n.line())
	}
	return out
}

func (r *slipRun) closingHeight(s Slip) float64 {
	left := 0.0
	for _, t := range append(s.taxes(), s.payment()...) {
		left += style{10, false}.height(t, 98) + 0.8
	}
	h := 2*closingGap + max(left, float64(len(s.sums()))*6.5)
	for _, n := range r.endNotes(s) {
		h += style{9, false}.height(n, 180) + 1
	}
	return h
}
