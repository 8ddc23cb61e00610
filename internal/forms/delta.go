package forms

import (
	"io"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// DeltaSheet tells who has the slip already that its order changed after the
// cut (変更連絡票), to be put to the slip or sent by FAX. It names no person; its
// words come from the caller.
type DeltaSheet struct {
	Title  string
	Made   japan.Day
	Order  string // order number, also printed as Code 128
	Lead   string // what happened, in large letters
	Text   string // what is to be done
	Facts  []Notice
	Heads  [4]string // of the columns: what, before, after, difference
	Rows   []DeltaRow
	Goods  string   // heading of the lines as they are now
	Lines  []string // every line of the order as it is now; none when it was cancelled
	Signed []string // what the receiver fills in by hand
}

// DeltaRow is one difference.
type DeltaRow struct{ Label, Was, Now, More string }

// Validate refuses a sheet that tells nothing.
func (d DeltaSheet) Validate() error {
	var f errs.Fields
	needDay(&f, "date", d.Made)
	need(&f, "number", "forms.delta_need_number", d.Order)
	if len(d.Rows) == 0 {
		f.Add("rows", "forms.delta_need_rows")
	}
	return f.Err()
}

// The frame of a sheet, large enough to survive a FAX.
const (
	deltaLeft   = 15.0
	deltaBottom = 283.0
	deltaWidth  = 180.0
)

var (
	deltaText    = style{11, false}
	deltaBold    = style{11, true}
	deltaColumns = [4]float64{62, 46, 46, 26}
)

// Delta writes the sheet: one page of A4, more for an order of very many lines.
func Delta(w io.Writer, d DeltaSheet) error {
	if err := d.Validate(); err != nil {
		return err
	}
	return render(w, d.Title+" "+d.Order, d.Made, func(c *canvas) {
		c.place = d.Order
		s := deltaSheet{canvas: c, d: d}
		s.newPage()
		s.lead()
		s.changes()
		s.goods()
		s.sign()
	})
}

type deltaSheet struct {
	*canvas
	d DeltaSheet
	y float64
}

func (s *deltaSheet) newPage() {
	s.addPage()
	s.mustCell(style{18, true}, Rect{deltaLeft, 14, 90, 9}, left, s.d.Title, 12)
	s.mustCell(style{16, true}, Rect{deltaLeft, 24, 90, 8}, left, s.d.Order, 12)
	s.code128(s.d.Order, 128, 14, 12, 0.3)
	s.line(rule, deltaLeft, 34, deltaLeft+deltaWidth, 34)
	s.y = 38
}

// need turns the page where a block does not fit any more.
func (s *deltaSheet) need(height float64) {
	if s.y+height > deltaBottom {
		s.newPage()
	}
}

// lead says what happened and what is to be done.
func (s *deltaSheet) lead() {
	s.y = s.block(style{15, true}, deltaLeft, s.y, deltaWidth, s.d.Lead) + 1
	s.y = s.block(deltaText, deltaLeft, s.y, deltaWidth, s.d.Text) + 3
	for _, f := range s.d.Facts {
		height := deltaText.height(f.Text, deltaWidth-40)
		s.block(deltaBold, deltaLeft, s.y, 38, f.Title)
		s.block(deltaText, deltaLeft+40, s.y, deltaWidth-40, f.Text)
		s.y += height + 0.5
	}
	s.y += 4
}

// changes is the table of what is no longer as the slip says.
func (s *deltaSheet) changes() {
	s.row(deltaBold, s.d.Heads)
	for _, r := range s.d.Rows {
		s.row(deltaText, [4]string{r.Label, r.Was, r.Now, r.More})
	}
	s.y += 5
}

// row draws a row as high as its fullest cell; what it is now is in bold.
func (s *deltaSheet) row(st style, cells [4]string) {
	height := 0.0
	for i, text := range cells {
		height = max(height, deltaBold.height(text, deltaColumns[i]-4))
	}
	height += 3
	s.need(height)
	x := deltaLeft
	for i, text := range cells {
		s.box(hair, Rect{x, s.y, deltaColumns[i], height})
		bold := style{st.size, st.bold || i == 2}
		s.block(bold, x+2, s.y+1.3, deltaColumns[i]-4, text)
		x += deltaColumns[i]
	}
	s.y += height
}

// goods lists the order as it is now, to pack or to check the parcel by.
func (s *deltaSheet) goods() {
	if len(s.d.Lines) == 0 {
		return
	}
	s.need(16)
	s.y = s.block(deltaBold, deltaLeft, s.y, deltaWidth, s.d.Goods) + 1
	for _, l := range s.d.Lines {
		height := deltaText.height(l, deltaWidth-10)
		s.need(height + 1)
		s.box(hair, Rect{deltaLeft, s.y + 0.8, 3.4, 3.4})
		s.block(deltaText, deltaLeft+6, s.y, deltaWidth-10, l)
		s.y += height + 1
	}
	s.y += 4
}

// sign leaves boxes for the one who has taken note.
func (s *deltaSheet) sign() {
	s.need(18)
	width := deltaWidth / float64(max(len(s.d.Signed), 1))
	for i, text := range s.d.Signed {
		x := deltaLeft + float64(i)*width
		s.box(rule, Rect{x, s.y, width, 16})
		s.block(style{9, false}, x+2, s.y+1, width-4, text)
	}
	s.y += 18
}
