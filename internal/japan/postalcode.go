package japan

import (
	"slices"
	"sort"
	"strings"

	"uketsuke/internal/errs"
)

// PostalCode is a Japanese postal code (郵便番号) as its seven digits; empty means none.
type PostalCode string

// ParsePostalCode takes 123-4567, 1234567, 〒１２３－４５６７ and the like. It
// checks the shape only: new codes come every month. Errors are Invalid
// "japan.postal_digits" with the count found, and "japan.postal_char".
func ParsePostalCode(s string) (PostalCode, error) {
	digits, ok := digitsOf(strings.TrimLeft(FoldASCII(s), " 〒〶"))
	if !ok {
		return "", errs.E(errs.Invalid, "japan.postal_char")
	}
	if len(digits) != 7 {
		return "", errs.E(errs.Invalid, "japan.postal_digits", len(digits))
	}
	return PostalCode(digits), nil
}

// Display is 123-4567; the empty code stays empty.
func (c PostalCode) Display() string {
	if len(c) != 7 {
		return string(c)
	}
	return string(c[:3] + "-" + c[3:])
}

// RemoteIsland reports whether the code belongs to a municipality that lies on
// remote islands (離島) without a bridge: parcels go by ship and need days
// more. Islands that are part of a mainland municipality (天売, 飛島 …) are not
// known here, and the 地域 of Okinawa's main island is a prefecture's matter.
func (c PostalCode) RemoteIsland() bool {
	i := sort.SearchStrings(islandPrefixes, string(c))
	if i < len(islandPrefixes) && islandPrefixes[i] == string(c) {
		return true
	}
	return i > 0 && strings.HasPrefix(string(c), islandPrefixes[i-1])
}

// islandPrefixes are the shortest postal prefixes that only these island
// municipalities use; the test of package postal holds them against the data:
// 奥尻 利尻 礼文 / 伊豆諸島 小笠原 / 隠岐 / 大崎上島 / 小豆島 直島 / 上島 / 壱岐 対馬 五島
// 小値賀 新上五島 / 三島 十島 種子島 屋久島 奄美 / 沖縄の離島 / 佐渡 粟島.
var islandPrefixes = slices.Sorted(slices.Values(strings.Fields(`
	04314 04315 09701 09702 09703 09704 0971
	10001 10002 10003 10004 10005 10006 1001 1002
	68401 68402 68403 68404 685 72502 72503 72504 7613 7614 79424 79425
	8115 817 853 85741 85742 85744 85745 85746 85747
	89009 8913 8914 8915 8916 8917 8918 8919 894
	9013 90505 90506 90507 906 907 952 958006`)))

// digitsOf takes the digits of a number written with hyphens, blanks and
// parentheses; not ok when anything else is in it.
func digitsOf(s string) (digits string, ok bool) {
	var b strings.Builder
	for _, r := range FoldASCII(s) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '\t' || r == '\u00a0' || r == '(' || r == ')' || r == '.' || isHyphen(r):
		default:
			return "", false
		}
	}
	return b.String(), true
}
