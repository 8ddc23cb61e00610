package site

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// browser is a Chromium of the test's own that reaches this machine only.
func browser(t *testing.T) context.Context {
	t.Helper()
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// wider lists what sticks out of a window of 360 CSS pixels to the right.
const wider = `[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 360.5)
	.map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 20)).concat(
	document.documentElement.scrollWidth > 360 ? ['page of ' + document.documentElement.scrollWidth] : [])`

// faint lists the texts whose contrast is below WCAG 2 level AA: 4.5 to 1.
const faint = `(() => {
	const parse = c => c.match(/[\d.]+/g).map(Number)
	const lum = c => { const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		return 0.2126 * r + 0.7152 * g + 0.0722 * b }
	const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor)
		if (c.length < 4 || c[3] === 1) return c } return [255, 255, 255] }
	const bad = []
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
	for (let n; n = walker.nextNode();) {
		if (!n.textContent.trim()) continue
		const [a, b] = [lum(parse(getComputedStyle(n.parentElement).color)), lum(ground(n.parentElement))]
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
		if (ratio < 4.5) bad.push(ratio.toFixed(2) + ' ' + n.textContent.trim().slice(0, 20))
	}
	return bad
})()`

// seen is what the browser answers about a page.
type seen struct {
	Column string   `json:"column"` // maximum width of the text: the style sheet's, if that was let in
	Wide   []string `json:"wide"`
	Faint  []string `json:"faint"`
}

const look = `({column: getComputedStyle(document.querySelector('main')).maxWidth, wide: ` + wider + `, faint: ` + faint + `})`

// The policy must not shut out our own style sheet, a phone of 360 pixels must
// not scroll sideways, and every text must be legible.
func TestPagesInABrowser(t *testing.T) {
	dir, m := build(t, shopData(t))
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 740)); err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Files {
		if filepath.Ext(f.Path) != ".html" {
			continue
		}
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/"+f.Path)); err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		got, err := chromedp.Run(ctx, chromedp.Evaluate[seen](look))
		if err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		if diff := cmp.Diff(seen{Column: "992px", Wide: []string{}, Faint: []string{}}, got); diff != "" {
			t.Errorf("%s: %s", f.Path, diff)
		}
	}
}
