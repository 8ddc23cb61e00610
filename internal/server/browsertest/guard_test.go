package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/server/servertest"
)

// TestQuantityGuard types the next code into the quantity's box and a quantity
// that is far too large.
func TestQuantityGuard(t *testing.T) {
	s := servertest.New(t, "sqlite")
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Press(kb.F3)
	d.Focused("product_code-0")
	d.Enter("EO-0101")
	d.Enter("EO-0111") // the slip
	d.Until("document.activeElement.id === 'guard-0-1'")
	d.Shot("code")
	d.Press(kb.Escape)
	d.Focused("quantity-0")
	d.Press(kb.Enter)
	d.Until("document.activeElement.id === 'guard-0-1'")
	d.Type("1")
	d.Focused("quantity-1")
	d.Value("quantity-0", "1")
	d.Value("product_code-1", "EO-0111")
	d.Enter("30")
	d.Until("document.getElementById('quantity_ok-1')")
	d.Focused("quantity-1")
	d.Shot("many")
	d.Press(kb.Enter)
	d.Focused("product_code-2")
	d.Until("document.getElementById('quantity_ok-1').checked")
	d.Enter("EO-1111") // one key beside EO-0111
	d.Until("document.activeElement.matches('#echo-2 button[data-value=\"EO-0111\"]')")
	d.Shot("near")
	d.Type("LV-999") // a letter goes back to the code, and types over it
	d.Focused("product_code-2")
	d.Value("product_code-2", "LV-999")
	d.Press(kb.Enter)
	d.Until("document.querySelector('#echo-2[data-for=\"LV-999\"] .problem') && document.activeElement.id === 'product_code-2'")
	d.Enter("eo0111") // what is typed again takes the place of what stood there
	d.Value("product_code-2", "eo0111")
	d.Until("document.querySelector('#echo-2[data-for=eo0111][data-known=true]')")
	d.Focused("quantity-2")
	quiet(t, s)
}
