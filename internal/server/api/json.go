package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/errs"
)

// maxBody bounds a request: an order of 500 lines has 60 kB.
const maxBody = 1 << 20

// maxDepth is how deep a document may nest; ours nest three deep.
const maxDepth = 8

// readJSON reads the one JSON object of a request's body. It refuses what
// encoding/json would let pass or repair: a name given twice, text that is not
// UTF-8, half of a surrogate pair, anything after the object.
func readJSON(c *gin.Context) (map[string]any, error) {
	kind, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	charset := params["charset"]
	if err != nil || kind != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8") || c.GetHeader("Content-Encoding") != "" {
		return nil, errType
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	if err != nil {
		return nil, unreadable(err)
	}
	return parseObject(body)
}

// unreadable is a body that broke off: the client's fault or the network's.
func unreadable(err error) error {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return err
	}
	return refusal{http.StatusBadRequest, errs.Msg("api.broken_off")}
}

func badJSON(at int64) error { return refusal{http.StatusBadRequest, errs.Msg("api.json", at)} }

func parseObject(body []byte) (map[string]any, error) {
	if !utf8.Valid(body) {
		return nil, refusal{http.StatusBadRequest, errs.Msg("api.utf8")}
	}
	// The tokenizer below is lenient in places; this is the whole grammar.
	var whole json.RawMessage
	var syntax *json.SyntaxError
	if err := json.Unmarshal(body, &whole); errors.As(err, &syntax) {
		return nil, badJSON(syntax.Offset)
	} else if err != nil {
		return nil, badJSON(0)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	p := parser{d: d}
	v, err := p.value("", 0)
	if err != nil {
		return nil, err
	}
	if err := p.bad.Err(); err != nil {
		return nil, err
	}
	obj, ok := v.(map[string]any)
	if !ok {
		return nil, refusal{http.StatusBadRequest, errs.Msg("api.object")}
	}
	return obj, nil
}

// parser walks a document that is known to be well-formed.
type parser struct {
	d   *json.Decoder
	bad errs.Fields
}

func (p *parser) value(path string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, refusal{http.StatusBadRequest, errs.Msg("api.deep", maxDepth)}
	}
	t, err := p.d.Token()
	if err != nil {
		return nil, badJSON(p.d.InputOffset())
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return p.object(path, depth)
		}
		return p.array(path, depth)
	case string:
		p.text(path, t)
	}
	return t, nil
}

func (p *parser) object(path string, depth int) (map[string]any, error) {
	out := map[string]any{}
	for p.d.More() {
		t, err := p.d.Token()
		if err != nil {
			return nil, badJSON(p.d.InputOffset())
		}
		name, _ := t.(string)
		at := join(path, name)
		if _, ok := out[name]; ok {
			p.bad.Add(at, "api.twice")
		}
		if out[name], err = p.value(at, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := p.d.Token()
	return out, err
}

func (p *parser) array(path string, depth int) ([]any, error) {
	out := []any{}
	for p.d.More() {
		v, err := p.value(index(path, len(out)), depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	_, err := p.d.Token()
	return out, err
}

// text refuses what encoding/json has put for half of a surrogate pair.
func (p *parser) text(path, s string) {
	if strings.ContainsRune(s, utf8.RuneError) {
		p.bad.Add(path, "api.character")
	}
}

// maxName is how much of a name that a client made up is repeated to it.
const maxName = 40

func join(path, name string) string {
	if r := []rune(name); len(r) > maxName {
		name = string(r[:maxName]) + "…"
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

// reader takes typed values out of a parsed object and collects what is wrong.
type reader struct{ bad errs.Fields }

// only notes the names that the object may not have.
func (r *reader) only(obj map[string]any, path string, known []string) {
	var unknown []string
	for name := range obj {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		r.bad.Add(join(path, name), "api.unknown_field")
	}
}

// text is a string field; absent and null are empty.
func (r *reader) text(obj map[string]any, path, name string) string {
	switch v := obj[name].(type) {
	case nil:
	case string:
		return v
	default:
		r.bad.Add(join(path, name), "api.string")
	}
	return ""
}

// digits is a field that may be a number or a string.
func (r *reader) digits(obj map[string]any, path, name string) string {
	switch v := obj[name].(type) {
	case nil:
	case string:
		return v
	case json.Number:
		return v.String()
	default:
		r.bad.Add(join(path, name), "api.number")
	}
	return ""
}

// object is a field that holds an object; nil when absent or null.
func (r *reader) object(v any, path string) map[string]any {
	switch v := v.(type) {
	case nil:
	case map[string]any:
		return v
	default:
		r.bad.Add(path, "api.object_field")
	}
	return nil
}

// list is a field that holds an array.
func (r *reader) list(obj map[string]any, name string) []any {
	switch v := obj[name].(type) {
	case nil:
	case []any:
		return v
	default:
		r.bad.Add(name, "api.list")
	}
	return nil
}
