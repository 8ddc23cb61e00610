package server

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
)

// CancelPage says what a cancellation would do before it is done.
type CancelPage struct {
	BasePage
	Order   order.Order
	Typed   typed
	Reasons []Choice
	Theirs  *Theirs
	Plan    *PlanView // nil when the order can no longer be cancelled
}

// cancelForm shows what a cancellation would do.
func (s *Server) cancelForm(c *gin.Context) error {
	o, book, err := s.orderOf(c)
	if err != nil {
		return err
	}
	p, err := s.cancelPage(c, book, o, typed{})
	if err != nil {
		return err
	}
	s.page(c, http.StatusOK, "cancel", p)
	return nil
}

// cancelOrder cancels the order under the version that the form saw.
func (s *Server) cancelOrder(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	o, book, err := s.orderOf(c)
	if err != nil {
		return err
	}
	seen := number(t.V("version"))
	_, err = s.Orders.Cancel(c.Request.Context(), o.Number, seen, t.V("reason"), t.V("reason_note"))
	kind := errs.KindOf(err)
	switch {
	case err == nil:
		s.putNotice(c.Request.Context(), "screen.done_cancel")
		return redirect(c, "/orders/"+o.Number)
	case kind != errs.Invalid && kind != errs.Conflict:
		return err
	}
	p, perr := s.cancelPage(c, book, o, t)
	if perr != nil {
		return perr
	}
	switch {
	case errors.As(err, &p.Errors):
	case o.Version != seen:
		if p.Theirs, perr = s.theirs(c, &p.BasePage, book, o, seen); perr != nil {
			return perr
		}
	default:
		p.refuse(strings.Join(p.sentences(err), " "))
	}
	s.page(c, statusOf[kind], "cancel", p)
	return nil
}

func (s *Server) cancelPage(c *gin.Context, book *catalog.Book, o order.Order, t typed) (*CancelPage, error) {
	p := &CancelPage{BasePage: s.base(c, "change.cancel_title"), Order: o, Typed: t}
	p.Title += " " + o.Number
	group := catalog.ReasonCancel
	if o.Status == order.Batched {
		group = catalog.ReasonBatched
	}
	p.Reasons = reasons(book, group, p.Lang, t.V("reason"))
	plan, err := s.Orders.PlanCancel(c.Request.Context(), o.Number, o.Version)
	switch {
	case errs.Is(err, errs.Conflict):
		p.refuse(strings.Join(p.sentences(err), " "))
	case err != nil:
		return nil, err
	default:
		p.Plan = p.plan(book, plan)
	}
	return p, nil
}
