package catalog

import (
	"slices"
	"strconv"
	"strings"

	"uketsuke/internal/errs"
)

// Check reads the directory and reports everything wrong with it as
// errs.Problems, with files named below dir as the user gave it. missing,
// if not nil, names the characters of a text that paper has no glyph for.
func Check(dir string, missing func(text string) []rune) error {
	return read(dir, missing).failed()
}

// failed is everything wrong with the directory, file by file and line by line.
func (s *source) failed() error {
	slices.SortStableFunc(s.problems, func(a, b errs.Problem) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	})
	return s.problems.Err()
}

// checkNamedEditions: an edition that shop.yaml names has its prices beside it.
func (s *source) checkNamedEditions() {
	for i, e := range s.settings.Shop.Editions {
		if !slices.ContainsFunc(s.editions, func(f editionFile) bool { return f.code == e.Code }) {
			s.bad(s.shop.at("editions", strconv.Itoa(i), "code"), "catalog.edition_file", e.Code, s.name("editions/"+e.Code+".csv"))
		}
	}
}

// checkGlyphs refuses what paper could only leave out (design rule: text is never lost).
func (s *source) checkGlyphs(missing func(string) []rune) {
	if missing == nil {
		return
	}
	glyphs := func(at place, text string) {
		if lost := missing(text); len(lost) > 0 {
			s.bad(at, "catalog.glyph", string(lost), codePoints(lost))
		}
	}
	for _, p := range s.products {
		for _, f := range []struct{ column, text string }{{"name", p.Name}, {"latin", p.Latin}, {"volume", p.Volume}, {"unit", p.Unit},
			{"description", p.Description}, {"family", p.Family}, {"part", p.Part}} {
			if at, ok := p.at[f.column]; ok && f.text != "" {
				glyphs(at, f.text)
			}
		}
	}
	if s.settings != nil {
		s.glyphsOfShop(glyphs)
	}
}

func (s *source) glyphsOfShop(glyphs func(place, string)) {
	for _, f := range []yamlFile{s.shop, s.delivery} {
		f.each(func(line int, path, text string) { glyphs(place{f.file, line, path}, text) })
	}
}

func codePoints(runes []rune) string {
	parts := make([]string, len(runes))
	for i, r := range runes {
		parts[i] = "U+" + strings.ToUpper(strconv.FormatInt(int64(r), 16))
	}
	return strings.Join(parts, " ")
}
