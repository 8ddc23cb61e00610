// Package doors checks who imports whom in this module: which rooms of the
// house have a door between them (docs/design.md), above all that nothing on
// the desk side can link what opens personal data.
//
// The rules stand in rules.go as data; the linter's depguard holds the direct
// ones too, but only this package follows the indirect imports. Test files and
// packages that serve tests (their name ends in "test") may import anything.
package doors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Package is what the check knows of one package of the module.
type Package struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string // direct
	Deps       []string // direct and indirect
}

// List asks the go command for the packages of the module at dir, test files
// left out.
func List(dir string) ([]Package, error) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,GoFiles,Imports,Deps", "./...")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var pkgs []Package
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p Package
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs, nil
		} else if err != nil {
			return nil, err
		}
		pkgs = append(pkgs, p)
	}
}

// Check returns a sentence for each broken rule, in the order of the packages.
func Check(module string, pkgs []Package) []string {
	var broken []string
	for _, p := range pkgs {
		r := room{name: local(module, p.ImportPath), imports: locals(module, p.Imports), deps: locals(module, p.Deps)}
		if strings.HasSuffix(r.name, "test") {
			continue
		}
		broken = append(broken, r.check()...)
	}
	return broken
}

// room is a package with its paths relative to the module.
type room struct {
	name          string
	imports, deps []string
}

func (r room) check() []string {
	var broken []string
	say := func(format string, args ...any) {
		broken = append(broken, r.name+": "+fmt.Sprintf(format, args...))
	}
	if matches(r.name, desk) {
		for _, d := range among(r.deps, vaultSide) {
			say("is on the desk side and links %s", d)
		}
	}
	if matches(r.name, pure) {
		for _, d := range append(among(r.deps, notPure), among(r.imports, impureImports)...) {
			if d != r.name {
				say("is pure and uses %s", d)
			}
		}
	}
	for _, k := range keepers {
		if found := among(r.imports, []string{k.what}); len(found) > 0 && !matches(r.name, k.by) {
			say("imports %s: %s", found[0], k.why)
		}
	}
	for _, l := range foundations {
		if !matches(r.name, []string{l.who}) {
			continue
		}
		for _, d := range among(r.deps, []string{"internal/...", "cmd/..."}) {
			if !matches(d, l.only) {
				say("is a foundation and links %s", d)
			}
		}
	}
	return broken
}

// CheckCalls reads the packages' files and returns a sentence for each call
// that stands where it must not.
func CheckCalls(module string, pkgs []Package) ([]string, error) {
	var broken []string
	for _, p := range pkgs {
		name := local(module, p.ImportPath)
		if strings.HasSuffix(name, "test") {
			continue
		}
		for _, file := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			for _, found := range callsIn(name, f) {
				broken = append(broken, filepath.Join(name, file)+": "+found)
			}
		}
	}
	return broken, nil
}

func callsIn(name string, f *ast.File) []string {
	var broken []string
	for _, c := range calls {
		if matches(name, c.in) || !imports(f, c.pkg) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || !slices.Contains(c.names, sel.Sel.Name) {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == c.pkg {
				broken = append(broken, fmt.Sprintf("uses %s.%s: %s", c.pkg, sel.Sel.Name, c.why))
			}
			return true
		})
	}
	return broken
}

func imports(f *ast.File, pkg string) bool {
	return slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == strconv.Quote(pkg) })
}

// among returns the paths that match one of the patterns.
func among(paths, patterns []string) []string {
	var out []string
	for _, p := range paths {
		if matches(p, patterns) {
			out = append(out, p)
		}
	}
	return out
}

func matches(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		tree, isTree := strings.CutSuffix(pattern, "/...")
		return path == tree || isTree && strings.HasPrefix(path, tree+"/")
	})
}

func local(module, path string) string { return strings.TrimPrefix(path, module+"/") }

// locals leaves out the standard library's own internal/ packages, which would
// look like ours.
func locals(module string, paths []string) []string {
	var out []string
	for _, p := range paths {
		if !strings.HasPrefix(p, "internal/") {
			out = append(out, local(module, p))
		}
	}
	return out
}
