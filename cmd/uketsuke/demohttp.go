package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// browser is what the demo types with: it follows the screens over HTTP as a
// clerk's browser does.
type browser struct {
	base   string
	client *http.Client
}

// login opens a session.
func login(ctx context.Context, base, user, password string) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{base: base, client: &http.Client{Jar: jar}}
	page, err := b.post(ctx, "/login", url.Values{"login": {user}, "password": {password}})
	if err == nil && page.at == "/login" {
		err = errors.New("the login was refused")
	}
	return b, err
}

// place takes one order: opens the desk, lets it preview and keep a draft, and
// saves. It answers the order's number.
func (b *browser) place(ctx context.Context, form url.Values) (string, error) {
	desk, err := b.get(ctx, "/orders/new")
	if err != nil {
		return "", err
	}
	for _, hidden := range []string{"draft", "draft_version"} {
		form.Set(hidden, desk.input(hidden))
	}
	if _, err := b.post(ctx, "/orders/new/customers", url.Values{"phone": {form.Get("phone")}}); err != nil {
		return "", err
	}
	if err := b.readBack(ctx, form); err != nil {
		return "", err
	}
	if _, err := b.post(ctx, "/drafts", form); err != nil {
		return "", err
	}
	placed, err := b.post(ctx, "/orders", form)
	if err != nil {
		return "", err
	}
	number, ok := strings.CutSuffix(strings.TrimPrefix(placed.at, "/orders/"), "/placed")
	if !ok {
		return "", fmt.Errorf("the order was not placed; the desk answered %s", placed.at)
	}
	return number, nil
}

// readBack ticks every section of the read-back, as whoever has read it out does.
func (b *browser) readBack(ctx context.Context, form url.Values) error {
	shown, err := b.post(ctx, "/orders/new/preview", form)
	if err != nil {
		return err
	}
	for n := range shown.doc.Descendants() {
		if name := attr(n, "name"); strings.HasPrefix(name, "tick_") {
			form.Set(name, attr(n, "value"))
		}
	}
	return nil
}

// page is an answer: where it came to and its document.
type page struct {
	at  string
	doc *html.Node
}

func (b *browser) get(ctx context.Context, path string) (page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
	if err != nil {
		return page{}, err
	}
	return b.do(req)
}

func (b *browser) post(ctx context.Context, path string, form url.Values) (page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return page{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(req)
}

func (b *browser) do(req *http.Request) (page, error) {
	resp, err := b.client.Do(req)
	if err != nil {
		return page{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	doc, err := html.Parse(resp.Body)
	if err != nil {
		return page{}, err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	p := page{at: resp.Request.URL.Path, doc: doc}
	if resp.StatusCode >= 400 {
		return p, fmt.Errorf("%s %s answered %d: %s", req.Method, req.URL.Path, resp.StatusCode, strings.Join(p.errors(), "; "))
	}
	return p, nil
}

// input is the value of a named input.
func (p page) input(name string) string {
	for n := range p.doc.Descendants() {
		if n.Data == "input" && attr(n, "name") == name {
			return attr(n, "value")
		}
	}
	return ""
}

// errors are the sentences that a page shows beside its fields.
func (p page) errors() []string {
	var out []string
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && (attr(n, "role") == "alert" || strings.Contains(attr(n, "class"), "error")) {
			if s := strings.TrimSpace(text(n)); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
