package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestProposedByStaff: what staff proposed is marked by one key, and refused
// where the caller's catalog does not show it.
func TestProposedByStaff(t *testing.T) {
	s := servertest.New(t, "sqlite")
	s.Place(ordertest.Form())
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Type("0422515151")
	d.Until("document.querySelector('#hits button')")
	d.Press(kb.Enter)
	d.Until("document.activeElement.matches('#hits button')")
	d.Type("1")
	d.Focused("product_code-0")
	d.Keys = 0
	d.Enter("BL-0710")
	d.Type("1+")
	d.Value("quantity-0", "1")
	d.Until("document.getElementById('echo-0').innerText.includes('当方のご提案')")
	d.Press(kb.Enter)
	d.Focused("product_code-1")
	tabTo(d, "#edition")
	d.Press(kb.ArrowDown)
	d.Until("document.querySelector('#echo-0 .problem')?.innerText.includes('2026年春夏カタログ')")
	d.Shot("not-shown")
	d.Press(kb.ArrowUp)
	d.Until("!document.querySelector('#echo-0 .problem')")
	number := conclude(d)
	t.Logf("until the order is placed: keys %d", d.Keys)
	if l := s.Find(number).Lines[0]; !l.Proposed {
		t.Errorf("line %+v", l)
	}
	quiet(t, s)
}
