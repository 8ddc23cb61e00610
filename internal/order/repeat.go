package order

import (
	"cmp"
	"context"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// Repeat is a line of an earlier order beside what the catalog says of it now.
type Repeat struct {
	Was     Line
	Price   yen.Yen      // now; 0 where it can't be ordered
	Edition string       // from which it can be ordered, where that is not the one asked for
	Why     errs.Message // why it can't be ordered from the edition asked for
	Until   japan.Day    // expected on this day; empty where it is there
}

// Before is what the line cost then without an agreed price.
func (r Repeat) Before() yen.Yen { return cmp.Or(r.Was.ListPrice, r.Was.Price) }

// Gone says that it can't be ordered from the edition asked for.
func (r Repeat) Gone() bool { return r.Why.Key != "" }

// Same says that nothing has changed: the line needs no question.
func (r Repeat) Same() bool { return !r.Gone() && r.Until == "" && r.Price == r.Before() }

// Repeat compares an earlier order's lines with an edition (empty for the
// shop's current one) as it stands today.
func (s *Service) Repeat(ctx context.Context, number, edition string) ([]Repeat, error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return nil, err
	}
	o, err := s.Find(ctx, number)
	if err != nil {
		return nil, err
	}
	book, err := s.catalog.Book(ctx)
	if err != nil {
		return nil, err
	}
	stock, err := s.Stocks(ctx)
	if err != nil {
		return nil, err
	}
	today := japan.DayOf(s.db.Now())
	if e, ok := lineEdition(book, "", edition, today); ok {
		edition = e
	}
	out := make([]Repeat, len(o.Lines))
	for i, l := range o.Lines {
		out[i] = repeatOf(book, l, edition, today)
		out[i].await(Form{stock: stock})
	}
	return out, nil
}

// await notes what the warehouse says of the goods.
func (r *Repeat) await(f Form) {
	var bad errs.Fields
	l := Line{Code: r.Was.Code, Components: r.Was.Components}
	f.await(&l, 0, &bad)
	r.Until = l.Backorder
	if len(bad) > 0 {
		r.Why, r.Edition, r.Price = bad[0].Message, "", 0
	}
}

func repeatOf(book *catalog.Book, l Line, edition string, today japan.Day) Repeat {
	r := Repeat{Was: l}
	price, err := book.Orderable(edition, l.Code, today)
	if err == nil {
		r.Price, _ = book.Accept(edition, price, today)
		return r
	}
	r.Why = messageOf(err)
	if price, err = book.Orderable(l.Edition, l.Code, today); err == nil {
		r.Edition = l.Edition
		r.Price, _ = book.Accept(l.Edition, price, today)
	}
	return r
}
