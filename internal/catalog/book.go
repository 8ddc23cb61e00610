package catalog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"uketsuke/internal/carrier"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

// Book is the loaded catalog at one version: immutable, safe for concurrent
// use. What its methods answer is shared: read it, do not write into it.
type Book struct {
	Version  int64
	Shop     Shop
	Delivery Delivery
	Calendar japan.Calendar // the shop's days, for screens; quotes count with it

	products []Product // by code
	index    map[string]int
	bares    map[string][]int // code without punctuation → products
	keys     []searchKeys     // of products, same order
	editions []Edition
	prices   map[string]map[string]Price // edition → product code
	tariff   *quote.Tariff
}

// content is what a Book is made of.
type content struct {
	version  int64
	products []Product
	prices   map[string]map[string]Price
	settings Settings
}

func newBook(c content) *Book {
	b := &Book{Version: c.version, Shop: c.settings.Shop, Delivery: c.settings.Delivery, Calendar: c.settings.Calendar.japan(),
		products: c.products, prices: c.prices, index: make(map[string]int, len(c.products)), bares: map[string][]int{}}
	slices.SortFunc(b.products, func(a, b Product) int { return strings.Compare(a.Code, b.Code) })
	for i, p := range b.products {
		b.index[p.Code] = i
		b.bares[bare(p.Code)] = append(b.bares[bare(p.Code)], i)
	}
	for i, p := range b.products {
		b.products[i].NoAir = p.NoAir || slices.ContainsFunc(p.Components, func(c Component) bool {
			part, ok := b.Product(c.Code)
			return ok && part.NoAir
		})
		b.keys = append(b.keys, keysOf(p))
	}
	b.editions = editionsOf(c)
	b.tariff = &quote.Tariff{Regions: b.Delivery.Regions, FreeFrom: b.Delivery.FreeFrom,
		FreePerParcel: b.Delivery.FreePer == freePerParcel, Gifts: b.Shop.Gift, COD: b.Delivery.COD, Payments: b.Shop.Payments,
		Slots: b.Delivery.Slots, Rates: b.Shop.Tax.Rates, Rounding: b.Shop.Tax.Rounding, Calendar: b.Calendar,
		CutOff: b.Delivery.CutOff, MaxDays: b.Delivery.MaxDays}
	return b
}

// editionsOf lists the named editions, the newest in force first, then the
// others by code.
func editionsOf(c content) []Edition {
	var out []Edition
	named := map[string]bool{}
	for _, e := range c.settings.Shop.Editions {
		e.Named = true
		named[e.Code] = true
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b Edition) int {
		return cmp.Or(strings.Compare(string(b.From), string(a.From)), strings.Compare(a.Code, b.Code))
	})
	for _, code := range sortedKeys(c.prices) {
		if !named[code] {
			out = append(out, Edition{Code: code, Name: code})
		}
	}
	return out
}

// Product finds by code in any width and case, without its hyphens too where
// only one product can be meant.
func (b *Book) Product(code string) (Product, bool) {
	code = Code(code)
	if i, ok := b.index[code]; ok {
		return b.products[i], true
	}
	if of := b.bares[bare(code)]; len(of) == 1 {
		return b.products[of[0]], true
	}
	return Product{}, false
}

// Price is the product's price in the edition.
func (b *Book) Price(edition, code string) (Price, bool) {
	p, ok := b.prices[Code(edition)][Code(code)]
	return p, ok
}

// Edition finds an edition by code.
func (b *Book) Edition(code string) (Edition, bool) {
	code = Code(code)
	i := slices.IndexFunc(b.editions, func(e Edition) bool { return e.Code == code })
	if i < 0 {
		return Edition{}, false
	}
	return b.editions[i], true
}

// Editions lists all, the newest in force first, unnamed ones last.
func (b *Book) Editions() []Edition { return b.editions }

// DefaultEdition is the newest named edition in force on the day.
func (b *Book) DefaultEdition(day japan.Day) (Edition, bool) {
	for _, e := range b.editions {
		if e.Named && e.From <= day && day <= cmp.Or(e.Until, forever) {
			return e, true
		}
	}
	return Edition{}, false
}

// Accepts reports whether orders from the edition are taken on the day. An
// edition that shop.yaml does not name is taken without limit.
func (b *Book) Accepts(edition string, day japan.Day) bool {
	e, ok := b.Edition(edition)
	if !ok || !e.Named {
		return ok
	}
	return cmp.Or(e.AcceptFrom, e.From) <= day && day <= cmp.Or(e.AcceptUntil, forever)
}

// Tariff is what quotes are computed with. Never nil; before the first load of
// a shop.yaml it offers nothing.
func (b *Book) Tariff() *quote.Tariff { return b.tariff }

// Carrier is whose labels the parcels bear.
func (b *Book) Carrier() carrier.Carrier {
	c, _ := carrier.Of(b.Delivery.Carrier) // an unknown one was refused by the check
	return c
}

// Products lists all by code.
func (b *Book) Products() []Product { return b.products }

// ProductsOf lists the products priced in the edition, by page and code.
func (b *Book) ProductsOf(edition string) []Product {
	prices := b.prices[Code(edition)]
	var out []Product
	for _, p := range b.products {
		if _, ok := prices[p.Code]; ok {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Product) int {
		return cmp.Compare(pageNumber(prices[a.Code].Page), pageNumber(prices[b.Code].Page))
	})
	return out
}

// pageNumber is the number a page begins with; without one it sorts last.
func pageNumber(page string) int {
	end := strings.IndexFunc(page, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(page)
	}
	if n, err := strconv.Atoi(page[:end]); err == nil {
		return n
	}
	return 1 << 30
}

// Explode lists what to pick for qty of a product: a set's components, else itself.
func (b *Book) Explode(code string, qty int) []Component {
	p, ok := b.Product(code)
	if !ok || len(p.Components) == 0 {
		return []Component{{Code: Code(code), Quantity: qty}}
	}
	out := slices.Clone(p.Components)
	for i := range out {
		out[i].Quantity *= qty
	}
	return out
}

// Reasons lists the reason codes of a group.
func (b *Book) Reasons(group string) []Reason { return b.Shop.Reasons[group] }

// ReasonLabel is the reason's label in the language; the code itself if unknown.
func (b *Book) ReasonLabel(group, code, lang string) string {
	for _, r := range b.Shop.Reasons[group] {
		switch {
		case r.Code == code && lang == "en":
			return r.LabelEN
		case r.Code == code:
			return r.Label
		}
	}
	return code
}

// Orderable answers the price at which the product may be ordered from the
// edition on the day, or an errs.Invalid error with the sentence why not.
func (b *Book) Orderable(edition, code string, day japan.Day) (Price, error) {
	p, ok := b.Product(code)
	if !ok {
		return Price{}, b.unknown(edition, Code(code))
	}
	e, ok := b.Edition(edition)
	if !ok {
		return Price{}, errs.E(errs.Invalid, "catalog.no_edition", Code(edition))
	}
	price, ok := b.Price(edition, p.Code)
	switch {
	case !ok:
		return Price{}, errs.E(errs.Invalid, "catalog.not_in_edition", p.Code, e.Name)
	case !b.Accepts(edition, day):
		return Price{}, errs.E(errs.Invalid, "catalog.edition_closed", e.Name, string(cmp.Or(e.AcceptFrom, e.From)), string(e.AcceptUntil))
	case p.From != "" && day < p.From:
		return Price{}, errs.E(errs.Invalid, "catalog.period_early", p.Code, string(p.From))
	case p.Until != "" && day > p.Until:
		return Price{}, errs.E(errs.Invalid, "catalog.period_over", p.Code, string(p.Until))
	}
	return price, nil
}

// unknown is the error about a code that no product has, with those that were
// probably meant, the ones of the edition first.
func (b *Book) unknown(edition, code string) error {
	if code == "" {
		return errs.E(errs.Invalid, "catalog.code_empty")
	}
	if len(code) > maxCode {
		code = code[:maxCode]
	}
	near := nearest(code, sortedKeys(b.prices[Code(edition)]), 3)
	if len(near) == 0 {
		near = nearest(code, sortedKeys(b.index), 3)
	}
	if len(near) == 0 {
		return errs.E(errs.Invalid, "catalog.unknown_code", code)
	}
	return errs.E(errs.Invalid, "catalog.unknown_near", code, strings.Join(near, ", "))
}

// Yen is the product's price in the edition, 0 when it has none.
func (b *Book) Yen(edition, code string) yen.Yen {
	p, _ := b.Price(edition, code)
	return p.Price
}
