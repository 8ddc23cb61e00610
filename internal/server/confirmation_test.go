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

// The confirmation tells the customer the whole order, opens nobody without a
// reason, and leaves evidence of whom it opened.
func TestConfirmation(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		o := s.Place(ordertest.Form())[0]
		c := s.Client(t, actor.Operator)
		path := "/orders/" + o.Number + "/confirmation"
		c.Post(path, url.Values{"layout": {"post"}}).Want(http.StatusUnprocessableEntity)
		for _, layout := range []string{"post", "fax"} {
			pdf := c.Post(path, url.Values{"reason": {"order"}, "layout": {layout}}).Want(http.StatusOK)
			text := read(t, pdf.Body)
			for _, want := range []string{"ご注文確認書", o.Number, "髙橋美咲様", "BL-0701", "ブレンドオイル朝の庭", "単価2,200円(税込)", "東京都武蔵野市吉祥寺北町", "代金引換",
				o.Total.String() + "円", "返品・交換"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s lacks %s: %s", layout, want, text)
				}
			}
			if got := strings.Contains(text, "送信先FAX"); got != (layout == "fax") {
				t.Errorf("%s: the head of a FAX is %v", layout, got)
			}
			if name := pdf.Header.Get("Content-Disposition"); name != `inline; filename="`+o.Number+`.pdf"` {
				t.Errorf("called %s", name)
			}
		}
		s.Client(t, actor.Warehouse).Post(path, url.Values{"reason": {"order"}}).Want(http.StatusForbidden)
	})
}
