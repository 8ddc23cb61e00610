package order

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

// Overridden says that the line has an agreed price (値引き) instead of the
// catalog's.
func (l Line) Overridden() bool { return l.PriceReason != "" }

// override puts a typed price in the place of the catalog's. It must be lower:
// who sells above the price of the printed catalog breaks its promise, and what
// is given away for nothing is no sale.
func (l *Line) override(book *catalog.Book, i int, typed FormLine, bad *errs.Fields) {
	text, reason := strings.TrimSpace(typed.Price), strings.TrimSpace(typed.PriceReason)
	reasons := book.Reasons(catalog.ReasonPrice)
	switch {
	case text == "" && reason == "":
		return
	case len(reasons) == 0:
		bad.Add(LineField(i, "override"), "goods.override_none")
		return
	case text == "":
		bad.Add(LineField(i, "override"), "goods.override_empty")
		return
	}
	price, err := parseYen(text)
	if err != nil || price < 1 || price >= l.Price {
		bad.Add(LineField(i, "override"), "goods.override_range", l.Price)
		return
	}
	if !slices.ContainsFunc(reasons, func(r catalog.Reason) bool { return r.Code == reason }) {
		bad.Add(LineField(i, "override_reason"), "goods.override_reason")
		return
	}
	l.ListPrice, l.Price, l.PriceReason = l.Price, price, reason
}

// parseYen reads an amount as people type it: 1,800, １８００円, ¥1800.
func parseYen(s string) (yen.Yen, error) {
	s = strings.Trim(japan.FoldASCII(strings.TrimSpace(s)), "¥\\円 ")
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 32)
	return yen.Yen(n), err
}

// approves lets a supervisor who saves an order stand for the prices that are
// agreed with it; those that waited before go on waiting for a release.
func approves(ctx context.Context, was, now []Line) {
	a, _ := actor.From(ctx)
	if !MayRelease(a.Role, HoldPrice) {
		return
	}
	waited := slices.Clone(was)
	for i, l := range now {
		if !l.waiting() {
			continue
		}
		at := slices.IndexFunc(waited, func(w Line) bool {
			return w.waiting() && w.Code == l.Code && w.Edition == l.Edition && w.Price == l.Price && w.PriceReason == l.PriceReason
		})
		if at >= 0 {
			waited = slices.Delete(waited, at, at+1)
			continue
		}
		now[i].ApprovedBy = a.ID
	}
}

// waiting says that nobody has approved the line's price yet.
func (l Line) waiting() bool { return l.Overridden() && l.ApprovedBy == "" }

// unapproved: a price that nobody who may has agreed to. The detail is
// CODE*n@price+CODE*n@price.
func unapproved(_ context.Context, c ruleCase) (string, bool, error) {
	var waiting []string
	for _, l := range c.order.Lines {
		if l.waiting() {
			waiting = append(waiting, fmt.Sprintf("%s*%d@%d", l.Code, l.Quantity, l.Price))
		}
	}
	return strings.Join(waiting, "+"), len(waiting) > 0, nil
}

// approvePrices notes on the lines who released the hold that waited for it.
func approvePrices(ctx context.Context, tx *store.Tx, o *Order) error {
	approves(ctx, nil, o.Lines)
	for _, l := range o.Lines {
		if !l.Overridden() {
			continue
		}
		done := tx.Model(&lineRow{}).Where("order_id = ? AND line = ?", o.ID, l.No).Update("approved_by", orNull(l.ApprovedBy))
		if done.Error != nil {
			return done.Error
		}
	}
	return nil
}

// frozenLines are the lines of an order that no line of its revision has taken
// yet.
type frozenLines []Line

// take answers the line that a typed one was before: of several of the same
// product and edition the one at the typed price, else the first.
func (f *frozenLines) take(l FormLine) (Line, bool) {
	code, edition := catalog.Code(l.Code), strings.TrimSpace(l.Edition)
	price, _ := parseYen(l.Price)
	at := -1
	for i, kept := range *f {
		if kept.Code != code || kept.Edition != edition {
			continue
		}
		same := kept.Overridden() == (l.Price != "") && (l.Price == "" || kept.Price == price)
		if at < 0 || same {
			at = i
		}
		if same {
			break
		}
	}
	if at < 0 {
		return Line{}, false
	}
	kept := (*f)[at]
	*f = slices.Delete(*f, at, at+1)
	return kept, true
}

// again is the line as it was typed anew: at the price at which it was taken,
// or at another one that is agreed now.
func (l Line) again(book *catalog.Book, i int, typed FormLine, bad *errs.Fields) Line {
	was := l
	if l.Overridden() {
		l.Price, l.ListPrice, l.PriceReason, l.ApprovedBy = l.ListPrice, 0, "", ""
	}
	l.override(book, i, typed, bad)
	if l.Price == was.Price && l.PriceReason == was.PriceReason {
		return was
	}
	return l
}
