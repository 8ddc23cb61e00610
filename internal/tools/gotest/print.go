package gotest

import (
	"fmt"
	"io"
	"strings"
)

// PrintPackage writes the progress line of a package that has ended.
func PrintPackage(w io.Writer, p PackageResult) {
	word := "ok  "
	if !p.OK {
		word = "FAIL"
	}
	fmt.Fprintf(w, "%s %-44s %6.1fs %5d tests\n", word, p.Package, p.Seconds, p.Tests)
}

// Print writes every failure with its output, then the names of the skipped
// tests, then the closing line, which is the last line written.
func Print(w io.Writer, s Summary) {
	for _, line := range s.Noise {
		fmt.Fprintln(w, line)
	}
	for _, f := range s.Failed {
		fmt.Fprintf(w, "\n--- FAILED %s\n", f.Name())
		printIndented(w, f.Output)
	}
	for _, k := range s.Skipped {
		fmt.Fprintf(w, "\n--- SKIPPED %s (a skipped test counts as a failure here)\n", k.Name())
		printIndented(w, k.Output)
	}
	fmt.Fprintf(w, "\n%s\n", s)
}

func printIndented(w io.Writer, lines []string) {
	for _, line := range lines {
		fmt.Fprintln(w, strings.TrimRight("    "+line, " "))
	}
}
