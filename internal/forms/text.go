package forms

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"uketsuke/internal/yen"
)

// clean prepares a string for paper: valid UTF-8, composed kana (か+゛ → が),
// no variation selectors, no invisible format characters, line ends as \n,
// other white space as it is. It never changes one visible character for another.
func clean(s string) string {
	s = compose(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\r', isSelector(r), unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r) && r != '\u3000' && r != nbsp:
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
}

// nbsp ties two words to one line.
const nbsp = '\u00a0'

// isSelector: variation selectors choose between forms of one kanji (葛󠄀);
// the faces have one form of each.
func isSelector(r rune) bool {
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF
}

// compose is NFC except for compatibility ideographs: NFC would print U+795E
// where the customer writes U+FA19, both forms of 神 (kami).
func compose(s string) string {
	if norm.NFC.IsNormalString(s) {
		return s
	}
	var b strings.Builder
	start := 0
	for i, r := range s {
		if isCompatIdeograph(r) {
			b.WriteString(norm.NFC.String(s[start:i]))
			b.WriteRune(r)
			start = i + len(string(r))
		}
	}
	b.WriteString(norm.NFC.String(s[start:]))
	return b.String()
}

func isCompatIdeograph(r rune) bool {
	return r >= 0xF900 && r <= 0xFAFF || r >= 0x2F800 && r <= 0x2FA1F
}

// Missing returns the characters of s that no face can print, each once, in
// order of appearance; nil when s prints right. Callers use it to hold an order
// or to refuse a product before anything is printed.
func Missing(s string) []rune {
	var out []rune
	for _, r := range clean(s) {
		if r == '\n' || strings.ContainsRune(string(out), r) {
			continue
		}
		if _, _, _, ok := glyph(r, regular); !ok {
			out = append(out, r)
		}
	}
	return out
}

// RealText maps the private-use codes that stand in a PDF's text for characters
// above U+FFFF back to the characters: what pdftotext prints → what was meant.
func RealText(s string) string {
	return strings.Map(func(r rune) rune {
		if real, ok := private().real[r]; ok {
			return real
		}
		return r
	}, s)
}

// style is how a text is set: size in points and weight.
type style struct {
	size float64
	bold bool
}

const mmPerPoint = 25.4 / 72

// em is the side of a full-width character in mm.
func (st style) em() float64 { return st.size * mmPerPoint }

func (st style) face() int {
	if st.bold {
		return bold
	}
	return regular
}

// rune is the width of one character in mm; a missing one takes a full width,
// its document fails anyway.
func (st style) rune(r rune) float64 {
	if _, _, w, ok := glyph(r, st.face()); ok {
		return float64(w) * st.em() / 1000
	}
	return st.em()
}

// width of a cleaned string in mm.
func (st style) width(s string) float64 {
	w := 0.0
	for _, r := range s {
		w += st.rune(r)
	}
	return w
}

// wrap breaks a string into lines of at most the width.
func (st style) wrap(s string, width float64) []string {
	return wrap(clean(s), width, st.rune)
}

// shrink returns the largest style, by half points from st down to the floor,
// in which s fits on one line, and whether even the floor is enough.
func (st style) shrink(s string, width, floor float64) (style, bool) {
	for {
		if st.width(s) <= width {
			return st, true
		}
		if st.size <= floor {
			return st, false
		}
		st.size = max(st.size-0.5, floor)
	}
}

// money is an amount as people read it: 1,650円.
func money(y yen.Yen) string { return y.String() + Say("paper.yen") }

// itoa is short for page numbers and quantities.
func itoa(n int) string { return strconv.Itoa(n) }
