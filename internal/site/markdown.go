package site

import (
	"bytes"
	"html/template"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"uketsuke/internal/errs"
)

// markdown knows no HTML at all: a tag in a notice is text and is printed as
// such, neither taken over nor silently dropped. Line breaks between Japanese
// characters make no space.
var markdown = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)),
	goldmark.WithExtensions(
		// No align attribute: the site's policy forbids inline style.
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)),
		extension.NewCJK(extension.WithEastAsianLineBreaks()),
	),
)

// renderMarkdown turns the body of a notice into HTML.
func renderMarkdown(file, body string, bad *errs.Problems) template.HTML {
	if !utf8.ValidString(body) { // the line-break rule of goldmark 1.8 panics on it
		bad.Add(file, 0, "", "site.notice_markdown")
		return ""
	}
	source := []byte(body)
	doc := markdown.Parser().Parse(text.NewReader(source))
	level := 1 // of the page's own title
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			bad.Add(file, 0, "", "site.notice_image", string(n.Destination))
		case *ast.Link:
			if !safeLink(string(n.Destination)) {
				bad.Add(file, 0, "", "site.notice_link", string(n.Destination))
			}
		case *ast.Heading:
			// The page has its title already, and no level may be left out.
			n.Level = min(max(n.Level, 2), level+1)
			level = n.Level
		}
		return ast.WalkContinue, nil
	})
	var out bytes.Buffer
	if err == nil {
		err = markdown.Renderer().Render(&out, source, doc)
	}
	if err != nil { // a buffer does not fail: the text is at fault
		bad.Add(file, 0, "", "site.notice_markdown")
	}
	return template.HTML(out.String())
}

// safeLink allows the web, the telephone and pages of the site.
func safeLink(to string) bool {
	for _, scheme := range []string{"https://", "http://", "tel:", "mailto:"} {
		if strings.HasPrefix(to, scheme) {
			return true
		}
	}
	return to != "" && !strings.Contains(to, ":") && !strings.HasPrefix(to, "//") && !strings.HasPrefix(to, "/")
}
