package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/actor"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

func login(d *Desk, s *servertest.Site, role actor.Role) {
	d.t.Helper()
	s.Account(role)
	d.Go("/login")
	d.Focused("login")
	d.Type(string(role))
	d.Press(kb.Tab)
	d.Focused("password")
	d.Enter(servertest.Password)
	d.Until("location.pathname !== '/login'")
	ready(d)
}

// ready waits for the desk's scripts.
func ready(d *Desk) {
	d.t.Helper()
	d.Until("document.getElementById('order')?.dataset.ready")
}

// goods types four lines: two by code, a set, and one looked for by its name.
func goods(d *Desk) {
	d.t.Helper()
	d.Focused("product_code-0")
	d.Enter("eo-0101")
	d.Enter("2")
	d.Focused("product_code-1")
	d.Enter("BL-0701")
	d.Enter("1")
	d.Focused("product_code-2")
	d.Enter("ST-") // the code is none: Enter leads to the proposals
	d.Until("document.activeElement.matches('#echo-2 button')")
	d.Shot("proposals")
	d.Type("1")
	d.Focused("quantity-2")
	d.Enter("1")
	d.Focused("product_code-3")
	d.Compose("かもみーる", "カモミール")
	d.Press(kb.Enter) // waits for what is found
	d.Until("document.activeElement.matches('#echo-3 button')")
	d.Type("1")
	d.Focused("quantity-3")
	d.Enter("1")
	d.Focused("product_code-4")
	d.Until("document.querySelectorAll('#lines [data-known=true]').length === 4 && document.getElementById('amount-3').innerText")
	d.Shot("goods")
	d.Press(kb.Enter) // no more goods
}

// finish chooses recipient, day, slot and payment, reads back and saves.
func finish(d *Desk) string {
	d.t.Helper()
	d.Until("document.activeElement.name === 'to'")
	d.Press(kb.Enter)
	d.Until("document.activeElement.name === 'delivery_date'")
	d.Type("1")
	d.Press(kb.Enter)
	d.Until("document.activeElement.name === 'delivery_slot'")
	d.Type("3")
	d.Press(kb.Enter)
	d.Until("document.activeElement.name === 'payment'")
	d.Type("1")
	d.Press(kb.Enter)
	d.Focused("note")
	d.Press(kb.F8)
	d.Until("document.querySelectorAll('#readback input').length === 5 && document.activeElement.id === 'tick_who'")
	d.Shot("readback")
	for range 5 {
		d.Press(kb.Enter)
	}
	d.Focused("save")
	d.Press(kb.Enter) // Enter never sends
	d.Until("document.getElementById('readback').innerText.includes('5 / 5')")
	d.Until("document.getElementById('draft-state').innerText.includes('下書き保存')")
	d.Shot("ready")
	if path := Eval[string](d, "location.pathname"); !strings.HasPrefix(path, "/drafts/") {
		d.t.Errorf("the order has gone to %s by Enter alone, or its draft has no address", path)
	}
	d.Press(kb.F10)
	d.Until("document.getElementById('order-number') && document.activeElement.pathname === '/orders/new'")
	d.Shot("placed")
	return d.Text("#order-number")
}

func TestPhoneOrderOfANewCustomer(t *testing.T) {
	s := servertest.New(t, "sqlite")
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Shot("empty")
	d.Enter("0422515151")
	d.Focused("name")
	d.Compose("たかはし", "髙橋")
	d.Type(" ")
	d.Compose("みさき", "美咲")
	d.Value("kana", "タカハシ ミサキ")
	d.Shot("name")
	d.Press(kb.Enter)
	d.Focused("kana")
	d.Press(kb.Enter)
	d.Focused("postal_code")
	d.Enter("1800001")
	d.Focused("address2")
	d.Value("address1", "東京都武蔵野市吉祥寺北町")
	d.Enter("3-4-5")
	d.Shot("customer")
	goods(d)
	o := s.Find(finish(d))

	quiet(t, s)
	if len(o.Lines) != 4 || o.Pieces != 5 || o.Payment != "cod" || o.Slot == "" || o.Date == "" {
		t.Errorf("order %+v", o)
	}
	if card := s.Card(o.Customer.ID); card.Name != "髙橋 美咲" || card.Kana != "タカハシ ミサキ" || card.Address2 != "3-4-5" {
		t.Error("the customer's card is not what was typed")
	}
	d.Press(kb.Enter)
	d.Focused("phone")
	if n := s.Count("SELECT COUNT(*) FROM draft"); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
}

func TestPhoneOrderOfAKnownCustomer(t *testing.T) {
	s := servertest.New(t, "sqlite")
	known := s.Place(ordertest.Form())[0]
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Type("042-251-5151")
	d.Until("document.querySelector('#hits button')")
	d.Shot("hits")
	d.Press(kb.Enter)
	d.Until("document.activeElement.matches('#hits button')")
	d.Type("1")
	d.Focused("product_code-0")
	d.Value("name", "髙橋 美咲")
	d.Until("document.getElementById('card').innerText.includes('最近のご注文')")
	d.Shot("card")
	goods(d)
	o := s.Find(finish(d))
	if o.Customer.ID != known.Customer.ID || len(o.Lines) != 4 {
		t.Errorf("order %+v of %+v", o, known.Customer)
	}
}

// forget loses the session, as time does.
func (d *Desk) forget() {
	d.t.Helper()
	if _, err := chromedp.Call(d.ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		d.t.Fatalf("browser: %v", err)
	}
}

// remember logs in beside the page, as in another tab.
func (d *Desk) remember(login string) {
	d.t.Helper()
	if !Eval[bool](d, fmt.Sprintf(`fetch('/login', {method: 'POST', body: new URLSearchParams({login: %q, password: %q})}).then((r) => r.ok)`, login, servertest.Password)) {
		d.t.Fatal("browser: no login beside the page")
	}
}

// What is typed survives a corrected postal code, the end of the session and a
// refusal, and the focus goes to the first wrong field.
func TestRefusedOrderKeepsWhatWasTyped(t *testing.T) {
	s := servertest.New(t, "sqlite")
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Enter("0422515151")
	d.Focused("name")
	d.Compose("たかはし", "髙橋")
	d.Press(kb.Enter)
	d.Focused("kana")
	d.Press(kb.Enter)
	d.Focused("postal_code")
	d.Enter("1800001")
	d.Focused("address2")
	d.Press(kb.F2, kb.Enter, kb.Enter, kb.Enter)
	d.Focused("postal_code")
	d.Enter("4520961") // many towns: the address of the other code goes
	d.Until("document.activeElement.matches('#places button')")
	d.Value("address1", "愛知県清須市春日")
	d.Type("2")
	d.Focused("address2")
	d.Until("document.getElementById('address1').value.length > 8")
	d.Press(kb.F3)
	d.Focused("product_code-0")
	d.Enter("ZZ-1")
	d.Enter("3")
	d.forget()
	d.Press(kb.F10)
	d.Until("document.querySelector('#notice .bad a')")
	d.remember("operator")
	d.Press(kb.F10)
	d.Until("document.querySelector('#err-payment span')")
	d.Focused("product_code-0")
	d.Value("name", "髙橋")
	d.Value("kana", "タカハシ")
	d.Value("product_code-0", "ZZ-1")
	d.Shot("refused")
	if n := s.Count("SELECT COUNT(*) FROM orders"); n != 0 {
		t.Errorf("%d orders were placed", n)
	}
}

// quiet holds that the server had nothing to complain about.
func quiet(t *testing.T, s *servertest.Site) {
	t.Helper()
	if log := s.Log.String(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "level=WARN") {
		t.Errorf("the server logged: %s", log)
	}
}

// The keys of the foot: park and go on, come back to the draft, the same as
// last time, and Esc, which loses nothing.
func TestKeys(t *testing.T) {
	s := servertest.New(t, "sqlite")
	s.Place(ordertest.Form())
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Type("0422515151")
	d.Until("document.querySelector('#hits button')")
	d.Press(kb.Enter)
	d.Until("document.activeElement.matches('#hits button')")
	d.Press(kb.Escape)
	d.Focused("phone")
	d.Value("phone", "0422515151")
	d.Press(kb.Enter)
	d.Until("document.activeElement.matches('#hits button')")
	d.Press(kb.ArrowDown)
	d.Until("document.activeElement.dataset.digit === '0'")
	d.Press(kb.ArrowUp, kb.Enter)
	d.Focused("product_code-0")
	d.Press(kb.F6)
	d.Value("product_code-1", "BL-0703")
	d.Value("quantity-0", "2")
	d.Press(kb.F4)
	d.Until("document.activeElement.name === 'to'")
	d.Type("2")
	d.Until("document.getElementById('to_name').getClientRects().length")
	d.Press(kb.Enter)
	d.Focused("to_name")
	d.Press(kb.F2)
	d.Focused("phone")
	d.Press(kb.F1)
	d.Until("document.getElementById('keys').matches(':modal')")
	accessible(t, d, "keys")
	d.Shot("keys")
	d.Press(kb.Escape)
	d.Focused("phone")
	for _, id := range []string{"phone", "postal_code", "product_code-2", "quantity-2"} {
		before := Eval[string](d, "document.getElementById('"+id+"').focus(); document.activeElement.value")
		d.Type("?")
		d.Until("document.getElementById('keys').open")
		d.Type("?")
		d.Focused(id)
		d.Value(id, before)
	}
	d.Press(kb.F9)
	d.Until("location.pathname === '/orders/new' && document.getElementById('phone').value === ''")
	ready(d)
	d.Go("/drafts")
	d.Until("document.querySelector('main a.button')")
	draft := Eval[string](d, "document.querySelector('main a.button').getAttribute('href')")
	d.Go(draft)
	ready(d)
	d.Focused("product_code-2") // goes on where it was left, without a pointer
	d.Value("product_code-1", "BL-0703")
	d.Value("name", "髙橋 美咲")
	if got := Eval[string](d, "document.querySelector('[name=to]:checked').value"); got != "other" {
		t.Errorf("the recipient came back as %q", got)
	}
	d.Shot("draft")
	quiet(t, s)
}
