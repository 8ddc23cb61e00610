package forms

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// cells counts a full-width character as 2 and a half-width one as 1.
func cells(r rune) float64 {
	if r < 0x250 || r >= 0xFF61 && r <= 0xFF9F {
		return 1
	}
	return 2
}

func TestWrapKinsoku(t *testing.T) {
	for name, c := range map[string]struct {
		in    string
		width float64
		want  []string
	}{
		"plain":                      {"あいうえおか", 6, []string{"あいう", "えおか"}},
		"no full stop at the start":  {"あいう。え", 6, []string{"あい", "う。え"}},
		"no comma at the start":      {"あいう、え", 6, []string{"あい", "う、え"}},
		"no small kana at the start": {"あいちょっと", 6, []string{"あい", "ちょっ", "と"}},
		"no long mark at the start":  {"あハーブティー", 8, []string{"あハーブ", "ティー"}},
		"no closing bracket":         {"「あい」う", 6, []string{"「あ", "い」う"}},
		"no opening bracket at end":  {"あい(うえ)", 6, []string{"あい", "(うえ)"}},
		"brackets in a row":          {"あ『「い」』", 10, []string{"あ", "『「い」』"}},
		"latin words stay whole":     {"香りLavandulaです", 10, []string{"香り", "Lavandula", "です"}},
		"words at spaces":            {"Salvia rosmarinus ct", 10, []string{"Salvia", "rosmarinus", "ct"}},
		"amounts stay whole":         {"送料は1,650円です", 9, []string{"送料は", "1,650円で", "す"}},
		"a word wider than the line": {"ABCDEFGHIJ", 4, []string{"ABCD", "EFGH", "IJ"}},
		"own line breaks":            {"あ\n\nい", 10, []string{"あ", "", "い"}},
		"empty":                      {"", 10, []string{""}},
		"narrower than a character":  {"あい", 1, []string{"あ", "い"}},
		"tied words stay":            {"ああ電話\u00a0042-5", 11, []string{"ああ電", "話\u00a0042-5"}},
		"post mark stays":            {"住所〒185", 6, []string{"住所", "〒185"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, wrap(c.in, c.width, cells)); diff != "" {
				t.Errorf("wrap(%q, %v) (-want +got):\n%s", c.in, c.width, diff)
			}
		})
	}
}

const wrapSample = "北海道産の大豆を使用したハーブティー(カモミール20g)は、保存料を使わず「上がり」まで手作りです。" +
	"Lavandula angustifolia の精油10ml×3本が1,650円(税込)…𠮷田・髙﨑①号館〜ﾊﾝｶｸｶﾅ。"

// Whatever the width, nothing but white space is lost, no line is too wide and
// none begins or ends with what must not.
func TestWrapAtManyWidths(t *testing.T) {
	st := style{9, true}
	for width := 10; width < 56; width++ {
		lines := st.wrap(wrapSample, float64(width))
		if got := squeeze(strings.Join(lines, "")); got != squeeze(wrapSample) {
			t.Errorf("width %d: %q", width, got)
		}
		for i, l := range lines {
			if w := st.width(l); w > float64(width)+1e-6 {
				t.Errorf("width %d: line %q is %.2f mm", width, l, w)
			}
			first, _ := utf8.DecodeRuneInString(l)
			last, _ := utf8.DecodeLastRuneInString(l)
			if i > 0 && strings.ContainsRune(notAtStart, first) || i < len(lines)-1 && strings.ContainsRune(notAtEnd, last) {
				t.Errorf("width %d: kinsoku broken at line %q", width, l)
			}
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add(wrapSample, 20.0)
	f.Add("。。。。。(((((", 3.0)
	f.Add("a\xe6\x97b か\u3099", 1.0)
	f.Fuzz(func(t *testing.T, s string, width float64) {
		if width != width || width < 0 || width > 500 {
			width = 20
		}
		lines := wrap(clean(s), width, cells)
		if got, want := squeeze(strings.Join(lines, "")), squeeze(clean(s)); got != want {
			t.Errorf("wrap lost text: %q → %q", want, got)
		}
		for _, l := range lines {
			w := 0.0
			for _, r := range l {
				w += cells(r)
			}
			if w > width+1e-6 && utf8.RuneCountInString(l) > 1 {
				t.Errorf("line %q is %v wide, limit %v", l, w, width)
			}
		}
	})
}
