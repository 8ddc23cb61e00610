package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// radio waits until the focus is on a group of radio buttons.
func (d *Desk) radio(name string) {
	d.t.Helper()
	d.Until(fmt.Sprintf("document.activeElement.name === %q", name))
}

// withSaved gives the customer of ordertest.Form a recipient on the card.
func withSaved(t *testing.T, s *servertest.Site) {
	t.Helper()
	id := s.Place(ordertest.Form())[0].Customer.ID
	card := s.Card(id)
	card.Saved = []customer.SavedRecipient{{Name: "佐藤 光", Kana: "サトウ ヒカル", Phone: "0312345678", PostalCode: "1000001", Address1: "東京都千代田区千代田", Address2: "1-1"}}
	if _, err := s.Vault.Put(ordertest.Op, customer.Put{ID: id, Customer: id, Expected: 1, Card: true, Body: card}); err != nil {
		t.Fatal(err)
	}
}

// TestTwoRecipientsWithNoshi: a caller sends year-end gifts to two people, one
// of whom is on the card; each line says to whom it goes.
func TestTwoRecipientsWithNoshi(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		withSaved(t, s)
		login(d, s, "operator")
		d.Focused("phone")
		d.Keys = 0
		d.Type("0422515151")
		d.Until("document.querySelector('#saved button')")
		d.Press(kb.Enter)
		d.Until("document.activeElement.matches('#hits button')")
		d.Type("1")
		d.Focused("product_code-0")
		d.Press(kb.F4)
		d.radio("to")
		d.Type("2") // somebody else
		d.Type("3") // as a gift
		d.Press(kb.Enter)
		d.Focused("to_name")
		d.Type("1") // the first of the card
		d.Focused("to_address2")
		d.Value("to_name", "佐藤 光")
		d.Press(kb.Enter)
		giftTo(d, "", "髙橋")
		d.Press(kb.Insert)
		d.Focused("to_name-2")
		d.Compose("こばやし", "小林")
		d.Type(" ")
		d.Compose("さかえ", "栄")
		d.Value("to_kana-2", "コバヤシ サカエ")
		d.Press(kb.Enter)
		d.Focused("to_kana-2")
		d.Press(kb.Enter)
		d.Focused("to_phone-2")
		d.Enter("0262260000")
		d.Focused("to_postal_code-2")
		d.Enter("1800001")
		d.Focused("to_address2-2")
		d.Value("to_address1-2", "東京都武蔵野市吉祥寺北町")
		d.Enter("2-2")
		giftTo(d, ".2", "髙橋")
		lines(d)
		d.Shot("lines")
		d.Press(kb.F4)
		d.radio("to")
		number := payAndRead(d)
		t.Logf("two recipients with noshi: keys %d", d.Keys)
		asTyped(t, s, s.Find(number))
		quiet(t, s)
	})
}

// giftTo chooses day, slot and the noshi of the year-end gift with a name.
func giftTo(d *Desk, no, name string) {
	d.t.Helper()
	d.radio("delivery_date" + no)
	d.Press(kb.Enter)
	d.radio("delivery_slot" + no)
	d.Type("1")
	d.Press(kb.Enter)
	d.radio("noshi" + no)
	d.Type("4")
	d.Press(kb.Enter)
	d.Focused(strings.ReplaceAll("noshi_name"+no, ".", "-"))
	d.Compose("たかはし", name)
	d.Shot("gift")
}

// lines types two lines; the second goes to the second recipient, where the
// desk is already, the first to the first.
func lines(d *Desk) {
	d.t.Helper()
	d.Press(kb.F3)
	d.Focused("product_code-0")
	d.Enter("BL-0701")
	d.Focused("quantity-0")
	d.Enter("2")
	d.Focused("parcel-0")
	d.Value("parcel-0", "2")
	d.Enter("1")
	d.Focused("product_code-1")
	d.Enter("BL-0703")
	d.Focused("quantity-1")
	d.Enter("3")
	d.Focused("parcel-1")
	d.Value("parcel-1", "1")
	d.Enter("2")
	d.Focused("product_code-2")
	d.Until("document.querySelectorAll('#lines [data-known=true]').length === 2 && document.getElementById('amount-1').innerText")
}

// payAndRead chooses a way to pay, reads back and saves.
func payAndRead(d *Desk) string {
	d.t.Helper()
	d.Press(kb.F4)
	d.Focused("to_name-2")
	d.Shot("second")
	for !Eval[bool](d, "document.activeElement.name === 'payment'") {
		d.Press(kb.Enter)
	}
	d.Type("4")
	d.Press(kb.F8)
	d.Until("document.querySelectorAll('#readback input[type=checkbox]').length === 6 && document.activeElement.id === 'tick_who'")
	d.Shot("readback")
	for range 6 {
		d.Press(kb.Enter)
	}
	d.Until("document.getElementById('readback').innerText.includes('6 / 6')")
	accessible(d.t, d, "parcels")
	d.Press(kb.F10)
	d.Until("document.getElementById('order-number')")
	return d.Text("#order-number")
}

func asTyped(t *testing.T, s *servertest.Site, o order.Order) {
	t.Helper()
	if len(o.Parcels) != 2 || o.Payment != "postal_after" || len(o.LinesOf(1)) != 1 || o.LinesOf(1)[0].Code != "BL-0701" || o.LinesOf(2)[0].Code != "BL-0703" {
		t.Fatalf("order %+v", o)
	}
	for i, name := range []string{"佐藤 光", "小林 栄"} {
		p := o.Parcels[i]
		rec, err := s.Vault.Open(ordertest.Op, p.Recipient, "test")
		if err != nil {
			t.Fatal(err)
		}
		to := rec.Body.(customer.Recipient)
		if to.Name != name || to.NoshiName != "髙橋" || to.Buyer != "髙橋 美咲" || p.Gift.Noshi != "oseibo" || p.Slot != "am" {
			t.Errorf("parcel %d: %+v", p.No, p)
		}
	}
}
