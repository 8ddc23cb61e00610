package importmap

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"uketsuke/internal/errs"
	"uketsuke/internal/order"
)

// parser reads a mapping file node by node: every key must be known and stand
// once, and everything wrong is told with its line.
type parser struct {
	file string
	m    Mapping
	open func(path string) ([]byte, error)
	bad  errs.Problems
}

// Parse reads a mapping file; open reads the files that it looks things up in,
// by their path relative to it. All that is wrong is answered together
// (errs.Problems).
func Parse(name string, text []byte, open func(path string) ([]byte, error)) (*Mapping, error) {
	p := &parser{file: name, open: open, m: Mapping{
		encoding: "utf-8", separator: ',', tables: map[string]map[string]string{}, lookups: map[string]lookup{}, columns: map[string]column{},
	}}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		p.bad.Add(name, yamlLine(err), "", "import.yaml", err.Error())
		return nil, p.bad
	}
	if len(root.Content) == 0 {
		p.bad.Add(name, 1, "", "import.yaml_empty")
		return nil, p.bad
	}
	p.mapping(root.Content[0], "", map[string]func(*yaml.Node){
		"source": p.source, "refuse": p.rules, "tables": p.tables, "lookups": p.lookups, "columns": p.columns,
	})
	if len(p.bad) == 0 {
		p.names()
	}
	slices.SortStableFunc(p.bad, func(a, b errs.Problem) int { return a.Line - b.Line })
	return &p.m, p.bad.Err()
}

var lineInText = regexp.MustCompile(`line (\d+):`)

func yamlLine(err error) int {
	n := 0
	if m := lineInText.FindStringSubmatch(err.Error()); m != nil {
		for _, c := range m[1] {
			n = n*10 + int(c-'0')
		}
	}
	return max(n, 1)
}

// mapping reads the keys of one level.
func (p *parser) mapping(n *yaml.Node, what string, keys map[string]func(*yaml.Node)) {
	p.entries(n, what, func(key *yaml.Node, value *yaml.Node) {
		if read, ok := keys[key.Value]; ok {
			read(value)
		} else {
			p.bad.Add(p.file, key.Line, key.Value, "import.yaml_key")
		}
	})
}

// entries visits keys and values of a mapping and refuses a key that comes twice.
func (p *parser) entries(n *yaml.Node, what string, visit func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		p.bad.Add(p.file, n.Line, what, "import.yaml_kind")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode:
			p.bad.Add(p.file, key.Line, what, "import.yaml_kind")
		case seen[key.Value]:
			p.bad.Add(p.file, key.Line, key.Value, "import.yaml_twice")
		default:
			visit(key, n.Content[i+1])
		}
		seen[key.Value] = true
	}
}

// list visits the elements of a list.
func (p *parser) list(n *yaml.Node, what string, visit func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		p.bad.Add(p.file, n.Line, what, "import.yaml_kind")
		return
	}
	for _, c := range n.Content {
		visit(c)
	}
}

// text reads a plain value, whatever YAML takes it for.
func (p *parser) text(what string, to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode {
			p.bad.Add(p.file, n.Line, what, "import.yaml_kind")
			return
		}
		*to = n.Value
	}
}

// one reads a value that must be one of a list.
func (p *parser) one(what string, to *string, of ...string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		p.text(what, to)(n)
		if !slices.Contains(of, *to) {
			p.bad.Add(p.file, n.Line, what, "import.one_of", strings.Join(of, ", "))
		}
	}
}

var encodings = []string{"utf-8", "cp932", "latin-1"}

func (p *parser) source(n *yaml.Node) {
	p.mapping(n, "source", map[string]func(*yaml.Node){
		"encoding": p.one("encoding", &p.m.encoding, encodings...),
		"separator": func(n *yaml.Node) {
			var s string
			p.text("separator", &s)(n)
			if s == "tab" {
				s = "\t"
			}
			r, size := utf8.DecodeRuneInString(s)
			if size != len(s) || !strings.ContainsRune(",;|\t", r) {
				p.bad.Add(p.file, n.Line, "separator", "import.one_of", ", ; | tab")
			}
			p.m.separator = r
		},
		"columns": func(n *yaml.Node) {
			p.list(n, "columns", func(n *yaml.Node) {
				var name string
				p.text("columns", &name)(n)
				if name = strings.TrimSpace(name); name == "" || name == ReasonColumn || slices.Contains(p.m.source, name) {
					p.bad.Add(p.file, n.Line, name, "import.source_column")
				}
				p.m.source = append(p.m.source, name)
			})
		},
	})
	if len(p.m.source) == 0 {
		p.bad.Add(p.file, n.Line, "columns", "import.source_none")
	}
}

func (p *parser) rules(n *yaml.Node) {
	p.list(n, "refuse", func(n *yaml.Node) {
		var r rule
		var matches string
		p.mapping(n, "refuse", map[string]func(*yaml.Node){
			"column": p.text("column", &r.column), "matches": p.text("matches", &matches), "because": p.text("because", &r.because),
		})
		var err error
		if r.matches, err = regexp.Compile(matches); err != nil || matches == "" {
			p.bad.Add(p.file, n.Line, "matches", "import.matches")
		}
		if strings.TrimSpace(r.because) == "" {
			p.bad.Add(p.file, n.Line, "because", "import.because")
		}
		p.known(n.Line, r.column)
		p.m.rules = append(p.m.rules, r)
	})
}

// known refuses a name that is no column of the source.
func (p *parser) known(line int, names ...string) {
	for _, name := range names {
		if !slices.Contains(p.m.source, name) {
			p.bad.Add(p.file, line, name, "import.no_column")
		}
	}
}

func (p *parser) tables(n *yaml.Node) {
	p.entries(n, "tables", func(key, value *yaml.Node) {
		table := map[string]string{}
		p.entries(value, key.Value, func(from, to *yaml.Node) {
			var v string
			p.text(from.Value, &v)(to)
			table[from.Value] = v
		})
		p.m.tables[key.Value] = table
	})
}

func (p *parser) lookups(n *yaml.Node) {
	p.entries(n, "lookups", func(key, value *yaml.Node) {
		var file, by string
		p.mapping(value, key.Value, map[string]func(*yaml.Node){"file": p.text("file", &file), "key": p.text("key", &by)})
		l, ok := p.readLookup(value.Line, file, by)
		if ok {
			p.m.lookups[key.Value] = l
		}
	})
}

func (p *parser) columns(n *yaml.Node) {
	format := order.ImportColumns()
	p.entries(n, "columns", func(key, value *yaml.Node) {
		if !slices.Contains(format, key.Value) {
			p.bad.Add(p.file, key.Line, key.Value, "import.format_column", strings.Join(format, ", "))
			return
		}
		p.m.columns[key.Value] = p.column(key.Value, value)
	})
}

// names checks what the columns speak of, when everything else has been read.
func (p *parser) names() {
	for name, c := range p.m.columns {
		p.known(c.line, c.text.columns()...)
		if _, ok := p.m.tables[c.table]; c.table != "" && !ok {
			p.bad.Add(p.file, c.line, name, "import.no_table", c.table)
		}
		l, ok := p.m.lookups[c.lookup]
		if c.lookup != "" && !ok {
			p.bad.Add(p.file, c.line, name, "import.no_lookup", c.lookup)
		} else if c.lookup != "" && !l.has(c.take) {
			p.bad.Add(p.file, c.line, name, "import.no_take", c.take, c.lookup)
		}
	}
}
