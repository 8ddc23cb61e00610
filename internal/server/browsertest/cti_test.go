package browsertest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// wire records the heads of the requests that reach a site.
type wire struct {
	mu    sync.Mutex
	heads strings.Builder
	to    http.Handler
}

func (w *wire) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.heads.WriteString(r.RequestURI + "\n")
	for _, values := range r.Header {
		w.heads.WriteString(strings.Join(values, " ") + "\n")
	}
	w.mu.Unlock()
	w.to.ServeHTTP(out, r)
}

func (w *wire) has(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Contains(w.heads.String(), text)
}

// TestCallRings opens the address of the telephone system: through the login,
// and again with the session. The number is in the field, and nowhere else.
func TestCallRings(t *testing.T) {
	Each(t, func(t *testing.T, s *servertest.Site, _ *Desk) {
		s.Place(ordertest.Form())
		s.Account("operator")
		w := &wire{to: s.Handler}
		web := httptest.NewServer(w)
		t.Cleanup(web.Close)
		d := Open(t, web.URL)

		d.Go("/cti#tel=%2B81422515151")
		d.Focused("login")
		d.Until("location.href.endsWith('/login') && document.querySelector(\"form[action*='#tel=']\")")
		d.Type("operator")
		d.Press(kb.Tab)
		d.Enter("wrong")
		d.Until("document.querySelector('#notice .bad, #notice p') && document.querySelector(\"form[action*='#tel=']\")")
		d.Focused("password")
		d.Enter(servertest.Password)
		d.Until("location.pathname === '/orders/new'")
		rings(t, d)

		d.Go("/cti#tel=0422515151")
		rings(t, d)
		d.Shot("masked")
		d.Press(kb.Tab)
		d.Until("document.activeElement.matches('#hits button')")
		d.Type("1")
		d.Focused("tick_identity")
		d.Until("document.querySelector('#err-tick_identity span')")
		d.Shot("refused")
		d.Press(kb.Enter)
		d.Until("document.activeElement.matches('#hits button')")
		d.Type("1")
		d.Focused("product_code-0")
		d.Until("document.getElementById('card').innerText.includes('髙橋 美咲') && document.querySelector('#readback #tick_identity:checked')")
		accessible(t, d, "identified")
		d.Shot("identified")
		if w.has("0422515151") || w.has("81422515151") || strings.Contains(s.Log.String(), "422515151") {
			t.Error("the number went to the server in an address, a cookie or the log")
		}
		quiet(t, s)
	})
}

// rings waits until the number that rang stands in the field and the identity
// check has the focus.
func rings(t *testing.T, d *Desk) {
	t.Helper()
	ready(d)
	d.Value("phone", "0422515151")
	d.Focused("tick_identity")
	if text := d.Text("#order"); strings.Contains(text, "美咲") || strings.Contains(text, "すみれ荘") {
		t.Errorf("the card is open: %s", text)
	}
	if at := Eval[string](d, "location.href"); strings.Contains(at, "422515151") || Eval[string](d, "location.hash") != "" {
		t.Errorf("the number stands in %s", at)
	}
}
