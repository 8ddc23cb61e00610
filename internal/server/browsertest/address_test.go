package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/server/servertest"
)

// Who does not know the postal code says the address: the code comes from it.
// A code that lies elsewhere is warned of beside the address and hinders nothing.
func TestAddressWithoutACode(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		login(d, s, "operator")
		d.Focused("phone")
		d.Type("0312345678")
		d.Until("document.getElementById('hits').innerText !== ''")
		d.Press(kb.Enter)
		d.Focused("name")
		d.Press(kb.Enter)
		d.Focused("kana")
		d.Press(kb.Enter)
		d.Focused("postal_code")
		d.Keys = 0
		d.Press(kb.Enter)
		d.Focused("address1")
		d.Compose("むさしのしきちじょうじきたまち", "東京都武蔵野市吉祥寺北町")
		d.Press(kb.Enter)
		d.Until("document.activeElement.matches('#places button')")
		d.Shot("codes")
		accessible(t, d, "codes")
		d.Type("1")
		d.Focused("address2")
		d.Value("postal_code", "180-0001")
		t.Logf("keys %d", d.Keys)
		d.Type("3-4-5")
		d.Until("!document.querySelector('#places button:not([hidden])')")

		d.Press(kb.F2) // the caller says another code after all
		d.Focused("phone")
		for range 4 {
			d.Press(kb.Tab)
		}
		d.Focused("postal_code")
		d.Type("5300001")
		d.Until("document.querySelector('#places p')?.innerText.includes('住所と合いません')")
		d.Shot("mismatch")
		accessible(t, d, "mismatch")
		d.Value("address1", "東京都武蔵野市吉祥寺北町")
		d.Press(kb.Enter)
		d.Until("document.activeElement.matches('#places button')")
		d.Press(kb.Escape)
		d.Focused("postal_code")
		quiet(t, s)
	})
}
