package order

import (
	"fmt"
	"regexp"
	"strings"

	"uketsuke/internal/japan"
)

// Numbers 9000–9999 of each day stay free for forms numbered by hand while the
// program is down.
const (
	offlineFirst = 9000
	offlineLast  = 9999
)

// makeNumber makes the order number of the n-th order (from 1) of a JST day:
// YYMMDD-NNNN-C with a Damm check digit over all the digits before it, so that
// a number read out wrongly is noticed.
func makeNumber(day japan.Day, n int64) string {
	if n >= offlineFirst {
		n += offlineLast - offlineFirst + 1
	}
	date := strings.ReplaceAll(string(day), "-", "")[2:]
	seq := fmt.Sprintf("%04d", n)
	return fmt.Sprintf("%s-%s-%c", date, seq, japan.Damm(date+seq))
}

var numberShape = regexp.MustCompile(`^(\d{6})(\d{4,6})(\d)$`)

// ParseNumber accepts an order number as people type it (full-width, without
// hyphens) and returns it in the form of the database. ok is false for
// something that is not an order number or whose check digit is wrong.
func ParseNumber(s string) (number string, ok bool) {
	digits := strings.NewReplacer("-", "", " ", "").Replace(japan.FoldASCII(s))
	m := numberShape.FindStringSubmatch(digits)
	if m == nil || !japan.CheckDamm(digits) {
		return "", false
	}
	return m[1] + "-" + m[2] + "-" + m[3], true
}

// makeDraftNumber is the n-th draft's number, "0042-3": short enough to be said
// across the room, with a check digit.
func makeDraftNumber(n int64) string {
	seq := fmt.Sprintf("%04d", n)
	return fmt.Sprintf("%s-%c", seq, japan.Damm(seq))
}

var draftNumberShape = regexp.MustCompile(`^(\d{4,10})(\d)$`)

// ParseDraftNumber accepts a draft's number as people type it and returns it in
// the form of the database; ok is false for what is none.
func ParseDraftNumber(s string) (number string, ok bool) {
	digits := strings.NewReplacer("-", "", " ", "").Replace(japan.FoldASCII(s))
	m := draftNumberShape.FindStringSubmatch(digits)
	if m == nil || !japan.CheckDamm(digits) {
		return "", false
	}
	return m[1] + "-" + m[2], true
}
