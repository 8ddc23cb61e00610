// Package servertest runs the whole site for tests: the real services of
// ordertest, the evidence log, staff of every role, and the handler behind a
// TCP port. Its clients keep cookies as a browser does.
package servertest

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/argon2"
	"golang.org/x/net/html"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/contact"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan/postal"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server"
	"uketsuke/internal/staff"
	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
	"uketsuke/migrations"
)

// Password is everybody's.
const Password = "correct horse 9 battery"

// Site is a running site.
type Site struct {
	*ordertest.Shop
	URL     string
	Handler http.Handler
	Staff   *staff.Service
	Audit   *audit.Log
	Log     *Log // what the server logged
}

// Each runs the test once per engine.
func Each(t *testing.T, test func(t *testing.T, s *Site)) {
	ordertest.Each(t, func(t *testing.T, shop *ordertest.Shop) { test(t, open(t, shop)) })
}

// New opens a site on one engine.
func New(t *testing.T, engine store.Engine) *Site {
	t.Helper()
	return open(t, ordertest.New(t, engine))
}

func open(t *testing.T, shop *ordertest.Shop) *Site {
	t.Helper()
	s := &Site{Shop: shop, Log: &Log{}, Staff: staff.NewService(shop.DB, 64)}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(s.Log.String())
		}
	})
	key, err := audit.CreateKey(filepath.Join(t.TempDir(), "audit.key"), audit.Origin)
	if err != nil {
		t.Fatalf("servertest: %v", err)
	}
	s.Audit = audit.New(storetest.New(shop.Engine)(t, migrations.Audit, shop.Now), key, audit.Origin)
	sources := map[string]*store.DB{"orders": shop.DB, "vault": shop.VaultDB}
	s.Handler, err = server.New(server.Services{
		Orders: shop.Orders, Vault: shop.Vault, Catalog: shop.Catalog, Audit: s.Audit, Batches: shop.Batches, Contacts: contact.New(shop.DB, shop.Vault), Staff: s.Staff,
		Sessions: staff.NewSessions(shop.DB, staff.Options{}),
		Verify:   func(ctx context.Context) (audit.Report, error) { return s.Audit.Verify(ctx, sources) },
		Postal:   postal.Embedded,
	}, server.Options{Now: shop.Now, Logger: slog.New(slog.NewTextHandler(s.Log, nil))})
	if err != nil {
		t.Fatalf("servertest: %v", err)
	}
	web := httptest.NewServer(s.Handler)
	t.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// Log collects what many requests log at once.
type Log struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is everything so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Client is a browser without scripts.
type Client struct {
	T    testing.TB
	Site *Site
	HTTP *http.Client
}

// Account makes sure that there is a member of staff of the role, whose login is
// the role's name.
func (s *Site) Account(role actor.Role) staff.Account {
	s.T.Helper()
	a, err := s.Staff.ByLogin(context.Background(), string(role))
	if errs.Is(err, errs.NotFound) {
		a, err = s.Staff.Add(ordertest.As(actor.Admin), staff.New{Login: string(role), Name: "担当 " + string(role), Role: role, Password: Password})
		if err == nil {
			s.Exec(`UPDATE staff SET password = ? WHERE id = ?`, quickHash(), a.ID)
		}
	}
	if err != nil {
		s.T.Fatalf("servertest: %v", err)
	}
	return a
}

// quickHash is the stored form of Password with the least of work in it: a
// stored password names its own parameters, and what a login costs is not what
// these tests are about.
func quickHash() string {
	salt := make([]byte, 16)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b64(salt), b64(argon2.IDKey([]byte(Password), salt, 1, 8, 1, 32)))
}

// Client makes one that is logged in; nobody for the empty role.
func (s *Site) Client(t testing.TB, role actor.Role) *Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatalf("servertest: %v", err)
	}
	c := &Client{T: t, Site: s, HTTP: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if role == "" {
		return c
	}
	s.Account(role)
	if p := c.Post("/login", url.Values{"login": {string(role)}, "password": {Password}}); p.Status != http.StatusSeeOther {
		t.Fatalf("login as %s: %d %s", role, p.Status, p.Body)
	}
	return c
}

// Page is an answer.
type Page struct {
	T      testing.TB
	Status int
	Header http.Header
	Body   string
	Doc    *html.Node
}

// Get asks for a page.
func (c *Client) Get(path string) *Page {
	c.T.Helper()
	return c.do(http.MethodGet, path, nil, nil)
}

// Post sends a form. An order of the desk is read back before, as its operator
// does; Do sends it as it is.
func (c *Client) Post(path string, form url.Values) *Page {
	c.T.Helper()
	if path == "/orders" {
		c.readBack(form)
	}
	return c.do(http.MethodPost, path, form, nil)
}

// readBack ticks every section of the read-back.
func (c *Client) readBack(form url.Values) {
	c.T.Helper()
	for n := range c.HX("/orders/new/preview", form).Tags("input") {
		if name := Attr(n, "name"); strings.HasPrefix(name, "tick_") {
			form.Set(name, Attr(n, "value"))
		}
	}
}

// HX sends a form as htmx does.
func (c *Client) HX(path string, form url.Values) *Page {
	c.T.Helper()
	return c.do(http.MethodPost, path, form, http.Header{"HX-Request": {"true"}})
}

// Do sends a form with headers.
func (c *Client) Do(method, path string, form url.Values, header http.Header) *Page {
	c.T.Helper()
	return c.do(method, path, form, header)
}

func (c *Client) do(method, path string, form url.Values, header http.Header) *Page {
	c.T.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(c.T.Context(), method, c.Site.URL+path, body)
	if err != nil {
		c.T.Fatalf("servertest: %v", err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, values := range header {
		req.Header[name] = values
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		c.T.Fatalf("servertest: %v", err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		c.T.Fatalf("servertest: %v", err)
	}
	doc, err := html.Parse(strings.NewReader(string(data)))
	if err != nil {
		c.T.Fatalf("servertest: %v", err)
	}
	return &Page{T: c.T, Status: res.StatusCode, Header: res.Header, Body: string(data), Doc: doc}
}
