package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// CatalogPage lets staff look into the catalog.
type CatalogPage struct {
	BasePage
	Find     string
	Edition  string
	Editions []Choice
	Products []ProductRow
	MayStock bool
	Total    int
}

// ProductRow is one product at the edition's price.
type ProductRow struct {
	catalog.Product
	Price   string // empty when not sold in the edition
	Page    string
	Reduced bool
	Parts   string // of a set
	Stock   string // empty when it is simply there
}

// catalogRows is how many products the page shows at once.
const catalogRows = 100

// showCatalog searches products; what is looked for names goods, not people,
// so it may stand in the address.
func (s *Server) showCatalog(c *gin.Context) error {
	book, err := s.Catalog.Book(c.Request.Context())
	if err != nil {
		return err
	}
	p := CatalogPage{BasePage: s.base(c, "screen.catalog_title"), Find: strings.TrimSpace(c.Query("q")), Edition: c.Query("edition")}
	p.MayStock = warehouse.admits(p.User.Role)
	if _, ok := book.Edition(p.Edition); !ok {
		e, _ := book.DefaultEdition(japan.DayOf(s.now()))
		p.Edition = e.Code
	}
	for _, e := range book.Editions() {
		p.Editions = append(p.Editions, Choice{Value: e.Code, Label: e.Name})
	}
	choose(1, p.Edition, p.Editions)
	found := book.ProductsOf(p.Edition)
	if p.Find != "" {
		found = book.Search(p.Find, p.Edition, catalogRows)
	}
	p.Total = len(found)
	stock, err := s.Orders.Stocks(c.Request.Context())
	if err != nil {
		return err
	}
	for _, x := range found[:min(len(found), catalogRows)] {
		row := ProductRow{Product: x, Reduced: x.Tax == yen.Reduced, Parts: componentNames(book, x),
			Stock: p.stockWords(stock.Of(x.Code, x.Components))}
		if price, ok := book.Price(p.Edition, x.Code); ok {
			row.Price, row.Page = price.Price.String(), price.Page
		}
		p.Products = append(p.Products, row)
	}
	s.page(c, http.StatusOK, "catalog", p)
	return nil
}
