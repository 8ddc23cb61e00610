package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// TestJoin: a sign-up by telephone, by keyboard: the reading follows the name,
// the address the postal code, and each kind of offers is asked for.
func TestJoin(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, d *Desk) {
		login(d, s, "operator")
		d.Go("/customers/join")
		d.Focused("phone")
		d.Keys = 0
		d.Enter("0312345678")
		d.Focused("name")
		d.Compose("たかはし", "髙橋")
		d.Type(" ")
		d.Compose("はな", "花")
		d.Press(kb.Enter)
		d.Value("kana", "タカハシ ハナ")
		d.Focused("kana")
		d.Press(kb.Enter)
		d.Enter("1800001")
		d.Focused("address2")
		d.Value("address1", "東京都武蔵野市吉祥寺北町")
		d.Enter("3-4-5")
		d.Until("document.activeElement.matches('[name=joined_by]')")
		tabTo(d, "[name=consent_mail]")
		d.Type(" ")
		d.Shot("join")
		accessible(t, d, "join")
		d.Press(kb.F10)
		d.Until("document.querySelector('#notice .notice')?.innerText.includes('入会を受け付けました')")
		t.Logf("keys %d", d.Keys)
		id := strings.TrimPrefix(Eval[string](d, "location.pathname"), "/customers/")
		if got := s.Card(id); got.Kana != "タカハシ ハナ" || got.PostalCode != "1800001" || got.Address2 != "3-4-5" || got.JoinedBy != "phone" || !got.ConsentMail || got.ConsentFax {
			t.Error("the member is not what was typed")
		}
		tabTo(d, "form[action$='/open'] select")
		d.Press(kb.ArrowDown)
		d.Press(kb.Tab)
		d.Press(kb.Enter)
		d.Until("document.querySelector('.tag.good')?.innerText === '会員'")
		d.Shot("member")
		accessible(t, d, "member")
		fits(t, d, "member", 1366)
		d.do(chromedp.EmulateViewport(683, 384))
		fits(t, d, "member", 683)
		quiet(t, s)
	})
}

// The card of somebody who is no member yet offers the sign-up.
func TestJoinOnTheCard(t *testing.T) {
	s := servertest.New(t, "sqlite")
	id := s.Place(ordertest.Form())[0].Customer.ID
	d := Open(t, s.URL)
	login(d, s, "operator")
	d.Go("/customers/" + id)
	tabTo(d, "form[action$='/open'] select")
	d.Press(kb.ArrowDown)
	d.Press(kb.Tab)
	d.Press(kb.Enter)
	d.Until("document.querySelector('[name=joined_by]')")
	d.Shot("card")
	accessible(t, d, "card")
	fits(t, d, "card", 1366)
	tabTo(d, "[name=joined_by]")
	d.Press(kb.ArrowDown)
	tabTo(d, "form[data-once] button.go")
	d.Press(kb.Enter)
	d.Until("document.querySelector('#notice .notice')")
	if got := s.Card(id); got.Joined != "2026-11-24" || got.JoinedBy != "phone" {
		t.Errorf("joined %q by %q", got.Joined, got.JoinedBy)
	}
	quiet(t, s)
}
