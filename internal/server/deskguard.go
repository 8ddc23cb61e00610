package server

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// Guard is what may be wrong with a quantity: the classic slip is the next
// product's code typed into the quantity box.
type Guard struct {
	Code string // product whose code stands in the quantity's box
	Name string
	Many int // a quantity that must be confirmed; 0 for a usual one
}

// guardOf looks at a quantity as it is typed.
func guardOf(book *catalog.Book, l order.FormLine, edition string) Guard {
	var g Guard
	if n, ok := order.Quantity(l.Quantity); ok && book.Shop.QuantityWarn > 0 && n >= book.Shop.QuantityWarn {
		g.Many = n
	} else if ok {
		return g // few: nobody means a product by it
	}
	if p, ok := meant(book, l.Quantity, edition); ok {
		g.Code, g.Name = p.Code, strings.TrimSpace(p.Name+" "+p.Volume)
	}
	return g
}

// meant is the product that a quantity names: by its code, or by a slip of one
// that only a code can be.
func meant(book *catalog.Book, text, edition string) (catalog.Product, bool) {
	if p, ok := book.Product(text); ok {
		return p, true
	}
	code := japan.FoldASCII(text)
	if !strings.ContainsAny(code, "0123456789") || strings.Trim(code, "0123456789,. ") == "" {
		return catalog.Product{}, false
	}
	if near := book.Propose(code, edition, 1); len(near) > 0 {
		return near[0], true
	}
	return catalog.Product{}, false
}

// quantityOK is the tick of a row whose value is the quantity confirmed.
const quantityOK = "quantity_ok"

// confirmed adds to what is wrong with an order the unusual quantities that
// nobody confirmed.
func (s *Server) confirmed(ctx context.Context, d deskForm, err error) error {
	var bad errs.Fields
	if err != nil && !errors.As(err, &bad) {
		return err
	}
	book, berr := s.Catalog.Book(ctx)
	if berr != nil {
		return berr
	}
	for i, l := range d.Form.Lines {
		many := guardOf(book, l, d.Form.Edition).Many
		if many > 0 && d.Typed.V(order.LineField(d.Rows[i], quantityOK)) != strconv.Itoa(many) {
			bad.Add(order.LineField(i, "quantity"), "goods.quantity_confirm", many)
		}
	}
	return bad.Err()
}

// Confirmed says whether the row's unusual quantity was confirmed.
func (v rowView) Confirmed() bool {
	return v.Page.Typed.V(order.LineField(v.Line.Row, quantityOK)) == strconv.Itoa(v.Line.Guard.Many)
}
