package importmap

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// ReasonColumn stands last in a file of rows set aside and says why; a file
// that has it is read without it.
const ReasonColumn = "refused_because"

// Source is a file of another system as it came.
type Source struct {
	Name    string
	header  []string
	records [][]string
	lines   []int
	Rows    []order.Row   // for the order's checks, one a record
	bad     errs.Problems // what the mapping itself refuses
}

// Len is how many rows the file has.
func (s *Source) Len() int { return len(s.records) }

// Read reads a file and maps its rows. A wrong header, broken quoting or
// foreign bytes refuse the file (errs.Problems); what is wrong with a row only
// waits in the source until the order's own checks have been made too.
func (m *Mapping) Read(name string, raw []byte) (*Source, error) {
	s := &Source{Name: name}
	text, ok := decode(m.encoding, raw)
	if !ok {
		s.bad.Add(name, 0, "", "import.encoding", m.encoding)
		return nil, s.bad
	}
	if err := s.parse(text, m.separator); err != nil {
		return nil, err
	}
	if err := m.checkHeader(s); err != nil {
		return nil, err
	}
	for i := range s.records {
		s.Rows = append(s.Rows, m.row(s, i))
	}
	return s, nil
}

func decode(encoding string, raw []byte) (string, bool) {
	switch encoding {
	case "latin-1":
		text, err := charmap.ISO8859_1.NewDecoder().Bytes(raw)
		return string(text), err == nil
	case "cp932":
		text, err := japan.DecodeCP932(raw)
		return text, err == nil
	}
	text, found, err := japan.DecodeText(raw)
	return text, err == nil && found == "UTF-8"
}

func (s *Source) parse(text string, separator rune) error {
	cr := csv.NewReader(strings.NewReader(text))
	cr.Comma, cr.FieldsPerRecord = separator, -1
	for {
		rec, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var perr *csv.ParseError
		if errors.As(err, &perr) {
			s.bad.Add(s.Name, perr.StartLine, "", "order.import_quoting")
			return s.bad
		}
		line, _ := cr.FieldPos(0)
		s.records, s.lines = append(s.records, rec), append(s.lines, line)
	}
	if len(s.records) == 0 {
		s.bad.Add(s.Name, 1, "", "order.import_empty")
		return s.bad
	}
	s.header, s.records, s.lines = s.records[0], s.records[1:], s.lines[1:]
	return s.short()
}

// short refuses rows with more or fewer fields than the header: their values
// stand under the wrong names.
func (s *Source) short() error {
	var bad errs.Problems
	for i, rec := range s.records {
		if len(rec) != len(s.header) {
			bad.Add(s.Name, s.lines[i], "", "order.import_columns", len(s.header), len(rec))
		}
	}
	return bad.Err()
}

// checkHeader holds that the file is the one that the mapping was written for.
// A header that is none of the mapping's is told by its place: without a
// header, the first person stands there.
func (m *Mapping) checkHeader(s *Source) error {
	var bad errs.Problems
	for i := range s.header {
		s.header[i] = strings.TrimSpace(s.header[i])
	}
	if n := len(s.header) - 1; s.header[n] == ReasonColumn {
		s.header = s.header[:n]
		for i := range s.records {
			s.records[i] = s.records[i][:n]
		}
	}
	for _, want := range m.source {
		if !slices.Contains(s.header, want) {
			bad.Add(s.Name, 1, want, "order.import_missing")
		}
	}
	for i, h := range s.header {
		switch {
		case !slices.Contains(m.source, h):
			bad.Add(s.Name, 1, "", "import.unknown", i+1)
		case slices.Contains(s.header[:i], h):
			bad.Add(s.Name, 1, h, "order.import_twice")
		}
	}
	return bad.Err()
}

// row maps one record.
func (m *Mapping) row(s *Source, i int) order.Row {
	cells := make(map[string]string, len(s.header))
	for j, h := range s.header {
		cells[h] = s.records[i][j]
	}
	row := order.Row{Line: s.lines[i], Cells: map[string]string{}}
	if m.refuses(s, row.Line, cells) {
		row.Refused, row.Blank = true, true
		row.Cells["order_ref"] = m.value("order_ref", cells, &errs.Fields{})
		return row
	}
	var bad errs.Fields
	for _, name := range order.ImportColumns() {
		row.Cells[name] = m.value(name, cells, &bad)
	}
	for _, f := range bad {
		s.bad = append(s.bad, errs.Problem{File: s.Name, Line: row.Line, Column: f.Name, Message: f.Message})
		row.Refused = true
	}
	return row
}

func (m *Mapping) refuses(s *Source, line int, cells map[string]string) bool {
	found := false
	for _, r := range m.rules {
		if r.matches.MatchString(strings.TrimSpace(cells[r.column])) {
			s.bad.Add(s.Name, line, r.column, "import.rule", r.because)
			found = true
		}
	}
	return found
}
