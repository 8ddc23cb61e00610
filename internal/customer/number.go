package customer

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"uketsuke/internal/japan"
)

// A customer number (お客様番号) that we issue is seven digits, the first not
// zero, and Damm's check digit: 1000001-2. Numbers that came with an import are
// kept as they are, with or without a check digit.

// MakeNo is the number of a place in the series.
func MakeNo(n int64) string {
	digits := fmt.Sprintf("%07d", n)
	return digits + "-" + string(japan.Damm(digits))
}

var issued = regexp.MustCompile(`^[1-9][0-9]{7}$`)

// Misread reports whether something has the shape of a number that we issue and
// a check digit that does not fit: it was misheard or mistyped, unless an
// import brought it.
func Misread(no string) bool {
	digits := strings.NewReplacer("-", "", " ", "").Replace(japan.FoldASCII(no))
	return issued.MatchString(digits) && !japan.CheckDamm(digits)
}

// SameNo reports whether two spellings are one number: letters and digits
// count, in any width and case.
func SameNo(a, b string) bool { return noKey(a) == noKey(b) }

func noKey(no string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, japan.FoldASCII(no))
}
