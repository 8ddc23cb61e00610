package server

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/order"
)

// HoldsPage lists what keeps orders from the batch, the oldest first.
type HoldsPage struct {
	BasePage
	List
	Reasons []Choice
	Ages    []Choice
	Holds   []HoldRow
}

// HoldRow is one open hold; the person is masked.
type HoldRow struct {
	order.OpenHold
	Why        string // the reason in words
	Because    string
	Age        string // hours and minutes
	Who        customer.Hit
	MayRelease bool
}

var holdsList = listSpec{path: "/holds", filter: []string{"reason", "age"}, sorts: []string{"opened", "reason", "date", "-total"}}

// holdAges are the ages in hours that the list can be narrowed to.
var holdAges = []int{1, 24, 72}

// holdsSize is how many holds a page lists.
const holdsSize = 50

func (s *Server) listHolds(c *gin.Context) error {
	book, err := s.Catalog.Book(c.Request.Context())
	if err != nil {
		return err
	}
	l := holdsList.asked(c)
	hours, _ := strconv.Atoi(l.V("age"))
	if !slices.Contains(holdAges, hours) {
		hours = 0
	}
	list, total, err := s.Orders.OpenHolds(c.Request.Context(),
		order.HoldFilter{Reason: l.V("reason"), Older: time.Duration(hours) * time.Hour, Sort: l.Sort, Page: l.Page, Size: holdsSize})
	switch {
	case err != nil:
		return err
	case len(list) == 0 && l.Page > 1:
		return redirect(c, l.First())
	}
	l.found(total, holdsSize)
	p := HoldsPage{BasePage: s.base(c, "list.holds_title").listed(l), List: l}
	p.fillFilter(book)
	s.fillHolds(c, &p, book, list)
	s.page(c, http.StatusOK, "holds", p)
	return nil
}

// fillFilter offers the reasons and ages of which there can be holds.
func (p *HoldsPage) fillFilter(book *catalog.Book) {
	p.Reasons = append([]Choice{{Label: p.T("list.reason_all")}}, reasons(book, catalog.ReasonHold, p.Lang, p.V("reason"))...)
	p.Ages = []Choice{{Label: p.T("list.age_all")}}
	for _, h := range holdAges {
		value := strconv.Itoa(h)
		p.Ages = append(p.Ages, Choice{Value: value, Label: p.T("list.age_hours", h), Checked: value == p.V("age")})
	}
}

func (s *Server) fillHolds(c *gin.Context, p *HoldsPage, book *catalog.Book, list []order.OpenHold) {
	people, staff := make([]string, len(list)), make([]string, len(list))
	for i, h := range list {
		people[i], staff[i] = h.Customer, h.OpenedBy
	}
	who := s.masked(c, people)
	s.name(c, &p.BasePage, staff...)
	for _, h := range list {
		p.Holds = append(p.Holds, HoldRow{OpenHold: h, Why: book.ReasonLabel(catalog.ReasonHold, h.Reason, p.Lang), Because: p.because(h.Hold),
			Age: age(s.now().Sub(h.OpenedAt)), Who: who[h.Customer], MayRelease: order.MayRelease(p.User.Role, h.Reason)})
	}
}
