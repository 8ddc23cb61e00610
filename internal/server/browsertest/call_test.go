package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestCallEndsWithoutOrder ends a call by keyboard: the clock has run from the
// first field, the outcome, a note and a call-back are kept, and the card of the
// next call shows it.
func TestCallEndsWithoutOrder(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		s.Place(ordertest.Form())
		login(d, s, "operator")
		d.Focused("phone")
		if d.Text("#call-time") != "0:00" || Eval[string](d, "document.getElementById('begun').value") != "" {
			t.Error("the clock runs before anything is typed")
		}
		d.Type("0422515151")
		d.Until("document.getElementById('begun').value && document.getElementById('call-time').innerText !== '0:00'")
		d.Until("document.querySelector('#hits button')")
		d.Press(kb.Enter, "1")
		d.Focused("product_code-0")

		d.Keys = 0
		d.Shift(kb.F9)
		d.Until("document.activeElement.name === 'call_outcome'")
		d.Press(kb.Escape)
		d.Focused("product_code-0")
		d.Shift(kb.F9)
		d.Until("document.activeElement.name === 'call_outcome'")
		d.Shift(kb.F9) // nothing chosen yet
		d.Until("document.querySelector('#err-call_outcome span') && document.activeElement.name === 'call_outcome'")
		ready(d)
		d.Type("1")
		d.Until("document.querySelector('[name=call_owner][value=self]').checked")
		d.Press(kb.Enter)
		d.Focused("call_note")
		d.Enter("kekka")
		d.Until("document.activeElement.name === 'call_owner'")
		d.Press(kb.Enter)
		d.Focused("call_due")
		accessible(t, d, "ending")
		d.Shot("ending")
		d.Press(kb.Enter)
		d.Focused("end-call")
		d.Press(kb.Enter)
		d.Until("location.pathname === '/orders/new' && document.getElementById('notice').innerText.trim()")
		t.Logf("keys %d", d.Keys)
		ready(d)
		if n := s.Count("SELECT COUNT(*) FROM task WHERE note_id <> '' AND owner <> ''"); n != 1 {
			t.Errorf("%d tasks, want 1", n)
		}
		if n := s.Count("SELECT COUNT(*) FROM draft"); n != 0 {
			t.Errorf("%d drafts are left of a call without goods", n)
		}
		d.Type("0422515151")
		d.Until("document.getElementById('card').innerText.includes('折返し電話')")
		d.Shot("card")
		quiet(t, s)
	})
}

// TestDraftIsOfferedByItsNumber parks an order and goes on with it when the
// number is typed again.
func TestDraftIsOfferedByItsNumber(t *testing.T) {
	s := servertest.New(t, "sqlite")
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Enter("0422515151")
	d.Focused("name")
	d.Compose("たかはし", "髙橋")
	d.Press(kb.F3)
	d.Focused("product_code-0")
	d.Enter("EO-0101")
	d.Press(kb.F9)
	d.Until("location.pathname === '/orders/new' && document.getElementById('phone').value === ''")
	ready(d)
	d.Focused("phone")
	d.Type("0422515151")
	d.Until("document.querySelector('#hits .waiting')")
	d.Shot("waiting")
	d.Keys = 0
	d.Press(kb.Enter)
	d.Until("document.activeElement.matches('#hits .waiting')")
	d.Type("1")
	d.Until("location.pathname.startsWith('/drafts/')")
	ready(d)
	t.Logf("keys %d", d.Keys)
	d.Value("product_code-0", "EO-0101")
	d.Value("name", "髙橋")
	d.Until("document.getElementById('begun').value")
	if n := s.Count("SELECT COUNT(*) FROM draft"); n != 1 {
		t.Errorf("%d drafts, want the one", n)
	}
	quiet(t, s)
}
