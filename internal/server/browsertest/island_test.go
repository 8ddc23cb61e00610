package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/server/servertest"
)

// TestIsland types an address on a remote island: the time slots go, with the
// reason beside them, and come back for the mainland.
func TestIsland(t *testing.T) {
	s := servertest.New(t, "sqlite")
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Enter("0422515151")
	d.Focused("name")
	d.Press(kb.Enter, kb.Enter)
	d.Focused("postal_code")
	d.Enter("1000301")
	d.Focused("address2")
	d.Value("address1", "東京都利島村")
	d.Until("document.querySelectorAll('#slots .no').length === 5 && !document.getElementById('slot-1')")
	d.Until("document.getElementById('date-why').innerText.includes('離島(伊豆諸島)')")
	d.Press(kb.F4)
	d.Until("document.activeElement.name === 'to'")
	d.Shot("island")
	accessible(t, d, "island")
	d.Press(kb.Insert)
	d.Until("document.getElementById('to_name-2')")
	d.Press(kb.Insert)
	d.Focused("to_name-3")
	d.Compose("すず", "鈴")
	d.Until("document.getElementById('slot-1-3')")
	d.Press(kb.F2, kb.F4)
	d.Until("document.activeElement.name === 'to'")
	d.Until("document.getElementById('slot-0').checked")
	quiet(t, s)
}
