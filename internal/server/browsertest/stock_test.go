package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/actor"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestBackorder: the warehouse says what is out until when; the desk asks
// whether the customer waits; the arrival lets the order go.
func TestBackorder(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		s.Place(ordertest.Form())
		login(d, s, actor.Supervisor)
		d.Go("/stock")
		d.Until("document.activeElement.name === 'stock_code'")
		d.Keys = 0
		d.Type("bl0701")
		tabTo(d, "[name='stock_until']")
		d.Type("12102026")
		d.Until("document.activeElement.value === '2026-12-10'")
		d.Press(kb.Enter)
		d.Until("document.querySelector('#stock')?.innerText.includes('12月10日(木)入荷予定')")
		t.Logf("out of stock: keys %d", d.Keys)
		accessible(t, d, "stock")
		d.Shot("stock")
		d.Go("/orders/new")
		ready(d)
		d.Type("0422515151")
		d.Until("document.querySelector('#hits button')")
		d.Press(kb.Enter)
		d.Until("document.activeElement.matches('#hits button')")
		d.Type("1")
		d.Focused("product_code-0")
		d.Keys = 0
		d.Enter("BL-0703")
		d.Enter("1")
		d.Focused("product_code-1")
		d.Enter("BL-0701")
		d.Until("document.getElementById('wait-1-1')")
		d.Enter("2")
		d.Focused("wait-1-1")
		d.Shot("asked")
		accessible(t, d, "wait")
		d.Type("1")
		d.Focused("product_code-2")
		d.Until("document.querySelector('#echo-1 .set').innerText.includes('12月10日(木)の入荷を待って')")
		d.Until("document.getElementById('readback').innerText.includes('12月10日 入荷予定')")
		d.Shot("waits")
		number := conclude(d)
		t.Logf("until the order is placed: keys %d", d.Keys)
		o := s.Find(number)
		if !o.Held() || o.Holds[0].Reason != order.HoldStock || o.Lines[1].Backorder != "2026-12-10" || o.Date < "2026-12-11" {
			t.Errorf("placed: %+v %+v %s", o.Holds, o.Lines, o.Date)
		}
		d.Go("/stock")
		tabTo(d, "#stock button")
		d.Press(kb.Enter)
		d.Until("document.body.innerText.includes('保留を解きました')")
		if s.Find(number).Held() {
			t.Error("still held after the arrival")
		}
		quiet(t, s)
	})
}
