package server

import (
	"context"
	"errors"

	"uketsuke/internal/errs"
	"uketsuke/internal/order"
)

// Wait is what a row says of goods that are not there yet.
type Wait struct {
	Until  string // in words; empty for goods that are there
	Mark   string // value of the row's field when the customer waits for them
	Agreed bool
}

// waitField is the row's field that holds Wait.Mark once the customer has said
// so. Another product or another day asks again.
const waitField = "backorder"

func waitMark(l order.Line) string { return l.Code + "@" + string(l.Backorder) }

// wait asks whether the customer waits.
func (p *DeskPage) wait(row int, l order.Line) Wait {
	if l.Backorder == "" {
		return Wait{}
	}
	w := Wait{Until: p.dayWords(l.Backorder), Mark: waitMark(l)}
	w.Agreed = p.Typed.V(order.LineField(row, waitField)) == w.Mark
	return w
}

// awaited adds to what is wrong with an order the goods that are not there and
// about which nobody has asked the customer.
func (s *Server) awaited(ctx context.Context, d deskForm, err error) error {
	var bad errs.Fields
	if err != nil && !errors.As(err, &bad) {
		return err
	}
	preview, perr := s.Orders.Preview(ctx, d.Form)
	if perr != nil {
		return perr
	}
	for _, l := range preview.Lines {
		if l.Backorder != "" && d.Typed.V(order.LineField(d.Rows[l.Index], waitField)) != waitMark(l.Line) {
			bad.Add(order.LineField(l.Index, "quantity"), "goods.wait_confirm", string(l.Backorder))
		}
	}
	return bad.Err()
}
