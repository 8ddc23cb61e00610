package site

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"uketsuke/internal/errs"
)

// forbidden elements would let the site collect or run something. That the
// public site has none of them is a promise of the house, so it is held here
// where the pages are made, not by discipline in the templates.
var forbidden = []string{
	"script", "form", "input", "button", "select", "textarea", "iframe", "object", "embed", "frame",
	"applet", "audio", "video", "base", "style", "portal",
}

// checkPages looks through the finished pages: nothing forbidden, no request
// elsewhere, and no link into the void. What it finds is errs.Problems by page.
func checkPages(files fileSet) error {
	var names []string
	for name := range files {
		if path.Ext(name) == ".html" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var bad errs.Problems
	for _, name := range names {
		doc, err := html.Parse(bytes.NewReader(files[name]))
		if err != nil {
			return fmt.Errorf("site: %s: %w", name, err)
		}
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode {
				checkElement(files, name, n, &bad)
			}
		}
	}
	return bad.Err()
}

func checkElement(files fileSet, page string, n *html.Node, bad *errs.Problems) {
	if slices.Contains(forbidden, n.Data) {
		bad.Add(page, 0, n.Data, "site.forbidden")
	}
	for _, a := range n.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcset", a.Key == "ping":
			bad.Add(page, 0, n.Data+" "+a.Key, "site.forbidden")
		case a.Key == "src", a.Key == "href" && n.Data != "a":
			checkLink(files, page, a.Val, false, bad)
		case a.Key == "href":
			checkLink(files, page, a.Val, true, bad)
		case a.Key == "http-equiv" && a.Val != "Content-Security-Policy":
			bad.Add(page, 0, "meta "+a.Val, "site.forbidden")
		}
	}
}

// checkLink follows a link of a page. Only what a visitor chooses to open may
// lead elsewhere.
func checkLink(files fileSet, page, to string, away bool, bad *errs.Problems) {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" {
		if err != nil || !away || !slices.Contains([]string{"https", "http", "tel", "mailto"}, u.Scheme) {
			bad.Add(page, 0, "", "site.link_away", to)
		}
		return
	}
	if u.Path == "" { // a place on the page itself
		return
	}
	target := path.Join(path.Dir(page), u.Path)
	if strings.HasPrefix(u.Path, "/") {
		target = strings.TrimPrefix(path.Clean(u.Path), "/")
	}
	if _, ok := files[target]; !ok {
		bad.Add(page, 0, "", "site.link_broken", to)
	}
}
