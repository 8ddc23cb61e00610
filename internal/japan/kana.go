package japan

import (
	"strings"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"uketsuke/internal/errs"
)

// ToKatakana turns hiragana into katakana and leaves everything else alone:
// what somebody typed into a kana field before the IME was switched.
func ToKatakana(s string) string { return strings.Map(katakana, s) }

// katakana is the katakana of a hiragana; the two blocks lie 0x60 apart
// (U+3041–3096, and the iteration marks ゝゞ).
func katakana(r rune) rune {
	if r >= 'ぁ' && r <= 'ゖ' || r == 'ゝ' || r == 'ゞ' {
		return r + 0x60
	}
	return r
}

// NormalizeKana brings a reading (フリガナ) to full-width katakana with single
// blanks: from hiragana, from half-width kana with loose voicing marks, and
// with a hyphen typed for the prolonged sound mark (サト－ → サトー). The empty
// reading is fine. Anything that is not kana is Invalid "japan.kana" with the
// position of the character, 1-based.
func NormalizeKana(s string) (string, error) {
	out := []rune(ToKatakana(composed(width.Fold.String(Clean(s)))))
	for i, r := range out {
		switch {
		case i > 0 && isHyphen(r) && isKana(out[i-1]):
			out[i] = 'ー'
		case r == ' ' || isKana(r):
		default:
			return "", errs.E(errs.Invalid, "japan.kana", i+1)
		}
	}
	return string(out), nil
}

func isKana(r rune) bool {
	return r >= 'ァ' && r <= 'ヾ' // ァ–ヺ, ・, ー, ヽ, ヾ
}

// HalfKana is the half-width form that Yamato B2 wants in its カナ columns;
// voiced kana become two characters (ガ → ｶﾞ). For kana fields only: it would
// take the accents off Latin letters.
func HalfKana(s string) string { return width.Narrow.String(norm.NFD.String(s)) }
