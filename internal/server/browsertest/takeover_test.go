package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/actor"
	"uketsuke/internal/server/servertest"
)

// TestTwoOperators: a second clerk takes a draft over by its number while the
// first is still typing; the first one's save is refused by name, both versions
// stand side by side, and the first goes on with what was typed there.
func TestTwoOperators(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, first *Desk) {
		second := Open(t, s.URL)
		login(first, s, "operator")
		login(second, s, "supervisor")
		first.Focused("phone")
		first.Enter("0422515151")
		first.Focused("name")
		first.Compose("たかはし", "髙橋")
		saved(first)
		number := first.Text("#draft-state b")

		second.Go("/drafts")
		second.Keys = 0
		second.Focused("number")
		second.Enter(number)
		second.Until("document.readyState === 'complete' && location.pathname.startsWith('/drafts/') && document.querySelector(\"form[action$='/take']\")")
		second.Until("document.getElementById('main').innerText.includes('" + s.Account(actor.Operator).Name + "さんが入力中です')")
		second.Shot("held")
		tabTo(second, "form[action$='/take'] button")
		second.Press(kb.Enter)
		ready(second)
		t.Logf("resume by number and take over: keys %d", second.Keys)
		second.Value("name", "髙橋")
		tabTo(second, "#address2")
		second.Type("2-2")
		saved(second)

		first.Keys = 0
		tabTo(first, "#address2")
		first.Type("1-1")
		first.Until("document.getElementById('draft-state').innerText.includes('" + s.Account(actor.Supervisor).Name + "さんがこの下書きを引き継ぎました')")
		first.Press(kb.F9) // to park it is refused too, and goes to the comparison
		first.Focused("compare")
		first.Value("address2", "1-1")
		first.Shot("refused")
		first.Press(kb.Enter)
		first.Until("document.readyState === 'complete' && document.getElementById('diff')?.innerText.includes('番地・建物\\t1-1\\t2-2')")
		accessible(t, first, "draftdiff")
		fits(t, first, "draftdiff", 1366)
		first.Shot("both")
		tabTo(first, "form[action$='/replace'] button")
		first.Press(kb.Enter)
		ready(first)
		t.Logf("refused, compared, kept mine: keys %d", first.Keys)
		first.Value("address2", "1-1")
		first.Value("name", "髙橋")

		second.Type("0")
		second.Press(kb.F9)
		second.Focused("compare")
		second.Press(kb.Enter)
		second.Until("document.readyState === 'complete' && document.getElementById('diff')")
		tabTo(second, "form[action$='/take'] button")
		second.Press(kb.Enter)
		ready(second)
		second.Value("address2", "1-1")
		quiet(t, s)
	})
}

// saved waits until everything typed is in the draft.
func saved(d *Desk) {
	d.t.Helper()
	d.Until("location.pathname.startsWith('/drafts/') && document.getElementById('draft-state').innerText.includes('下書き保存')")
	for range 2 { // the first answer may be of a save that was under way
		Eval[bool](d, `new Promise((done) => {
			document.body.addEventListener('desk:saved', () => done(true), {once: true});
			htmx.trigger('#order', 'desk:save');
		})`)
	}
}
