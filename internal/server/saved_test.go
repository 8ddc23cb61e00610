package server_test

import (
	"net/http"
	"net/url"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// The alert memo and the saved recipients are edited on the customer's page,
// refused beside their fields, and stay when an order writes the card.
func TestSavedRecipients(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		id := s.Place(ordertest.Form())[0].Customer.ID
		at := "/customers/" + id
		c := s.Client(t, actor.Operator)
		open := func() url.Values {
			p := c.Get(at).Want(http.StatusOK)
			return c.Post(at+"/open", url.Values{"reason": {reason(t, p, at+"/open")}}).Want(http.StatusOK).Form(at)
		}
		form := open()
		form.Set("memo", "代引き不可")
		for column, value := range map[string]string{"name": "佐藤 光", "kana": "サトウ ヒカル", "phone": "03-1234-5678", "postal_code": "100-0001",
			"address1": "東京都千代田区千代田", "address2": "1-1"} {
			form.Set("saved_"+column+".0", value)
			form.Set("saved_"+column+".4", value)
		}
		form.Set("saved_kana.4", "光")
		bad := c.Post(at, form).Want(http.StatusUnprocessableEntity)
		if bad.Said("saved_kana.4") == "" || servertest.Attr(bad.Field("saved_name.4"), "value") != "佐藤 光" {
			t.Errorf("nothing is said about the second recipient, or it is lost: %s", bad.Text())
		}
		form.Set("saved_kana.4", "サトウ ヒカル")
		form.Set("saved_address2.4", "2-2")
		c.Post(at, form).Want(http.StatusSeeOther)
		if got := s.Card(id); got.Memo != "代引き不可" || len(got.Saved) != 2 || got.Saved[0].Phone != "0312345678" || got.Saved[1].Address2 != "2-2" {
			t.Errorf("%d recipients are on the card, or the memo is not", len(got.Saved))
		}
		other := ordertest.Form()
		other.Address2 = "8-8-8"
		s.Place(other)
		form = open()
		for name := range form {
			if len(name) > 6 && name[:6] == "saved_" && name[len(name)-1] == '0' {
				form.Set(name, "")
			}
		}
		c.Post(at, form).Want(http.StatusSeeOther)
		if got := s.Card(id); got.Memo == "" || len(got.Saved) != 1 || got.Saved[0].Address2 != "2-2" || got.Address2 != "8-8-8" {
			t.Errorf("%d recipients are left of two, or the order took something", len(got.Saved))
		}
	})
}
