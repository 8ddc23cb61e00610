package forms

import (
	"bytes"
	"image/jpeg"
	"io"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// CatalogData is a printed catalog: one edition's products with their prices.
type CatalogData struct {
	Title       string // 商品カタログ
	Subtitle    string // may be empty
	Edition     string // code of the edition
	EditionName string // 2026年秋冬号
	Made        japan.Day
	Terms

	HowToOrder []string // steps, in order
	Cautions   []string // 飲用不可, 火気厳禁 …; may be empty
	Groups     []CatalogGroup
}

// CatalogGroup is a chapter.
type CatalogGroup struct {
	Name     string
	Intro    string // may be empty
	Products []CatalogProduct
}

// CatalogProduct is one product as it is offered. Everything but code, name and
// price may be empty.
type CatalogProduct struct {
	Code        string
	Name        string
	Latin       string // 学名
	Family      string // 科名
	Part        string // 抽出部位
	Volume      string
	Price       yen.Yen // 税込
	Reduced     bool    // 軽減税率: marked ※
	Description string
	Contents    string   // of a set
	Period      string   // application period of a limited item
	Flags       []string // 航空便不可, 数量限定 …
	Image       []byte   // JPEG, already small (320–480 px)
}

// Validate refuses a catalog that lacks what an advertisement must say
// (特定商取引法第11条) or an image that is not a JPEG.
func (d CatalogData) Validate() error {
	var f errs.Fields
	d.Terms.check(&f)
	needDay(&f, "made", d.Made)
	n := 0
	for _, g := range d.Groups {
		for _, p := range g.Products {
			n++
			d.checkProduct(&f, p.Code, p.Name, p.Price, p.Reduced)
			if len(p.Image) > 0 {
				if _, err := jpeg.DecodeConfig(bytes.NewReader(p.Image)); err != nil {
					f.Add("products", "forms.image_not_jpeg", p.Code)
				}
			}
		}
	}
	if n == 0 {
		f.Add("products", "forms.need_products")
	}
	return f.Err()
}

// Catalog writes the catalog: cover, products by group, terms. Nothing is
// written when the data are refused.
func Catalog(w io.Writer, d CatalogData) error {
	if err := d.Validate(); err != nil {
		return err
	}
	starts := make([]int, len(d.Groups))
	return render(w, d.Title+" "+d.EditionName, d.Made, func(c *canvas) {
		b := &book{canvas: c, d: d, starts: starts}
		b.draw()
	})
}

// book is a catalog being drawn. starts are the groups' pages, known from the
// recording when the cover is printed.
type book struct {
	*canvas
	d      CatalogData
	starts []int
	y      float64 // where the next block goes
}

// The body of a catalog page.
const (
	bookLeft   = 15.0
	bookRight  = 195.0
	bookTop    = 24.0
	bookBottom = 280.0
)

func (b *book) draw() {
	b.place = "catalog " + b.d.Edition
	b.cover()
	for i, g := range b.d.Groups {
		b.group(i, g)
	}
	b.place = "catalog " + b.d.Edition
	b.terms()
}

// newPage begins a page with running head and number.
func (b *book) newPage(head string) {
	b.addPage()
	st := style{9, false}
	b.mustCell(st, Rect{bookLeft, 10, 90, 6}, left, b.d.Title+" "+b.d.EditionName, 7)
	b.mustCell(st, Rect{105, 10, 90, 6}, right, head, 7)
	b.line(rule, bookLeft, 17, bookRight, 17)
	number := itoa(b.page)
	b.text(st, center.x(Rect{bookLeft, 0, bookRight - bookLeft, 0}, st.width(number)), 289, number)
	b.y = bookTop
}

// room begins a new page unless h mm are left on this one.
func (b *book) room(h float64, head string) {
	if b.y+h > bookBottom {
		b.newPage(head)
	}
}

// paragraph sets text over the full width, going on to a new page by lines.
func (b *book) paragraph(st style, s, head string) {
	pitch := leading * st.em()
	for _, l := range st.wrap(s, bookRight-bookLeft) {
		b.room(pitch, head)
		b.text(st, bookLeft, b.y+ascent*st.em(), l)
		b.y += pitch
	}
}

func (b *book) cover() {
	b.addPage()
	b.line(0.8, bookLeft, 34, bookRight, 34)
	b.y = b.block(style{32, true}, bookLeft, 40, bookRight-bookLeft, b.d.Title)
	if b.d.Subtitle != "" {
		b.y = b.block(style{14, false}, bookLeft, b.y+2, bookRight-bookLeft, b.d.Subtitle)
	}
	b.y = b.block(style{18, true}, bookLeft, b.y+4, bookRight-bookLeft, b.d.EditionName)
	b.y = b.block(style{11, false}, bookLeft, b.y+1, bookRight-bookLeft, Say("paper.period")+" "+b.d.period())
	b.line(0.8, bookLeft, b.y+3, bookRight, b.y+3)
	b.y += 10
	b.contents()
	b.howToOrder()
	b.coverSeller()
}

// contents lists the groups with their pages.
func (b *book) contents() {
	head := Say("paper.contents")
	b.heading(head)
	st := style{11, false}
	for i, g := range b.d.Groups {
		b.room(7, head)
		page := itoa(b.starts[i])
		room := bookRight - bookLeft - 14
		name, _ := st.shrink(clean(g.Name), room, 7)
		for _, l := range name.wrap(g.Name, room) {
			b.text(name, bookLeft+2, b.y+4.6, l)
			b.y += 6
		}
		b.text(st, right.x(Rect{bookLeft, 0, bookRight - bookLeft - 2, 0}, st.width(page)), b.y-1.4, page)
		b.dashed(bookLeft+2, bookRight-2, b.y)
		b.y += 0.6
	}
	b.y += 6
}

func (b *book) heading(s string) {
	b.room(20, s)
	b.fill(Rect{bookLeft, b.y, 2, 6.5})
	b.y = b.block(style{14, true}, bookLeft+4, b.y+0.2, bookRight-bookLeft-4, s) + 1.5
}

func (b *book) howToOrder() {
	head := Say("paper.how_to_order")
	b.heading(head)
	for i, step := range b.d.HowToOrder {
		b.paragraph(style{11, false}, itoa(i+1)+". "+step, head)
		b.y++
	}
	for _, line := range []string{"FAX " + b.d.Seller.Fax, Say("paper.phone") + " " + b.d.Seller.Phone} {
		b.room(10, head)
		b.y = b.block(style{20, true}, bookLeft+2, b.y+1, bookRight-bookLeft-2, line)
	}
	if b.d.Seller.Hours != "" {
		b.paragraph(style{11, false}, Say("paper.hours")+" "+b.d.Seller.Hours, head)
	}
	b.y += 6
}

func (b *book) coverSeller() {
	if len(b.d.Cautions) > 0 {
		b.heading(Say("paper.before_use"))
		for _, s := range b.d.Cautions {
			b.paragraph(style{9, false}, "・"+s, Say("paper.before_use"))
		}
		b.y += 4
	}
	b.room(14, "")
	b.y = max(b.y, bookBottom-14)
	b.paragraph(style{12, true}, b.d.Seller.Name, "")
	b.paragraph(style{9, false}, "〒"+b.d.Seller.PostalCode+" "+b.d.Seller.Address, "")
}

// terms is the page of 特定商取引法に基づく表記.
func (b *book) terms() {
	head := Say("paper.law")
	b.newPage(head)
	b.heading(head)
	rows := []Notice{
		{Say("paper.prices"), Say("paper.prices_shown") + b.reducedNote()},
	}
	for _, g := range b.d.grids() {
		text := ""
		for _, cell := range g.cells {
			text += cell + "　"
		}
		rows = append(rows, Notice{g.title, text})
	}
	for _, n := range append(rows, b.d.notices()...) {
		b.term(n, head)
	}
}

func (b *book) reducedNote() string {
	if b.d.ReducedPercent == 0 {
		return ""
	}
	return b.d.Terms.reducedNote()
}

// term is a row of the table of terms: title at the left, text at the right.
func (b *book) term(n Notice, head string) {
	const split, pad = 58.0, 1.5
	label, st := style{10, true}, style{10, false}
	lines := st.wrap(n.Text, bookRight-split-2)
	labelH := label.height(n.Title, split-bookLeft-3)
	h := max(labelH, float64(len(lines))*leading*st.em()) + 2*pad
	if h < bookBottom-bookTop {
		b.room(h, head)
	}
	b.line(hair, bookLeft, b.y, bookRight, b.y)
	b.block(label, bookLeft+1, b.y+pad, split-bookLeft-3, n.Title)
	b.y += pad
	top := b.y
	for _, l := range lines {
		if b.y+leading*st.em() > bookBottom {
			b.newPage(head)
			top = b.y
		}
		b.text(st, split, b.y+ascent*st.em(), l)
		b.y += leading * st.em()
	}
	b.y = max(b.y, top+labelH) + pad
	b.line(hair, bookLeft, b.y, bookRight, b.y)
}
