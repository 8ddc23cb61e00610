package server

import (
	"context"
	"unicode/utf8"

	"uketsuke/internal/customer"
	"uketsuke/internal/i18n"
)

// found is what a search for customers answers. The number of one who was merged
// leads to the survivor, and a sentence must say so. For a customer number that
// nobody has it holds those who may be meant, and a sentence must say so.
type found struct {
	Hits   []customer.Hit
	number string // as it was looked for; empty unless nobody has it
	key    string // the message
	into   string // the number under which a merged customer is held now
}

// sentence says what is wrong with the number that was looked for.
func (f found) sentence(p i18n.Printer) string {
	if f.key == "" {
		return ""
	}
	if f.into != "" {
		return p.T(f.key, f.number, f.into)
	}
	return p.T(f.key, f.number)
}

// startDigits is from how many characters on the beginning of a number counts.
const startDigits = 4

// find searches; for a number that nobody has, for those that begin so and else
// for those one slip away. A number with a check digit of ours that does not fit
// is named as mistyped: nobody can have it.
func (s *Server) find(ctx context.Context, q customer.Query) (found, error) {
	hits, err := s.Vault.Search(ctx, q)
	f := found{Hits: hits}
	if err == nil && q.No != "" && len(hits) == 1 && !customer.SameNo(hits[0].No, q.No) {
		f.number, f.into, f.key = q.No, hits[0].No, "people.number_merged"
	}
	if err != nil || len(hits) > 0 || q.No == "" {
		return f, err
	}
	f.number = q.No
	misread := customer.Misread(q.No)
	if !misread && utf8.RuneCountInString(q.No) >= startDigits {
		f.Hits, err = s.Vault.Search(ctx, customer.Query{NoStart: q.No, Limit: q.Limit})
		if f.key = "people.number_start"; err != nil || len(f.Hits) > 0 {
			return f, err
		}
	}
	f.Hits, err = s.Vault.Search(ctx, customer.Query{Near: q.No, Limit: q.Limit})
	switch {
	case misread && len(f.Hits) > 0:
		f.key = "people.number_misread_near"
	case misread:
		f.key = "people.number_misread"
	case len(f.Hits) > 0:
		f.key = "people.number_near"
	default:
		f.key = ""
	}
	return f, err
}
