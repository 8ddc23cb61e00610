package japan

import (
	"testing"
	"unicode/utf8"
)

func TestFoldASCII(t *testing.T) {
	for in, want := range map[string]string{
		"ＡＢｃ－０１２３": "ABc-0123", "１～３": "1～3", "￥５００": "￥500", "品番　８": "品番 8", "髙①㈱ｱ": "髙①㈱ｱ",
	} {
		if got := FoldASCII(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		" 山田　　太郎\t":           "山田 太郎",
		"か\u3099き":            "がき",
		"\u202eabc\u200b\x00": "abc",
		"神田\ufa19社":           "神田\ufa19社",
		"a\xffb":              "ab",
		"一行\r\n二行":            "一行 二行",
		"辻\U000E0100":         "辻\U000E0100",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
	if got, want := CleanLines("\r\n一 行 \r二　　行\n\n"), "一 行\n二 行"; got != want {
		t.Errorf("CleanLines: %q", got)
	}
}

func TestNormalizeKana(t *testing.T) {
	for in, want := range map[string]string{
		"やまだ　たろう": "ヤマダ タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ": "ヤマダ タロウ", "サト－": "サトー", "ｻﾄｰ": "サトー",
		"ゔぃくとりあ": "ヴィクトリア", "ｱﾝ･ﾊﾟﾘ": "アン・パリ", "": "",
	} {
		got, err := NormalizeKana(in)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{"ヤマ田": "japan.kana(3)", "-ア": "japan.kana(1)", "ヤマダA": "japan.kana(4)"} {
		if _, err := NormalizeKana(in); err == nil || err.Error() != want {
			t.Errorf("%q: %v", in, err)
		}
	}
	if got := HalfKana("ヤマダ ガー"); got != "ﾔﾏﾀﾞ ｶﾞｰ" {
		t.Errorf("HalfKana: %q", got)
	}
}

func TestSearchKeyJoins(t *testing.T) {
	for _, same := range [][]string{
		{"とつか", "トッカ", "ﾄｯｶ", "ト ツ カ"},
		{"サトー", "さと－", "サト", "ｻﾄ-"},
		{"髙橋", "高橋", "高　橋"},
		{"齋藤", "齊藤", "斎藤", "斉藤"},
		{"渡邊", "渡邉", "渡辺"},
		{"𠮷田", "吉田"},
		{"霞ヶ関", "霞ケ関", "霞ｹ関"},
		{"神社", "\ufa19社"},
		{"ＡＢＣ", "abc"},
		{"本町4-1-12", "本町４－１－１２"},
	} {
		for _, s := range same {
			if SearchKey(s) != SearchKey(same[0]) {
				t.Errorf("%q: %q, %q: %q", same[0], SearchKey(same[0]), s, SearchKey(s))
			}
		}
	}
	for _, differ := range [][2]string{{"佐藤", "斉藤"}, {"タナカ", "ダナカ"}, {"ヤマダ", "ヤマタ"}} {
		if SearchKey(differ[0]) == SearchKey(differ[1]) {
			t.Errorf("%q and %q have one key", differ[0], differ[1])
		}
	}
}

func FuzzSearchKey(f *testing.F) {
	for _, s := range []string{"ﾔﾏﾀﾞ たろう", "髙橋-𠮷", "か゛", "ㇷ゚", "İstanbul", "\xff\u3099", "ｶ-ﾞ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key := SearchKey(s)
		if again := SearchKey(key); again != key {
			t.Fatalf("%q: %q, then %q", s, key, again)
		}
		clean := Clean(s)
		if !utf8.ValidString(clean) || Clean(clean) != clean {
			t.Fatalf("%q: Clean gives %q, then %q", s, clean, Clean(clean))
		}
		if kana, err := NormalizeKana(s); err == nil {
			if again, err := NormalizeKana(kana); err != nil || again != kana {
				t.Fatalf("%q: kana %q, then %q, %v", s, kana, again, err)
			}
		}
	})
}
