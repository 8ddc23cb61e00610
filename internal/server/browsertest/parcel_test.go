package browsertest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/i18n"
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
		shown(d, number)
		s.Cut()
		slips := printed(t, s)
		for _, want := range []string{"佐藤 光 様", "小林 栄 様", "ご依頼主 髙橋 美咲 様", "BL-0701", "BL-0703"} {
			if !strings.Contains(slips, want) {
				t.Errorf("the slips lack %s: %s", want, slips)
			}
		}
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

// shown looks at the order's page, and opens both recipients for a reason.
func shown(d *Desk, number string) {
	d.t.Helper()
	d.Go("/orders/" + number)
	d.Until("document.getElementById('parcels')?.innerText.includes('BL-0703 ×3') && document.getElementById('parcels').innerText.includes('御歳暮')")
	tabTo(d, "form[action$='/person'] select")
	d.Press(kb.ArrowDown)
	tabTo(d, "button[value=all]")
	d.Press(kb.Enter)
	for _, want := range []string{"佐藤 光", "小林 栄", "髙橋", "東京都千代田区千代田"} {
		d.Until(fmt.Sprintf("document.getElementById('people')?.innerText.includes(%q)", want))
	}
	d.Shot("order")
}

// printed is the text of the first batch's slips.
func printed(t *testing.T, s *servertest.Site) string {
	t.Helper()
	f, err := s.Batches.OpenFile(ordertest.As("warehouse"), 1, "slips.pdf")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "slips.pdf")
	data, err := io.ReadAll(f.Content)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// ctrl presses a key with Ctrl (2 in the protocol) held down.
func (d *Desk) ctrl(key string) {
	d.t.Helper()
	for _, r := range key {
		d.stroke(r, 2)
	}
}

// A recipient too many is taken out; the next one moves up with all that is
// typed, the lines with it, and Esc and F3 lose nothing.
func TestRecipientTakenOut(t *testing.T) {
	s := servertest.New(t, "sqlite")
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Press(kb.F3)
	d.Focused("product_code-0")
	d.Enter("BL-0701")
	d.Enter("2")
	d.Focused("product_code-1")
	d.Press(kb.Insert)
	d.Focused("to_name-2")
	d.Value("parcel-0", "1") // what was there stays with the buyer
	d.Type("nobody")
	d.Press(kb.Insert)
	d.Focused("to_name-3")
	d.Compose("こばやし", "小林")
	d.Press(kb.F3)
	d.Focused("product_code-1")
	d.Enter("BL-0703")
	d.Enter("1")
	d.Focused("parcel-1")
	d.Value("parcel-1", "3")
	d.Press(kb.F4)
	d.radio("to")
	d.Press(kb.F4)
	d.Focused("to_name-2")
	d.ctrl(kb.Delete)
	d.Until("!document.getElementById('to_name-3') && document.getElementById('to_name-2').value === '小林' && document.activeElement.id === 'to_name-2'")
	d.Value("parcel-1", "2")
	d.Value("parcel-0", "1")
	d.ctrl(kb.Delete)
	d.Until("!document.getElementById('to_name-2') && document.getElementById('parcel-1').value === ''")
	d.radio("to")
	quiet(t, s)
}

// The pages of an order of several parcels, at both sizes and in both languages.
func TestParcelPages(t *testing.T) {
	s := servertest.New(t, "sqlite")
	form := ordertest.Form()
	form.CODGift = "yes"
	form.Parcels = []order.FormParcel{{To: order.Address{Name: "小林 栄", Kana: "コバヤシ サカエ", Phone: "026-226-0000", PostalCode: "380-0801", Address1: "長野県長野市箱清水", Address2: "2-2"},
		Gift: order.FormGift{Noshi: "oseibo", NoshiName: "髙橋", Card: "message", Message: "お元気で"}}}
	form.Lines[1].Parcel = "2"
	o := s.Place(form)[0]
	d := Open(t, s.URL)
	login(d, s, "admin")
	admin := s.Account(actor.Admin)
	draft := customer.Draft{Fields: map[string][]string{"channel": {"phone"}, "phone": {"0422515151"}, "name": {"髙橋 美咲"}, "payment": {"cod"}, "gift": {"yes"}, "to": {"self"},
		"address1": {"東京都武蔵野市"}, "product_code.0": {"BL-0701"}, "quantity.0": {"2"}, "product_code.1": {"BL-0703"}, "quantity.1": {"1"}, "parcel.1": {"2"},
		"to_name.2": {"小林 栄"}, "to_address1.2": {"沖縄県那覇市"}, "noshi.2": {"oseibo"}, "noshi_name.2": {"髙橋"}, "card.2": {"message"}, "message.2": {"いつもありがとうございます"}, "from.2": {"other"}}}
	id := customer.NewID()
	if _, err := s.Orders.SaveDraft(actor.With(t.Context(), actor.Actor{ID: "staff:" + admin.ID, Role: actor.Admin}), id, 0, draft); err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs {
		if _, err := s.Staff.SetLang(ordertest.As(actor.Admin), admin.ID, lang); err != nil {
			t.Fatal(err)
		}
		look(t, d, "desk", "/drafts/"+id, lang)
		ready(d)
		for range 2 { // to the second parcel
			d.Press(kb.F4)
		}
		d.Shot("second-" + lang + "-683")
		d.do(chromedp.EmulateViewport(1366, 768))
		d.Press(kb.F3, kb.F4, kb.F4)
		d.Shot("second-" + lang)
		look(t, d, "order", "/orders/"+o.Number, lang)
		look(t, d, "revise", "/orders/"+o.Number+"/revise", lang)
	}
	quiet(t, s)
}
