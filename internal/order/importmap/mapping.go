// Package importmap reads files of other systems as files of orders: a mapping
// says for each column of our import format where it comes from in theirs.
//
// It knows text only. What may be ordered and what a telephone number looks
// like is the order's to judge (package order); a value that cannot be made is
// refused here with the line and the source's own column name.
package importmap

import (
	"regexp"
	"slices"

	"uketsuke/internal/errs"
	"uketsuke/internal/order"
)

// Mapping is a mapping file that was read and found right.
type Mapping struct {
	encoding  string
	separator rune
	source    []string // the source's columns
	rules     []rule
	tables    map[string]map[string]string
	lookups   map[string]lookup
	columns   map[string]column // by column of the import format
}

// rule refuses rows of the source for a reason of its own.
type rule struct {
	column  string
	matches *regexp.Regexp
	because string
}

// lookup is a second file with what the source lacks: rows by a key.
type lookup struct {
	rows map[string]map[string]string
}

// column says where the values of one column come from.
type column struct {
	line     int
	text     template
	table    string
	lookup   string // then the text is the key and take the column of the row
	take     string
	date     string // layout of package time
	clock    string // time of day where the source has none
	number   string // how the source writes numbers
	fallback string // for an empty value
	required bool
}

// SourceColumn is the source's column that a column of the import format comes
// from, as the reader of a refusal knows it; the format's own name where none does.
func (m *Mapping) SourceColumn(name string) string {
	if from := m.columns[name].text.columns(); len(from) > 0 {
		return from[0]
	}
	return name
}

// Named replaces the format's column names by the source's and keeps the first
// of several sentences about one place: if a column is empty, all that would
// have been made of it is missing too.
func (m *Mapping) Named(problems errs.Problems) errs.Problems {
	type place struct {
		line   int
		column string
	}
	seen := map[place]bool{}
	var out errs.Problems
	for _, p := range problems {
		if slices.Contains(order.ImportColumns(), p.Column) {
			p.Column = m.SourceColumn(p.Column)
		}
		at := place{p.Line, p.Column}
		if !seen[at] {
			out = append(out, p)
		}
		seen[at] = true
	}
	slices.SortStableFunc(out, func(a, b errs.Problem) int { return a.Line - b.Line })
	return out
}
