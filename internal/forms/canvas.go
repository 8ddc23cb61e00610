package forms

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/jung-kurt/gofpdf"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// Line widths in mm. Thinner than hair breaks up on a FAX, thicker leaks into
// the boxes when they are read back.
const (
	hair = 0.25
	rule = 0.35
)

// canvas draws on pages in mm from the top left corner, in black on white.
//
// Without a pdf it only records: which characters each face needs, how many
// pages there will be, the first thing that is wrong. Every document is drawn
// twice by the same code, first to record, then to print (see render).
type canvas struct {
	pdf   *gofpdf.Fpdf
	fonts func(f int) []byte
	used  [faceCount]map[rune]bool
	added [faceCount]bool

	images map[string]bool // registered, by name

	page  int    // the current page, 1-based
	total int    // pages of the document; 0 while recording
	place string // what is being drawn, for errors: a product code, an order number
	err   error  // the first error

	strict bool // a text too long for its box is an error
	font   struct {
		face int
		size float64
	}
	pen float64 // current line width
}

func newCanvas(pdf *gofpdf.Fpdf) *canvas {
	c := &canvas{pdf: pdf, images: map[string]bool{}, fonts: func(f int) []byte { return faces[f]().data }}
	for f := range c.used {
		c.used[f] = map[rune]bool{}
	}
	return c
}

// newPDF starts a document whose bytes depend on its content alone.
func newPDF(title string, made japan.Day) *gofpdf.Fpdf {
	pdf := gofpdf.New("P", "mm", "A4", "")
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(made.Time())
	pdf.SetModificationDate(made.Time())
	pdf.SetTitle(title, true)
	pdf.SetCreator("uketsuke", false)
	return pdf
}

// render records the document, then prints it with fonts cut to its characters.
func render(w io.Writer, title string, made japan.Day, draw func(*canvas)) error {
	plan := newCanvas(nil)
	draw(plan)
	if plan.err != nil {
		return plan.err
	}
	c := newCanvas(newPDF(title, made))
	c.total = plan.page
	c.fonts = func(f int) []byte { return cutFace(f, plan.used[f]) }
	draw(c)
	return c.output(w)
}

// output ends the document.
func (c *canvas) output(w io.Writer) error {
	if c.err != nil {
		return c.err
	}
	if err := c.pdf.Output(w); err != nil {
		return errs.E(errs.Internal, "forms.write_failed", err)
	}
	return nil
}

func (c *canvas) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *canvas) addPage() {
	c.page++
	if c.pdf != nil {
		c.pdf.AddPage()
		c.font.size, c.pen = 0, 0
	}
}

// text draws one line with its baseline at y. The string need not be cleaned.
func (c *canvas) text(st style, x, y float64, s string) {
	s = clean(s)
	for s != "" {
		f, run, width, rest := c.run(st, s)
		if c.pdf != nil && c.err == nil && strings.TrimSpace(run) != "" {
			c.put(st, f, x, y, run)
		}
		x += width
		s = rest
	}
}

// run takes the longest start of s that one face draws, encoded for that face.
func (c *canvas) run(st style, s string) (f int, run string, width float64, rest string) {
	var b strings.Builder
	for i, r := range s {
		g, code, w, ok := glyph(r, st.face())
		if !ok {
			c.fail(errs.E(errs.Invalid, "forms.no_glyph", c.place, string(r), fmt.Sprintf("U+%04X", r)))
		}
		if i == 0 {
			f = g
		}
		if g != f {
			return f, b.String(), width, s[i:]
		}
		c.used[g][code] = true
		b.WriteRune(code)
		width += float64(w) * st.em() / 1000
	}
	return f, b.String(), width, ""
}

// put prints a run. The fallback face has one weight; its bold is stroked.
func (c *canvas) put(st style, f int, x, y float64, run string) {
	if !c.added[f] {
		c.added[f] = true
		// gofpdf writes into the font it is given: every document has its own copy.
		c.pdf.AddUTF8FontFromBytes(faceNames[f], "", bytes.Clone(c.fonts(f)))
	}
	if c.font.face != f || c.font.size != st.size {
		c.pdf.SetFont(faceNames[f], "", st.size)
		c.font.face, c.font.size = f, st.size
	}
	if f == fallback && st.bold {
		c.setPen(st.em() * 0.03)
		c.pdf.SetTextRenderingMode(2)
		defer c.pdf.SetTextRenderingMode(0)
	}
	c.pdf.Text(x, y, run)
}

func (c *canvas) setPen(w float64) {
	if c.pen != w {
		c.pdf.SetLineWidth(w)
		c.pen = w
	}
}

// line draws a straight line.
func (c *canvas) line(pen, x1, y1, x2, y2 float64) {
	if c.pdf != nil {
		c.setPen(pen)
		c.pdf.Line(x1, y1, x2, y2)
	}
}

// box draws an outline whose middle runs along the rectangle.
func (c *canvas) box(pen float64, r Rect) {
	if c.pdf != nil {
		c.setPen(pen)
		c.pdf.Rect(r.X, r.Y, r.W, r.H, "D")
	}
}

// fill blackens the rectangle.
func (c *canvas) fill(r Rect) {
	if c.pdf != nil {
		c.pdf.Rect(r.X, r.Y, r.W, r.H, "F")
	}
}

// dashed draws a horizontal line of dashes: where to cut or to write.
func (c *canvas) dashed(x1, x2, y float64) {
	if c.pdf != nil {
		c.setPen(hair)
		c.pdf.SetDashPattern([]float64{1, 1}, 0)
		c.pdf.Line(x1, y, x2, y)
		c.pdf.SetDashPattern(nil, 0)
	}
}
