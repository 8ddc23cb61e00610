package servertest

import (
	"iter"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Want holds the status.
func (p *Page) Want(status int) *Page {
	p.T.Helper()
	if p.Status != status {
		p.T.Fatalf("status %d, want %d: %s", p.Status, status, p.Text())
	}
	return p
}

// Text is the page's text.
func (p *Page) Text() string { return Text(p.Doc) }

// Text is the text below a node, runs of blanks as one.
func Text(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode && x.Parent.Data != "script" && x.Parent.Data != "template" {
			b.WriteString(x.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Attr is an attribute of a node.
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Has says whether a node has an attribute.
func Has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// ID finds an element; nil when there is none.
func (p *Page) ID(id string) *html.Node {
	for n := range p.Doc.Descendants() {
		if n.Type == html.ElementNode && Attr(n, "id") == id {
			return n
		}
	}
	return nil
}

// Tags are the elements of these names.
func (p *Page) Tags(names ...string) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for n := range p.Doc.Descendants() {
			if n.Type == html.ElementNode && slices.Contains(names, n.Data) && !yield(n) {
				return
			}
		}
	}
}

// Said is the sentence beside a field.
func (p *Page) Said(field string) string {
	return Text(p.ID("err-" + strings.ReplaceAll(field, ".", "-")))
}

// Field is the element of a form by name; nil when there is none.
func (p *Page) Field(name string) *html.Node {
	for n := range p.Tags("input", "select") {
		if Attr(n, "name") == name {
			return n
		}
	}
	return nil
}

// Form is what a browser would send of the form with this id or action.
func (p *Page) Form(which string) url.Values {
	p.T.Helper()
	for form := range p.Tags("form") {
		if Attr(form, "id") == which || Attr(form, "action") == which {
			return values(form)
		}
	}
	p.T.Fatalf("no form %s on the page: %s", which, p.Text())
	return nil
}

func values(form *html.Node) url.Values {
	out := url.Values{}
	for n := range form.Descendants() {
		if n.Type != html.ElementNode || Attr(n, "name") == "" || inTemplate(n) {
			continue
		}
		name, kind := Attr(n, "name"), Attr(n, "type")
		switch {
		case n.Data == "input" && (kind == "radio" || kind == "checkbox") && !Has(n, "checked"):
		case n.Data == "input":
			out.Add(name, Attr(n, "value"))
		case n.Data == "textarea":
			out.Add(name, Text(n))
		case n.Data == "select":
			out.Add(name, selected(n))
		}
	}
	return out
}

func inTemplate(n *html.Node) bool {
	for x := n.Parent; x != nil; x = x.Parent {
		if x.Data == "template" {
			return true
		}
	}
	return false
}

// selected is the chosen option, else the first, as browsers have it.
func selected(n *html.Node) string {
	var first *html.Node
	for x := range n.Descendants() {
		if x.Data != "option" || x.Type != html.ElementNode {
			continue
		}
		if Has(x, "selected") {
			return Attr(x, "value")
		}
		if first == nil {
			first = x
		}
	}
	if first == nil {
		return ""
	}
	return Attr(first, "value")
}
