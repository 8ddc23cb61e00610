package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/server/servertest"
)

// TestDraftAfterKilledBrowser: the browser's process dies in the middle of an
// order; from another one the clerk goes on where the typing ended.
func TestDraftAfterKilledBrowser(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		d := OpenAlone(t, s.URL)
		login(d, s, "operator")
		d.Focused("phone")
		d.Enter("0422515151")
		d.Focused("name")
		d.Compose("たかはし", "髙橋")
		d.Press(kb.F3)
		d.Focused("product_code-0")
		d.Enter("BL-0701")
		d.Enter("3")
		d.Focused("product_code-1")
		d.Until("location.pathname.startsWith('/drafts/') && document.getElementById('draft-state').innerText.includes('下書き保存')")
		for range 2 { // the first answer may be of a save that was under way
			Eval[bool](d, `new Promise((done) => {
				document.body.addEventListener('desk:saved', () => done(true), {once: true});
				htmx.trigger('#order', 'desk:save');
			})`)
		}
		if err := chromedp.FromContext(d.ctx).Browser.Process().Kill(); err != nil {
			t.Fatal(err)
		}

		d = Open(t, s.URL)
		login(d, s, "operator")
		d.Go("/drafts")
		d.Keys = 0
		tabTo(d, "main a.button")
		d.Press(kb.Enter)
		d.Until("location.pathname.startsWith('/drafts/')")
		ready(d)
		t.Logf("resume: keys %d", d.Keys)
		d.Value("phone", "0422515151")
		d.Value("name", "髙橋")
		d.Value("product_code-0", "BL-0701")
		d.Value("quantity-0", "3")
		d.Focused("product_code-1")
		d.Shot("resumed")
		quiet(t, s)
	})
}
