package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/server/servertest"
)

// TestUnreadable: what is no text is refused in a sentence on both engines,
// and nothing of it reaches the log. (PostgreSQL holds no U+0000 and no bytes
// that are not UTF-8, so that passing them on would be our own failure.)
func TestUnreadable(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		nobody, admin := s.Client(t, ""), s.Client(t, actor.Admin)
		for _, bad := range []string{"a\x00b", "a\xffb"} {
			nobody.Post("/login", url.Values{"login": {bad}, "password": {"x"}}).Want(http.StatusUnprocessableEntity)
			admin.Post("/tokens", url.Values{"name": {bad}, "role": {"warehouse"}}).Want(http.StatusUnprocessableEntity)
			admin.Get("/orders?status=" + url.QueryEscape(bad)).Want(http.StatusUnprocessableEntity)
		}
		broken := http.Header{"Content-Type": {"application/x-www-form-urlencoded; ="}}
		admin.Do(http.MethodPost, "/customers", url.Values{"find": {"a"}}, broken).Want(http.StatusUnprocessableEntity)
		if log := s.Log.String(); strings.Contains(log, "ERROR") {
			t.Errorf("logged as our own failure:\n%s", log)
		}
	})
}

// TestComesBackHere: the way back after a switch of language never leads to
// another site, also as browsers read it (they drop tabs and line ends).
func TestComesBackHere(t *testing.T) {
	c := servertest.New(t, "sqlite").Client(t, actor.Operator)
	for _, back := range []string{"//elsewhere.example", "/\t/elsewhere.example", "/\n/elsewhere.example", `/\elsewhere.example`, "https://elsewhere.example", ""} {
		if to := c.Post("/lang", url.Values{"lang": {"ja"}, "back": {back}}).Header.Get("Location"); to != "/" {
			t.Errorf("%q: sent on to %q", back, to)
		}
	}
}
