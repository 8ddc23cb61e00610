package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// nearest lists up to limit of the codes that differ from the typed one by a
// single slip: a letter wrong, missing, too many, or two exchanged; hyphens do
// not count. The closest come first.
func nearest(typed string, codes []string, limit int) []string {
	type hit struct {
		code string
		d    int
	}
	var hits []hit
	typed = bare(typed)
	for _, c := range codes {
		if d := slips(typed, bare(c)); d <= 1 {
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

// bare is a code without its punctuation.
func bare(code string) string { return strings.NewReplacer("-", "", ".", "", "_", "").Replace(code) }

// slips is 0 for equal strings, 1 for one slip apart, 2 for anything else.
func slips(a, b string) int {
	if a == b {
		return 0
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return 2
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		if a[i:] == b[i+1:] {
			return 1
		}
		return 2
	}
	exchanged := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	if a[i+1:] == b[i+1:] || exchanged {
		return 1
	}
	return 2
}
