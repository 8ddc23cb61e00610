// Package thirdparty finds the work of others in this tree (modules that the
// packages import or link, fonts, scripts, data) and reads THIRD_PARTY.md,
// where each must be named with its licence. Its test compares the two.
package thirdparty

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Used are module paths, sorted.
type Used struct {
	Direct []string // imported by a package or a test of this module
	Linked []string // part of a build of some package, tests left out
}

// Table reads every row of every Markdown table: first cell → other cells.
func Table(text string) map[string][]string {
	rows := map[string][]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") || !strings.HasSuffix(line, "|") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows[cells[0]] = cells[1:]
	}
	return rows
}

// Uses asks the go command what the packages below dir import and link, in
// terms of the given modules.
func Uses(dir string, modules []string) (Used, error) {
	cmd := exec.Command("go", "list", "-e", "-json=Imports,TestImports,XTestImports,Deps", "./...")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return Used{}, fmt.Errorf("go list: %w", err)
	}
	direct, linked := map[string]bool{}, map[string]bool{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ Imports, TestImports, XTestImports, Deps []string }
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return Used{}, err
		}
		mark(direct, slices.Concat(p.Imports, p.TestImports, p.XTestImports), modules)
		mark(linked, p.Deps, modules)
	}
	return Used{slices.Sorted(maps.Keys(direct)), slices.Sorted(maps.Keys(linked))}, nil
}

func mark(set map[string]bool, paths, modules []string) {
	for _, p := range paths {
		if m := moduleOf(p, modules); m != "" {
			set[m] = true
		}
	}
}

// moduleOf is the longest module path that holds the package; "" if none does.
func moduleOf(path string, modules []string) string {
	best := ""
	for _, m := range modules {
		if (path == m || strings.HasPrefix(path, m+"/")) && len(m) > len(best) {
			best = m
		}
	}
	return best
}

// Assets finds the files below dir that others made, by kind: fonts, minified
// or vendored scripts, packed data. Test data names its origin beside itself.
func Assets(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if rel != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || rel == "var" || rel == "dist") {
				return filepath.SkipDir
			}
			return nil
		}
		if isAsset(filepath.ToSlash(rel)) {
			out = append(out, filepath.ToSlash(rel))
		}
		return nil
	})
	return out, err
}

func isAsset(path string) bool {
	if strings.Contains(path, "testdata/") {
		return false
	}
	name := strings.TrimSuffix(path, ".gz")
	switch filepath.Ext(name) {
	case ".ttf", ".otf", ".woff", ".woff2":
		return true
	case ".js":
		return strings.HasSuffix(name, ".min.js") || strings.Contains(name, "vendor/")
	}
	return name != path // packed data
}
