package order

import (
	"context"
	"errors"
	"slices"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
)

// ImportColumns are the columns of an order file.
func ImportColumns() []string { return slices.Clone(importColumns) }

// Refused is what an import does not place: everything that is wrong, and the
// rows of the orders that it is wrong with. An order is placed whole or not at
// all, so one bad row takes the others of its order with it.
type Refused struct {
	Problems errs.Problems
	With     map[int]int // line of a row → line of the row that its order is refused for
}

// ImportRows is Import for rows that somebody else has read and judged. What
// is wrong is told to refused before anything is placed; if it answers nil,
// the orders without a fault are placed, else nothing is.
func (s *Service) ImportRows(ctx context.Context, name string, rows []Row, refused func(Refused) error) (Imported, error) {
	groups, bad := groupRows(name, rows)
	return s.importGroups(ctx, name, groups, bad, refused)
}

func (s *Service) importGroups(ctx context.Context, name string, groups []*importGroup, bad Refused, refused func(Refused) error) (Imported, error) {
	reqs, err := s.checkGroups(ctx, name, groups, &bad)
	if err != nil {
		return Imported{}, err
	}
	if len(bad.With) > 0 {
		if err := refused(bad); err != nil {
			return Imported{}, err
		}
	}
	receipts, err := s.Place(ctx, reqs...)
	if err != nil {
		return Imported{}, err
	}
	out := Imported{Totals: Sum(receipts), Skipped: len(receipts)}
	out.Skipped -= out.Orders
	for i, r := range receipts {
		rows := len(reqs[i].form.Lines)
		if r.Existing {
			out.SkippedRows += rows
			continue
		}
		out.Rows += rows
		if r.Order.Held() {
			out.Held = append(out.Held, r.Order)
		}
	}
	return out, nil
}

// checkGroups checks every order of the file against one state of the catalog
// and answers those without a fault.
func (s *Service) checkGroups(ctx context.Context, name string, groups []*importGroup, bad *Refused) ([]Request, error) {
	book, err := s.catalog.Book(ctx)
	if err != nil {
		return nil, err
	}
	stock, err := s.Stocks(ctx)
	if err != nil {
		return nil, err
	}
	var reqs []Request
	for _, g := range groups {
		g.form.stock = stock
		before := len(bad.Problems)
		req, err := s.checkGroup(ctx, book, name, g, &bad.Problems)
		if err != nil {
			return nil, err
		}
		if len(bad.Problems) > before && g.because == 0 {
			g.because = bad.Problems[before].Line
		}
		if g.because == 0 {
			reqs = append(reqs, req)
			continue
		}
		for _, line := range g.all {
			bad.With[line] = g.because
		}
	}
	for _, p := range bad.Problems {
		bad.With[p.Line] = p.Line
	}
	return reqs, nil
}

// checkGroup makes the request of one order. One that was imported before is
// not checked again.
func (s *Service) checkGroup(ctx context.Context, book *catalog.Book, name string, g *importGroup, bad *errs.Problems) (Request, error) {
	req := Request{Key: "ref:" + g.ref, form: g.form}
	if len(g.rows) == 0 {
		return req, nil
	}
	_, fresh, err := s.repeats(ctx, req)
	if errs.Is(err, errs.Conflict) {
		bad.Add(name, g.rows[0], "order_ref", "order.ref_reused", g.ref)
		return req, nil
	}
	if err != nil || len(fresh) == 0 {
		return req, err
	}
	req, err = g.form.Parse(book, s.db.Now())
	req.Key = "ref:" + g.ref
	var fields errs.Fields
	if errors.As(err, &fields) {
		g.place(name, fields, bad)
		err = nil
	}
	return req, err
}
