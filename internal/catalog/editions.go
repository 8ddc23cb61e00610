package catalog

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// maxPrice bounds a price; more is a slip of the key.
const maxPrice = 9_999_999

var editionPattern = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,15}$`)

// editionFile is editions/<CODE>.csv.
type editionFile struct {
	code   string
	file   string // as the user named it
	prices []Price
	at     []place // of the prices' codes
}

func (s *source) readEditions() {
	files := s.glob("editions", ".csv")
	if len(files) == 0 {
		s.problems.Add(s.name("editions"), 0, "", "catalog.no_editions")
	}
	seen := map[string]bool{}
	for _, file := range files {
		code := Code(strings.TrimSuffix(path.Base(file), path.Ext(file)))
		if !editionPattern.MatchString(code) || seen[code] {
			s.problems.Add(s.name(file), 0, "", "catalog.edition_name", code)
			continue
		}
		seen[code] = true
		s.readEdition(file, code)
	}
}

func (s *source) readEdition(file, code string) {
	e := editionFile{code: code, file: s.name(file)}
	data, ok := s.text(file)
	if !ok {
		return
	}
	t, ok := newTable(e.file, data, &s.problems, []string{"code", "price"}, []string{"page"})
	if !ok {
		return
	}
	first := map[string]int{}
	for t.next() {
		p := Price{Code: productCode(t), Price: price(t), Page: japan.Clean(t.get("page"))}
		if p.Code == "" {
			continue
		}
		at := t.position("code")
		if line, twice := first[p.Code]; twice {
			t.bad("code", "catalog.code_twice", p.Code, line)
			continue
		}
		first[p.Code] = at.line
		if _, known := s.byCode[p.Code]; !known {
			s.unknownCode(at, p.Code)
		}
		e.prices, e.at = append(e.prices, p), append(e.at, at)
	}
	s.editions = append(s.editions, e)
}

// price is whole yen in plain digits: what a spreadsheet made of it (1,650 or
// ¥1650 or 1650.0) is refused, not guessed at.
func price(t *table) yen.Yen {
	text := t.get("price")
	if text == "" {
		t.bad("price", "catalog.price_missing")
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 63)
	switch {
	case err != nil:
		t.bad("price", "catalog.price", text)
	case n < 1 || n > maxPrice:
		t.bad("price", "catalog.price_range", maxPrice)
	}
	return yen.Yen(n)
}

// unknownCode names the product that was probably meant.
func (s *source) unknownCode(at place, code string) {
	if !s.whole {
		return
	}
	codes := make([]string, len(s.products))
	for i, p := range s.products {
		codes[i] = p.Code
	}
	if near := nearest(code, codes, 1); len(near) > 0 {
		s.bad(at, "catalog.product_near", code, near[0])
		return
	}
	s.bad(at, "catalog.product", code)
}

// checkComponents: a set is made of products that are no sets themselves, so
// that a picking list is one step away.
func (s *source) checkComponents() {
	for i := range s.products {
		p := &s.products[i]
		for _, c := range p.Components {
			part, ok := s.byCode[c.Code]
			switch {
			case c.Code == p.Code:
				s.bad(p.at["components"], "catalog.component_self", c.Code)
			case !ok:
				s.unknownCode(p.at["components"], c.Code)
			case part.Set:
				s.bad(p.at["components"], "catalog.component_set", c.Code)
			}
		}
	}
}

// checkPriced: a product without any price can never be ordered, unless it is
// part of a set.
func (s *source) checkPriced() {
	if len(s.editions) == 0 {
		return // said once, for the directory
	}
	sold := map[string]bool{}
	for _, e := range s.editions {
		for _, p := range e.prices {
			sold[p.Code] = true
		}
	}
	for _, p := range s.products {
		for _, c := range p.Components {
			sold[c.Code] = true
		}
	}
	for _, p := range s.products {
		if !sold[p.Code] {
			s.bad(p.at["code"], "catalog.unpriced", p.Code)
		}
	}
}
