package browsertest

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// conclude chooses recipient, day, slot and payment, reads back what a caller
// is told and saves.
func conclude(d *Desk) string {
	d.t.Helper()
	d.Press(kb.F4)
	d.Until("document.activeElement.name === 'to'")
	d.Press(kb.Enter)
	d.Until("document.activeElement.name === 'delivery_date'")
	d.Type("1")
	d.Press(kb.Enter)
	d.Until("document.activeElement.name === 'delivery_slot'")
	d.Press(kb.Enter)
	d.Until("document.activeElement.name === 'payment'")
	d.Type("1")
	d.Press(kb.F8)
	d.Until("document.querySelectorAll('#readback input[type=checkbox]').length === 5 && document.activeElement.id === 'tick_who'")
	for range 5 {
		d.Press(kb.Enter)
	}
	d.Until("document.getElementById('readback').innerText.includes('5 / 5')")
	d.Press(kb.F10)
	d.Until("document.getElementById('order-number')")
	return d.Text("#order-number")
}

// A repeat order of three lines: the number, whose it is, the same as last time.
func TestRepeatOrder(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		form := ordertest.Form()
		form.Lines = append(form.Lines, form.Lines[0])
		form.Lines[2].Code, form.Lines[2].Quantity = "EO-0101", "1"
		known := s.Place(form)[0]
		login(d, s, "operator")
		d.Focused("phone")
		d.Keys = 0
		d.Type("0422515151")
		d.Until("document.getElementById('card').innerText.includes('すみれ荘201')") // no click
		d.Shot("card")
		d.Press(kb.Enter)
		d.Until("document.activeElement.matches('#hits button')")
		d.Type("1")
		d.Focused("product_code-0")
		d.Value("name", "髙橋 美咲")
		d.Press(kb.F6)
		d.Until("document.querySelectorAll('#lines [data-known=true]').length === 3")
		o := s.Find(conclude(d))
		t.Logf("keys %d", d.Keys)
		if d.Keys > 50 {
			t.Errorf("%d keystrokes, at most 50 are wanted", d.Keys)
		}
		if o.Customer.ID != known.Customer.ID || len(o.Lines) != 3 || o.Customer.Version != 1 {
			t.Errorf("order %+v", o)
		}
	})
}

// The same as last time, when the price of one product has changed and another
// is no longer sold: one key each.
func TestRepeatWithChanges(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		form := ordertest.Form()
		form.Lines[0].Edition = "2026SS" // 2,090 yen then, 2,200 now
		form.Lines = append(form.Lines, order.FormLine{Code: "BL-0710", Quantity: "1"})
		s.Place(form)
		s.Advance(150 * 24 * time.Hour)
		login(d, s, "operator")
		d.Focused("phone")
		d.Keys = 0
		d.Type("0422515151")
		d.Until("document.getElementById('last-order')")
		d.Press(kb.Enter)
		d.Until("document.activeElement.matches('#hits button')")
		d.Type("1")
		d.Focused("product_code-0")
		d.Press(kb.F6)
		d.Focused("answer-1-1")
		d.Until("document.getElementById('question-1').innerText === 'BL-0701 ブレンドオイル 朝の庭 × 2: 価格 2,090 → 2,200円'")
		d.Until("document.getElementById('question-2').innerText.includes('2027-03-31')")
		d.Shot("asked")
		accessible(t, d, "asked")
		d.Press(kb.Escape)
		d.Focused("product_code-1")
		d.Press(kb.F6) // answers are due: nothing comes twice
		d.Focused("answer-1-1")
		d.Type("1")
		d.Focused("answer-2-1")
		d.Type("1")
		d.Focused("product_code-2")
		d.Until("document.querySelectorAll('#lines [data-known=true]').length === 2")
		o := s.Find(conclude(d))
		t.Logf("keys %d", d.Keys)
		if d.Keys > 50 {
			t.Errorf("%d keystrokes, at most 50 are wanted", d.Keys)
		}
		if len(o.Lines) != 2 || o.Lines[0].Code != "BL-0703" || o.Lines[1].Code != "BL-0701" || o.Lines[1].Price != 2200 || o.Lines[1].Quantity != 2 {
			t.Errorf("lines %+v", o.Lines)
		}
	})
}

// A new customer whose number is known with others of the household.
func TestNewCustomerOfAHousehold(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		other := ordertest.Form()
		other.Name, other.Kana = "髙橋 健", "タカハシ ケン"
		s.Place(ordertest.Form(), other)
		login(d, s, "operator")
		d.Focused("phone")
		d.Keys = 0
		d.Type("0422515151")
		d.Until("document.querySelectorAll('#hits button').length === 3")
		d.Shot("household")
		d.Press(kb.Enter)
		d.Until("document.activeElement.matches('#hits button')")
		d.Type("0")
		d.Focused("name")
		d.Compose("たかはし", "髙橋")
		d.Type(" ")
		d.Compose("はな", "花")
		d.Value("kana", "タカハシ ハナ")
		d.Press(kb.Enter)
		d.Focused("kana")
		d.Press(kb.Enter)
		d.Focused("postal_code")
		d.Enter("1800001")
		d.Focused("address2")
		d.Enter("3-4-5")
		d.Focused("product_code-0")
		for row, line := range []string{"EO-0101", "BL-0701", "BL-0703"} {
			d.Enter(line)
			d.Focused([]string{"quantity-0", "quantity-1", "quantity-2"}[row])
			d.Enter("1")
		}
		d.Until("document.querySelectorAll('#lines [data-known=true]').length === 3")
		o := s.Find(conclude(d))
		t.Logf("keys %d", d.Keys)
		if d.Keys > 150 {
			t.Errorf("%d keystrokes, at most 150 are wanted", d.Keys)
		}
		if card := s.Card(o.Customer.ID); card.Name != "髙橋 花" || card.Kana != "タカハシ ハナ" {
			t.Error("the new customer's card is not what was typed")
		}
		if hits, err := s.Vault.Search(ordertest.Op, customer.Query{Phone: "0422515151"}); err != nil || len(hits) != 3 {
			t.Errorf("%d people of the number, %v", len(hits), err)
		}
	})
}

// F7 goes to the history: a digit opens an older order, a digit takes a line
// of it. A digit in an empty recipient's name takes a saved recipient.
func TestCardByKeyboard(t *testing.T) {
	s := servertest.New(t, "sqlite")
	older := ordertest.Form()
	older.Lines[0].Code = "EO-0101"
	id := s.Place(older, ordertest.Form())[0].Customer.ID
	card := s.Card(id)
	card.Memo, card.Saved = "折り返しは午後のみ", []customer.SavedRecipient{{Name: "佐藤 光", Kana: "サトウ ヒカル", Phone: "0312345678", PostalCode: "1000001", Address1: "東京都千代田区千代田", Address2: "1-1"}}
	if _, err := s.Vault.Put(ordertest.Op, customer.Put{ID: id, Customer: id, Expected: 1, Card: true, Body: card}); err != nil {
		t.Fatal(err)
	}
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Type("0422515151")
	d.Until("document.querySelector('#card .memo')?.innerText.includes('午後のみ')")
	d.Press(kb.Enter)
	d.Until("document.activeElement.matches('#hits button')")
	d.Press(kb.Enter)
	d.Focused("product_code-0")
	d.Press(kb.F7)
	d.Focused("last-order")
	d.Type("2")
	d.Until("document.activeElement.matches('#picks-2 button')")
	d.Type("1")
	d.Value("product_code-0", "EO-0101")
	d.Shot("history")
	accessible(t, d, "card")
	d.Press(kb.Escape)
	d.Until("document.activeElement.matches('#history button')")
	d.Press(kb.Escape)
	d.Focused("product_code-0")
	d.Press(kb.F4)
	d.Until("document.activeElement.name === 'to'")
	d.Type("2")
	d.Press(kb.Enter)
	d.Focused("to_name")
	d.Type("1")
	d.Focused("to_address2")
	d.Value("to_name", "佐藤 光")
	d.Value("to_postal_code", "100-0001")
	d.Shot("saved")
	quiet(t, s)
}
