// Package leakscan looks for words in raw bytes: database files, dumps, logs,
// exports. It knows every form in which a Japanese name, reading, phone number
// or address could lie there: UTF-8, UTF-16, CP932, EUC-JP, ISO-2022-JP,
// half-width kana, hexadecimal (as pg_dump prints bytea), base64 at each of its
// offsets, and the escapes of addresses (%E3), mails (=E3) and JSON (\u30bf).
//
// A scan that finds nothing proves something only beside a scan of a plaintext
// twin that finds everything; the tests do both.
package leakscan

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"uketsuke/internal/japan"
)

// window is how many bytes of a pattern are looked up at each position; a
// shorter pattern would be found by chance.
const window = 6

// Hit is one word found.
type Hit struct {
	Path string // file, as walked
	Word string
	Form string // how it was written: utf-8, utf-16le, cp932 …
}

// Scanner finds words in all their forms.
type Scanner struct {
	first [1 << 16]bool // first two bytes of any pattern: most positions end here
	by    map[[window]byte][]pattern
	words int
	long  int
}

type pattern struct {
	bytes []byte
	word  string
	form  string
}

// New makes a scanner for the words. A word whose shortest form has fewer than
// six bytes is refused: it would be found by chance.
func New(words []string) (*Scanner, error) {
	s := &Scanner{by: map[[window]byte][]pattern{}}
	for _, w := range words {
		if len(w) < window {
			return nil, fmt.Errorf("leakscan: a word of %d bytes is too short", len(w))
		}
		for _, p := range forms(w) {
			s.add(p)
		}
		s.words++
	}
	return s, nil
}

func (s *Scanner) add(p pattern) {
	if len(p.bytes) < window {
		return
	}
	key := [window]byte(p.bytes)
	s.first[int(key[0])<<8|int(key[1])] = true
	s.by[key] = append(s.by[key], p)
	s.long = max(s.long, len(p.bytes))
}

var encodings = []struct {
	name string
	enc  encoding.Encoding
}{
	{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	{"cp932", japanese.ShiftJIS},
	{"euc-jp", japanese.EUCJP},
	{"iso-2022-jp", japanese.ISO2022JP},
}

// forms are the ways in which a word could lie in a file.
func forms(word string) []pattern {
	texts := map[string]string{"": word}
	if half := japan.HalfKana(word); half != word {
		texts["half-kana "] = half
	}
	var out []pattern
	for kind, text := range texts {
		raw := []pattern{{[]byte(text), word, kind + "utf-8"}}
		out = append(out, escaped([]byte(text), word, kind+"utf-8")...)
		for _, e := range encodings {
			if b, err := e.enc.NewEncoder().Bytes([]byte(text)); err == nil && string(b) != text {
				raw = append(raw, pattern{b, word, kind + e.name})
			}
		}
		for _, p := range raw {
			out = append(out, p)
			out = append(out, dumped(p)...)
		}
	}
	return out
}

// escaped are the forms that leave ASCII as it is.
func escaped(text []byte, word, form string) []pattern {
	var out []pattern
	for _, e := range []struct{ name, format string }{{"url", "%%%02X"}, {"url lower", "%%%02x"}, {"quoted-printable", "=%02X"}} {
		var b strings.Builder
		for _, c := range text {
			if c > ' ' && c < 0x80 {
				_ = b.WriteByte(c) // a Builder does not fail
			} else {
				fmt.Fprintf(&b, e.format, c)
			}
		}
		out = append(out, pattern{[]byte(b.String()), word, form + " " + e.name})
	}
	// url.Values writes a blank as +, JSON escapes characters and not bytes.
	out = append(out, pattern{[]byte(url.QueryEscape(string(text))), word, form + " form"},
		pattern{[]byte(strings.Trim(strconv.QuoteToASCII(string(text)), `"`)), word, form + " json"})
	return out
}

// dumped are a pattern's hexadecimal and base64 forms.
func dumped(p pattern) []pattern {
	h := hex.EncodeToString(p.bytes)
	out := []pattern{{[]byte(h), p.word, p.form + " hex"}, {[]byte(strings.ToUpper(h)), p.word, p.form + " HEX"}}
	for off := range 3 {
		// What lies before shifts the word against base64's groups of three;
		// only the groups that hold nothing but the word are sure.
		b := p.bytes[(3-off)%3:]
		b = b[:len(b)/3*3]
		for name, enc := range map[string]*base64.Encoding{"base64": base64.StdEncoding, "base64url": base64.URLEncoding} {
			out = append(out, pattern{[]byte(enc.EncodeToString(b)), p.word, p.form + " " + name})
		}
	}
	return out
}

// Files scans files and whole directories. A file that vanishes meanwhile is
// passed over; one that cannot be read is an error.
func (s *Scanner) Files(paths ...string) ([]Hit, error) {
	var hits []Hit
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			found, err := s.file(path)
			hits = append(hits, found...)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("leakscan: %w", err)
		}
	}
	return hits, nil
}

func (s *Scanner) file(path string) ([]Hit, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return s.Reader(path, f)
}

// Reader scans a stream; name goes into the hits. Each word and form is
// answered once.
func (s *Scanner) Reader(name string, r io.Reader) ([]Hit, error) {
	seen := map[Hit]bool{}
	br := bufio.NewReader(r)
	const block = 1 << 20
	buf := make([]byte, 0, block+s.long)
	for {
		n, err := io.ReadFull(br, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		s.scan(name, buf, seen)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		tail := copy(buf[:s.long], buf[len(buf)-s.long:]) // a word may lie across blocks
		buf = buf[:tail]
	}
	return sorted(seen), nil
}

func (s *Scanner) scan(name string, b []byte, seen map[Hit]bool) {
	for i := 0; i+window <= len(b); i++ {
		if !s.first[int(b[i])<<8|int(b[i+1])] {
			continue
		}
		for _, p := range s.by[[window]byte(b[i:])] {
			if len(b)-i >= len(p.bytes) && string(b[i:i+len(p.bytes)]) == string(p.bytes) {
				seen[Hit{name, p.word, p.form}] = true
			}
		}
	}
}

func sorted(seen map[Hit]bool) []Hit {
	out := make([]Hit, 0, len(seen))
	for h := range seen {
		out = append(out, h)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Word+out[i].Form < out[j].Word+out[j].Form })
	return out
}

// Words answers which of the words the hits name.
func Words(hits []Hit) map[string]bool {
	out := map[string]bool{}
	for _, h := range hits {
		out[h.Word] = true
	}
	return out
}
