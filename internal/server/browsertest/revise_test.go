package browsertest

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestReviseWithDiff: a caller wants more of the one and something else
// besides; the clerk sees what it costs before it is saved, and the history
// says afterwards what was changed.
func TestReviseWithDiff(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		o := s.Place(ordertest.Form())[0]
		login(d, s, "operator")
		d.Go("/orders/" + o.Number + "/revise")
		d.Until("document.getElementById('revise').dataset.ready")
		d.Keys = 0
		d.Focused("quantity-0")
		d.Enter("5")
		d.Focused("product_code-1")
		d.Press(kb.F3)
		d.Focused("product_code-2")
		d.Enter("BL-0710")
		d.Focused("quantity-2")
		d.Enter("x")
		d.Focused("product_code-3")
		d.Until("document.getElementById('agree-2').hidden")
		d.Press(kb.F8)
		d.Until("document.activeElement.id === 'quantity-2' && document.activeElement.matches('[aria-invalid=true]')")
		d.Shot("refused")
		d.Type("1")
		d.Press(kb.F8)
		d.Until("document.getElementById('plan')?.innerText.includes('BL-0710') && document.activeElement.id === 'save'")
		for _, want := range []string{"2点", "5点", "+6,600", "追加", "+8,580"} {
			d.Until(fmt.Sprintf("document.getElementById('plan').innerText.includes(%q)", want))
		}
		accessible(t, d, "plan")
		d.Shot("plan")
		if got := s.Find(o.Number); got.Version != 1 {
			t.Errorf("saved before it was confirmed: %+v", got)
		}
		tabTo(d, "[name='reason']")
		d.Press(kb.ArrowDown)
		d.Press(kb.F10)
		d.Until("document.querySelector('.delta')?.innerText.includes('2点 → 5点')")
		t.Logf("revise with diff: keys %d", d.Keys)
		d.Shot("history")
		if got := s.Find(o.Number); got.Lines[0].Quantity != 5 || len(got.Lines) != 3 || got.Version != 2 {
			t.Errorf("order %+v", got)
		}
		quiet(t, s)
	})
}
