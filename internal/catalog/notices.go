package catalog

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"uketsuke/internal/japan"
)

// Notice is a dated announcement of the public site: notices/YYYY-MM-DD-slug.md,
// YAML between two lines of --- (title, incident, revisions), then Markdown.
type Notice struct {
	Slug      string // file name without its extension, unique
	Date      japan.Day
	Title     string
	Incident  bool       // about a leak of personal data: the site's privacy page points to it
	Revisions []Revision // every later change of the text, oldest first; shown to the reader
	Body      string     // Markdown
}

// Revision says when a published notice was changed and what was changed.
type Revision struct {
	Date japan.Day `yaml:"date"`
	Text string    `yaml:"text"`
}

var noticeName = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})-[a-z0-9-]+$`)

// Notices reads the notices of a catalog directory, newest first. What is
// wrong with any of them is errs.Problems; a directory without notices has none.
func Notices(dir string) ([]Notice, error) {
	s := &source{dir: dir}
	notices := s.readNotices()
	return notices, s.problems.Err()
}

func (s *source) readNotices() []Notice {
	var out []Notice
	for _, file := range s.glob("notices", ".md") {
		if n, ok := s.notice(file); ok {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b Notice) int { return strings.Compare(b.Slug, a.Slug) })
	return out
}

func (s *source) notice(file string) (Notice, bool) {
	n := Notice{Slug: strings.TrimSuffix(path.Base(file), path.Ext(file))}
	before := len(s.problems)
	if m := noticeName.FindStringSubmatch(n.Slug); m == nil || japan.Day(m[1]).Time().IsZero() {
		s.problems.Add(s.name(file), 0, "", "catalog.notice_name")
	} else {
		n.Date = japan.Day(m[1])
	}
	data, ok := s.text(file)
	if !ok {
		return n, false
	}
	head, body, ok := frontMatter(data)
	if !ok {
		s.problems.Add(s.name(file), 1, "", "catalog.notice_head")
		return n, false
	}
	var meta struct {
		Title     string     `yaml:"title"`
		Incident  bool       `yaml:"incident"`
		Revisions []Revision `yaml:"revisions"`
	}
	s.decode(s.name(file), head, &meta)
	n.Title, n.Incident, n.Revisions, n.Body = japan.Clean(meta.Title), meta.Incident, meta.Revisions, string(body)
	if n.Title == "" {
		s.problems.Add(s.name(file), 1, "title", "catalog.notice_title")
	}
	if strings.TrimSpace(n.Body) == "" {
		s.problems.Add(s.name(file), 1, "", "catalog.notice_empty")
	}
	last := n.Date
	for _, r := range n.Revisions {
		if d, err := japan.ParseDay(string(r.Date)); err != nil || d != r.Date || d < last || r.Text == "" {
			s.problems.Add(s.name(file), 1, "revisions", "catalog.notice_revision", string(r.Date))
		}
		last = r.Date
	}
	return n, len(s.problems) == before
}

// frontMatter splits the YAML between the first two lines of --- from the rest.
// Both keep the file's line numbers: the head begins with its --- line.
func frontMatter(data []byte) (head, body []byte, ok bool) {
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	if !bytes.HasPrefix(data, []byte("---\n")) {
		return nil, nil, false
	}
	end := bytes.Index(data[3:], []byte("\n---\n"))
	if end < 0 {
		return nil, nil, false
	}
	return data[:3+end+1], data[3+end+5:], true
}
