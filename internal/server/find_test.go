package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// A mistyped customer number is named as such, with those who may be meant, at
// the desk and among the customers.
func TestMistypedNumber(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		no := s.Card(s.Place(ordertest.Form())[0].Customer.ID).No // 1000001-2
		imported := ordertest.Form()
		imported.CustomerNo, imported.Kana = "20000002", "タカハシ ハナ" // of ours by its look, and kept as it is
		s.Place(imported)
		c := s.Client(t, actor.Operator)
		for _, tt := range []struct{ name, find, says, hit string }{
			{"right", no, "", no},
			{"imported", "20000002", "", "20000002"},
			{"a digit wrong", "1000011" + no[7:], "検査数字が合いません", no},
			{"two swapped", "0100001" + no[7:], "近い番号", no},
			{"far from any", "54321980", "検査数字が合いません", ""},
			{"its beginning", "10000", "この番号で始まる", no},
			{"unknown", "AB-77", "", ""},
		} {
			form := url.Values{"find": {tt.find}}
			for _, p := range []*servertest.Page{c.Post("/customers", form).Want(http.StatusOK), c.HX("/orders/new/customers", form).Want(http.StatusOK)} {
				said := ""
				for n := range p.Tags("p") {
					if servertest.Attr(n, "class") == "alert" {
						said += servertest.Text(n)
					}
				}
				if !strings.Contains(said, tt.says) || tt.says == "" && said != "" || !strings.Contains(p.Text(), tt.hit) {
					t.Errorf("%s: %q on %s", tt.name, said, p.Text())
				}
			}
		}
	})
}
