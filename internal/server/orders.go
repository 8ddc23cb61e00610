package server

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// ordersSize is how many orders a page lists.
const ordersSize = 50

// OrdersPage is the list of orders, or of those of some customers.
type OrdersPage struct {
	BasePage
	List
	Number    string // typed to go to one order by
	Statuses  []Choice
	Orders    []OrderRow
	Customers []customer.Hit // whose orders they are; nil for everybody's
	Find      string         // what was looked for among customers; redisplayed, never in an address
	Nobody    bool           // nobody was found
	MayFind   bool
	MayCreate bool
}

// OrderRow is one order of the list; the person is masked.
type OrderRow struct {
	order.Order
	Who customer.Hit
}

// ordersList is the list of orders; "customer" are opaque ids of the vault.
var ordersList = listSpec{path: "/orders", filter: []string{"from", "to", "status", "held", "customer"}, sorts: []string{"-placed", "date", "-total"}}

// ordersOf is the list of one customer's orders.
func ordersOf(id string) listSpec {
	return listSpec{path: "/customers/" + id + "/orders", filter: []string{"from", "to", "status", "held"}, sorts: ordersList.sorts}
}

// listOrders answers a page of orders. A whole number goes straight to its order.
func (s *Server) listOrders(c *gin.Context) error {
	typed := c.Query("number")
	if n, ok := order.ParseNumber(typed); ok {
		return redirect(c, "/orders/"+n)
	}
	l := ordersList.asked(c)
	p := s.ordersPage(c, l)
	if p.Number = typed; typed != "" {
		p.Errors.Add("number", "server.order_number")
	}
	ids := l.All("customer")
	if len(ids) > maxFound || slices.ContainsFunc(ids, func(id string) bool { return !opaque.MatchString(id) }) {
		return errNoPage
	}
	return s.answerOrders(c, p, ids)
}

// listOrdersOf answers a page of one customer's orders.
func (s *Server) listOrdersOf(c *gin.Context) error {
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	return s.answerOrders(c, s.ordersPage(c, ordersOf(id).asked(c)), []string{id})
}

// answerOrders lists what the filter finds: a fixed number of statements and
// one masked look-up for a whole page.
func (s *Server) answerOrders(c *gin.Context, p OrdersPage, customers []string) error {
	f := order.Filter{From: p.day("from", p.V("from")), To: p.day("to", p.V("to")), Status: order.Status(p.V("status")),
		Held: p.V("held") != "", Customers: customers, Sort: p.Sort, Page: p.Page, Size: ordersSize}
	if len(p.Errors) > 0 {
		s.page(c, http.StatusUnprocessableEntity, "orders", p)
		return nil
	}
	list, total, err := s.Orders.List(c.Request.Context(), f)
	switch {
	case err != nil:
		return err
	case len(list) == 0 && p.Page > 1:
		return redirect(c, p.First()) // it has become shorter meanwhile
	}
	p.found(total, ordersSize)
	p.Orders, p.Customers = s.withPersons(c, list, customers)
	if len(customers) == 1 && len(list)+len(p.Customers) == 0 {
		return errs.E(errs.NotFound, "server.no_customer")
	}
	s.page(c, http.StatusOK, "orders", p)
	return nil
}

// maxFound is how many customers a search for orders narrows to.
const maxFound = 20

// searchOrders finds customers through the vault and goes to the list of their
// orders. It is a POST: what is looked for must not stand in an address, and
// the list's address holds the customers' opaque ids.
func (s *Server) searchOrders(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p := s.ordersPage(c, ordersList.list(nil))
	if p.Find = t.V("find"); p.Find == "" {
		return redirect(c, "/orders")
	}
	hits, err := s.Vault.Search(c.Request.Context(), searchFor(p.Find, maxFound))
	switch {
	case errs.Is(err, errs.Invalid):
		p.Errors.Add("find", "server.search_short")
		s.page(c, http.StatusUnprocessableEntity, "orders", p)
		return nil
	case err != nil:
		return err
	case len(hits) == 0:
		p.Nobody = true
		s.page(c, http.StatusOK, "orders", p)
		return nil
	case len(hits) == 1:
		return redirect(c, ordersOf(hits[0].Ref.ID).path)
	}
	q := url.Values{}
	for _, h := range hits {
		q.Add("customer", h.Ref.ID)
	}
	return redirect(c, "/orders?"+q.Encode())
}

func (s *Server) ordersPage(c *gin.Context, l List) OrdersPage {
	p := OrdersPage{BasePage: s.base(c, "screen.orders_title"), List: l}
	p.at("/orders")
	p.BasePage = p.listed(l)
	p.MayFind, p.MayCreate = finders.admits(p.User.Role), takers.admits(p.User.Role)
	p.Statuses = []Choice{{Value: "", Label: p.T("screen.status_all")}}
	for _, st := range []order.Status{order.Placed, order.Batched, order.Shipped, order.Cancelled} {
		p.Statuses = append(p.Statuses, Choice{Value: string(st), Label: p.Code("status", string(st))})
	}
	choose(0, l.V("status"), p.Statuses)
	return p
}

// withPersons puts the masked customers beside a page of orders, and answers
// those to whom the list was narrowed. Without the vault the list still
// serves, without names.
func (s *Server) withPersons(c *gin.Context, list []order.Order, narrowed []string) ([]OrderRow, []customer.Hit) {
	rows := make([]OrderRow, len(list))
	ids := make([]string, len(list), len(list)+len(narrowed))
	for i, o := range list {
		ids[i] = o.Customer.ID
	}
	who := s.masked(c, append(ids, narrowed...))
	for i, o := range list {
		rows[i] = OrderRow{Order: o, Who: who[o.Customer.ID]}
	}
	var hits []customer.Hit
	for _, id := range narrowed {
		if who[id].Ref.ID != "" {
			hits = append(hits, who[id])
		}
	}
	return rows, hits
}

// masked looks customers up, as many at a time as the vault answers, for those
// whose work it is to know customers. Who was merged stands there as the survivor.
func (s *Server) masked(c *gin.Context, customers []string) map[string]customer.Hit {
	const most = 100
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
	for part := range slices.Chunk(ids, most) {
		hits, err := s.Vault.Search(c.Request.Context(), customer.Query{IDs: part})
		if err != nil {
			s.log.WarnContext(c.Request.Context(), "list without customers", "error", err.Error())
			return map[string]customer.Hit{}
		}
		for _, h := range hits {
			out[h.Asked] = h
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
