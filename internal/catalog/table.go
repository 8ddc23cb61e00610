package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"uketsuke/internal/errs"
)

// maxProblems is where a file's reading stops: more of them help nobody.
const maxProblems = 200

// table reads a CSV file with a header row: fields by column name, and the
// line of every field, also below a quoted field of several lines.
type table struct {
	file     string // as the user named it
	reader   *csv.Reader
	columns  []string
	problems *errs.Problems
	start    int // problems before this file
	fields   []string
}

// newTable reads the header and holds it against the columns that may and must
// be there. ok is false when the rows cannot be read.
func newTable(file string, data []byte, problems *errs.Problems, required, optional []string) (t *table, ok bool) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1 // counted here, to name the line
	t = &table{file: file, reader: r, problems: problems, start: len(*problems)}
	header, err := r.Read()
	if err != nil {
		t.fail(err, "catalog.header_empty", strings.Join(required, ","))
		return t, false
	}
	for _, c := range header {
		t.columns = append(t.columns, strings.TrimSpace(c))
	}
	for i, c := range t.columns {
		switch {
		case slices.Contains(t.columns[:i], c):
			t.problems.Add(file, 1, c, "catalog.header_twice")
		case !slices.Contains(required, c) && !slices.Contains(optional, c):
			t.problems.Add(file, 1, c, "catalog.header_unknown", strings.Join(append(slices.Clone(required), optional...), ", "))
		}
	}
	for _, c := range required {
		if !slices.Contains(t.columns, c) {
			t.problems.Add(file, 1, c, "catalog.header_missing")
		}
	}
	return t, len(*problems) == t.start
}

// next moves to the next row whose columns can be told; false at the end.
func (t *table) next() bool {
	for len(*t.problems)-t.start < maxProblems {
		fields, err := t.reader.Read()
		if errors.Is(err, io.EOF) {
			return false
		}
		if err != nil {
			t.fail(err, "catalog.csv")
			continue
		}
		if len(fields) != len(t.columns) {
			t.problems.Add(t.file, t.lineOf(0), "", "catalog.columns", len(fields), len(t.columns))
			continue
		}
		t.fields = fields
		return true
	}
	t.problems.Add(t.file, 0, "", "catalog.too_many", maxProblems)
	return false
}

// fail notes what encoding/csv says, in words and with its line.
func (t *table) fail(err error, otherwise string, args ...any) {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		t.problems.Add(t.file, 1, "", otherwise, args...)
		return
	}
	line := parse.Line
	if errors.Is(err, csv.ErrQuote) {
		line = parse.StartLine // a quote left open is noticed at the end of the file only
	}
	t.problems.Add(t.file, line, "", "catalog.quoting", parse.Column)
}

func (t *table) lineOf(i int) int {
	line, _ := t.reader.FieldPos(i)
	return line
}

// get is the trimmed field of a column; empty when the file lacks the column.
func (t *table) get(column string) string {
	if i := slices.Index(t.columns, column); i >= 0 {
		return strings.TrimSpace(t.fields[i])
	}
	return ""
}

// position is where the current row's field stands.
func (t *table) position(column string) place {
	i := max(slices.Index(t.columns, column), 0)
	return place{t.file, t.lineOf(i), column}
}

// bad notes a problem with a field of the current row.
func (t *table) bad(column, key string, args ...any) {
	p := t.position(column)
	t.problems.Add(p.file, p.line, p.column, key, args...)
}

// place is a position in a file that outlives its row.
type place struct {
	file   string
	line   int
	column string
}

func (s *source) bad(p place, key string, args ...any) {
	s.problems.Add(p.file, p.line, p.column, key, args...)
}
