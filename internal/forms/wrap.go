package forms

import (
	"strings"
	"unicode"
)

// Kinsoku shori (禁則処理): what must not begin a line and what must not end
// one, after JIS X 4051's classes as far as a form needs them.
const (
	notAtStart = "、。，．・：；？！゛゜ヽヾゝゞ々ー）］｝〕〉》」』】’”…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ" +
		")]}>,.:;?!%％℃°′″〜～‐－-｡､｣･ｧｨｩｪｫｬｭｮｯｰﾞﾟ※"
	notAtEnd = "（［｛〔〈《「『【‘“([{<｢￥¥$＄№〒"
)

// unit is a stretch that stays on one line: a full-width character or a Latin
// word, with the marks that kinsoku ties to it.
type unit struct {
	text  []rune
	width float64 // without trailing spaces
	space float64 // of the trailing spaces
}

// wrap breaks s at \n and wherever a line would be wider than width. It loses
// nothing but white space at the breaks. A unit that is wider than a whole line
// is cut between characters. An empty s gives one empty line.
func wrap(s string, width float64, measure func(rune) float64) []string {
	var out []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		out = append(out, wrapParagraph(paragraph, width, measure)...)
	}
	return out
}

func wrapParagraph(s string, width float64, measure func(rune) float64) []string {
	var out []string
	var line []rune
	used := 0.0
	flush := func() {
		out = append(out, strings.TrimRight(string(line), " \u3000"))
		line, used = nil, 0
	}
	for _, u := range units(s, measure) {
		if used > 0 && used+u.width > width+1e-6 {
			flush()
		}
		if u.width <= width+1e-6 {
			line, used = append(line, u.text...), used+u.width+u.space
			continue
		}
		for _, r := range u.text { // wider than any line: cut it
			w := measure(r)
			if used > 0 && used+w > width+1e-6 && r != ' ' {
				flush()
			}
			line, used = append(line, r), used+w
		}
	}
	if len(line) > 0 || len(out) == 0 {
		flush()
	}
	return out
}

// units cuts a paragraph where a line may break.
func units(s string, measure func(rune) float64) []unit {
	var out []unit
	prev := rune(0)
	for _, r := range s {
		if len(out) == 0 || mayBreak(prev, r) {
			out = append(out, unit{})
		}
		u := &out[len(out)-1]
		u.text = append(u.text, r)
		if isBlank(r) {
			u.space += measure(r)
		} else {
			u.width += u.space + measure(r)
			u.space = 0
		}
		prev = r
	}
	return out
}

func isBlank(r rune) bool { return r == ' ' || r == '\u3000' }

// mayBreak says whether a line may end after a and the next begin with b.
func mayBreak(a, b rune) bool {
	switch {
	case isBlank(b), a == nbsp, b == nbsp: // blanks hang at the end of the line
		return false
	case strings.ContainsRune(notAtStart, b) && !isBlank(a), strings.ContainsRune(notAtEnd, a), unicode.Is(unicode.Mn, b):
		return false
	case isBlank(a):
		return true
	case a >= '0' && a <= '9' && strings.ContainsRune("円年月日時分個点名件歳", b): // 1,650円 is one word
		return false
	}
	return !isWord(a) || !isWord(b)
}

// isWord: characters of Latin words, numbers, codes and amounts stay together.
func isWord(r rune) bool {
	return r < 0x250 && r > ' ' && !strings.ContainsRune("/&+=|", r)
}
