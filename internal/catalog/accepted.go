package catalog

import (
	"slices"
	"strings"

	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// What a line from an older edition costs (shop.yaml, rules: edition_accepted).
const (
	AcceptEdition = "edition" // the edition's price (also when the rule is empty)
	AcceptLower   = "lower"   // the lower of the edition's and today's
	AcceptToday   = "today"   // today's price
)

var acceptRules = []string{AcceptEdition, AcceptLower, AcceptToday}

// Accepted is how the price of a line from an older edition was decided. The
// zero value belongs to a line whose edition is not older.
type Accepted struct {
	Rule  string  `json:"edition_rule,omitempty"`
	List  yen.Yen `json:"list_price_yen,omitempty"`  // the edition's price
	Today yen.Yen `json:"today_price_yen,omitempty"` // the current edition's; 0 where the product is no longer in it
}

// Accept decides the price of a product that is ordered from an edition, with
// the default edition of the day when the order arrived as today's. An edition
// without dates is older than none.
func (b *Book) Accept(edition string, listed Price, arrived japan.Day) (yen.Yen, Accepted) {
	e, _ := b.Edition(edition)
	current, ok := b.DefaultEdition(arrived)
	if !ok || !e.Named || e.From >= current.From {
		return listed.Price, Accepted{}
	}
	today, _ := b.Price(current.Code, listed.Code)
	a := Accepted{Rule: b.Shop.Rules.EditionAccepted, List: listed.Price, Today: today.Price}
	if a.Rule == "" {
		a.Rule = AcceptEdition
	}
	return a.price(), a
}

// price applies the rule; without a price of today there is only the edition's.
func (a Accepted) price() yen.Yen {
	switch {
	case a.Today == 0:
		return a.List
	case a.Rule == AcceptToday:
		return a.Today
	case a.Rule == AcceptLower:
		return min(a.List, a.Today)
	}
	return a.List
}

func (s *source) checkAccepted(rule string) {
	if rule != "" && !slices.Contains(acceptRules, rule) {
		s.bad(s.shop.at("rules", "edition_accepted"), "catalog.choice", rule, strings.Join(acceptRules, ", "))
	}
}
