package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// who may see which page; everybody else is refused.
var pages = map[string][]actor.Role{
	"/orders/new":            {actor.Operator, actor.Supervisor, actor.Admin},
	"/drafts":                {actor.Operator, actor.Supervisor, actor.Admin},
	"/tasks":                 {actor.Operator, actor.Supervisor, actor.Admin},
	"/orders":                actor.Roles,
	"/orders/{order}":        actor.Roles,
	"/holds":                 actor.Roles,
	"/customers/{id}/orders": {actor.Operator, actor.Supervisor, actor.Privacy, actor.Admin},
	"/customers":             {actor.Operator, actor.Supervisor, actor.Privacy, actor.Admin},
	"/customers/duplicates":  {actor.Supervisor, actor.Privacy, actor.Admin},
	"/customers/join":        {actor.Operator, actor.Supervisor, actor.Admin},
	"/customers/merges":      {actor.Supervisor, actor.Privacy, actor.Admin},
	"/customers/{id}":        {actor.Operator, actor.Supervisor, actor.Privacy, actor.Admin},
	"/batches":               {actor.Supervisor, actor.Warehouse, actor.Admin},
	"/catalog":               actor.Roles,
	"/stock":                 {actor.Supervisor, actor.Warehouse, actor.Admin},
	"/password":              actor.Roles,
	"/privacy":               {actor.Privacy, actor.Admin},
	"/staff":                 {actor.Admin},
	"/orders/{order}/revise": {actor.Operator, actor.Supervisor, actor.Admin},
}

func TestRoles(t *testing.T) {
	s := servertest.New(t, "sqlite")
	o := s.Place(ordertest.Form())[0]
	fill := strings.NewReplacer("{order}", o.Number, "{id}", o.Customer.ID)
	for _, role := range append([]actor.Role{""}, actor.Roles...) {
		c := s.Client(t, role)
		for path, allowed := range pages {
			want := http.StatusForbidden
			for _, r := range allowed {
				if r == role {
					want = http.StatusOK
				}
			}
			if role == "" {
				want = http.StatusSeeOther // to the login
			}
			if p := c.Get(fill.Replace(path)); p.Status != want {
				t.Errorf("%s as %q: %d, want %d", path, role, p.Status, want)
			}
		}
	}
}

// acts are forms that not everybody may send.
func TestActsAreRefused(t *testing.T) {
	s := servertest.New(t, "sqlite")
	o := s.Place(ordertest.Form())[0]
	number := "/orders/" + o.Number
	for path, roles := range map[string][]actor.Role{
		number + "/release":                      {actor.Warehouse, actor.Privacy},
		number + "/payment":                      {actor.Operator, actor.Warehouse, actor.Privacy},
		number + "/cancel":                       {actor.Warehouse, actor.Privacy},
		number + "/person":                       {actor.Warehouse},
		"/customers/" + o.Customer.ID + "/erase": {actor.Operator, actor.Supervisor, actor.Warehouse, actor.Admin},
		"/customers/apart":                       {actor.Operator, actor.Warehouse},
		"/batches":                               {actor.Operator, actor.Privacy},
		"/tasks":                                 {actor.Warehouse, actor.Privacy},
		"/staff":                                 {actor.Operator, actor.Supervisor, actor.Warehouse, actor.Privacy},
		"/tokens":                                {actor.Operator, actor.Supervisor, actor.Warehouse, actor.Privacy},
		"/orders":                                {actor.Warehouse, actor.Privacy},
	} {
		for _, role := range roles {
			if p := s.Client(t, role).Post(path, url.Values{}); p.Status != http.StatusForbidden {
				t.Errorf("POST %s as %s: %d, want 403", path, role, p.Status)
			}
		}
	}
}

// TestCrossSite: whatever another site's page makes a browser send is refused.
func TestCrossSite(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	for _, h := range []struct {
		name   string
		header http.Header
		want   int
	}{
		{"same origin", http.Header{"Sec-Fetch-Site": {"same-origin"}}, http.StatusSeeOther},
		{"cross site", http.Header{"Sec-Fetch-Site": {"cross-site"}}, http.StatusForbidden},
		{"same site", http.Header{"Sec-Fetch-Site": {"same-site"}}, http.StatusForbidden},
		{"old browser, other origin", http.Header{"Origin": {"https://elsewhere.example"}}, http.StatusForbidden},
		{"old browser, own origin", http.Header{"Origin": {s.URL}}, http.StatusSeeOther},
	} {
		for _, path := range []string{"/lang", "/login"} {
			form := url.Values{"lang": {"ja"}, "login": {"operator"}, "password": {servertest.Password}}
			if p := c.Do(http.MethodPost, path, form, h.header); p.Status != h.want {
				t.Errorf("%s %s: %d, want %d", h.name, path, p.Status, h.want)
			}
		}
		for _, path := range []string{"/orders", "/drafts", "/orders/new/preview", "/customers", "/logout", "/batches"} {
			p := c.Do(http.MethodPost, path, url.Values{}, h.header)
			if refused := p.Status == http.StatusForbidden && strings.Contains(p.Body, "ほかのサイト"); refused != (h.want == http.StatusForbidden) {
				t.Errorf("%s %s: %d", h.name, path, p.Status)
			}
			if path == "/logout" {
				c = s.Client(t, actor.Operator)
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	s := servertest.New(t, "sqlite")
	p := s.Client(t, actor.Operator).Get("/orders/new")
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
			"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
	} {
		if got := p.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for n := range p.Tags("script", "style") {
		if n.Data == "style" || servertest.Attr(n, "src") == "" {
			t.Errorf("inline %s on the page", n.Data)
		}
	}
	for n := range p.Tags("link") {
		href := servertest.Attr(n, "href")
		f := s.Client(t, "").Get(href)
		if f.Status != http.StatusOK || !strings.Contains(f.Header.Get("Cache-Control"), "immutable") || f.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %v", href, f.Status, f.Header)
		}
	}
}

func TestSetup(t *testing.T) {
	s := servertest.New(t, "sqlite")
	token, err := s.Staff.SetupToken(t.Context())
	if err != nil || token == "" {
		t.Fatalf("token: %v", err)
	}
	c := s.Client(t, "")
	c.Get("/setup").Want(http.StatusOK)
	form := url.Values{"token": {token}, "login": {"boss"}, "name": {"長"}, "password": {"short"}, "again": {"short"}}
	if p := c.Post("/setup", form).Want(http.StatusUnprocessableEntity); p.Said("password") == "" || servertest.Attr(p.Field("token"), "value") != token {
		t.Error("the page does not say what is wrong, or lost the token")
	}
	form.Set("password", servertest.Password)
	c.Post("/setup", form).Want(http.StatusUnprocessableEntity)
	form.Set("again", servertest.Password)
	c.Post("/setup", form).Want(http.StatusSeeOther)
	c.Get("/staff").Want(http.StatusOK)
	s.Client(t, "").Post("/setup", form).Want(http.StatusForbidden)
}

func TestLanguage(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	c.Post("/lang", url.Values{"lang": {"en"}, "back": {"/orders"}}).Want(http.StatusSeeOther)
	if p := c.Get("/orders"); !strings.Contains(p.Text(), "Log out") {
		t.Error("the page is not English")
	}
	if p := s.Client(t, actor.Operator).Get("/orders"); !strings.Contains(p.Text(), "Log out") {
		t.Error("the language is not the person's")
	}
	if to := c.Post("/lang", url.Values{"lang": {"ja"}, "back": {"//elsewhere.example"}}).Header.Get("Location"); to != "/" {
		t.Errorf("sent on to %s", to)
	}
}
