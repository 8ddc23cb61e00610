package browsertest

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"uketsuke/internal/actor"
	"uketsuke/internal/contact"
	"uketsuke/internal/customer"
	"uketsuke/internal/i18n"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// violation is what axe-core finds wrong with a page.
type violation struct {
	ID    string   `json:"id"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

const audit = `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})
	.then((r) => JSON.stringify(r.violations.map((v) => ({id: v.id, help: v.help, nodes: v.nodes.map((n) => n.html.slice(0, 120))}))))`

// accessible runs axe-core over the page that is open. The browser's console
// may do what the page's own policy forbids.
func accessible(t *testing.T, d *Desk, name string) {
	t.Helper()
	script, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(d.ctx, chromedp.Evaluate[bool](string(script)+"; true")); err != nil {
		t.Fatal(err)
	}
	var found []violation
	if err := json.Unmarshal([]byte(Eval[string](d, audit)), &found); err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s: %s: %s\n\t%s", name, v.ID, v.Help, strings.Join(v.Nodes, "\n\t"))
	}
}

// TestPages looks at every page as an administrator: accessible, nothing wider
// than the window at 1366 pixels and at twice the size, in both languages.
func TestPages(t *testing.T) {
	s := servertest.New(t, "sqlite")
	prepaid := ordertest.Form()
	prepaid.Payment = "bank_before"
	namesake := ordertest.Form()
	namesake.Phone = "090-1234-5678"
	placed := s.Place(ordertest.Form(), prepaid, namesake)
	s.Cut()
	call := contact.Form{ID: customer.NewID(), Outcome: "enquiry", Owner: contact.Self, Due: "2026-11-24T10:00", Note: "用件"}
	if _, err := contact.New(s.DB, s.Vault).Make(ordertest.Op, call); err != nil {
		t.Fatal(err)
	}
	d := Open(t, s.URL)
	d.Go("/login")
	accessible(t, d, "login")
	d.Go("/setup")
	accessible(t, d, "setup")
	login(d, s, "admin")
	for _, lang := range i18n.Langs {
		if _, err := s.Staff.SetLang(ordertest.As(actor.Admin), s.Account(actor.Admin).ID, lang); err != nil {
			t.Fatal(err)
		}
		for name, path := range map[string]string{
			"desk": "/orders/new", "drafts": "/drafts", "tasks": "/tasks?show=all", "orders": "/orders", "holds": "/holds", "orders-of": "/customers/" + placed[0].Customer.ID + "/orders?sort=-total", "order": "/orders/" + placed[1].Number,
			"batched": "/orders/" + placed[0].Number, "placed": "/orders/" + placed[1].Number + "/placed",
			"revise": "/orders/" + placed[1].Number + "/revise",
			"cancel": "/orders/" + placed[0].Number + "/cancel", "customers": "/customers", "customer": "/customers/" + placed[0].Customer.ID,
			"duplicates": "/customers/duplicates", "merge": "/customers/" + placed[0].Customer.ID + "/merge/" + placed[2].Customer.ID, "merges": "/customers/merges", "join": "/customers/join",
			"batches": "/batches", "batch": "/batches/1", "catalog": "/catalog",
			"stock": "/stock", "privacy": "/privacy", "staff": "/staff",
			"password": "/password", "missing": "/nowhere",
		} {
			look(t, d, name, path, lang)
		}
	}
	quiet(t, s)
}

// look opens one page in a language at both sizes.
func look(t *testing.T, d *Desk, name, path, lang string) {
	t.Helper()
	d.do(chromedp.EmulateViewport(1366, 768))
	d.Go(path)
	if got := Eval[string](d, "document.documentElement.lang"); got != lang {
		t.Errorf("%s is in %q, want %q", name, got, lang)
	}
	fits(t, d, name+" "+lang, 1366)
	if lang == i18n.Langs[0] { // the other differs in its words alone
		accessible(t, d, name+" "+lang)
	}
	d.do(chromedp.EmulateViewport(683, 384)) // 200 %
	fits(t, d, name+" "+lang, 683)
}

// fits holds that nothing sticks out of the window sideways.
func fits(t *testing.T, d *Desk, name string, width int) {
	t.Helper()
	d.Until(fmt.Sprintf("innerWidth === %d", width))
	d.Shot(strings.ReplaceAll(name, " ", "-"))
	wide := Eval[[]string](d, `[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll'))
		.map((e) => e.tagName + ' ' + e.textContent.trim().slice(0, 30))`)
	for _, e := range wide {
		t.Errorf("%s: sticks out of %d pixels: %s", name, width, e)
	}
}
