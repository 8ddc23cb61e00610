package catalog

import (
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
)

// Book is the loaded catalog at one version: immutable, safe for concurrent use.
type Book struct {
	Version  int64
	Shop     Shop
	Delivery Delivery
}

// Product finds by code in any width and case.
func (b *Book) Product(code string) (Product, bool) { return Product{}, false }

// Price is the product's price in the edition.
func (b *Book) Price(edition, code string) (Price, bool) { return Price{}, false }

// Edition finds an edition by code.
func (b *Book) Edition(code string) (Edition, bool) { return Edition{}, false }

// Editions lists all, the newest in force first, unnamed ones last.
func (b *Book) Editions() []Edition { return nil }

// DefaultEdition is the newest named edition in force on the day.
func (b *Book) DefaultEdition(day japan.Day) (Edition, bool) { return Edition{}, false }

// Accepts reports whether orders from the edition are taken on the day.
func (b *Book) Accepts(edition string, day japan.Day) bool { return false }

// Search finds products by code prefix, then by part of name, kana or Latin
// name; those priced in the edition come first. limit ≤ 0 means 20.
func (b *Book) Search(text, edition string, limit int) []Product { return nil }

// Tariff is what quotes are computed with.
func (b *Book) Tariff() *quote.Tariff { return nil }

// Products lists all by code.
func (b *Book) Products() []Product { return nil }

// ProductsOf lists the products priced in the edition, by page and code.
func (b *Book) ProductsOf(edition string) []Product { return nil }

// Explode lists what to pick for qty of a product: a set's components, else itself.
func (b *Book) Explode(code string, qty int) []Component { return nil }

// Reasons lists the reason codes of a group.
func (b *Book) Reasons(group string) []Reason { return nil }

// ReasonLabel is the reason's label in the language; the code itself if unknown.
func (b *Book) ReasonLabel(group, code, lang string) string { return code }

// Orderable answers the price at which the product may be ordered from the
// edition on the day, or an errs.Invalid error with the sentence why not.
func (b *Book) Orderable(edition, code string, day japan.Day) (Price, error) { return Price{}, nil }
