package japan

import (
	"bytes"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"

	"uketsuke/internal/errs"
)

// cp932Spelling lists every character that CP932 lacks and an agreed other one
// stands for. Signs: the same sign in the other of the two Unicode tables that
// Windows and JIS disagree on. Kanji: the form JIS X 0208 prints. Nothing
// outside this table is ever replaced.
var cp932Spelling = map[rune]rune{
	'〜': '～', '−': '－', '—': '―', '‖': '∥', '¢': '￠', '£': '￡', '¬': '￢', '¥': '￥', '\u00a0': ' ',
	'𠮷': '吉', '𠮟': '叱', '鷗': '鴎', '噓': '嘘', '剝': '剥', '繫': '繋', '䑓': '臺', 'ゔ': 'ヴ',
}

// CP932Spelling is s with the agreed substitutions, as EncodeCP932 will write
// it: to show beside the true spelling before an export.
func CP932Spelling(s string) string {
	return strings.Map(func(r rune) rune {
		if to, ok := cp932Spelling[r]; ok {
			return to
		}
		return r
	}, s)
}

// EncodeCP932 encodes s as Windows writes Shift_JIS (code page 932), after the
// agreed substitutions. It returns also every character that has no code,
// in order and with repeats; those are missing from the bytes, so a caller
// that finds any must refuse the row. Nothing becomes "?" or 〓 silently.
//
// The IBM extension characters (髙, 﨑, 纊 …) have two codes. We write FA40–FC4B
// as Windows does, not the NEC-selected ED40–EEFC of golang.org/x/text: tools
// that compare bytes, and carrier programs tested with Excel files only, know
// no other.
func EncodeCP932(s string) (encoded []byte, unmappable []rune) {
	encoded = make([]byte, 0, 2*len(s)/3+1)
	for _, r := range s {
		code, ok := cp932Code(r)
		if !ok {
			unmappable = append(unmappable, r)
			continue
		}
		encoded = append(encoded, code...)
	}
	return encoded, unmappable
}

// cp932Code is the code of one character after substitution.
func cp932Code(r rune) ([]byte, bool) {
	if to, ok := cp932Spelling[r]; ok {
		r = to
	}
	switch {
	case r < utf8.RuneSelf:
		return []byte{byte(r)}, true
	case foreignToCP932(r):
		return nil, false
	}
	if code, ok := ibmExtension()[r]; ok {
		return code[:], true
	}
	var src [utf8.UTFMax]byte
	n := utf8.EncodeRune(src[:], r)
	code := make([]byte, 4)
	m, _, err := japanese.ShiftJIS.NewEncoder().Transform(code, src[:n], true)
	return code[:m], err == nil
}

func privateUse(r rune) bool { return r >= 0xE000 && r <= 0xF8FF }

// ibmExtension maps the characters that x/text encodes in the NEC-selected
// rows ED and EE to their codes in FA40–FC4B.
var ibmExtension = sync.OnceValue(func() map[rune][2]byte {
	m := map[rune][2]byte{}
	enc, dec := japanese.ShiftJIS.NewEncoder(), japanese.ShiftJIS.NewDecoder()
	for lead := 0xFA; lead <= 0xFC; lead++ {
		for trail := 0x40; trail <= 0xFC; trail++ {
			char, err := dec.Bytes([]byte{byte(lead), byte(trail)})
			r, size := utf8.DecodeRune(char)
			if err != nil || r == utf8.RuneError || size != len(char) {
				continue
			}
			if nec, err := enc.Bytes(char); err == nil && (nec[0] == 0xED || nec[0] == 0xEE) {
				m[r] = [2]byte{byte(lead), byte(trail)}
			}
		}
	}
	return m
})

// CP932Len is the length of s in CP932 bytes after substitution: the "half
// widths" of a carrier's column limits. A character without code counts two.
func CP932Len(s string) int {
	n := 0
	for _, r := range s {
		if code, ok := cp932Code(r); ok {
			n += len(code)
		} else {
			n += 2
		}
	}
	return n
}

// DependentChars lists the characters of s outside ASCII, half-width kana and
// JIS X 0208 (機種依存文字: ①, ㈱, ℡, Ⅲ, 髙 … and all without a code), in order
// and without repeats, after substitution. Yamato B2 takes JIS level 1 and 2
// kanji only, so staff see these before an export.
func DependentChars(s string) []rune {
	var out []rune
	for _, r := range s {
		if code, ok := cp932Code(r); (!ok || vendorRow(code)) && !strings.ContainsRune(string(out), r) {
			out = append(out, r)
		}
	}
	return out
}

// vendorRow reports whether a code lies in NEC row 13 or among the extension kanji.
func vendorRow(code []byte) bool { return len(code) == 2 && (code[0] == 0x87 || code[0] >= 0xED) }

// DecodeCP932 decodes Shift_JIS as Windows reads it; both codes of an
// extension character are understood. Broken bytes and private characters
// (外字, F040–F9FC, which mean something on the sender's machine only) are
// Invalid "japan.cp932" with the byte position, 1-based.
func DecodeCP932(b []byte) (string, error) {
	text, err := japanese.ShiftJIS.NewDecoder().Bytes(b) // broken bytes become U+FFFD, no error
	if err != nil || strings.ContainsFunc(string(text), foreignToCP932) {
		return "", errs.E(errs.Invalid, "japan.cp932", firstBroken(b)+1)
	}
	return string(text), nil
}

// foreignToCP932 reports what the decoder yields for bytes that mean nothing.
func foreignToCP932(r rune) bool { return r == utf8.RuneError || r == '\u0080' || privateUse(r) }

// firstBroken is the offset of the first character that cannot be decoded.
func firstBroken(b []byte) int {
	dec := japanese.ShiftJIS.NewDecoder()
	for i := 0; i < len(b); {
		n := cp932Width(b[i:])
		char, err := dec.Bytes(b[i : i+n])
		if r, _ := utf8.DecodeRune(char); err != nil || foreignToCP932(r) {
			return i
		}
		i += n
	}
	return len(b)
}

// cp932Width is the number of bytes of the first character: two after a lead byte.
func cp932Width(b []byte) int {
	if lead := b[0]; len(b) > 1 && (lead > 0x80 && lead < 0xA0 || lead > 0xDF && lead < 0xFD) {
		return 2
	}
	return 1
}

var utf8BOM = []byte("\ufeff")

// DecodeText reads the bytes of a file that a person exported somewhere:
// UTF-8 with or without byte order mark, else CP932. It names the encoding
// found ("UTF-8" or "CP932"). Neither is Invalid "japan.encoding".
func DecodeText(b []byte) (text, encoding string, err error) {
	b = bytes.TrimPrefix(b, utf8BOM)
	if utf8.Valid(b) {
		return string(b), "UTF-8", nil
	}
	text, err = DecodeCP932(b)
	if err != nil {
		return "", "", errs.E(errs.Invalid, "japan.encoding", err)
	}
	return text, "CP932", nil
}
