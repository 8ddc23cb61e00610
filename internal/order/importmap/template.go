package importmap

import "strings"

// template is a text with columns of the source in braces: "UCI-{InvoiceNo}".
type template []piece

// piece is a text or the name of a column.
type piece struct {
	text   string
	column bool
}

// parseTemplate reads a text; ok is false for a brace without its partner.
func parseTemplate(s string) (t template, ok bool) {
	for s != "" {
		text, rest, open := strings.Cut(s, "{")
		if strings.Contains(text, "}") {
			return nil, false
		}
		if text != "" {
			t = append(t, piece{text: text})
		}
		if !open {
			return t, true
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.Contains(name, "{") {
			return nil, false
		}
		t, s = append(t, piece{name, true}), after
	}
	return t, true
}

func (t template) columns() (out []string) {
	for _, p := range t {
		if p.column {
			out = append(out, p.text)
		}
	}
	return out
}

// of fills the template; a text with an empty column is empty, so that half a
// value never passes for a whole one.
func (t template) of(cells map[string]string) string {
	var b strings.Builder
	for _, p := range t {
		if !p.column {
			b.WriteString(p.text)
			continue
		}
		v := strings.TrimSpace(cells[p.text])
		if v == "" {
			return ""
		}
		b.WriteString(v)
	}
	return b.String()
}
