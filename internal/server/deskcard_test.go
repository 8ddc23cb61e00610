package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// The card stands there with the last digit of the number, and costs the same
// number of statements however many orders the customer has.
func TestCardWithTheLastDigit(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		first := s.Place(ordertest.Form())[0]
		id := first.Customer.ID
		card := s.Card(id)
		card.Memo, card.Saved = "折り返しは午後のみ", []customer.SavedRecipient{{Name: "佐藤 光", Kana: "サトウ ヒカル", Phone: "0312345678", PostalCode: "1000001", Address1: "東京都千代田区千代田", Address2: "1-1"}}
		if _, err := s.Vault.Put(ordertest.Op, customer.Put{ID: id, Customer: id, Expected: 1, Card: true, Body: card}); err != nil {
			t.Fatal(err)
		}
		c := s.Client(t, actor.Operator)
		form := url.Values{"phone": {"+81 ４２-251-5151"}}
		var p *servertest.Page
		few := s.Statements(func() { p = c.HX("/orders/new/customers", form).Want(http.StatusOK) })
		text := servertest.Text(p.ID("card"))
		for _, want := range []string{"折り返しは午後のみ", "髙橋 美咲", "タカハシ ミサキ", "すみれ荘201", "郵送の案内 不可", "FAX案内 不可", "ご注文 1 回", first.Number, "佐藤 光"} {
			if !strings.Contains(text, want) {
				t.Errorf("the card lacks %s: %s", want, text)
			}
		}
		if strings.Contains(servertest.Text(p.ID("hits")), "美咲") {
			t.Error("the list is not masked")
		}
		for range 12 {
			s.Place(ordertest.Form())
		}
		many := s.Statements(func() { p = c.HX("/orders/new/customers", form).Want(http.StatusOK) })
		t.Logf("statements for the card: %d with one order, %d with 13", few, many)
		if few != many || many > 14 {
			t.Errorf("%d statements with one order, %d with 13", few, many)
		}
		if text := servertest.Text(p.ID("card")); !strings.Contains(text, "よく買う") || !strings.Contains(text, "(計 13 回)") {
			t.Errorf("the card lacks what is usually bought: %s", text)
		}
	})
}

// A household gives a list, and nobody's card is opened before one is chosen.
func TestHouseholdIsChosenFrom(t *testing.T) {
	s := servertest.New(t, "sqlite")
	other := ordertest.Form()
	other.Name, other.Kana = "髙橋 健", "タカハシ ケン"
	s.Place(ordertest.Form(), other)
	p := s.Client(t, actor.Operator).HX("/orders/new/customers", url.Values{"phone": {"0422515151"}}).Want(http.StatusOK)
	if got := servertest.Attr(p.ID("hits"), "data-count"); got != "2" || strings.Contains(p.Text(), "美咲") || strings.Contains(p.Body, "すみれ荘") {
		t.Errorf("%s people, or one of them is shown: %s", got, p.Text())
	}
}
