package gotest

import (
	"fmt"
	"strings"
)

// A flood of output is kept at its beginning, where the cause stands, and at
// its end, where the verdict stands.
const (
	headLines = 150
	tailLines = 150
	maxLines  = headLines + tailLines + 1
)

// lines is bounded output. Fragments without a newline are joined.
type lines struct {
	head, tail []string
	dropped    int
	partial    string
}

func (l *lines) add(s string) {
	parts := strings.Split(l.partial+s, "\n")
	l.partial = parts[len(parts)-1]
	for _, line := range parts[:len(parts)-1] {
		l.addLine(line)
	}
}

func (l *lines) addLine(line string) {
	if isFrame(line) {
		return
	}
	if len(l.head) < headLines {
		l.head = append(l.head, line)
		return
	}
	l.tail = append(l.tail, line)
	if len(l.tail) > tailLines {
		l.tail = l.tail[1:]
		l.dropped++
	}
}

func (l *lines) all() []string {
	out := append([]string{}, l.head...)
	if l.dropped > 0 {
		out = append(out, fmt.Sprintf("… %d lines left out …", l.dropped))
	}
	out = append(out, l.tail...)
	if l.partial != "" {
		out = append(out, l.partial)
	}
	return out
}

// isFrame says that a line only tells which test runs, which the report says
// anyhow.
func isFrame(line string) bool {
	for _, p := range []string{"=== RUN ", "=== PAUSE ", "=== CONT ", "=== NAME "} {
		if strings.HasPrefix(line, p) {
			return true
		}
	}
	return false
}
