package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestCampaign: a caller names a code; the desk says what is missing to its
// minimum, and takes it off when the goods reach it.
func TestCampaign(t *testing.T) {
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
	d.Enter("BL-0701")
	d.Enter("2")
	d.Focused("product_code-1")
	d.Type("%")
	d.Focused("campaign")
	d.Enter("fuyu10")
	d.Focused("product_code-1")
	d.Until("document.getElementById('err-campaign').innerText.includes('あと600円')")
	d.Shot("below")
	d.Enter("BL-0703")
	d.Enter("1")
	d.Until("document.getElementById('totals').innerText.includes('-660') && document.getElementById('err-campaign').innerText === ''")
	d.Until("document.getElementById('readback').innerText.includes('冬のご愛顧キャンペーンのお値引き 660円')")
	d.Shot("taken-off")
	accessible(t, d, "campaign")
	number := conclude(d)
	t.Logf("until the order is placed: keys %d", d.Keys)
	if o := s.Find(number); o.Discount != 660 || o.Campaign.Code != "FUYU10" {
		t.Errorf("order %+v", o)
	}
	d.Go("/orders/" + number)
	d.Until("document.querySelector('.sums').innerText.includes('冬のご愛顧キャンペーン')")
	d.Shot("order")
	quiet(t, s)
}
