package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/server/servertest"
)

// TestLabelProposals types a name that no label prints and an address in one
// field: what is said comes when the field is left, and one key takes each.
func TestLabelProposals(t *testing.T) {
	s := servertest.New(t, "sqlite")
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Focused("phone")
	d.Enter("0422515151")
	d.Focused("name")
	d.Compose("たかはし", "髙橋")
	d.Until("document.querySelector('#tick_who')") // an answer came while the name has the focus
	if said := d.Text("#label-name"); said != "" {
		t.Errorf("said while typing: %s", said)
	}
	top := Eval[float64](d, "document.getElementById('product_code-0').getBoundingClientRect().top")
	d.Press(kb.Enter)
	d.Until("document.querySelector('#label-name .label-take')")
	d.Shot("variant")
	if now := Eval[float64](d, "document.getElementById('product_code-0').getBoundingClientRect().top"); now != top {
		t.Errorf("the rows jumped from %v to %v", top, now)
	}
	d.Focused("kana")
	d.Ctrl(kb.Enter)
	d.Until("document.querySelector('[name=label_name]').value === '高橋' && document.getElementById('label-name').innerText.includes('✓')")
	d.Focused("kana")
	d.Value("name", "髙橋")
	d.Press(kb.Enter)
	d.Focused("postal_code")
	d.Enter("1800001")
	d.Focused("address2")
	d.Press(kb.F2, kb.Enter, kb.Enter, kb.Enter, kb.Tab)
	d.Focused("address1")
	d.Press(kb.End)
	d.Compose("", "3-4-5 グランドハイツ吉祥寺北町弐番館 1204号室")
	d.Press(kb.Enter)
	d.Until("document.querySelector('.label-take[data-fields]')")
	d.Shot("moved")
	accessible(t, d, "label")
	d.Ctrl(kb.Enter)
	d.Value("address1", "東京都武蔵野市吉祥寺北町")
	d.Value("address2", "3-4-5 グランドハイツ吉祥寺北町弐番館 1204号室")
	d.Until("document.querySelector('.label-take[data-say]')")
	d.Ctrl(kb.Enter)
	d.Until("document.querySelector('[name=label_address2]').value.startsWith('3-4-5 グランドH')")
	d.Shot("taken")
	quiet(t, s)
}
