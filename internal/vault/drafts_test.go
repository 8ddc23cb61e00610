package vault_test

import (
	"slices"
	"testing"
	"time"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
)

// Drafts are found by their caller's number in any spelling, as long as they
// live, and nothing of them comes out.
func TestDraftsOf(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		draft := func(phone string) string {
			id := customer.NewID()
			b.put(op, customer.Put{ID: id, Body: customer.Draft{Fields: map[string][]string{"phone": {phone}}}})
			return id
		}
		mine, other, none := draft("０４２２-51-5151"), draft("03-1234-5678"), draft("")
		find := func(phone string) []string {
			t.Helper()
			ids, err := b.v.DraftsOf(op, phone, mine, other, none, customer.NewID())
			if err != nil {
				t.Fatal(err)
			}
			return ids
		}
		for phone, want := range map[string][]string{"+81 422 51 5151": {mine}, "0312345678": {other}, "0422": nil, "": nil} {
			if got := find(phone); !slices.Equal(got, want) {
				t.Errorf("%q: %v, want %v", phone, got, want)
			}
		}
		if _, err := b.v.DraftsOf(privacy, "0422515151", mine); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the privacy officer: %v", err)
		}
		b.advance(8 * 24 * time.Hour)
		if got := find("0422515151"); got != nil {
			t.Errorf("an expired draft is found: %v", got)
		}
	})
}
