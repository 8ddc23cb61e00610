package japan

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"uketsuke/internal/errs"
)

// Phone is a Japanese telephone number as its national digits with the leading
// zero ("0421234567"); empty means none. Two Phones are the same line exactly
// when they are equal.
type Phone string

// The numbering plan as far as its lengths go (電気通信番号計画). Not left to
// the library: it refuses the 060 mobile numbers in use since July 2026.
var phoneShape = regexp.MustCompile(`^(?:` +
	`0[56789]0[0-9]{8}|` + // IP phone 050, mobile 060 070 080 090; 0800 free of charge is 080-shaped
	`(?:0120|0570|0990|0180|0170)[0-9]{6}|` + // free dial, navi dial and the like
	`0[1-9][0-9]{8}` + // area code and subscriber number
	`)$`)

var mobileShape = regexp.MustCompile(`^0[56789]0`)

// ParsePhone takes a number as people write it: full-width digits, any kind of
// hyphen, blanks, parentheses, +81 42…, +81 (0)42…. Errors are Invalid:
// "japan.phone_empty", "japan.phone_char", "japan.phone_country",
// "japan.phone_digits" with the count found.
func ParsePhone(s string) (Phone, error) {
	s = strings.TrimSpace(FoldASCII(strings.ToValidUTF8(s, "?")))
	number, foreign := strings.CutPrefix(s, "+")
	digits, ok := digitsOf(number)
	switch {
	case !ok:
		return "", errs.E(errs.Invalid, "japan.phone_char")
	case digits == "":
		return "", errs.E(errs.Invalid, "japan.phone_empty")
	case foreign && !strings.HasPrefix(digits, "81"):
		return "", errs.E(errs.Invalid, "japan.phone_country")
	case foreign:
		digits = "0" + strings.TrimPrefix(digits[2:], "0")
	}
	if !phoneShape.MatchString(digits) || len(digits) == 10 && mobileShape.MatchString(digits) {
		return "", errs.E(errs.Invalid, "japan.phone_digits", len(digits))
	}
	return Phone(digits), nil
}

// Display is the number with the hyphens of its area (0422-51-5151,
// 090-1234-5678). Numbers whose area the library does not know are grouped
// 3-4-4, or 3-3-4 for ten digits.
func (p Phone) Display() string {
	if num, err := phonenumbers.Parse(string(p), "JP"); err == nil {
		s := phonenumbers.Format(num, phonenumbers.NATIONAL)
		if strings.Contains(s, "-") && strings.ReplaceAll(s, "-", "") == string(p) {
			return s
		}
	}
	switch len(p) {
	case 11:
		return string(p[:3] + "-" + p[3:7] + "-" + p[7:])
	case 10:
		return string(p[:3] + "-" + p[3:6] + "-" + p[6:])
	}
	return string(p)
}

// E164 is the international form, +81421234567; empty for no number.
func (p Phone) E164() string {
	if p == "" {
		return ""
	}
	return "+81" + strings.TrimPrefix(string(p), "0")
}

// Tail is the last four digits: what a masked hit may show and an operator
// may ask back.
func (p Phone) Tail() string {
	if len(p) < 4 {
		return ""
	}
	return string(p[len(p)-4:])
}
