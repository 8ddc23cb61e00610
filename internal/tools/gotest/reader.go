// Package gotest reads what `go test -json` writes and turns it into a
// verdict: how many tests passed, failed and were skipped, and for each
// failure the lines that explain it.
//
// A test counts once, a subtest counts as a test. What the stream leaves
// unsaid counts as a failure too: a package that does not build, a package
// that ends red without a red test (a panic in TestMain, a race found at the
// end), a test that began and never ended (a timeout).
//
// It knows nothing of databases or of this project's packages.
package gotest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
)

// Result is one failed or skipped test. Test is empty when the package as a
// whole failed. Output is what it printed, at most maxLines lines of it.
type Result struct {
	Package string
	Test    string
	Output  []string
}

// Name is the package, or package and test with a blank between.
func (r Result) Name() string { return strings.TrimSpace(r.Package + " " + r.Test) }

// PackageResult is told to the progress callback when a package has ended.
type PackageResult struct {
	Package string
	Seconds float64
	Tests   int // passed, failed and skipped
	OK      bool
}

// Summary is the verdict over a whole stream.
type Summary struct {
	Passed  int
	Failed  []Result
	Skipped []Result
	// Noise holds lines that are no JSON: messages of the go command itself.
	Noise []string
}

// String is the closing line: "N passed, N failed, N skipped".
func (s Summary) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", s.Passed, len(s.Failed), len(s.Skipped))
}

// OK says that something ran and that nothing failed or was skipped.
func (s Summary) OK() bool { return s.Passed > 0 && len(s.Failed) == 0 && len(s.Skipped) == 0 }

// event is one line of the stream; see `go doc test2json` and, for the build
// lines, `go help buildjson`.
type event struct {
	Action      string
	Package     string
	Test        string
	Elapsed     float64
	Output      string
	ImportPath  string // of a build line
	FailedBuild string
}

// reader collects the stream. Output of a test is dropped once it passed.
type reader struct {
	sum      Summary
	packages map[string]*pack
	builds   map[string]*lines // ImportPath → compiler output
	done     func(PackageResult)
}

// pack is one package under way.
type pack struct {
	output  lines             // not of any test
	open    map[string]bool   // began, not ended
	outputs map[string]*lines // by test
	tests   int
	failed  int
}

// Read consumes the stream r to its end and calls done (if not nil) as each
// package that holds tests ends. The error is r's own; a strange line is kept
// as noise.
func Read(r io.Reader, done func(PackageResult)) (Summary, error) {
	rd := &reader{packages: map[string]*pack{}, builds: map[string]*lines{}, done: done}
	br := bufio.NewReader(r)
	for {
		line, err := br.ReadString('\n')
		if line != "" {
			rd.line(line)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return rd.finish(), err
		}
	}
	return rd.finish(), nil
}

func (rd *reader) line(line string) {
	var e event
	if err := json.Unmarshal([]byte(line), &e); err != nil || e.Action == "" {
		rd.sum.Noise = append(rd.sum.Noise, strings.TrimRight(line, "\r\n"))
		return
	}
	switch {
	case e.Action == "build-output":
		rd.build(e.ImportPath).add(e.Output)
	case e.Action == "build-fail":
		rd.build(e.ImportPath)
	case e.Test == "":
		rd.packageEvent(rd.pack(e.Package), e)
	default:
		rd.testEvent(rd.pack(e.Package), e)
	}
}

func (rd *reader) testEvent(p *pack, e event) {
	switch e.Action {
	case "run":
		p.open[e.Test] = true
	case "output":
		p.of(e.Test).add(e.Output)
	case "pass":
		rd.sum.Passed++
		p.end(e.Test)
	case "fail":
		rd.sum.Failed = append(rd.sum.Failed, Result{e.Package, e.Test, p.of(e.Test).all()})
		p.failed++
		p.end(e.Test)
	case "skip":
		rd.sum.Skipped = append(rd.sum.Skipped, Result{e.Package, e.Test, p.of(e.Test).all()})
		p.end(e.Test)
	}
}

func (rd *reader) packageEvent(p *pack, e event) {
	switch e.Action {
	case "output":
		p.output.add(e.Output)
	case "pass":
		rd.end(p, e, true)
	case "fail":
		rd.failPackage(p, e)
		rd.end(p, e, false)
	case "skip": // no test files: nothing to count
		delete(rd.packages, e.Package)
	}
}

// failPackage finds whom to blame for a red package: the tests that never
// ended, or, when no test is red, the package itself.
func (rd *reader) failPackage(p *pack, e event) {
	for _, test := range sortedKeys(p.open) {
		rd.sum.Failed = append(rd.sum.Failed, Result{e.Package, test, append(p.of(test).all(), "(did not end)")})
		p.failed++
		p.tests++
	}
	if p.failed > 0 {
		return
	}
	out := p.output.all()
	if e.FailedBuild != "" {
		out = append(rd.build(e.FailedBuild).all(), out...)
	}
	rd.sum.Failed = append(rd.sum.Failed, Result{Package: e.Package, Output: out})
}

func (rd *reader) end(p *pack, e event, ok bool) {
	delete(rd.packages, e.Package)
	if rd.done != nil {
		rd.done(PackageResult{Package: e.Package, Seconds: e.Elapsed, Tests: p.tests, OK: ok})
	}
}

// finish closes what a cut-off stream left open: those packages failed.
func (rd *reader) finish() Summary {
	for _, name := range sortedKeys(rd.packages) {
		p := rd.packages[name]
		p.output.add("(the stream of results was cut off)\n")
		rd.failPackage(p, event{Package: name})
	}
	sort.SliceStable(rd.sum.Failed, func(i, j int) bool { return rd.sum.Failed[i].Package < rd.sum.Failed[j].Package })
	return rd.sum
}

func (rd *reader) pack(name string) *pack {
	p := rd.packages[name]
	if p == nil {
		p = &pack{open: map[string]bool{}, outputs: map[string]*lines{}}
		rd.packages[name] = p
	}
	return p
}

func (rd *reader) build(path string) *lines {
	if rd.builds[path] == nil {
		rd.builds[path] = &lines{}
	}
	return rd.builds[path]
}

func (p *pack) of(test string) *lines {
	if p.outputs[test] == nil {
		p.outputs[test] = &lines{}
	}
	return p.outputs[test]
}

func (p *pack) end(test string) {
	p.tests++
	delete(p.open, test)
	delete(p.outputs, test)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
