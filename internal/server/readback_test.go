package server_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// send posts the desk's form as it is, nothing ticked that the test did not tick.
func send(c *servertest.Client, path string, form url.Values) *servertest.Page {
	c.T.Helper()
	return c.Do(http.MethodPost, path, form, nil)
}

// tick ticks sections as the page offers them and takes over what the answer
// says of when.
func tick(c *servertest.Client, form url.Values, sections ...string) {
	c.T.Helper()
	p := send(c, "/orders/new/preview", form)
	for _, s := range sections {
		form.Set("tick_"+s, servertest.Attr(p.ID("tick_"+s), "value"))
	}
	p = send(c, "/orders/new/preview", form)
	for n := range p.Tags("input") {
		if name := servertest.Attr(n, "name"); strings.HasPrefix(name, "since_") {
			form.Set(name, servertest.Attr(n, "value"))
		}
	}
}

func TestOrderOfACallerIsReadBack(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := typedOrder(c.Get("/orders/new"))
		tick(c, form, "who", "address", "lines")
		s.Advance(2 * time.Minute)

		p := send(c, "/orders", form).Want(http.StatusUnprocessableEntity)
		if p.Said("tick_who") != "" || p.Said("tick_total") == "" || p.Said("tick_date") == "" {
			t.Errorf("who: %q, total: %q, date: %q", p.Said("tick_who"), p.Said("tick_total"), p.Said("tick_date"))
		}
		if first := servertest.Attr(p.ID("order"), "data-first"); first != "tick_total" {
			t.Errorf("the focus goes to %q", first)
		}
		if !servertest.Has(p.ID("tick_lines"), "checked") || s.Count("SELECT COUNT(*) FROM orders") != 0 {
			t.Error("a tick is lost, or an order was placed")
		}

		form = p.Form("order")
		tick(c, form, "total", "date")
		to := send(c, "/orders", form).Want(http.StatusSeeOther).Header.Get("Location")
		shown := servertest.Text(c.Get(strings.TrimSuffix(to, "/placed")).Want(http.StatusOK).ID("order-readback"))
		want := "お名前・お電話 2026-11-24 10:00 担当 operator"
		if !strings.Contains(shown, want) || strings.Count(shown, "2026-11-24 10:02") != 2 {
			t.Errorf("the page says %q, want %q and two sections of 10:02", shown, want)
		}
		if n := s.Count("SELECT COUNT(*) FROM order_readback WHERE LENGTH(mark) = 64 AND read_at IS NOT NULL"); n != 5 {
			t.Errorf("%d sections are proved, want 5", n)
		}
	})
}

func TestReadBackIsForCallersAlone(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	form.Set("channel", "fax")
	send(c, "/orders", form).Want(http.StatusSeeOther)
}

// Where the shop leaves it to the clerk, the order's page says what was left out.
func TestReadBackOptional(t *testing.T) {
	s := servertest.New(t, "sqlite")
	loadEdited(t, s, "shop.yaml", "readback: required", "readback: optional")
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	tick(c, form, "who")
	to := send(c, "/orders", form).Want(http.StatusSeeOther).Header.Get("Location")
	shown := servertest.Text(c.Get(strings.TrimSuffix(to, "/placed")).ID("order-readback"))
	if strings.Count(shown, "復唱していません") != 4 {
		t.Errorf("the page says %q", shown)
	}
}

// loadEdited loads the shop's catalog with one text of a file replaced.
func loadEdited(t *testing.T, s *servertest.Site, file, old, now string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "catalog")
	if err := os.CopyFS(dir, os.DirFS(ordertest.Root("catalog"))); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, file)
	data, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("%s: %v", path, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), old, now, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Catalog.Load(ordertest.As(actor.Admin), dir); err != nil {
		t.Fatal(err)
	}
}

func TestReadBackWords(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	for address2, want := range map[string]string{
		"3-4-5 すみれ荘201":   "吉祥寺北町 サンの ヨンの ゴー すみれ荘 ニーゼロイチ",
		"１２－３　コーポ７":       "吉祥寺北町 イチニーの サン コーポ ナナ",
		"四丁目12番3号":        "吉祥寺北町 四丁目 イチニー 番 サン 号",
		"10ー2":            "吉祥寺北町 イチゼロの ニー",
		"ハイツ-5":           "吉祥寺北町 ハイツ- ゴー",
		"100-0001-99 塔-B": "吉祥寺北町 イチゼロゼロの ゼロゼロゼロイチの キューキュー 塔-B",
	} {
		form.Set("address2", address2)
		p := c.HX("/orders/new/preview", form)
		if got := servertest.Text(p.ID("tick_address").Parent); !strings.HasSuffix(got, want) {
			t.Errorf("%s is read %q, want …%q", address2, got, want)
		}
	}
	if _, err := s.Staff.SetLang(ordertest.As(actor.Admin), s.Account(actor.Operator).ID, "en"); err != nil {
		t.Fatal(err)
	}
	p := c.HX("/orders/new/preview", form)
	if got := servertest.Text(p.ID("tick_total").Parent); !strings.Contains(got, "代金引換で承ります") {
		t.Errorf("a caller is spoken to in Japanese, not %q", got)
	}
}
