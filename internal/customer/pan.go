package customer

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"uketsuke/internal/japan"
)

// ContainsCardNumber reports whether free text holds something that passes as
// a payment card number (PAN): 13 to 19 digits of a card brand's prefix and
// length with a right Luhn digit, in any width, with blanks, hyphens or dots
// between the digits however grouped. No field of this system may hold one, so
// that none can leak; the caller refuses the input with a sentence.
//
// Numbers of the trade are let through although one in ten passes Luhn:
// telephone numbers, postal codes, order and tracking numbers, days and JAN
// codes, also several in a row. A line break ends a number.
func ContainsCardNumber(s string) bool {
	for _, run := range digitRuns(s) {
		if run.holdsCard() {
			return true
		}
	}
	return false
}

// holdsCard tries every row of neighbouring groups as a number.
func (r run) holdsCard() bool {
	before, after := r.tradePrefixes(), r.tradeSuffixes()
	for i := range r {
		number := ""
		for j := i; j < len(r) && len(number) <= maxDigits; j++ {
			number += r[j].digits
			if len(number) < minDigits || len(number) > maxDigits || !cardNumber(number) {
				continue
			}
			if r[i:j+1].suspicious(j+1-i == len(r), before[i] && after[j+1] && !after[0]) {
				return true
			}
		}
	}
	return false
}

// A card number has 13 to 19 digits.
const minDigits, maxDigits = 13, 19

// suspicious reports whether groups that make a card number cannot be read
// otherwise: written in one piece, grouped as on a card, or left over, grouped
// anyhow, where everything around them is accounted for.
func (r run) suspicious(alone, leftOver bool) bool {
	switch {
	case r.printedShape() && (alone || r.uniform()):
		return true
	case r.trade():
		return false
	}
	return len(r) == 1 || leftOver
}

// run is a row of digit groups with at most a few separators between
// neighbours: "090-1234 5678" is three groups.
type run []group

type group struct {
	digits string
	gap    string // what separates it from the group before
}

// maxGap is how many separators may stand between two groups of one number.
const maxGap = 3

// digitRuns cuts text into runs. Characters that cannot be seen are ignored,
// since they are how a filter is tricked.
func digitRuns(s string) []run {
	var runs []run
	var current run
	var digits, gap strings.Builder
	endGroup := func() {
		if digits.Len() > 0 {
			current = append(current, group{digits.String(), gap.String()})
			digits.Reset()
			gap.Reset()
		}
	}
	for _, r := range norm.NFKC.String(s) {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
			continue
		case unicode.Is(unicode.Cf, r):
			continue
		}
		endGroup()
		gap.WriteRune(r)
		if !separator(r) || len([]rune(gap.String())) > maxGap {
			runs, current = append(runs, current), nil
			gap.Reset()
		}
	}
	endGroup()
	return append(runs, current)
}

func separator(r rune) bool {
	return strings.ContainsRune("-‐‑‒–—―−─━ー⁃~〜・._", r) || r == '\t' || r != '\n' && unicode.Is(unicode.Zs, r)
}

func (r run) digits() string {
	var b strings.Builder
	for _, g := range r {
		b.WriteString(g.digits)
	}
	return b.String()
}

// printedShape reports the groupings embossed on cards.
func (r run) printedShape() bool {
	var shape strings.Builder
	for _, g := range r {
		shape.WriteString(strconv.Itoa(len(g.digits)))
	}
	switch shape.String() {
	case "4444", "465", "464", "44443", "4441":
		return true
	}
	return false
}

// uniform reports whether one separator stands between all groups, as in one
// number and not in two that follow each other.
func (r run) uniform() bool {
	for _, g := range r[1:] {
		if g.gap != r[1].gap {
			return false
		}
	}
	return true
}

// trade reports whether the groups can be read as numbers of the trade, one after the other.
func (r run) trade() bool { return r.tradePrefixes()[len(r)] }

// maxTradeGroups is the most groups one number of the trade is written in.
const maxTradeGroups = 4

// tradePrefixes says for each n whether the first n groups are trade.
func (r run) tradePrefixes() []bool {
	ok := make([]bool, len(r)+1)
	ok[0] = true
	for end := 1; end <= len(r); end++ {
		for n := 1; n <= min(end, maxTradeGroups) && !ok[end]; n++ {
			ok[end] = ok[end-n] && tradeNumber(r[end-n:end])
		}
	}
	return ok
}

// tradeSuffixes says for each n whether the groups from n on are trade.
func (r run) tradeSuffixes() []bool {
	ok := make([]bool, len(r)+1)
	ok[len(r)] = true
	for start := len(r) - 1; start >= 0; start-- {
		for n := 1; n <= min(len(r)-start, maxTradeGroups) && !ok[start]; n++ {
			ok[start] = ok[start+n] && tradeNumber(r[start:start+n])
		}
	}
	return ok
}

func tradeNumber(r run) bool {
	lengths := make([]int, len(r))
	for i, g := range r {
		lengths[i] = len(g.digits)
	}
	digits := r.digits()
	same := func(want ...int) bool { return slices.Equal(lengths, want) }
	switch {
	case digits[0] == '0' && len(digits) <= 11:
		_, err := japan.ParsePhone(digits)
		return err == nil || len(digits) == 7
	case same(7), same(3, 4): // postal code, customer number
		return true
	case same(12), same(4, 4, 4): // tracking number
		return true
	case same(6, 4, 1), same(6, 5, 1): // order number
		return japan.CheckDamm(digits)
	case same(13):
		return jan(digits)
	case len(r) == 3 && lengths[0] == 4 && lengths[1] <= 2 && lengths[2] <= 2: // day
		return digits[0] == '2'
	}
	return false
}

// jan reports whether 13 digits are a Japanese article number (JAN, prefixes
// 45 and 49) with a right check digit. Visa's 13-digit numbers are decades gone.
func jan(d string) bool {
	if !strings.HasPrefix(d, "45") && !strings.HasPrefix(d, "49") {
		return false
	}
	sum := 0
	for i := range len(d) {
		sum += int(d[i]-'0') * (1 + i%2*2)
	}
	return sum%10 == 0
}
