package forms

import (
	"io"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// Confirmation repeats an order to the customer (ご注文確認書). Its words come
// from the caller. For a FAX it is set larger, with a head that says to whom
// and from whom it goes, so that it stays readable at 204 × 98 dpi.
type Confirmation struct {
	Title    string
	Made     japan.Day
	Fax      bool
	Order    string
	To       string // with 様
	Greeting string
	FaxHead  []string // what is filled in by hand on a FAX: number, pages
	Seller   Seller
	Facts    []Notice  // order number, day, channel
	Heads    [4]string // of the columns: code, product, quantity, amount
	Lines    []ConfirmLine
	Sums     []Notice // label and amount; the last is the total
	Parcels  []Notice // whom each goes to, when, with what
	Sections []Notice // payment, returns
}

// ConfirmLine is one ordered product.
type ConfirmLine struct {
	Code, Name, Note string
	Quantity, Amount string
}

// Validate refuses a confirmation of nothing.
func (d Confirmation) Validate() error {
	var f errs.Fields
	needDay(&f, "date", d.Made)
	need(&f, "number", "forms.confirm_need_number", d.Order)
	need(&f, "name", "forms.confirm_need_name", d.To)
	if len(d.Lines) == 0 || len(d.Sums) == 0 {
		f.Add("lines", "forms.confirm_need_lines")
	}
	d.Seller.check(&f)
	return f.Err()
}

// The frame of a confirmation.
const (
	confirmLeft   = 18.0
	confirmWidth  = 174.0
	confirmTop    = 16.0
	confirmBottom = 282.0
	confirmLabel  = 44.0
)

var confirmColumns = [4]float64{28, 98, 18, 30}

// Confirm writes the confirmation: one page of A4, more for a long order.
func Confirm(w io.Writer, d Confirmation) error {
	if err := d.Validate(); err != nil {
		return err
	}
	return render(w, d.Title+" "+d.Order, d.Made, func(c *canvas) {
		c.place = d.Order
		s := confirmSheet{canvas: c, d: d, size: 10}
		if d.Fax {
			s.size = 12.5
		}
		s.addPage()
		s.y = confirmTop
		s.head()
		s.facts(d.Facts)
		s.goods()
		s.sums()
		s.facts(d.Parcels)
		for _, n := range d.Sections {
			s.section(n)
		}
	})
}

type confirmSheet struct {
	*canvas
	d    Confirmation
	size float64 // of the running text in pt
	y    float64
}

func (s *confirmSheet) plain() style { return style{s.size, false} }
func (s *confirmSheet) bold() style  { return style{s.size, true} }

// need turns the page where a block does not fit any more.
func (s *confirmSheet) need(height float64) {
	if s.y+height > confirmBottom {
		s.addPage()
		s.y = s.block(s.bold(), confirmLeft, confirmTop, confirmWidth, s.d.Title+" "+s.d.Order) + 3
	}
}

// head says what it is, to whom and from whom.
func (s *confirmSheet) head() {
	s.mustCell(style{18, true}, Rect{confirmLeft, s.y, confirmWidth, 10}, center, s.d.Title, 14)
	top := s.y + 14
	y := s.block(style{s.size + 3, true}, confirmLeft, top, 88, s.d.To) + 2
	if s.d.Fax {
		for _, text := range s.d.FaxHead {
			s.block(s.plain(), confirmLeft, y, 88, text)
			y += 9
			s.line(rule, confirmLeft, y-1.5, confirmLeft+82, y-1.5)
		}
	}
	from := s.d.Seller
	other := s.block(s.plain(), 112, top, 80, dayText(s.d.Made))
	other = s.block(s.bold(), 112, other+1, 80, from.Name)
	for _, text := range []string{"〒" + from.PostalCode + " " + from.Address, "TEL " + from.Phone, "FAX " + from.Fax, from.Hours} {
		other = s.block(s.plain(), 112, other, 80, text)
	}
	s.y = s.block(s.plain(), confirmLeft, max(y, other)+4, confirmWidth, s.d.Greeting) + 3
}

// facts is a table of labels and texts.
func (s *confirmSheet) facts(list []Notice) {
	for _, f := range list {
		text := confirmWidth - confirmLabel
		height := max(s.plain().height(f.Text, text-5), s.bold().height(f.Title, confirmLabel-4)) + 3
		s.need(height)
		s.box(hair, Rect{confirmLeft, s.y, confirmLabel, height})
		s.box(hair, Rect{confirmLeft + confirmLabel, s.y, text, height})
		s.block(s.bold(), confirmLeft+2, s.y+1.3, confirmLabel-4, f.Title)
		s.block(s.plain(), confirmLeft+confirmLabel+2.5, s.y+1.3, text-5, f.Text)
		s.y += height
	}
	s.y += 4
}

func (s *confirmSheet) goods() {
	s.row(s.bold(), s.d.Heads)
	for _, l := range s.d.Lines {
		name := l.Name
		if l.Note != "" {
			name += "\n" + l.Note
		}
		s.row(s.plain(), [4]string{l.Code, name, l.Quantity, l.Amount})
	}
}

// row draws a row as high as its fullest cell; figures stand at the right.
func (s *confirmSheet) row(st style, cells [4]string) {
	height := 0.0
	for i, text := range cells {
		height = max(height, st.height(text, confirmColumns[i]-4))
	}
	height += 3
	s.need(height)
	x := confirmLeft
	for i, text := range cells {
		s.box(hair, Rect{x, s.y, confirmColumns[i], height})
		indent := 2.0
		if i > 1 {
			indent = max(2, confirmColumns[i]-2-st.width(text))
		}
		s.block(st, x+indent, s.y+1.3, confirmColumns[i]-indent-1, text)
		x += confirmColumns[i]
	}
	s.y += height
}

// sums stand under the amounts; the total is the largest.
func (s *confirmSheet) sums() {
	s.y += 2
	for i, f := range s.d.Sums {
		st := s.plain()
		if i == len(s.d.Sums)-1 {
			st = style{s.size + 4, true}
			s.need(st.em() * 2)
			s.line(rule, confirmLeft+70, s.y, confirmLeft+confirmWidth, s.y)
			s.y++
		}
		s.need(st.em() * 1.5)
		s.text(st, confirmLeft+72, s.y+st.em(), f.Title)
		s.text(st, confirmLeft+confirmWidth-2-st.width(f.Text), s.y+st.em(), f.Text)
		s.y += st.em() * 1.5
	}
	s.y += 3
}

// section sets a paragraph whole.
func (s *confirmSheet) section(n Notice) {
	s.need(s.bold().height(n.Title, confirmWidth) + s.plain().height(n.Text, confirmWidth))
	s.y = s.block(s.bold(), confirmLeft, s.y, confirmWidth, n.Title)
	s.y = s.block(s.plain(), confirmLeft, s.y, confirmWidth, n.Text) + 2.5
}
