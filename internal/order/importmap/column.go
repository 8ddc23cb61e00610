package importmap

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// dateColumns take dates; the first one with the time of day.
var dateColumns = []string{"received_at", "delivery_date"}

// column reads where one column's values come from: exactly one of value,
// from and text, and at most one way of reading it.
func (p *parser) column(name string, n *yaml.Node) column {
	c := column{line: n.Line}
	if n.Kind != yaml.MappingNode {
		p.bad.Add(p.file, n.Line, name, "import.column_kind")
		return c
	}
	var value, from, text, need string
	required := func(n *yaml.Node) {
		p.one("required", &need, "true", "false")(n)
		c.required = need == "true"
	}
	p.mapping(n, name, map[string]func(*yaml.Node){
		"value": p.text("value", &value), "from": p.text("from", &from), "text": p.text("text", &text),
		"table": p.text("table", &c.table), "lookup": p.text("lookup", &c.lookup), "take": p.text("take", &c.take),
		"date":    func(n *yaml.Node) { p.date(name, n, &c.date) },
		"clock":   p.text("clock", &c.clock),
		"number":  p.one("number", &c.number, "point", "comma"),
		"default": p.text("default", &c.fallback), "required": required,
	})
	p.origin(name, n, &c, value, from, text)
	p.ways(name, n, c)
	return c
}

func has(n *yaml.Node, key string) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

func (p *parser) origin(name string, n *yaml.Node, c *column, value, from, text string) {
	count := 0
	for _, key := range []string{"value", "from", "text"} {
		if has(n, key) {
			count++
		}
	}
	if count != 1 {
		p.bad.Add(p.file, n.Line, name, "import.origin")
	}
	switch {
	case has(n, "from"):
		c.text = template{{from, true}}
	case has(n, "text"):
		var ok bool
		if c.text, ok = parseTemplate(text); !ok {
			p.bad.Add(p.file, n.Line, name, "import.braces")
		}
	case value != "":
		c.text = template{{text: value}}
	}
}

// ways refuses a column that is read in two ways or half of one.
func (p *parser) ways(name string, n *yaml.Node, c column) {
	count := 0
	for _, way := range []string{c.table, c.lookup, c.date, c.number} {
		if way != "" {
			count++
		}
	}
	if count > 1 {
		p.bad.Add(p.file, n.Line, name, "import.ways")
	}
	if (c.lookup == "") != (c.take == "") {
		p.bad.Add(p.file, n.Line, name, "import.take")
	}
	if c.date != "" && !slices.Contains(dateColumns, name) {
		p.bad.Add(p.file, n.Line, name, "import.date_column", strings.Join(dateColumns, ", "))
	}
	if c.clock != "" && (c.date == "" || !clockShape.MatchString(c.clock)) {
		p.bad.Add(p.file, n.Line, name, "import.clock")
	}
}

// date reads a pattern like D/M/YYYY or YYYY-MM-DD HH:mm.
func (p *parser) date(name string, n *yaml.Node, to *string) {
	var pattern string
	p.text("date", &pattern)(n)
	layout, ok := dateLayout(pattern)
	if !ok {
		p.bad.Add(p.file, n.Line, name, "import.date_pattern")
	}
	*to = layout
}
