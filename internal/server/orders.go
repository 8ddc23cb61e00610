package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/store"
)

// ordersSize is how many orders a page lists.
const ordersSize = 50

// OrdersPage is the list of orders.
type OrdersPage struct {
	BasePage
	Pager
	Filter    OrderFilter
	Statuses  []Choice
	Orders    []OrderRow
	Find      string // what was looked for among customers; redisplayed, never in an address
	Hits      []customer.Hit
	Searched  bool
	Found     store.Count // orders of those customers
	MayFind   bool
	MayCreate bool
}

// OrderFilter is the filter as typed.
type OrderFilter struct{ Number, From, To, Status, Held string }

// OrderRow is one order of the list; the person is masked.
type OrderRow struct {
	order.Order
	Who customer.Hit
}

// listOrders answers a page of orders. A whole number goes straight to its order.
func (s *Server) listOrders(c *gin.Context) error {
	typed := OrderFilter{Number: c.Query("number"), From: c.Query("from"), To: c.Query("to"), Status: c.Query("status"), Held: c.Query("held")}
	if n, ok := order.ParseNumber(typed.Number); ok {
		return redirect(c, "/orders/"+n)
	}
	p := s.ordersPage(c, typed)
	if typed.Number != "" {
		p.Errors.Add("number", "server.order_number")
	}
	f := order.Filter{From: p.day("from", typed.From), To: p.day("to", typed.To), Status: order.Status(typed.Status),
		Held: typed.Held != "", Page: pageOf(c), Size: ordersSize}
	if len(p.Errors) > 0 {
		s.page(c, http.StatusUnprocessableEntity, "orders", p)
		return nil
	}
	return s.answerOrders(c, p, f)
}

// answerOrders lists what the filter finds: a fixed number of statements and
// one masked look-up for a whole page.
func (s *Server) answerOrders(c *gin.Context, p OrdersPage, f order.Filter) error {
	list, total, err := s.Orders.List(c.Request.Context(), f)
	if err != nil {
		return err
	}
	p.Orders = s.withPersons(c, list)
	if p.Searched { // what was looked for cannot stand in a link to the next page
		p.Found = total
		s.page(c, http.StatusOK, "orders", p)
		return nil
	}
	q := url.Values{}
	for name, value := range map[string]string{"from": p.Filter.From, "to": p.Filter.To, "status": p.Filter.Status, "held": p.Filter.Held} {
		if value != "" {
			q.Set(name, value)
		}
	}
	p.Pager = newPager(max(f.Page, 1), total, ordersSize, q)
	s.page(c, http.StatusOK, "orders", p)
	return nil
}

// searchOrders finds a customer's orders through the vault. It is a POST: what
// is looked for must not stand in an address.
func (s *Server) searchOrders(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p := s.ordersPage(c, OrderFilter{})
	p.Find = t.V("find")
	if p.Find == "" {
		return redirect(c, "/orders")
	}
	p.Searched = true
	if p.Hits, err = s.Vault.Search(c.Request.Context(), searchFor(p.Find, 20)); errs.Is(err, errs.Invalid) {
		p.Errors.Add("find", "server.search_short")
		s.page(c, http.StatusUnprocessableEntity, "orders", p)
		return nil
	} else if err != nil {
		return err
	}
	ids := []string{}
	for _, h := range p.Hits {
		ids = append(ids, h.Ref.ID)
	}
	return s.answerOrders(c, p, order.Filter{Customers: ids, Page: 1, Size: 200})
}

func (s *Server) ordersPage(c *gin.Context, f OrderFilter) OrdersPage {
	p := OrdersPage{BasePage: s.base(c, "screen.orders_title"), Filter: f}
	p.MayFind, p.MayCreate = finders.admits(p.User.Role), takers.admits(p.User.Role)
	p.Statuses = []Choice{{Value: "", Label: p.T("screen.status_all")}}
	for _, st := range []order.Status{order.Placed, order.Batched, order.Shipped, order.Cancelled} {
		p.Statuses = append(p.Statuses, Choice{Value: string(st), Label: p.Code("status", string(st))})
	}
	choose(0, f.Status, p.Statuses)
	return p
}

// withPersons puts the masked customers beside a page of orders. Without the
// vault the list still serves, without names.
func (s *Server) withPersons(c *gin.Context, list []order.Order) []OrderRow {
	rows := make([]OrderRow, len(list))
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.Customer.ID
	}
	who := s.masked(c, ids)
	for i, o := range list {
		rows[i] = OrderRow{Order: o, Who: who[o.Customer.ID]}
	}
	return rows
}

// masked looks customers up, as many at a time as the vault answers, for those
// whose work it is to know customers.
func (s *Server) masked(c *gin.Context, customers []string) map[string]customer.Hit {
	const most = 20
	var ids []string
	out := map[string]customer.Hit{}
	if a, _ := actor.From(c.Request.Context()); !finders.admits(a.Role) {
		return out // the warehouse packs by order number
	}
	for _, id := range customers {
		if _, ok := out[id]; !ok && id != "" {
			out[id] = customer.Hit{}
			ids = append(ids, id)
		}
	}
	for ; len(ids) > 0; ids = ids[min(most, len(ids)):] {
		hits, err := s.Vault.Search(c.Request.Context(), customer.Query{IDs: ids[:min(most, len(ids))]})
		if err != nil {
			s.log.WarnContext(c.Request.Context(), "list without customers", "error", err.Error())
			return map[string]customer.Hit{}
		}
		for _, h := range hits {
			out[h.Ref.ID] = h
		}
	}
	return out
}

// day reads a day of a filter.
func (b *BasePage) day(field, text string) japan.Day {
	if text == "" {
		return ""
	}
	d, err := japan.ParseDay(japan.FoldASCII(text))
	if err != nil {
		b.Errors.Add(field, "order.day")
	}
	return d
}
