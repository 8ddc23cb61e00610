package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestMerge: a supervisor finds a pair, compares the two, chooses whose address
// survives, merges and undoes it, all by keyboard.
func TestMerge(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		other := ordertest.Form()
		other.Phone, other.Address2 = "090-1234-5678", "9-9"
		placed := s.Place(ordertest.Form(), other)
		login(d, s, "supervisor")
		d.Go("/customers/duplicates")
		d.Keys = 0
		tabTo(d, "td a.button")
		d.Press(kb.Enter)
		d.Until("document.activeElement.matches('form[action$=\"/open\"] button')")
		d.Press(kb.Enter)
		d.Until("document.querySelector('input[name=take_address]')")
		d.Shot("compared")
		accessible(t, d, "compared")
		fits(t, d, "compared", 1366)
		d.do(chromedp.EmulateViewport(683, 384))
		fits(t, d, "compared", 683)
		d.do(chromedp.EmulateViewport(1366, 768))
		tabTo(d, "[name=take_address]")
		d.Press(kb.ArrowDown)
		tabTo(d, "form[data-once] button.go")
		d.Press(kb.Enter)
		d.Until("document.querySelector('#notice .notice')?.innerText.includes('統合しました')")
		t.Logf("keys %d", d.Keys)
		d.Shot("merged")
		accessible(t, d, "merged")
		if got := s.Card(placed[0].Customer.ID); got.Address2 != "9-9" || got.Phone != "0422515151" {
			t.Error("the card is not what was chosen")
		}
		tabTo(d, "form[action$='/undo'] button")
		d.Press(kb.Enter)
		d.Until("document.querySelector('#notice .notice')?.innerText.includes('統合を取り消しました')")
		if got := s.Card(placed[0].Customer.ID); got.Address2 != "3-4-5 すみれ荘201" {
			t.Error("the address is not back")
		}
		quiet(t, s)
	})
}
