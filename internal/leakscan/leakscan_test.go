package leakscan

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"math/rand"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"uketsuke/internal/japan"
)

const word = "タカハシ ミサキ"

func encode(t *testing.T, b []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Every form is found wherever it lies, also across the block that is read at once.
func TestFindsEveryForm(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(word))
	cp932 := encode(t, sjis, err)
	u16, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(word))
	utf16 := encode(t, u16, err)
	written := map[string]string{
		"utf-8": word, "cp932": cp932, "utf-16le": utf16,
		"half-kana utf-8": japan.HalfKana(word),
		"utf-8 hex":       hex.EncodeToString([]byte(word)),
		"utf-8 HEX":       strings.ToUpper(hex.EncodeToString([]byte(word))),
		"cp932 hex":       hex.EncodeToString([]byte(cp932)),
		"utf-8 url":       url.PathEscape(word),
		"utf-8 form":      url.QueryEscape(word),
		"utf-8 json":      `\u30bf\u30ab\u30cf\u30b7 \u30df\u30b5\u30ad`,
	}
	for off := range 3 {
		written["utf-8 base64"] = base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", off) + word + "yz"))
		s, err := New([]string{word, "別の言葉です"})
		if err != nil {
			t.Fatal(err)
		}
		for form, text := range written {
			noise := make([]byte, 1<<20-len(text)/2)
			rand.New(rand.NewSource(1)).Read(noise)
			hits, err := s.Reader("x", bytes.NewReader(append(append(noise, text...), noise...)))
			if err != nil {
				t.Fatal(err)
			}
			if !contains(hits, form) || Words(hits)["別の言葉です"] {
				t.Errorf("offset %d, %s: hits = %v", off, form, hits)
			}
		}
	}
}

func contains(hits []Hit, form string) bool {
	for _, h := range hits {
		if h.Word == word && h.Form == form {
			return true
		}
	}
	return false
}

func TestShortWordRefused(t *testing.T) {
	if _, err := New([]string{"abc"}); err == nil {
		t.Error("a word of three bytes was accepted")
	}
}
