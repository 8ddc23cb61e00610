package browsertest

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestPriceOverride: a clerk promises a lower price for a dented box. The order
// waits for the supervisor, who reads why and agrees; then the batch takes it.
func TestPriceOverride(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		s.Place(ordertest.Form())
		login(d, s, "operator")
		d.Focused("phone")
		d.Type("0422515151")
		d.Until("document.querySelector('#hits button')")
		d.Press(kb.Enter)
		d.Until("document.activeElement.matches('#hits button')")
		d.Type("1")
		d.Focused("product_code-0")
		d.Keys = 0
		d.Enter("BL-0701")
		d.Type("2/")
		d.Focused("override-0")
		d.Enter("2500")
		d.Focused("override_reason-0")
		d.Type("2")
		d.Until("document.querySelector('#echo-0 .problem')?.innerText.includes('2,200円より安い')")
		d.Shot("too-dear")
		d.Press(kb.Escape)
		d.Focused("quantity-0")
		d.Type("2/")
		d.Focused("override-0")
		d.Enter("1800")
		d.Focused("override_reason-0")
		d.Press(kb.Enter)
		d.Focused("product_code-1")
		d.Until("document.getElementById('amount-0').innerText === '3,600'")
		d.Until("document.querySelector('#echo-0 .agreed').innerText === '値引き 2,200 → 1,800円(箱・ラベルの傷)。責任者の承認を待ちます'")
		d.Shot("agreed")
		accessible(t, d, "agreed price")
		number := conclude(d)
		t.Logf("a price agreed to, once mistyped, until the order is placed: keys %d", d.Keys)
		o := s.Find(number)
		if !o.Held() || o.Holds[0].Reason != order.HoldPrice || o.Lines[0].Price != 1800 {
			t.Fatalf("placed: %+v %+v", o.Holds, o.Lines[0])
		}
		if s.Cut(); s.Find(number).Status != order.Placed {
			t.Error("the batch took what nobody approved")
		}
		tabTo(d, "form[action='/logout'] button")
		d.Press(kb.Enter)
		d.Until("location.pathname === '/login'")
		login(d, s, "supervisor")
		d.Go("/orders/" + number)
		d.Until("document.querySelector('.hold').innerText.includes('BL-0701 ×2 1800円')")
		d.Shot("held")
		d.Keys = 0
		tabTo(d, "form[action$='/release'] select")
		d.Press(kb.ArrowDown)
		tabTo(d, "form[action$='/release'] button")
		d.Press(kb.Enter)
		d.Until(fmt.Sprintf("document.querySelector('.agreed').innerText.includes(%q)", "担当 supervisor が承認"))
		d.Until("document.querySelector('.delta').innerText.includes('値引きを承認: 2,200円 → 1,800円')")
		t.Logf("release: keys %d", d.Keys)
		d.Shot("approved")
		accessible(t, d, "approved price")
		if s.Cut(); s.Find(number).Status != order.Batched {
			t.Error("the batch left out what was approved")
		}
		quiet(t, s)
	})
}
