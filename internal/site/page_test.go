package site

import (
	"bytes"
	"errors"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"
	"golang.org/x/net/html"

	"uketsuke/internal/errs"
	"uketsuke/internal/i18n"
	"uketsuke/internal/japan"
	"uketsuke/web"
)

func TestTemplatesFitTheirPages(t *testing.T) {
	sets := parseTemplates(web.Site) // escaping rewrites a set that was executed
	for name, data := range templatePages {
		if err := templatecheck.CheckHTML(sets[name], data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// built pages of the project's own shop, parsed.
func pages(t *testing.T, d Data) (map[string]*html.Node, fileSet) {
	t.Helper()
	dir, _ := build(t, d)
	docs, files := map[string]*html.Node{}, fileSet{}
	for name, content := range tree(t, dir) {
		files[name] = []byte(content)
		if path.Ext(name) != ".html" {
			continue
		}
		doc, err := html.Parse(strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		docs[name] = doc
	}
	return docs, files
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// elements are the element nodes of a document with one of the names.
func elements(doc *html.Node, names ...string) []*html.Node {
	var out []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, n.Data)) {
			out = append(out, n)
		}
	}
	return out
}

// textOf is what a reader reads, with single spaces.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestPagesAreWellMade(t *testing.T) {
	docs, files := pages(t, shopData(t))
	titles := map[string]string{}
	for name, doc := range docs {
		if !wellFormed(files[name]) {
			t.Errorf("%s: an element is not closed as it was opened", name)
		}
		root := elements(doc, "html")[0]
		if attr(root, "lang") != "ja" {
			t.Errorf("%s: lang %q", name, attr(root, "lang"))
		}
		title := textOf(elements(doc, "title")[0])
		if other, ok := titles[title]; ok || title == "" {
			t.Errorf("%s: title %q as %s", name, title, other)
		}
		titles[title] = name
		checkIDs(t, name, doc)
		checkHeadings(t, name, doc)
		checkPolicy(t, name, doc)
		for _, img := range elements(doc, "img") {
			if !has(img, "alt") || !has(img, "width") || !has(img, "height") {
				t.Errorf("%s: picture %s lacks alt or size", name, attr(img, "src"))
			}
		}
	}
}

// wellFormed holds the pages to more than a browser asks for: every element
// that is opened is closed, in order.
func wellFormed(page []byte) bool {
	void := strings.Fields("meta link br img hr input")
	var open []string
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return len(open) == 0
		case html.StartTagToken:
			if name, _ := z.TagName(); !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return false
			}
			open = open[:len(open)-1]
		}
	}
}

func checkIDs(t *testing.T, name string, doc *html.Node) {
	t.Helper()
	seen := map[string]bool{}
	for _, n := range elements(doc) {
		id := attr(n, "id")
		if id != "" && seen[id] {
			t.Errorf("%s: id %s twice", name, id)
		}
		seen[id] = true
	}
	for _, a := range elements(doc, "a") {
		if id, ok := strings.CutPrefix(attr(a, "href"), "#"); ok && !seen[id] {
			t.Errorf("%s: #%s leads nowhere", name, id)
		}
		if textOf(a) == "" {
			t.Errorf("%s: the link to %s says nothing", name, attr(a, "href"))
		}
	}
}

func checkHeadings(t *testing.T, name string, doc *html.Node) {
	t.Helper()
	level := 0
	for i, h := range elements(doc, "h1", "h2", "h3", "h4", "h5", "h6") {
		n := int(h.Data[1] - '0')
		if (i == 0) != (n == 1) || n > level+1 {
			t.Errorf("%s: %s %q after level %d", name, h.Data, textOf(h), level)
		}
		level = n
	}
	if level == 0 {
		t.Errorf("%s: no heading", name)
	}
}

func checkPolicy(t *testing.T, name string, doc *html.Node) {
	t.Helper()
	metas := map[string]string{}
	for _, m := range elements(doc, "meta") {
		metas[attr(m, "name")+attr(m, "http-equiv")] = attr(m, "content")
	}
	if !strings.HasPrefix(metas["Content-Security-Policy"], "default-src 'none'; style-src 'self'; img-src 'self'") {
		t.Errorf("%s: policy %q", name, metas["Content-Security-Policy"])
	}
	if metas["viewport"] != "width=device-width, initial-scale=1" {
		t.Errorf("%s: viewport %q", name, metas["viewport"])
	}
}

func TestPagesShowTheCatalog(t *testing.T) {
	d := shopData(t)
	docs, _ := pages(t, d)
	shown := map[string]string{} // code → row
	for _, doc := range docs {
		for _, tr := range elements(doc, "tr") {
			if code, ok := strings.CutPrefix(attr(tr, "id"), "p-"); ok {
				shown[code] = textOf(tr)
			}
		}
	}
	products := d.Book.ProductsOf("2026AW")
	if len(shown) != len(products) || len(products) < 85 {
		t.Errorf("%d of %d products are shown", len(shown), len(products))
	}
	for _, p := range products {
		price, _ := d.Book.Price("2026AW", p.Code)
		for _, part := range []string{p.Code, p.Name, p.Latin, p.Family, p.Part, p.Volume, price.Price.String() + "円"} {
			if !strings.Contains(shown[p.Code], strings.Join(strings.Fields(part), " ")) {
				t.Errorf("%s: %q is not in %q", p.Code, part, shown[p.Code])
			}
		}
		if strings.Contains(shown[p.Code], "※") != (p.Tax == "reduced") {
			t.Errorf("%s: ※ in %q, tax %s", p.Code, shown[p.Code], p.Tax)
		}
		if p.Until != "" && !strings.Contains(shown[p.Code], dayText(p.Until)+"まで") {
			t.Errorf("%s: no end of the period in %q", p.Code, shown[p.Code])
		}
	}
}

// Every text that the law wants stands on the page where it is looked for.
func TestLegalTextsAreShown(t *testing.T) {
	d := shopData(t)
	docs, _ := pages(t, d)
	l, v := d.Book.Shop.Legal, d.Book.Shop.Seller
	want := map[string][]string{
		"law.html": {v.Name, v.Representative, v.Responsible, v.Address, v.Phone, v.Fax, v.InvoiceNo, l.Application, l.Prices,
			l.Fees, l.Payment, l.Delivery, l.Period, l.Returns, l.Defects, l.Limits},
		"privacy.html": {v.Name, v.Phone, v.Address, l.Purpose, l.Entrust, l.Disclosure, l.FaxConsent},
		"order.html":   {v.Fax, v.Phone, l.Application, l.Payment, l.Delivery, l.Fees, l.Period, l.Returns, v.Bank, v.Postal},
		"index.html":   {v.Fax, v.Phone, v.PhoneHours},
	}
	for _, r := range d.Book.Delivery.Regions {
		want["law.html"] = append(want["law.html"], r.Name, r.Fee.String()+"円")
	}
	for _, b := range d.Book.Delivery.COD {
		want["law.html"] = append(want["law.html"], b.UpTo.String()+"円まで", b.Fee.String()+"円")
	}
	for name, parts := range want {
		shown := textOf(docs[name])
		for _, part := range parts {
			if !strings.Contains(shown, strings.Join(strings.Fields(part), " ")) {
				t.Errorf("%s: %q is missing", name, part)
			}
		}
	}
}

func TestNoticesNewestFirstWithRevisions(t *testing.T) {
	d := shopData(t)
	docs, _ := pages(t, d)
	var got, want []string
	for _, a := range elements(elements(docs["notices/index.html"], "main")[0], "a") {
		got = append(got, attr(a, "href"))
	}
	for _, n := range d.Notices {
		want = append(want, "../notices/"+n.Slug+".html")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	revisions, incidents := 0, 0
	for _, n := range d.Notices {
		shown := textOf(docs["notices/"+n.Slug+".html"])
		for _, r := range n.Revisions {
			revisions++
			if !strings.Contains(shown, dayText(r.Date)+" "+r.Text) {
				t.Errorf("%s: revision of %s is not shown", n.Slug, r.Date)
			}
		}
		if n.Incident {
			incidents++
			for _, name := range []string{"index.html", "privacy.html"} {
				if !strings.Contains(textOf(docs[name]), n.Title) {
					t.Errorf("%s does not point to %s", name, n.Slug)
				}
			}
		}
	}
	if revisions == 0 || incidents == 0 {
		t.Errorf("%d revisions, %d incidents: the shop's notices try too little", revisions, incidents)
	}
}

func TestCheckPages(t *testing.T) {
	for _, c := range []struct{ page, key string }{
		{`<form action="x.html"></form>`, "site.forbidden"},
		{`<script>1</script>`, "site.forbidden"},
		{`<p onclick="x">`, "site.forbidden"},
		{`<p style="color:red">`, "site.forbidden"},
		{`<meta http-equiv="refresh" content="0">`, "site.forbidden"},
		{`<img src="https://elsewhere.example/a.png">`, "site.link_away"},
		{`<link rel="stylesheet" href="//elsewhere.example/a.css">`, "site.link_away"},
		{`<a href="javascript:x">x</a>`, "site.link_away"},
		{`<a href="gone.html">x</a>`, "site.link_broken"},
		{`<a href="../x/y.html">x</a>`, ""},
		{`<a href="/x/y.html#z">x</a>`, ""},
		{`<a href="https://elsewhere.example/">x</a>`, ""},
		{`<a href="#here">x</a>`, ""},
	} {
		files := fileSet{"x/y.html": []byte("<!DOCTYPE html><title>x</title>" + c.page)}
		err := checkPages(files)
		var bad errs.Problems
		errors.As(err, &bad)
		if c.key == "" && err != nil || c.key != "" && (len(bad) != 1 || bad[0].Message.Key != c.key) {
			t.Errorf("%s: %v, want %q", c.page, err, c.key)
		}
	}
}

// Every sentence that the package can answer exists in both languages.
func TestMessages(t *testing.T) {
	texts, err := i18n.Load(web.Messages)
	if err != nil {
		t.Fatal(err)
	}
	keys := 0
	for _, lang := range i18n.Langs {
		for _, key := range texts.Keys("ja") {
			if strings.HasPrefix(key, "site.") {
				keys++
				if !texts.For(lang).Has(key) {
					t.Errorf("%s has no %s", lang, key)
				}
			}
		}
	}
	if keys == 0 {
		t.Error("no sentences")
	}
}

func TestDayText(t *testing.T) {
	for d, want := range map[japan.Day]string{"2026-11-03": "2026年11月3日", "": "", "x": "x"} {
		if got := dayText(d); got != want {
			t.Errorf("%q: %q", d, got)
		}
	}
}
