package japan

import (
	"encoding/hex"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// The expected bytes were made with another implementation (Python's cp932),
// those of the extension characters with Microsoft's table of code page 932.
func TestEncodeCP932(t *testing.T) {
	for in, want := range map[string]string{
		"abc\r\n":  "6162630d0a",
		"山田":       "8e529363",
		"ｱｶﾞ":      "b1b6de",
		"～－―∥￠￡￢￥": "8160817c815c81618191819281ca818f",
		"〜−—‖¢£¬¥": "8160817c815c81618191819281ca818f",
		"a\u00a0b": "612062",
		"①Ⅲ㈱℡№∵":   "87408756878a8784878281e6",
		"𠮷𠮟鷗噓剝繫䑓ゔ": "8b678eb689a88952948d8c71e4698394",
		"髙﨑纊ⅰⅹ￤＇＂": "fbfcfab1fa5cfa40fa49fa55fa56fa57",
	} {
		got, bad := EncodeCP932(in)
		if hex.EncodeToString(got) != want || bad != nil {
			t.Errorf("%s: %x, %q; want %s", in, got, bad, want)
		}
		if CP932Len(in) != len(got) {
			t.Errorf("%s: CP932Len %d, bytes %d", in, CP932Len(in), len(got))
		}
	}
	if n := len(ibmExtension()); n != 373 { // 360 kanji, ⅰ–ⅹ, ￤, ＇, ＂
		t.Errorf("%d characters are written as FA–FC, want 373", n)
	}
}

func TestEncodeCP932NamesWhatItCannotWrite(t *testing.T) {
	got, bad := EncodeCP932("a♡é㉑あ😀\ue000")
	if diff := cmp.Diff([]rune("♡é㉑😀\ue000"), bad); diff != "" {
		t.Error(diff)
	}
	if hex.EncodeToString(got) != "6182a0" {
		t.Errorf("%x", got)
	}
	if n := CP932Len("♡a"); n != 3 {
		t.Errorf("CP932Len %d", n)
	}
}

func TestCP932Spelling(t *testing.T) {
	if got := CP932Spelling("𠮷田〜鷗髙"); got != "吉田～鴎髙" {
		t.Error(got)
	}
}

func TestDependentChars(t *testing.T) {
	if diff := cmp.Diff([]rune("①髙㈱♡"), DependentChars("①山田髙㈱①ｱ♡𠮷熙")); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeText(t *testing.T) {
	for _, c := range []struct{ in, text, encoding string }{
		{"山田", "山田", "UTF-8"},
		{"\ufeff山田", "山田", "UTF-8"},
		{"\x8e\x52\x93\x63\xfb\xfc\xee\xe0", "山田髙髙", "CP932"},
		{"", "", "UTF-8"},
	} {
		text, encoding, err := DecodeText([]byte(c.in))
		if text != c.text || encoding != c.encoding || err != nil {
			t.Errorf("%q: %q %q %v", c.in, text, encoding, err)
		}
	}
	for in, want := range map[string]string{
		"\x8e\x52\xff":      "japan.cp932(3)", // no such byte
		"\x8e\x52a\xf0\x40": "japan.cp932(4)", // 外字
		"\x8e\x52\x93":      "japan.cp932(3)", // cut off
		"ab\x80":            "japan.cp932(3)",
	} {
		if _, err := DecodeCP932([]byte(in)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
		if _, _, err := DecodeText([]byte(in)); err == nil {
			t.Errorf("%q: DecodeText takes it", in)
		}
	}
}

// What is encoded comes back as it was up to the agreed substitutions, or its
// characters are named.
func FuzzCP932(f *testing.F) {
	for _, s := range []string{"山田髙﨑①〜𠮷", "ｱｲｳ\r\n", "é♡", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		encoded, bad := EncodeCP932(s)
		if !utf8.ValidString(s) || len(bad) > 0 {
			if len(bad) == 0 {
				t.Fatalf("%q: broken text was encoded", s)
			}
			return
		}
		got, err := DecodeCP932(encoded)
		if err != nil || got != CP932Spelling(s) {
			t.Fatalf("%q: %x, back %q, %v", s, encoded, got, err)
		}
		if again, _ := DecodeCP932([]byte(s)); again != "" {
			if _, bad := EncodeCP932(again); bad != nil {
				t.Fatalf("%q: decodes to %q, which has no code for %q", s, again, bad)
			}
		}
	})
}
