package server

import (
	"testing"

	"uketsuke/internal/store"
)

// A list of more than was counted goes on, but not for ever.
func TestPager(t *testing.T) {
	for _, c := range []struct {
		page        int
		total       store.Count
		pages       int
		next, ended bool
	}{
		{1, 0, 0, false, false},
		{1, 50, 1, false, false},
		{1, 51, 2, true, false},
		{2, 51, 2, false, false},
		{20, 1000, 20, false, false},
		{20, store.CountLimit + 1, 0, true, false},
		{mostPages - 1, store.CountLimit + 1, 0, true, false},
		{mostPages, store.CountLimit + 1, 0, false, true},
	} {
		p := newPager(c.page, c.total, 50, nil)
		if p.Pages != c.pages || p.Next() != c.next || p.Last() != c.ended {
			t.Errorf("page %d of %s: of %d pages, next %t, end %t; want %+v", c.page, c.total, p.Pages, p.Next(), p.Last(), c)
		}
	}
}
