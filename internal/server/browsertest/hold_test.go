package browsertest

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// tabTo goes on by Tab until the focus is on what a selector names.
func tabTo(d *Desk, selector string) {
	d.t.Helper()
	for range 60 {
		d.Press(kb.Tab)
		if Eval[bool](d, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
	}
	d.t.Fatalf("Tab never reaches %s: %s", selector, d.Text("body"))
}

// TestHoldAndRelease: a likely duplicate is held and says of which order; the
// clerk who asked the customer releases it, puts it on hold by hand and
// releases it again, all by keyboard.
func TestHoldAndRelease(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		s.Rule("duplicate_days", 7)
		placed := s.Place(ordertest.Form(), ordertest.Form())
		first, o := placed[0], placed[1]
		login(d, s, "operator")
		at := "/orders/" + o.Number
		d.Go(at)
		d.Until(fmt.Sprintf("document.querySelector('.hold').innerText.includes(%q)", first.Number))
		d.Shot("held")
		d.Keys = 0
		d.Go("/holds")
		tabTo(d, "#holds a.button")
		d.Press(kb.Enter)
		d.Focused("hold-" + o.Holds[0].ID)
		d.Until("document.activeElement.form.getAttribute('aria-label').startsWith('保留を解除: ')")
		d.Shot("release")
		d.Go(at)
		d.Keys = 0
		release := func() {
			tabTo(d, "form[action$='/release'] select")
			d.Press(kb.ArrowDown)
			tabTo(d, "form[action$='/release'] button")
			d.Press(kb.Enter)
			d.Until("document.readyState === 'complete' && document.querySelector('.hold') && !document.querySelector(\"form[action$='/release']\")")
		}
		release()
		t.Logf("release: keys %d", d.Keys)
		if got := s.Find(o.Number); got.Held() || got.Holds[0].Reason != order.HoldDuplicate || got.Holds[0].ReleaseReason == "" {
			t.Errorf("released: %+v", got.Holds)
		}
		d.Keys = 0
		tabTo(d, "details:has(form[action$='/hold']) summary")
		d.Press(kb.Enter)
		tabTo(d, "form[action$='/hold'] select")
		d.Press(kb.ArrowDown)
		tabTo(d, "form[action$='/hold'] button")
		d.Press(kb.Enter)
		d.Until("document.querySelector(\"form[action$='/release']\")")
		t.Logf("hold: keys %d", d.Keys)
		if !s.Find(o.Number).Held() {
			t.Error("the order is not on hold")
		}
		s.Cut()
		if got := s.Find(o.Number).Status; got != order.Placed {
			t.Errorf("a held order is %s", got)
		}
		d.Shot("by-hand")
		quiet(t, s)
	})
}
