package server

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/store"
)

// mostPages is how far a list is turned: a page further down costs as much as
// all those before it, and nobody finds an order by turning.
const mostPages = 100

// Pager is where a list is.
type Pager struct {
	Page, Pages int // Pages is 0 where the rows were not all counted
	Total       store.Count
	To          string // address of another page, up to its number; never what names a person
}

func newPager(page int, total store.Count, size int, to string) Pager {
	p := Pager{Page: page, Pages: int((total + store.Count(size) - 1) / store.Count(size)), Total: total, To: to}
	if total.More() {
		p.Pages = 0
	}
	return p
}

// Next says whether a page follows that the list turns to.
func (p Pager) Next() bool { return p.Page < p.Pages || p.Total.More() && !p.Last() }

// Last says whether the list ends here although there are more rows.
func (p Pager) Last() bool { return p.Total.More() && p.Page >= mostPages }

// listSpec is what a list can be asked for.
type listSpec struct {
	path   string   // where it is
	filter []string // names that narrow it
	// sorts are its sortable columns with the direction in which each is looked
	// at first, descending with a "-"; the first of them is the list's own.
	sorts []string
}

// List is what was asked of a list: filter, sorting, page. All of it stands in
// the address, so that the list is found again as it was left.
type List struct {
	Pager
	spec   listSpec
	filter url.Values
	Sort   string // "total", descending "-total"
}

// list reads what an address asks for.
func (spec listSpec) list(q url.Values) List {
	l := List{spec: spec, filter: url.Values{}, Sort: spec.sorts[0]}
	for _, name := range spec.filter {
		for _, v := range q[name] {
			if v = strings.TrimSpace(v); v != "" {
				l.filter.Add(name, v)
			}
		}
	}
	if s := q.Get("sort"); slices.ContainsFunc(spec.sorts, func(known string) bool { return column(known) == column(s) }) {
		l.Sort = s
	}
	page, _ := strconv.Atoi(q.Get("page")) // none, or no number, is the first
	l.Page = max(1, min(page, mostPages))
	return l
}

// asked is the list that the request's address asks for.
func (spec listSpec) asked(c *gin.Context) List { return spec.list(c.Request.URL.Query()) }

// left is the list as it was when a form on it was sent (its field "back").
func (spec listSpec) left(t typed) List {
	u, err := url.Parse(t.V("back"))
	if err != nil || u.Path != spec.path {
		return spec.list(nil)
	}
	return spec.list(u.Query())
}

// column is a sorting without its direction.
func column(sort string) string { return strings.TrimPrefix(sort, "-") }

// V is a field of the filter.
func (l List) V(name string) string { return l.filter.Get(name) }

// All are the values of a field that narrows to several.
func (l List) All(name string) []string { return l.filter[name] }

// Path is where the list's filter is sent.
func (l List) Path() string { return l.spec.path }

// Own says whether the list is sorted as it is unless asked.
func (l List) Own() bool { return l.Sort == l.spec.sorts[0] }

// found completes the list with how many rows there are.
func (l *List) found(total store.Count, size int) {
	l.Pager = newPager(l.Page, total, size, l.address(l.Sort, "page="))
}

// Address is the list as it stands.
func (l List) Address() string {
	if l.Page > 1 {
		return l.address(l.Sort, "page="+strconv.Itoa(l.Page))
	}
	return l.address(l.Sort, "")
}

// Order is the address of an order, from where one comes back to the list as it stands.
func (l List) Order(number string) string {
	at := "/orders/" + number
	if l.spec.path == "" {
		return at // of a table that is no list
	}
	if here := l.Address(); here != "/orders" {
		at += "?" + url.Values{"back": {here}}.Encode()
	}
	return at
}

// First is its first page.
func (l List) First() string { return l.address(l.Sort, "") }

func (l List) address(sort, page string) string {
	q := url.Values{}
	for name, values := range l.filter {
		q[name] = values
	}
	if sort != l.spec.sorts[0] {
		q.Set("sort", sort)
	}
	query := q.Encode()
	if query != "" && page != "" {
		query += "&"
	}
	if query += page; query == "" {
		return l.spec.path
	}
	return l.spec.path + "?" + query
}

// backToList is the list that an order was opened from, empty for none of ours.
func backToList(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.IsAbs() || u.Host != "" {
		return ""
	}
	id, ok := strings.CutPrefix(strings.TrimSuffix(u.Path, "/orders"), "/customers/")
	if u.Path == "/orders" || u.Path == "/holds" || ok && opaque.MatchString(id) && u.Path == ordersOf(id).path {
		return u.String()
	}
	return ""
}

// listed is a page's frame whose address is that of the list it shows.
func (b BasePage) listed(l List) BasePage {
	b.Here = l.Address()
	return b
}

// Heading is the head of a column; with an Href the list is sorted by it.
type Heading struct{ Label, Class, Href, Order string }

// heading is the head of a column. A press sorts by it, another turns it round.
func heading(l List, name, label, class string) Heading {
	h := Heading{Label: label, Class: class}
	i := slices.IndexFunc(l.spec.sorts, func(known string) bool { return column(known) == name })
	if i < 0 {
		return h
	}
	next := l.spec.sorts[i]
	switch l.Sort {
	case name:
		h.Order, next = "ascending", "-"+name
	case "-" + name:
		h.Order, next = "descending", name
	}
	h.Href = l.address(next, "")
	return h
}
