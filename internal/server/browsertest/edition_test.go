package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/catalog"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestOldEdition: an order form of the last catalog. The desk shows that
// edition's price beside today's, and the order keeps how it was decided.
func TestOldEdition(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		s.Rule("edition_accepted", catalog.AcceptLower)
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
		d.Enter("2")
		d.Until("document.getElementById('price-0').innerText === '2,200'")
		d.Focused("product_code-1")
		d.Type("BL-0703")
		d.Press(kb.Tab)
		d.Focused("edition-1")
		d.Press(kb.ArrowDown, kb.ArrowDown)
		d.Value("edition-1", "2026SS")
		d.Press(kb.Tab)
		d.Focused("quantity-1")
		d.Enter("1")
		d.Until("document.getElementById('price-1').innerText === '2,090'")
		d.Until("document.querySelector('#echo-1 .older').innerText === '安い方の価格で承ります(2026SS 2,090、今 2,200)'")
		t.Logf("two lines, one from an older edition: keys %d", d.Keys)
		d.Shot("lines")
		d.Press(kb.Enter) // no more goods
		number := finish(d)
		t.Logf("until the order is placed: keys %d", d.Keys)
		got := s.Find(number).Lines[1]
		if want := (catalog.Accepted{Rule: catalog.AcceptLower, List: 2090, Today: 2200}); got.Accepted != want || got.Price != 2090 {
			t.Errorf("line %+v", got)
		}
		d.Go("/orders/" + number)
		d.Until("document.querySelector('.older').innerText.includes('2026SS 2,090、今 2,200')")
		d.Shot("order")
		quiet(t, s)
	})
}
