package gotest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The streams in testdata were recorded from go 1.26 with small packages made
// for the purpose.
func TestRead(t *testing.T) {
	for _, c := range []struct {
		file    string
		line    string
		failed  []string // names
		skipped []string
		says    string // in the printed report
		ok      bool
	}{
		{file: "good", line: "4 passed, 0 failed, 0 skipped", ok: true},
		{file: "empty", line: "0 passed, 0 failed, 0 skipped"},
		{
			file: "skips", line: "1 passed, 2 failed, 1 skipped",
			failed:  []string{"shop/skips TestFails/sub", "shop/skips TestFails"},
			skipped: []string{"shop/skips TestSkipped"}, says: "3 yen missing",
		},
		{
			file: "broken", line: "0 passed, 1 failed, 0 skipped",
			failed: []string{"shop/broken"}, says: "broken/a_test.go:5:28: undefined: undefined",
		},
		{
			file: "cyc", line: "4 passed, 1 failed, 0 skipped",
			failed: []string{"shop/cyc1"}, says: "import cycle not allowed",
		},
		{
			file: "panics", line: "1 passed, 2 failed, 0 skipped",
			failed: []string{"shop/panics TestBoom/inner", "shop/panics TestBoom"}, says: "nil pointer dereference",
		},
		{
			file: "slow", line: "0 passed, 1 failed, 0 skipped",
			failed: []string{"shop/slow TestSlow"}, says: "test timed out after 200ms",
		},
		{
			file: "testmain", line: "0 passed, 1 failed, 0 skipped",
			failed: []string{"shop/testmain"}, says: "no database",
		},
	} {
		t.Run(c.file, func(t *testing.T) {
			sum := read(t, open(t, c.file))
			if diff := cmp.Diff(c.line, sum.String()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.failed, names(sum.Failed)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.skipped, names(sum.Skipped)); diff != "" {
				t.Error(diff)
			}
			if sum.OK() != c.ok {
				t.Errorf("OK() = %v, want %v", sum.OK(), c.ok)
			}
			var out bytes.Buffer
			Print(&out, sum)
			if !strings.Contains(out.String(), c.says) {
				t.Errorf("report lacks %q:\n%s", c.says, out.String())
			}
			if !strings.HasSuffix(out.String(), "\n"+c.line+"\n") {
				t.Errorf("the report does not end with the closing line:\n%s", out.String())
			}
		})
	}
}

func TestReadTellsPackagesAsTheyEnd(t *testing.T) {
	var got []PackageResult
	_, err := Read(open(t, "cyc"), func(p PackageResult) { p.Seconds = 0; got = append(got, p) })
	if err != nil {
		t.Fatal(err)
	}
	want := []PackageResult{
		{Package: "shop/cyc1"},
		{Package: "shop/good", Tests: 4, OK: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadCutOff(t *testing.T) {
	b, err := io.ReadAll(open(t, "good"))
	if err != nil {
		t.Fatal(err)
	}
	half := strings.Join(strings.SplitAfter(string(b), "\n")[:4], "") // TestA/one has begun
	sum := read(t, strings.NewReader(half))
	if diff := cmp.Diff([]string{"shop/good TestA", "shop/good TestA/one"}, names(sum.Failed)); diff != "" {
		t.Error(diff)
	}
}

func TestReadKeepsNoise(t *testing.T) {
	sum := read(t, strings.NewReader("go: updates to go.mod needed\n{}\n"))
	if diff := cmp.Diff([]string{"go: updates to go.mod needed", "{}"}, sum.Noise); diff != "" {
		t.Error(diff)
	}
	if sum.OK() {
		t.Error("a run without a test is no success")
	}
}

func TestLinesAreBounded(t *testing.T) {
	var l lines
	for i := range 1000 {
		l.add(fmt.Sprintf("line %d\n", i))
	}
	got := l.all()
	if len(got) != maxLines || got[0] != "line 0" || got[maxLines-1] != "line 999" {
		t.Errorf("%d lines from %q to %q", len(got), got[0], got[len(got)-1])
	}
	if want := "… 700 lines left out …"; got[headLines] != want {
		t.Errorf("%q, want %q", got[headLines], want)
	}
}

func TestLinesJoinFragments(t *testing.T) {
	var l lines
	for _, s := range []string{"合", "計 ", "3 yen\n=== RUN   TestX\nre", "st"} {
		l.add(s)
	}
	if diff := cmp.Diff([]string{"合計 3 yen", "rest"}, l.all()); diff != "" {
		t.Error(diff)
	}
}

func open(t *testing.T, name string) io.Reader {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func read(t *testing.T, r io.Reader) Summary {
	t.Helper()
	sum, err := Read(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func names(results []Result) []string {
	var out []string
	for _, r := range results {
		out = append(out, r.Name())
	}
	return out
}
