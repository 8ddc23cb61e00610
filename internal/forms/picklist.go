package forms

import (
	"io"
	"sort"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// PickListData is what the warehouse picks for one batch. It names no person
// but in the words that a gift is to bear.
type PickListData struct {
	Batch  string    // batch number
	Date   japan.Day // 出荷日
	Flags  []string  // what the warehouse must know first: orders changed after the cut …
	Orders []PickOrder
}

// PickOrder is one parcel to pack.
type PickOrder struct {
	Number string
	Note   string // for the packer, the words of noshi and card; may be empty
	Lines  []PickLine
}

// PickLine is one thing to lay into the parcel. A set is listed with Set and
// followed by its components, whose quantities are those of the whole line.
type PickLine struct {
	Code      string
	Name      string
	Volume    string
	Quantity  int
	Set       bool // a set: not picked itself
	Component bool // part of the set above
}

// PickTotal is how many of a product the batch needs.
type PickTotal struct {
	PickLine
	Orders int // in how many orders
}

// Totals counts the batch by product code, sets exploded (their components
// count, the set itself does not).
func (d PickListData) Totals() []PickTotal {
	by := map[string]*PickTotal{}
	for _, o := range d.Orders {
		seen := map[string]bool{}
		for _, l := range o.Lines {
			if l.Set {
				continue
			}
			t := by[l.Code]
			if t == nil {
				t = &PickTotal{PickLine: PickLine{Code: l.Code, Name: l.Name, Volume: l.Volume}}
				by[l.Code] = t
			}
			t.Quantity += l.Quantity
			if !seen[l.Code] {
				t.Orders++
				seen[l.Code] = true
			}
		}
	}
	out := make([]PickTotal, 0, len(by))
	for _, t := range by {
		out = append(out, *t)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Code < out[j].Code })
	return out
}

// PickList writes the picking list: what to fetch for the whole batch, then
// what goes into each order's parcel.
func PickList(w io.Writer, d PickListData) error {
	if d.Batch == "" || d.Date.Time().IsZero() || len(d.Orders) == 0 {
		return errs.E(errs.Invalid, "forms.need_batch")
	}
	return render(w, Say("paper.picklist")+" "+d.Batch, d.Date, func(c *canvas) {
		p := &pickSheet{canvas: c, d: d}
		p.draw()
	})
}

// pickSheet is a picking list being drawn.
type pickSheet struct {
	*canvas
	d PickListData
	y float64
}

const (
	pickTop    = 30.0
	pickBottom = 283.0
)

var pickStyle = style{10, false}

func (p *pickSheet) draw() {
	p.place = "batch " + p.d.Batch
	pieces, totals := 0, p.d.Totals()
	for _, t := range totals {
		pieces += t.Quantity
	}
	p.newPage(Say("paper.pick_total"))
	for _, s := range p.d.Flags {
		p.y = p.block(style{11, true}, 15, p.y, 180, "！ "+s) + 1
	}
	p.totals(totals, pieces)
	p.newPage(Say("paper.pick_orders"))
	for _, o := range p.d.Orders {
		p.order(o)
	}
}

func (p *pickSheet) newPage(part string) {
	p.addPage()
	p.text(style{16, true}, 15, 18, Say("paper.picklist")+" "+part)
	st := style{10, true}
	head := Say("paper.pick_head", p.d.Batch, dayText(p.d.Date), len(p.d.Orders), p.page, max(p.total, p.page))
	p.mustCell(st, Rect{15, 20, 180, 6}, left, head, 8)
	p.line(rule, 15, 27, 195, 27)
	p.y = pickTop
}

func (p *pickSheet) totals(totals []PickTotal, pieces int) {
	p.totalsHead()
	for _, t := range totals {
		p.place = t.Code
		h := p.lineHeight(t.PickLine, 92)
		if p.y+h > pickBottom {
			p.newPage(Say("paper.pick_total_more"))
			p.totalsHead()
		}
		p.pickLine(t.PickLine, 92, h, itoa(t.Orders)+Say("paper.orders"))
	}
	if p.y+8 > pickBottom {
		p.newPage(Say("paper.pick_total_more"))
	}
	p.text(style{12, true}, 15, p.y+6, Say("paper.pick_sum", pieces, len(totals)))
}

func (p *pickSheet) totalsHead() {
	st := style{9, true}
	for _, h := range []struct {
		x float64
		s string
	}{{15, Say("paper.check")}, {25, Say("paper.code")}, {57, Say("paper.product")}, {151, Say("paper.volume")}, {172, Say("paper.quantity")}, {186, Say("paper.orders_count")}} {
		p.text(st, h.x, p.y+3.4, h.s)
	}
	p.y += 5
	p.line(rule, 15, p.y, 195, p.y)
}

// order draws the parcel of one order, whole on a page when a page can hold it.
func (p *pickSheet) order(o PickOrder) {
	p.place = o.Number
	need := 12.0
	for _, l := range o.Lines {
		need += p.lineHeight(l, 92)
	}
	if o.Note != "" {
		need += pickStyle.height(o.Note, 170)
	}
	if p.y+need > pickBottom && p.y > pickTop && need < pickBottom-pickTop || p.y+25 > pickBottom {
		p.newPage(Say("paper.pick_orders"))
	}
	p.orderHead(o, "")
	if o.Note != "" {
		p.y = p.block(pickStyle, 25, p.y, 170, o.Note)
	}
	for _, l := range o.Lines {
		h := p.lineHeight(l, 92)
		if p.y+h > pickBottom {
			p.newPage(Say("paper.pick_orders"))
			p.orderHead(o, Say("paper.more"))
		}
		p.place = o.Number + " " + l.Code
		p.pickLine(l, 92, h, "")
	}
	p.y += 5
}

func (p *pickSheet) orderHead(o PickOrder, more string) {
	pieces := 0
	for _, l := range o.Lines {
		if !l.Set {
			pieces += l.Quantity
		}
	}
	p.fill(Rect{15, p.y, 2, 6})
	p.text(style{13, true}, 19, p.y+4.8, o.Number+more)
	p.text(style{10, true}, 90, p.y+4.6, Say("paper.pieces", pieces))
	p.text(style{9, false}, 130, p.y+4.6, Say("paper.inspected"))
	p.line(hair, 140, p.y+6, 165, p.y+6)
	p.text(style{9, false}, 167, p.y+4.6, Say("paper.packed"))
	p.line(hair, 177, p.y+6, 195, p.y+6)
	p.y += 7
}

func (p *pickSheet) lineHeight(l PickLine, nameW float64) float64 {
	if l.Component {
		nameW -= 5
	}
	return max(7, pickStyle.height(l.Name, nameW)+1.8, pickStyle.height(l.Volume, 20)+1.8)
}

// pickLine draws a line with its check box; a set is a heading, its components
// are what is picked.
func (p *pickSheet) pickLine(l PickLine, nameW, h float64, last string) {
	x := 57.0
	if l.Component {
		x, nameW = x+5, nameW-5
		p.cell(pickStyle, Rect{57, p.y, 5, h}, left, "└", 7)
	}
	st := pickStyle
	if l.Set {
		st.bold = true
	} else {
		p.box(hair, Rect{16, p.y + h/2 - 2.3, 4.6, 4.6})
	}
	p.mustCell(style{10, st.bold}, Rect{25, p.y, 31, h}, left, l.Code, 7)
	p.centred(st, Rect{x, p.y, nameW, h}, left, st.wrap(l.Name, nameW))
	p.mustCell(st, Rect{151, p.y, 20, h}, left, l.Volume, 7)
	qty := itoa(l.Quantity)
	if l.Set {
		qty = "(" + qty + ")"
	}
	p.mustCell(style{13, true}, Rect{170, p.y, 14, h}, right, qty, 8)
	p.mustCell(style{9, false}, Rect{185, p.y, 10, h}, right, last, 6)
	p.y += h
	p.line(hair, 15, p.y, 195, p.y)
}
