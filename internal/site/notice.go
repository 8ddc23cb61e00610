package site

import (
	"html/template"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// notice is one dated notice (お知らせ), ready to print.
type notice struct {
	Slug      string
	Title     string
	Date      japan.Day
	Incident  bool               // about a leak of personal data (個人情報保護法 第26条): the privacy page points to it
	Revisions []catalog.Revision // oldest first; shown, since a notice is never changed in silence
	Body      template.HTML
}

// Changed is the day of the last revision; empty when there is none.
func (n notice) Changed() japan.Day {
	if len(n.Revisions) == 0 {
		return ""
	}
	return n.Revisions[len(n.Revisions)-1].Date
}

// notices renders the shop's notices, which come newest first and are published
// from their day on. A text that makes no safe page is errs.Problems.
func notices(in []catalog.Notice, day japan.Day) ([]notice, error) {
	var out []notice
	var bad errs.Problems
	for _, n := range in {
		if n.Date > day {
			continue
		}
		body := renderMarkdown("notices/"+n.Slug+".md", n.Body, &bad)
		out = append(out, notice{Slug: n.Slug, Title: n.Title, Date: n.Date, Incident: n.Incident, Revisions: n.Revisions, Body: body})
	}
	return out, bad.Err()
}
