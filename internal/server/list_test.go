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
		p := newPager(c.page, c.total, 50, "?page=")
		if p.Pages != c.pages || p.Next() != c.next || p.Last() != c.ended {
			t.Errorf("page %d of %s: of %d pages, next %t, end %t; want %+v", c.page, c.total, p.Pages, p.Next(), p.Last(), c)
		}
	}
}

// Only addresses of lists of ours are come back to, and only what a list can
// be asked for is kept of them.
func TestListAddresses(t *testing.T) {
	for back, want := range map[string]string{
		"/tasks?show=all&page=3":                 "/tasks?show=all&page=3",
		"/tasks?sort=-taken":                     "/tasks?sort=-taken",
		"/tasks?sort=note":                       "/tasks",
		"/tasks?show=all&name=x&page=1&sort=due": "/tasks?show=all",
		"/tasks?page=x":                          "/tasks",
		"/tasks?page=999":                        "/tasks?page=100",
		"/drafts?show=all":                       "/tasks",
		"https://example.com/?show=all":          "/tasks",
		":":                                      "/tasks",
	} {
		if got := tasksList("").left(typed{"back": {back}}).Address(); got != want {
			t.Errorf("%s: %s, want %s", back, got, want)
		}
	}
	const id = "019aaaaa-0000-7000-8000-000000000000"
	for back, want := range map[string]string{
		"/orders?status=placed":        "/orders?status=placed",
		"/holds?sort=-total":           "/holds?sort=-total",
		"/customers/" + id + "/orders": "/customers/" + id + "/orders",
		"/customers/" + id:             "",
		"/customers/x/orders":          "",
		"/staff":                       "",
		"//example.com/orders":         "",
		"https://example.com/orders":   "",
		"":                             "",
	} {
		if got := backToList(back); got != want {
			t.Errorf("%q: %q, want %q", back, got, want)
		}
	}
}
