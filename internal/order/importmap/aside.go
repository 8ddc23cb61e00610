package importmap

import (
	"encoding/csv"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"uketsuke/internal/errs"
	"uketsuke/internal/i18n"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// Problems is everything that is wrong with the file, in its order: what the
// mapping refuses and what the order's checks refuse.
func (m *Mapping) Problems(s *Source, refused order.Refused) errs.Problems {
	return m.Named(append(append(errs.Problems{}, s.bad...), refused.Problems...))
}

// Aside writes the rows that are not imported, in the source's own form, with
// a last column that says why in the words of p: to be mended and imported
// with the same mapping. It answers how many rows those were.
func (m *Mapping) Aside(w io.Writer, s *Source, refused order.Refused, p i18n.Printer) (int, error) {
	why := map[int][]string{}
	for _, x := range m.Problems(s, refused) {
		text := p.Message(x.Message)
		if x.Column != "" {
			text = x.Column + ": " + text
		}
		why[x.Line] = append(why[x.Line], text)
	}
	var b strings.Builder
	cw := csv.NewWriter(&b)
	cw.Comma = m.separator
	_ = cw.Write(append(append([]string{}, s.header...), ReasonColumn))
	n := 0
	for i, line := range s.lines {
		because, ok := refused.With[line]
		reasons := why[line]
		if !ok && len(reasons) == 0 {
			continue
		}
		if len(reasons) == 0 {
			reasons = []string{p.T("import.with", because)}
		}
		n++
		_ = cw.Write(append(append([]string{}, s.records[i]...), strings.Join(reasons, "; ")))
	}
	cw.Flush()
	_, err := w.Write(encode(m.encoding, b.String()))
	return n, err
}

// encode writes the source's encoding. A reason may hold characters that it
// lacks; those become a question mark, the source's own are all in it.
func encode(encoding, text string) []byte {
	switch encoding {
	case "cp932":
		for {
			out, lost := japan.EncodeCP932(text)
			if len(lost) == 0 {
				return out
			}
			text = strings.ReplaceAll(text, string(lost[0]), "?")
		}
	case "latin-1":
		var out []byte
		for _, r := range text {
			c, ok := charmap.ISO8859_1.EncodeRune(r)
			if !ok {
				c = '?'
			}
			out = append(out, c)
		}
		return out
	}
	return []byte(text)
}
