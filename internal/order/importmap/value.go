package importmap

import (
	"regexp"
	"strings"
	"time"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

var clockShape = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

// dateParts are the parts of a date pattern, the longer before the shorter.
var dateParts = [][2]string{
	{"YYYY", "2006"}, {"YY", "06"}, {"MM", "01"}, {"M", "1"}, {"DD", "02"}, {"D", "2"},
	{"HH", "15"}, {"mm", "04"}, {"ss", "05"},
}

var datePattern = regexp.MustCompile(`^(?:YYYY|YY|MM|M|DD|D|HH|mm|ss|[-/.: ]|T)+$`)

// dateLayout turns a pattern into a layout of package time; a date needs its
// year, month and day once each.
func dateLayout(pattern string) (layout string, ok bool) {
	if !datePattern.MatchString(pattern) {
		return "", false
	}
	layout = pattern
	for i, part := range dateParts {
		layout = strings.ReplaceAll(layout, part[0], string(rune(0xE000+i)))
	}
	for _, need := range [][]int{{0, 1}, {2, 3}, {4, 5}} {
		n := 0
		for _, i := range need {
			n += strings.Count(layout, string(rune(0xE000+i)))
		}
		if n != 1 {
			return "", false
		}
	}
	for i, part := range dateParts {
		layout = strings.ReplaceAll(layout, string(rune(0xE000+i)), part[1])
	}
	return layout, true
}

// value makes the value of a column of one row; a problem is told under the
// source's column.
func (m *Mapping) value(name string, cells map[string]string, bad *errs.Fields) string {
	c := m.columns[name]
	text := c.text.of(cells)
	if text != "" {
		var msg errs.Message
		if text, msg = m.read(name, c, text); msg.Key != "" {
			*bad = append(*bad, errs.Field{Name: m.SourceColumn(name), Message: msg})
			return ""
		}
	}
	if text == "" {
		text = c.fallback
	}
	if text == "" && c.required {
		bad.Add(m.SourceColumn(name), "import.empty", name)
	}
	return text
}

// read goes the column's way from the source's text to ours.
func (m *Mapping) read(name string, c column, text string) (string, errs.Message) {
	switch {
	case c.table != "":
		v, ok := m.tables[c.table][text]
		return v, unless(ok, "import.not_in_table", c.table)
	case c.lookup != "":
		row, ok := m.lookups[c.lookup].rows[text]
		return row[c.take], unless(ok, "import.not_found", c.lookup)
	case c.number != "":
		v, ok := wholeNumber(text, c.number)
		return v, unless(ok, "import.number")
	case c.date != "":
		t, err := time.ParseInLocation(c.date, japan.FoldASCII(text), japan.JST)
		return c.day(name, t), unless(err == nil, "import.date")
	}
	return text, errs.Message{}
}

func unless(ok bool, key string, args ...any) errs.Message {
	if ok {
		return errs.Message{}
	}
	return errs.Msg(key, args...)
}

// day writes a date as the import format wants it.
func (c column) day(name string, t time.Time) string {
	if name != "received_at" {
		return t.Format(time.DateOnly)
	}
	if at, err := time.Parse("15:04", c.clock); err == nil {
		t = time.Date(t.Year(), t.Month(), t.Day(), at.Hour(), at.Minute(), 0, 0, japan.JST)
	}
	return t.Format(time.RFC3339)
}

var wholeShape = regexp.MustCompile(`^([-+]?\d+)(?:\.0*)?$`)

// wholeNumber reads 1,234.00 (point) or 1.234,00 (comma); a broken number of
// pieces is none.
func wholeNumber(text, style string) (string, bool) {
	thousand, decimal := ",", "."
	if style == "comma" {
		thousand, decimal = ".", ","
	}
	text = strings.ReplaceAll(japan.FoldASCII(strings.TrimSpace(text)), thousand, "")
	m := wholeShape.FindStringSubmatch(strings.ReplaceAll(text, decimal, "."))
	if m == nil {
		return "", false
	}
	return m[1], true
}
