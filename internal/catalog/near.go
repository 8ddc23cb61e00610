package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// nearest lists up to limit of the codes that differ from the typed one by a
// single slip: a letter wrong, missing, too many, or two exchanged; hyphens do
// not count. What fingers do most comes first: two exchanged, one missing, one
// doubled, a neighbouring key.
func nearest(typed string, codes []string, limit int) []string {
	type hit struct {
		code string
		d    int
	}
	var hits []hit
	typed = bare(typed)
	for _, c := range codes {
		if d := slips(typed, bare(c)); d < strange {
			hits = append(hits, hit{c, d})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.d, b.d), strings.Compare(a.code, b.code)) })
	var out []string
	for _, h := range hits[:min(limit, len(hits))] {
		out = append(out, h.code)
	}
	return out
}

// punctuation is what a code may be typed without; a hyphen also as a Japanese
// keyboard makes it.
var punctuation = strings.NewReplacer("-", "", ".", "", "_", "", "ー", "", "−", "", "‐", "")

// bare is a code without its punctuation.
func bare(code string) string { return punctuation.Replace(code) }

// How far a code is from what was typed.
const (
	same    = iota
	slip    // of the fingers
	wrong   // one character is another, or too many
	strange // anything else
)

// slips tells which slip of one key makes b of a.
func slips(a, b string) int {
	if a == b {
		return same
	}
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	switch left, right := a[i:], b[i:]; {
	case len(left)+1 == len(right) && left == right[1:]:
		return slip // one missing
	case len(left) == len(right)+1 && left[1:] == right:
		return atMost(slip, i > 0 && left[0] == a[i-1] || len(right) > 0 && left[0] == right[0])
	case len(left) != len(right):
		return strange
	case len(left) > 1 && left[0] == right[1] && left[1] == right[0] && left[2:] == right[2:]:
		return slip // two exchanged
	case left[1:] == right[1:]:
		return atMost(slip, neighbours(left[0], right[0]))
	}
	return strange
}

// atMost is the better grade if it is deserved, else wrong.
func atMost(grade int, deserved bool) int {
	if deserved {
		return grade
	}
	return wrong
}

// keyRows are the rows of the keyboard and of its number pad, row below row.
var keyRows = [][]string{{"1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"}, {"789", "456", "123"}}

// neighbours says whether two keys lie side by side or one above the other, or
// look alike (O and 0, I and 1).
func neighbours(a, b byte) bool {
	for _, pair := range []string{"O0", "I1", "L1", "20", "10"} {
		if strings.IndexByte(pair, a) >= 0 && strings.IndexByte(pair, b) >= 0 {
			return true
		}
	}
	return slices.ContainsFunc(keyRows, func(rows []string) bool {
		ax, ay := keyAt(rows, a)
		bx, by := keyAt(rows, b)
		return ax >= 0 && bx >= 0 && max(ax-bx, bx-ax)+max(ay-by, by-ay) <= 1
	})
}

func keyAt(rows []string, key byte) (x, y int) {
	for y, row := range rows {
		if x := strings.IndexByte(row, key); x >= 0 {
			return x, y
		}
	}
	return -1, -1
}
