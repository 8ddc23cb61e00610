package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/server/servertest"
)

// TestParcelIsDropped takes one of two further parcels out: the other keeps its
// days and time slots.
func TestParcelIsDropped(t *testing.T) {
	s := servertest.New(t, "sqlite")
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Press(kb.Insert)
	d.Focused("to_name-2")
	d.Press(kb.Insert)
	d.Focused("to_name-3")
	d.Type("abc")
	d.Until("document.getElementById('slot-1-3')")
	d.Press(kb.F4)
	d.Until("document.activeElement.name !== 'to_name.3'")
	Eval[bool](d, "document.getElementById('to_name-2').focus() || true")
	d.Ctrl(kb.Delete)
	d.Until("!document.getElementById('to_name-3') && document.getElementById('to_name-2').value === 'abc'")
	d.Until("document.getElementById('slot-1-2') && document.getElementById('date-0-2')")
	d.Shot("dropped")
	quiet(t, s)
}
