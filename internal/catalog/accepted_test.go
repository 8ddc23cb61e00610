package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// A-1 got dearer, A-2 cheaper, A-3 went.
func TestAccept(t *testing.T) {
	price := func(a1, a2, a3 yen.Yen) map[string]Price {
		out := map[string]Price{}
		for code, y := range map[string]yen.Yen{"A-1": a1, "A-2": a2, "A-3": a3} {
			if y > 0 {
				out[code] = Price{Code: code, Price: y}
			}
		}
		return out
	}
	book := func(rule string) *Book {
		return newBook(content{prices: map[string]map[string]Price{"SS": price(900, 800, 700), "AW": price(1000, 750, 0), "X": price(600, 600, 600)},
			settings: Settings{Shop: Shop{Rules: Rules{EditionAccepted: rule}, Editions: []Edition{
				{Code: "AW", From: "2026-09-01", AcceptFrom: "2026-08-20"}, {Code: "SS", From: "2026-02-01", Until: "2026-08-31", AcceptUntil: "2026-11-30"}}}}})
	}
	const before, after japan.Day = "2026-08-25", "2026-09-01"
	for name, tt := range map[string]struct {
		rule, edition, code string
		arrived             japan.Day
		price               yen.Yen
		accepted            Accepted
	}{
		"no rule":                    {"", "SS", "A-1", after, 900, Accepted{AcceptEdition, 900, 1000}},
		"edition, dearer now":        {AcceptEdition, "SS", "A-1", after, 900, Accepted{AcceptEdition, 900, 1000}},
		"edition, cheaper now":       {AcceptEdition, "SS", "A-2", after, 800, Accepted{AcceptEdition, 800, 750}},
		"lower, dearer now":          {AcceptLower, "SS", "A-1", after, 900, Accepted{AcceptLower, 900, 1000}},
		"lower, cheaper now":         {AcceptLower, "SS", "A-2", after, 750, Accepted{AcceptLower, 800, 750}},
		"today, dearer now":          {AcceptToday, "SS", "A-1", after, 1000, Accepted{AcceptToday, 900, 1000}},
		"today, cheaper now":         {AcceptToday, "ss", "a-2", after, 750, Accepted{AcceptToday, 800, 750}},
		"today, gone":                {AcceptToday, "SS", "A-3", after, 700, Accepted{AcceptToday, 700, 0}},
		"lower, gone":                {AcceptLower, "SS", "A-3", after, 700, Accepted{AcceptLower, 700, 0}},
		"arrived while in force":     {AcceptToday, "SS", "A-1", before, 900, Accepted{}},
		"ahead of its time":          {AcceptToday, "AW", "A-1", before, 1000, Accepted{}},
		"in force":                   {AcceptLower, "AW", "A-1", after, 1000, Accepted{}},
		"edition without dates":      {AcceptToday, "X", "A-1", after, 600, Accepted{}},
		"arrived when none in force": {AcceptToday, "SS", "A-1", "2026-01-25", 900, Accepted{}},
	} {
		b := book(tt.rule)
		listed, _ := b.Price(tt.edition, tt.code)
		got, accepted := b.Accept(tt.edition, listed, tt.arrived)
		if got != tt.price || !cmp.Equal(accepted, tt.accepted) {
			t.Errorf("%s: %d %+v, want %d %+v", name, got, accepted, tt.price, tt.accepted)
		}
	}
}
