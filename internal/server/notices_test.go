package server_test

import (
	"net/http"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestNoticeToTheWarehouse: who has the slip sees what changed since, until
// somebody has taken note of it; saying so twice changes nothing.
func TestNoticeToTheWarehouse(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		o := s.Place(ordertest.Form())[0]
		s.Cut()
		o = s.Find(o.Number)
		if _, err := s.Orders.Cancel(ordertest.Chief, o.Number, o.Version, "customer", ""); err != nil {
			t.Fatal(err)
		}
		c := s.Client(t, actor.Warehouse)
		for _, at := range []string{"/batches", "/batches/1"} {
			if text := c.Get(at).Want(http.StatusOK).Text(); !strings.Contains(text, "変更連絡 "+o.Number) || !strings.Contains(text, "6,930 0 −6,930") {
				t.Errorf("%s does not tell of the change: %s", at, text)
			}
		}
		note := c.Get("/batches").Form("/batches/1/notices")
		for range 2 {
			c.Post("/batches/1/notices", note).Want(http.StatusSeeOther)
		}
		if text := c.Get("/batches").Want(http.StatusOK).Text(); strings.Contains(text, "変更連絡 "+o.Number) {
			t.Errorf("the notice is still there: %s", text)
		}
		if n := s.Count(`SELECT COUNT(*) FROM order_flag_seen`); n != 1 {
			t.Errorf("%d notes", n)
		}
		note.Set("version", "99")
		c.Post("/batches/1/notices", note).Want(http.StatusNotFound)
	})
}
