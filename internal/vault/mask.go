package vault

import (
	"strings"
	"unicode"

	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
)

// hit is a customer as a search may show them.
func (e entry) hit() customer.Hit {
	return customer.Hit{
		Ref: customer.Ref{ID: e.id, Version: e.version}, No: e.no, Name: e.name, Kana: e.kana,
		Town: e.town, Phone: maskPhone(e.phone), Affected: e.affected,
	}
}

// maskName keeps the family name and one character of the given name
// (髙橋 美*); of a name without a blank the first two characters.
func maskName(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if i := strings.IndexFunc(s, unicode.IsSpace); i > 0 {
		given := strings.TrimLeftFunc(s[i:], unicode.IsSpace)
		return s[:i] + " " + glyphs(given, 1) + "*"
	}
	return glyphs(s, 2) + "*"
}

// glyphs is the first n characters with the marks that belong to them:
// variation selectors (葛󠄀) and voicing marks.
func glyphs(s string, n int) string {
	for i, r := range s {
		if unicode.IsMark(r) || r == 'ﾞ' || r == 'ﾟ' {
			continue
		}
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// townOf is the address before its first digit: prefecture, city and town.
func townOf(address1 string) string {
	if i := strings.IndexFunc(address1, unicode.IsDigit); i >= 0 {
		address1 = address1[:i]
	}
	return strings.TrimSpace(address1)
}

func maskPhone(digits string) string {
	if len(digits) < 8 {
		return ""
	}
	return "***-****-" + digits[len(digits)-4:]
}

// phoneKey is what two spellings of a number share: the national digits.
func phoneKey(s string) string {
	if p, err := japan.ParsePhone(s); err == nil {
		return string(p)
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, japan.FoldASCII(s))
}

// numberKey is what two spellings of a customer number share: letters and
// digits, full-width folded, upper case.
func numberKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, japan.FoldASCII(s))
}

func textKey(s string) string { return japan.SearchKey(s) }
