package staff_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/staff"
)

// browser keeps the cookie of one person against a handler of three paths.
type browser struct {
	t      *testing.T
	h      http.Handler
	cookie *http.Cookie
}

// newBrowser serves /in (signs the account in), /out and /me (who it is).
func newBrowser(t *testing.T, d *desk, s *staff.Sessions, login string) *browser {
	mux := http.NewServeMux()
	mux.HandleFunc("/in", func(w http.ResponseWriter, r *http.Request) {
		a, err := d.ByLogin(r.Context(), login)
		if err == nil {
			err = s.SignIn(r.Context(), a)
		}
		answer(w, "", err)
	})
	mux.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) { answer(w, "", s.SignOut(r.Context())) })
	mux.HandleFunc("/me", func(w http.ResponseWriter, r *http.Request) {
		a, err := s.Authenticate(r.Context())
		answer(w, a.ID+" "+string(a.Role), err)
	})
	return &browser{t: t, h: s.LoadAndSave(mux)}
}

func answer(w http.ResponseWriter, text string, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	_, _ = io.WriteString(w, text)
}

func (b *browser) get(path string) (status int, body string) {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookie = c
	}
	return w.Code, w.Body.String()
}

func (b *browser) want(path string, status int) {
	b.t.Helper()
	if got, body := b.get(path); got != status {
		b.t.Errorf("%s: %d %s, want %d", path, got, body, status)
	}
}

func TestSessions(t *testing.T) {
	onEngines(t, func(t *testing.T, d *desk) {
		a := d.add(t, "hanako", actor.Operator)
		s := staff.NewSessions(d.db, staff.Options{})
		in := func(t *testing.T) *browser {
			b := newBrowser(t, d, s, "hanako")
			b.want("/me", http.StatusUnauthorized)
			b.want("/in", http.StatusOK)
			b.want("/me", http.StatusOK)
			return b
		}
		t.Run("it is the account's", func(t *testing.T) {
			if _, body := in(t).get("/me"); body != "staff:"+a.ID+" operator" {
				t.Errorf("who: %s", body)
			}
		})
		t.Run("the token is replaced at the login and stored as a hash", func(t *testing.T) {
			b := in(t)
			old := *b.cookie
			b.want("/in", http.StatusOK)
			if b.cookie.Value == old.Value {
				t.Error("same token after another login")
			}
			(&browser{t: t, h: b.h, cookie: &old}).want("/me", http.StatusUnauthorized)
			var tokens []string
			must(t, d.db.Read(context.Background()).Raw("SELECT token FROM staff_session").Scan(&tokens).Error)
			for _, stored := range tokens {
				(&browser{t: t, h: b.h, cookie: &http.Cookie{Name: b.cookie.Name, Value: stored}}).want("/me", http.StatusUnauthorized)
			}
		})
		t.Run("it ends at the logout, for a copied cookie too", func(t *testing.T) {
			b := in(t)
			copied := &browser{t: t, h: b.h, cookie: b.cookie}
			b.want("/out", http.StatusOK)
			b.want("/me", http.StatusUnauthorized)
			copied.want("/me", http.StatusUnauthorized)
		})
		t.Run("it ends after 15 minutes unused, not before", func(t *testing.T) {
			b := in(t)
			for range 3 {
				d.now = d.now.Add(14 * time.Minute)
				b.want("/me", http.StatusOK)
			}
			d.now = d.now.Add(15 * time.Minute)
			b.want("/me", http.StatusUnauthorized)
		})
		t.Run("it ends after 12 hours, used or not", func(t *testing.T) {
			b := in(t)
			for range 71 {
				d.now = d.now.Add(10 * time.Minute)
				b.get("/me")
			}
			b.want("/me", http.StatusOK)
			d.now = d.now.Add(10 * time.Minute)
			b.want("/me", http.StatusUnauthorized)
		})
		changes := map[string]func() error{
			"disabling": func() error { _, err := d.Disable(admin, a.ID); return err },
			"enabling":  func() error { _, err := d.Enable(admin, a.ID); return err },
			"another role": func() error {
				_, err := d.SetRole(admin, a.ID, actor.Supervisor)
				return err
			},
			"another password": func() error { _, err := d.SetPassword(admin, a.ID, otherPassword); return err },
		}
		for _, name := range []string{"another role", "another password", "disabling"} {
			t.Run("it ends at once with "+name, func(t *testing.T) {
				b := in(t)
				must(t, changes[name]())
				b.want("/me", http.StatusUnauthorized)
				must(t, changes["enabling"]())
				b.want("/me", http.StatusUnauthorized)
			})
		}
	})
}

// A request that was under way when its session ended must not bring it back.
func TestEndedSessionStaysEnded(t *testing.T) {
	onEngines(t, func(t *testing.T, d *desk) {
		d.add(t, "hanako", actor.Operator)
		s := staff.NewSessions(d.db, staff.Options{})
		b := newBrowser(t, d, s, "hanako")
		b.want("/in", http.StatusOK)
		copied := &browser{t: t, h: b.h, cookie: b.cookie}
		slow := s.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			b.want("/out", http.StatusOK) // meanwhile, elsewhere
			s.Put(r.Context(), "flash", "saved")
		}))
		(&browser{t: t, h: slow, cookie: copied.cookie}).want("/", http.StatusOK)
		copied.want("/me", http.StatusUnauthorized)
	})
}

func TestCookie(t *testing.T) {
	onEngines(t, func(t *testing.T, d *desk) {
		d.add(t, "hanako", actor.Operator)
		for _, tls := range []bool{false, true} {
			b := newBrowser(t, d, staff.NewSessions(d.db, staff.Options{TLS: tls}), "hanako")
			b.want("/in", http.StatusOK)
			c := b.cookie
			name := map[bool]string{false: "uketsuke", true: "__Host-uketsuke"}[tls]
			if c.Name != name || c.Secure != tls || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode ||
				c.Path != "/" || c.Domain != "" || c.MaxAge != 0 {
				t.Errorf("cookie %+v", c)
			}
		}
	})
}
