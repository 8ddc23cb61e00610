package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/errs"
	"uketsuke/internal/order"
)

// StockPage is where the warehouse says what is not there.
type StockPage struct {
	BasePage
	Pager
	Typed  typed
	States []Choice
	Rows   []StockRow
}

// StockRow is a product that is not simply there.
type StockRow struct {
	order.Stock
	Name, Words string
}

func (s *Server) showStock(c *gin.Context) error { return s.stockPage(c, http.StatusOK, typed{}, nil) }

// setStock takes what is typed; a refusal comes back with it.
func (s *Server) setStock(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	released, err := s.Orders.SetStock(c.Request.Context(), t.V("stock_code"), t.V("stock_state"), t.V("stock_until"))
	var bad errs.Fields
	if errors.As(err, &bad) {
		return s.stockPage(c, http.StatusUnprocessableEntity, t, bad)
	}
	if err != nil {
		return err
	}
	notice := "goods.stock_done"
	if released > 0 {
		notice = "goods.stock_released"
	}
	s.putNotice(c.Request.Context(), notice)
	return redirect(c, "/stock")
}

func (s *Server) stockPage(c *gin.Context, status int, t typed, bad errs.Fields) error {
	ctx, page := c.Request.Context(), pageOf(c)
	list, total, err := s.Orders.ListStock(ctx, page)
	if err != nil {
		return err
	}
	book, err := s.Catalog.Book(ctx)
	if err != nil {
		return err
	}
	p := &StockPage{BasePage: s.base(c, "goods.stock_title"), Typed: t, Pager: newPager(page, total, order.StockSize, "/stock?page=")}
	p.at("/catalog") // from where it is reached
	p.Here, p.Errors = "/stock", bad
	for _, state := range order.StockStates {
		p.States = append(p.States, Choice{Value: string(state), Label: p.T("goods.stock_" + string(state))})
	}
	choose(1, t.V("stock_state"), p.States)
	var who []string
	for _, st := range list {
		x, _ := book.Product(st.Code)
		p.Rows = append(p.Rows, StockRow{st, x.Name, p.stockWords(st)})
		who = append(who, st.By)
	}
	s.name(c, &p.BasePage, who...)
	s.page(c, status, "stock", p)
	return nil
}

// stockWords says how a product stands; empty for one that is there.
func (b BasePage) stockWords(st order.Stock) string {
	switch {
	case st.State == order.Discontinued:
		return b.T("goods.stock_discontinued")
	case st.State == order.Out && st.Until == "":
		return b.T("goods.stock_unknown")
	case st.State == order.Out:
		return b.T("goods.stock_expected", b.dayWords(st.Until))
	}
	return ""
}
