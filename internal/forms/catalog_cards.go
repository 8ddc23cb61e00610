package forms

import "strings"

// Cards stand two in a row; a row is as high as its higher card.
const (
	cardGap   = 6.0
	cardWidth = (bookRight - bookLeft - cardGap) / 2
	cardPad   = 2.0
	imageSide = 24.0
)

// group draws a chapter, which begins where the last one ended, if its heading
// and its first row fit there.
func (b *book) group(i int, g CatalogGroup) {
	if len(g.Products) == 0 && g.Intro == "" {
		return
	}
	first := 0.0
	if len(g.Products) > 0 {
		first = b.rowHeight(g.Products[:min(2, len(g.Products))])
	}
	if i == 0 || b.y+24+min(first, 150) > bookBottom {
		b.newPage(g.Name)
	}
	b.y += 2
	b.starts[i] = b.page
	b.place = g.Name
	b.heading(g.Name)
	if g.Intro != "" {
		b.paragraph(style{9.5, false}, g.Intro, g.Name)
		b.y += 2
	}
	for at := 0; at < len(g.Products); at += 2 {
		b.cards(g.Products[at:min(at+2, len(g.Products))], g.Name)
	}
	b.y += 4
}

func (b *book) rowHeight(row []CatalogProduct) float64 {
	h := 0.0
	for i := range row {
		h = max(h, row[i].height())
	}
	return h
}

// cards draws a row of cards, whole on one page. A card that is higher than a
// page is set over the full width, by lines.
func (b *book) cards(row []CatalogProduct, head string) {
	h := b.rowHeight(row)
	if h > bookBottom-bookTop-30 {
		for i := range row {
			b.longCard(&row[i], head)
		}
		return
	}
	b.room(h, head)
	for i := range row {
		b.card(&row[i], bookLeft+float64(i)*(cardWidth+cardGap), h)
	}
	b.y += h
}

func (b *book) card(p *CatalogProduct, x, h float64) {
	b.place = p.Code
	b.line(hair, x, b.y, x+cardWidth, b.y)
	y := b.y + cardPad
	text := x
	if len(p.Image) > 0 {
		b.jpeg(p.Image, Rect{x, y, imageSide, imageSide})
		text += imageSide + 3
	}
	for _, l := range p.lines(p.textWidth()) {
		b.text(l.st, text, y+ascent*l.st.em(), l.text)
		y += leading * l.st.em()
	}
}

// longCard sets a product over the full width, breaking over pages.
func (b *book) longCard(p *CatalogProduct, head string) {
	b.place = p.Code
	b.room(40, head)
	b.line(hair, bookLeft, b.y, bookRight, b.y)
	b.y += cardPad
	if len(p.Image) > 0 {
		b.jpeg(p.Image, Rect{bookLeft, b.y, imageSide, imageSide})
		b.y += imageSide + 2
	}
	for _, l := range p.lines(bookRight - bookLeft) {
		b.room(leading*l.st.em(), head)
		b.text(l.st, bookLeft, b.y+ascent*l.st.em(), l.text)
		b.y += leading * l.st.em()
	}
	b.y += cardPad
}

func (p *CatalogProduct) textWidth() float64 {
	if len(p.Image) > 0 {
		return cardWidth - imageSide - 3
	}
	return cardWidth
}

func (p *CatalogProduct) height() float64 {
	h := 0.0
	for _, l := range p.lines(p.textWidth()) {
		h += leading * l.st.em()
	}
	if len(p.Image) > 0 {
		h = max(h, imageSide)
	}
	return h + 2*cardPad
}

// lines are the card's text, broken to the width.
func (p *CatalogProduct) lines(width float64) []styledLine {
	var out []styledLine
	add := func(st style, s string) {
		if strings.TrimSpace(s) == "" {
			return
		}
		for _, l := range st.wrap(s, width) {
			out = append(out, styledLine{st, l})
		}
	}
	small := style{8, false}
	add(small, Say("paper.code")+" "+p.Code)
	add(style{12, true}, p.Name)
	add(style{8.5, false}, p.Latin)
	add(small, p.origin())
	add(style{12, true}, p.offer())
	add(style{9, false}, p.Description)
	if p.Contents != "" {
		add(small, Say("paper.set_of")+" "+p.Contents)
	}
	if p.Period != "" {
		add(style{8, true}, Say("paper.period_of")+" "+p.Period)
	}
	if len(p.Flags) > 0 {
		add(style{8, true}, "【"+strings.Join(p.Flags, "】【")+"】")
	}
	return out
}

// origin is the botany: シソ科 / 花穂.
func (p *CatalogProduct) origin() string {
	parts := make([]string, 0, 2)
	for _, s := range []string{p.Family, p.Part} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " / ")
}

// offer is volume and price; the price shown is the one with tax (総額表示).
func (p *CatalogProduct) offer() string {
	s := Say("paper.yen_incl", p.Price)
	if p.Reduced {
		s = "※" + s
	}
	if p.Volume != "" {
		s = p.Volume + "　" + s
	}
	return s
}
