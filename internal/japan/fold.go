package japan

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// hyphens are the characters that stand for a hyphen on order forms and in
// files: ASCII, the dashes U+2010–2015, minus, the small and full-width forms,
// box drawing lines, and the prolonged sound mark, which an IME leaves after digits.
const hyphens = "-‐‑‒–—―−﹣－─━ーｰ⁃﹘"

// isHyphen reports whether r is written where a hyphen is meant.
func isHyphen(r rune) bool { return strings.ContainsRune(hyphens, r) }

// FoldASCII turns full-width letters, digits and signs into ASCII and the
// full-width space into a blank: for codes, numbers and dates, not for names.
// ～ and ￥ stay as they are: folded they would become "~" and U+00A5, which
// mean something else (a range, a character CP932 does not have).
func FoldASCII(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '　':
			return ' '
		case r >= '！' && r <= '｝':
			return r - '！' + '!'
		}
		return r
	}, s)
}

// Clean is the form in which typed one-line text is kept: valid UTF-8,
// composed (NFC), without control and invisible formatting characters,
// trimmed, and every run of spaces, full-width ones too, as one blank.
//
// Compatibility ideographs (神 U+FA19, 福 U+FA1B …) survive: NFC would replace
// them by their everyday twins, and they are how some families write their name.
func Clean(s string) string {
	return strings.Join(strings.Fields(visible(s, false)), " ")
}

// CleanLines is Clean for notes: line breaks are kept as "\n", blank lines at
// both ends are dropped.
func CleanLines(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	lines := strings.Split(visible(s, true), "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// visible drops what cannot be seen: control characters become blanks (a line
// feed stays if wanted) and formatting characters such as zero-width spaces
// and bidirectional overrides vanish. Variation selectors are marks and stay.
func visible(s string, keepLF bool) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && keepLF:
			return r
		case unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return composed(s)
}

// composed is NFC of everything but the compatibility ideographs.
func composed(s string) string {
	var b strings.Builder
	start := 0
	for i, r := range s {
		if !compatIdeograph(r) {
			continue
		}
		b.WriteString(norm.NFC.String(s[start:i]))
		b.WriteRune(r)
		start = i + utf8.RuneLen(r)
	}
	b.WriteString(norm.NFC.String(s[start:]))
	return b.String()
}

func compatIdeograph(r rune) bool {
	return r >= 0xF900 && r <= 0xFAFF || r >= 0x2F800 && r <= 0x2FA1F
}
