package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// A batch of more orders than a page holds is paged, and the warehouse, which
// packs by order number, is shown no customer.
func TestLongBatchAndWarehouse(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		forms := make([]order.Form, 103)
		for i := range forms {
			forms[i] = ordertest.Form()
		}
		placed := s.Place(forms...)
		s.Cut()
		packer := s.Client(t, actor.Warehouse)
		first := packer.Get("/batches/1").Want(http.StatusOK).Text()
		second := packer.Get("/batches/1?page=2").Want(http.StatusOK).Text()
		for _, o := range placed {
			if strings.Contains(first, o.Number) == strings.Contains(second, o.Number) {
				t.Errorf("%s is on both pages or on none", o.Number)
			}
		}
		if list := packer.Get("/orders").Want(http.StatusOK).Text(); strings.Contains(list, "髙橋") || !strings.Contains(list, placed[102].Number) {
			t.Error("the warehouse's list names customers, or lacks an order")
		}
		if list := s.Client(t, actor.Operator).Get("/orders").Want(http.StatusOK).Text(); !strings.Contains(list, "髙橋") {
			t.Error("the operator's list lacks the masked customers")
		}
	})
}

// What was looked for is in no link: a long answer says how much is missing.
func TestSearchAnswersWithoutPages(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		forms := make([]order.Form, 60)
		for i := range forms {
			forms[i] = ordertest.Form()
		}
		s.Place(forms...)
		p := s.Client(t, actor.Operator).Post("/orders/search", url.Values{"find": {forms[0].Phone}}).Want(http.StatusOK)
		for link := range p.Tags("a") {
			if strings.Contains(servertest.Attr(link, "href"), "page=") {
				t.Errorf("a link to %s", servertest.Attr(link, "href"))
			}
		}
		if got := strings.Count(p.Text(), "***-****-"); got < 60 {
			t.Errorf("%d rows, want 60", got)
		}
	})
}
