package server

import (
	"net/url"

	"uketsuke/internal/store"
)

// mostPages is how far a list is turned: a page further down costs as much as
// all those before it, and nobody finds an order by turning.
const mostPages = 100

// Pager is where a list is.
type Pager struct {
	Page, Pages int // Pages is 0 where the rows were not all counted
	Total       store.Count
	Query       string // the filter as a query, ending in "&"; never what names a person
}

func newPager(page int, total store.Count, size int, filter url.Values) Pager {
	p := Pager{Page: page, Pages: int((total + store.Count(size) - 1) / store.Count(size)), Total: total}
	if total.More() {
		p.Pages = 0
	}
	if q := filter.Encode(); q != "" {
		p.Query = q + "&"
	}
	return p
}

// Next says whether a page follows that the list turns to.
func (p Pager) Next() bool { return p.Page < p.Pages || p.Total.More() && !p.Last() }

// Last says whether the list ends here although there are more rows.
func (p Pager) Last() bool { return p.Total.More() && p.Page >= mostPages }
