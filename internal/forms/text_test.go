package forms

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"composes kana":                  {"か\u3099", "が"},
		"keeps compatibility ideographs": {"\uFA19か\u3099", "\uFA19が"},
		"keeps the forms of names":       {"𠮷田髙﨑①㈱", "𠮷田髙﨑①㈱"},
		"strips variation selectors":     {"葛\U000E0100飾\uFE00", "葛飾"},
		"strips invisible characters":    {"\uFEFFあ\u200Bい", "あい"},
		"shows bad bytes, see Missing":   {"a\xe6\x97b", "a\uFFFDb"},
		"keeps lines, drops returns":     {"a\r\nb", "a\nb"},
		"turns tabs into a space":        {"a\tb", "a b"},
		"keeps the tie of two words":     {"a\u00a0b", "a\u00a0b"},
		"keeps the wide space":           {"山田\u3000花子", "山田\u3000花子"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := clean(c.in); got != c.want {
				t.Errorf("clean(%+q) = %+q, want %+q", c.in, got, c.want)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []rune
	}{
		{"", nil},
		{"𠮷田 髙﨑 ①㈱ ☎☐☑✓ が", nil},
		{"か\u3099", nil},
		{"俱剝𩸽鷗噓𠮟繫", nil}, // JIS X 0213 beyond CP932
		{"ABC 123 é × ｶﾞ Ⅲ ㎏ 〜～", nil},
		{"葛\U000E0100飾", nil},
		{"line\nline", nil},
		{"香😀水😀", []rune{'😀'}},
		{"\uE000", []rune{'\uE000'}}, // somebody's own 外字
		{"a\xff", []rune{'\uFFFD'}},
		{"漢ไทย", []rune("ไทย")},
	} {
		if diff := cmp.Diff(string(c.want), string(Missing(c.in))); diff != "" {
			t.Errorf("Missing(%q) (-want +got):\n%s", c.in, diff)
		}
	}
}

func TestRealText(t *testing.T) {
	code, ok := private().code['𠮷']
	if !ok || code < 0xE000 || code > 0xF8FF {
		t.Fatalf("𠮷 has the code %U", code)
	}
	if got := RealText("山" + string(code) + "田"); got != "山𠮷田" {
		t.Errorf("RealText = %q", got)
	}
	if len(private().code) != len(private().real) {
		t.Error("two characters share a private code")
	}
}

// A name in bold must be as printable as in regular.
func TestFacesCoverTheSame(t *testing.T) {
	for r := rune(0x20); r <= 0xFFFF; r++ {
		_, _, w1, ok1 := glyph(r, regular)
		_, _, w2, ok2 := glyph(r, bold)
		if ok1 != ok2 || w1 != w2 {
			t.Errorf("%U: regular %v %d, bold %v %d", r, ok1, w1, ok2, w2)
		}
	}
}

func TestShrinkKeepsTheFloor(t *testing.T) {
	st, ok := style{12, true}.shrink("みどりの香り舎", 25, 8)
	if !ok || st.size >= 12 || st.width("みどりの香り舎") > 25 {
		t.Errorf("shrink = %v %v", st, ok)
	}
	if st, ok := (style{12, true}).shrink("みどりの香り舎みどりの香り舎", 25, 8); ok || st.size != 8 {
		t.Errorf("shrink below the floor = %v %v", st, ok)
	}
}
