package forms

import (
	"strings"

	"uketsuke/internal/errs"
)

// Rect is a rectangle on the page in mm, from the top left corner of the page.
type Rect struct{ X, Y, W, H float64 }

// inset shrinks a rectangle on all sides.
func (r Rect) inset(d float64) Rect { return Rect{r.X + d, r.Y + d, r.W - 2*d, r.H - 2*d} }

// align is where a text stands in its box.
type align uint8

const (
	left align = iota
	center
	right
)

// Where the middle of a full-width character lies above its baseline, and the
// top of it, in em.
const (
	middle = 0.38
	ascent = 0.88
)

// Distances of baselines in em: of running text, and of lines in a cell.
const (
	leading = 1.25
	tight   = 1.06
)

func (a align) x(r Rect, width float64) float64 {
	switch a {
	case center:
		return r.X + (r.W-width)/2
	case right:
		return r.X + r.W - width
	}
	return r.X
}

// cell sets a text into a box: on one line as large as it fits down to the
// floor, else on several lines as large as the height allows. It reports false,
// and draws nothing, when even at the floor the text needs a bigger box.
func (c *canvas) cell(st style, r Rect, a align, s string, floor float64) bool {
	s = clean(s)
	if one, ok := st.shrink(s, r.W, floor); ok && !strings.Contains(s, "\n") {
		c.text(one, a.x(r, one.width(s)), r.Y+r.H/2+middle*one.em(), s)
		return true
	}
	for ; ; st.size = max(st.size-0.5, floor) {
		lines := wrap(s, r.W, st.rune)
		if float64(len(lines))*st.em()*tight <= r.H+0.05 {
			c.centred(st, r, a, lines)
			return true
		}
		if st.size <= floor {
			return false
		}
	}
}

// centred sets lines in the middle of a box.
func (c *canvas) centred(st style, r Rect, a align, lines []string) {
	pitch := st.em() * tight
	y := r.Y + (r.H-float64(len(lines)-1)*pitch)/2 + middle*st.em()
	for i, l := range lines {
		c.text(st, a.x(r, st.width(l)), y+float64(i)*pitch, l)
	}
}

// mustCell is cell where the box cannot grow. On a form, whose boxes are read
// back by their places, a text that does not fit is an error; elsewhere it goes
// on below its box: crowded, but not lost, and the batch goes out.
func (c *canvas) mustCell(st style, r Rect, a align, s string, floor float64) {
	switch {
	case c.cell(st, r, a, s, floor):
	case c.strict:
		c.fail(errs.E(errs.Invalid, "forms.too_long", c.place))
	default:
		st.size = floor
		c.block(st, r.X, r.Y, r.W, s)
	}
}

// block sets a text on as many lines as it needs, from y down, and returns where
// it ends.
func (c *canvas) block(st style, x, y, w float64, s string) float64 {
	for _, l := range st.wrap(s, w) {
		c.text(st, x, y+ascent*st.em(), l)
		y += leading * st.em()
	}
	return y
}

// height that block will take.
func (st style) height(s string, w float64) float64 {
	return float64(len(st.wrap(s, w))) * leading * st.em()
}
