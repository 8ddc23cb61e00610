package site

import (
	"strconv"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// page is what every page has.
type page struct {
	Title    string // of the page; empty on the first
	Root     string // from the page to the site's folder: "", "../" or, for 404.html, "/"
	Section  string // of the navigation
	Shop     catalog.Shop
	Delivery catalog.Delivery
	Edition  catalog.Edition
	Day      japan.Day
}

// download is one of the PDFs.
type download struct {
	Path string
	Size int // bytes
}

type indexPage struct {
	page
	Incidents       []notice // above everything else
	Notices         []notice // the latest
	Form, Catalogue download
	Groups          []group
}

type catalogPage struct {
	page
	Groups    []group
	Catalogue download
}

type groupPage struct {
	page
	Group  group
	Groups []group
}

type orderPage struct {
	page
	Form, Catalogue download
}

type lawPage struct{ page }

type privacyPage struct {
	page
	Incidents []notice
}

type noticesPage struct {
	page
	Notices []notice
}

type noticePage struct {
	page
	Notice notice
}

type lostPage struct{ page }

// group is a chapter of the catalog.
type group struct {
	catalog.Group
	Path     string // of its page
	Products []product
}

// Reduced reports whether a product of the group is marked ※.
func (g group) Reduced() bool {
	for _, p := range g.Products {
		if p.Reduced {
			return true
		}
	}
	return false
}

// product is a product as the site shows it.
type product struct {
	catalog.Product
	Price    yen.Yen // tax included (総額表示)
	Reduced  bool    // 軽減税率: marked ※
	Contents string  // of a set (分量)
	Picture  string  // path of its picture; empty when there is none
	State    string  // 受付前 or 受付終了 of a limited item; empty while it can be ordered
}

// other is the group of products that name none that shop.yaml knows.
const other = "other"

// groupsOf sorts the edition's products into the shop's groups, in the shop's
// order; a group without products is left out.
func groupsOf(b *catalog.Book, edition string, day japan.Day) []group {
	var groups []group
	at := map[string]int{}
	add := func(g catalog.Group, path string) {
		at[g.Code] = len(groups)
		groups = append(groups, group{Group: g, Path: "catalog/" + path + ".html"})
	}
	for _, g := range b.Shop.Groups {
		add(g, fileName(g.Code, len(groups)))
	}
	add(catalog.Group{Code: "", Label: "その他"}, other)
	for _, p := range b.ProductsOf(edition) {
		i, ok := at[p.Group]
		if !ok {
			i = at[""]
		}
		groups[i].Products = append(groups[i].Products, productOf(b, edition, p, day))
	}
	var full []group
	for _, g := range groups {
		if len(g.Products) > 0 {
			full = append(full, g)
		}
	}
	return full
}

// fileName is the group's code where it makes a name that every web server and
// file system takes, else its number.
func fileName(code string, n int) string {
	const plain = "abcdefghijklmnopqrstuvwxyz0123456789_-"
	if code == "" || code == "index" || code == other || strings.Trim(code, plain) != "" {
		return "group-" + strconv.Itoa(n+1)
	}
	return code
}

func productOf(b *catalog.Book, edition string, p catalog.Product, day japan.Day) product {
	price, _ := b.Price(edition, p.Code)
	out := product{Product: p, Price: price.Price, Reduced: p.Tax == yen.Reduced, Contents: contentsOf(b, p)}
	switch {
	case p.From != "" && day < p.From:
		out.State = "受付前"
	case p.Until != "" && p.Until < day:
		out.State = "受付終了"
	}
	return out
}

// contentsOf spells out what is in a set, with quantities.
func contentsOf(b *catalog.Book, p catalog.Product) string {
	var parts []string
	for _, c := range p.Components {
		name := c.Code
		if item, ok := b.Product(c.Code); ok {
			name = strings.TrimSpace(item.Name + " " + item.Volume)
		}
		parts = append(parts, name+"×"+yen.Yen(c.Quantity).String())
	}
	return strings.Join(parts, "、")
}
