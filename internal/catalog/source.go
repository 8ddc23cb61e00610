package catalog

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// maxFile bounds a file of the catalog, in bytes; a shop's is a thousandth of it.
const maxFile = 32 << 20

// source is a catalog directory as it was read: what it holds and what is
// wrong with it. Positions stay with the rows, so that checks across files can
// still name file and line.
type source struct {
	dir      string // as the user named it
	problems errs.Problems
	products []productRow
	byCode   map[string]*productRow
	whole    bool // products.csv could be read: a code it lacks is unknown
	editions []editionFile
	settings *Settings // nil without shop.yaml
	shop     yamlFile
	delivery yamlFile
	calendar yamlFile
}

// read takes a directory in and checks it. Everything wrong lands in problems.
func read(dir string, missing func(string) []rune) *source {
	s := &source{dir: dir, byCode: map[string]*productRow{}}
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		s.problems.Add(dir, 0, "", "catalog.no_dir")
		return s
	}
	s.readSettings()
	s.readProducts()
	s.readEditions()
	s.checkComponents()
	s.checkPriced()
	if s.settings != nil {
		s.checkNamedEditions()
	}
	s.readNotices()
	s.checkGlyphs(missing)
	return s
}

// name is a file of the directory as the user would write it.
func (s *source) name(file string) string { return filepath.Join(s.dir, filepath.FromSlash(file)) }

func (s *source) exists(file string) bool {
	info, err := os.Stat(s.name(file))
	return err == nil && info.Mode().IsRegular()
}

// text reads a file as UTF-8 without its byte order mark. ok is false, and the
// problem noted, when it cannot be read.
func (s *source) text(file string) (data []byte, ok bool) {
	info, err := os.Stat(s.name(file))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.problems.Add(s.name(file), 0, "", "catalog.no_file")
		return nil, false
	case err == nil && info.Size() > maxFile:
		s.problems.Add(s.name(file), 0, "", "catalog.too_big", maxFile>>20)
		return nil, false
	}
	if err == nil {
		data, err = os.ReadFile(s.name(file))
	}
	if err != nil {
		s.problems.Add(s.name(file), 0, "", "catalog.unreadable")
		return nil, false
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if line := invalidUTF8(data); line > 0 {
		s.problems.Add(s.name(file), line, "", "catalog.utf8")
		return nil, false
	}
	return data, true
}

// invalidUTF8 is the line of the first byte that is not UTF-8; 0 when all are.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return 0
	}
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return line
}

// glob lists the files of a sub-directory with the extension, in name order.
func (s *source) glob(sub, ext string) []string {
	entries, err := os.ReadDir(s.name(sub))
	if err != nil {
		return nil // absent is allowed; what must exist is asked for by its reader
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() && strings.EqualFold(path.Ext(e.Name()), ext) && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, path.Join(sub, e.Name()))
		}
	}
	return out
}

// Code is the canonical form of a product or edition code as it is typed: half
// width, upper case, without blanks around it.
func Code(s string) string { return strings.ToUpper(strings.TrimSpace(japan.FoldASCII(s))) }
