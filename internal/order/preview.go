package order

import (
	"context"
	"errors"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
)

// Preview is an order as far as it is typed: what the screen shows beside it.
type Preview struct {
	Lines    []PreviewLine // one for every line that has a code
	Quote    quote.Quote
	Problems errs.Fields // of lines, payment, date and slot; not of fields still empty
}

// PreviewLine is one typed line with what the catalog says of it.
type PreviewLine struct {
	Line
	Index   int // position in the form
	Product catalog.Product
	Known   bool
}

// Preview quotes what is typed so far. Only the address's prefecture is looked
// at; nothing is stored.
func (s *Service) Preview(ctx context.Context, f Form) (Preview, error) {
	book, err := s.catalog.Book(ctx)
	if err != nil {
		return Preview{}, err
	}
	if f.stock, err = s.Stocks(ctx); err != nil {
		return Preview{}, err
	}
	now := s.db.Now()
	var p Preview
	var received errs.Fields
	arrived := japan.DayOf(f.received(now, &received))
	var lines []Line
	for i, l := range f.Lines {
		if strings.TrimSpace(l.Code) == "" {
			continue
		}
		line, ok := f.previewLine(book, i, l, arrived, &p.Problems)
		line.Parcel = f.parcelOf(i, l, &p.Problems)
		product, known := book.Product(l.Code)
		p.Lines = append(p.Lines, PreviewLine{Line: line, Index: i, Product: product, Known: known})
		if ok {
			lines = append(lines, line)
		}
	}
	f.typedCOD(&p.Problems)
	in := quote.Input{Lines: quoteLines(lines), Payment: strings.TrimSpace(f.Payment), At: f.ready(now, lines)}
	in.Discount = campaign(book, f.Campaign, arrived, goodsOf(lines), &p.Problems)
	in.SetParcels(f.typedParcels(&p.Problems))
	q, err := book.Tariff().Quote(in)
	var fields errs.Fields
	if errors.As(err, &fields) {
		p.Problems = append(p.Problems, fields...)
		err = nil
	}
	p.Quote = q
	return p, err
}

// Quantity reads a quantity as typed; ok is false for what is none.
func Quantity(s string) (n int, ok bool) {
	n, bad := parseQuantity(s)
	return n, !bad
}

// previewLine is line, but a quantity, or the reason of an agreed price, not
// typed yet is no mistake.
func (f Form) previewLine(book *catalog.Book, i int, l FormLine, arrived japan.Day, bad *errs.Fields) (Line, bool) {
	if l.PriceReason == "" {
		l.Price = ""
	}
	if strings.TrimSpace(l.Quantity) != "" {
		return f.line(book, i, l, arrived, bad)
	}
	l.Quantity = "1"
	line, _ := f.line(book, i, l, arrived, bad)
	line.Quantity = 0
	return line, false
}
