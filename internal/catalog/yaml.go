package catalog

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlFile is a settings file with the line of every value in it.
type yamlFile struct {
	file string // as the user named it
	root yaml.Node
}

// readYAML decodes a file into a struct that must know every key. ok is false
// when nothing sensible can be said about its content.
func (s *source) readYAML(file string, into any) (f yamlFile, ok bool) {
	f.file = s.name(file)
	data, ok := s.text(file)
	if !ok {
		return f, false
	}
	if err := yaml.Unmarshal(data, &f.root); err != nil {
		s.yamlProblem(f.file, err.Error())
		return f, false
	}
	return f, s.decode(f.file, data, into)
}

// decode fills a struct that must know every key; false after an error for
// which a part of the file was left out, so that its values cannot be missed.
func (s *source) decode(file string, data []byte, into any) bool {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	err := d.Decode(into)
	var typed *yaml.TypeError
	switch {
	case errors.Is(err, io.EOF):
		return true // empty: every required value will be missed by name
	case errors.As(err, &typed):
		whole := true
		for _, e := range typed.Errors {
			s.yamlProblem(file, e)
			whole = whole && !strings.Contains(e, "already defined at line")
		}
		return whole
	case err != nil:
		s.yamlProblem(file, err.Error())
		return false
	}
	return true
}

// What go.yaml.in/yaml/v3 says: "line 5: field color not found in type catalog.Shop",
// "line 7: mapping key "a" already defined at line 2", "yaml: line 3: did not find …",
// "line 9: cannot unmarshal !!str `abc` into int".
var (
	yamlLine    = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s*)?line (\d+): (.*)`)
	yamlUnknown = regexp.MustCompile(`^field (\S+) not found in type`)
	yamlTwice   = regexp.MustCompile(`^mapping key "?([^"]*)"? already defined at line (\d+)`)
	yamlType    = regexp.MustCompile("^cannot unmarshal (\\S+)(?: `(.*)`)? into (\\S+)")
)

func (s *source) yamlProblem(file, text string) {
	line, rest := 0, text
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		rest = m[2]
	}
	switch {
	case yamlUnknown.MatchString(rest):
		s.problems.Add(file, line, yamlUnknown.FindStringSubmatch(rest)[1], "catalog.yaml_key")
	case yamlTwice.MatchString(rest):
		m := yamlTwice.FindStringSubmatch(rest)
		s.problems.Add(file, line, m[1], "catalog.yaml_twice", m[2])
	case yamlType.MatchString(rest):
		s.problems.Add(file, line, "", "catalog.yaml_type", yamlType.FindStringSubmatch(rest)[2])
	default:
		s.problems.Add(file, max(line, 1), "", "catalog.yaml", rest)
	}
}

// at is the place of a value by its path of keys and indexes, or of the
// nearest parent that exists when it is missing.
func (f yamlFile) at(path ...string) place {
	node := &f.root
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	line := max(node.Line, 1)
	for _, key := range path {
		child, l := child(node, key)
		if child == nil {
			break
		}
		node, line = child, l
	}
	return place{f.file, line, strings.Join(path, ".")}
}

// child is a value below a mapping's key, or a sequence's element, and its line.
func child(node *yaml.Node, key string) (*yaml.Node, int) {
	switch node.Kind {
	case yaml.AliasNode:
		return child(node.Alias, key)
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == key {
				return node.Content[i+1], node.Content[i].Line
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i], node.Content[i].Line
		}
	}
	return nil, 0
}

// each visits every text of the file with its line and path.
func (f yamlFile) each(visit func(line int, path, text string)) {
	var walk func(n *yaml.Node, path string)
	walk = func(n *yaml.Node, path string) {
		switch n.Kind {
		case yaml.DocumentNode:
			for _, c := range n.Content {
				walk(c, path)
			}
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				walk(n.Content[i+1], strings.TrimPrefix(path+"."+n.Content[i].Value, "."))
			}
		case yaml.SequenceNode:
			for i, c := range n.Content {
				walk(c, path+"."+strconv.Itoa(i))
			}
		case yaml.ScalarNode:
			visit(n.Line, path, n.Value)
		}
	}
	walk(&f.root, "")
}
