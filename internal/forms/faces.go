package forms

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The three faces: two weights of BIZ UDGothic and one face for what they lack.
// See fonts/build.sh.
const (
	regular = iota
	bold
	fallback
	faceCount
)

var (
	//go:embed fonts/regular.ttf
	regularTTF []byte
	//go:embed fonts/bold.ttf
	boldTTF []byte
	//go:embed fonts/fallback.ttf.gz
	fallbackGzip []byte
	//go:embed fonts/private.tsv
	privateTSV string
)

// faceNames are the PDF font families, by face.
var faceNames = [faceCount]string{"regular", "bold", "fallback"}

// face is one embedded font: its bytes, never to be written to, and the advance
// of each code of the basic plane in thousandths of an em (-1: no glyph).
type face struct {
	data    []byte
	advance []int16
}

// faces loads a face at its first use: most documents never touch the fallback.
var faces = [faceCount]func() *face{
	sync.OnceValue(func() *face { return newFace(regularTTF) }),
	sync.OnceValue(func() *face { return newFace(boldTTF) }),
	sync.OnceValue(func() *face { return newFace(unzip(fallbackGzip)) }),
}

// newFace reads the widths. The fonts are part of the program, so a font that
// does not parse is a broken build.
func newFace(data []byte) *face {
	parsed, err := sfnt.Parse(data)
	if err != nil {
		panic("forms: embedded font: " + err.Error())
	}
	f := &face{data: data, advance: make([]int16, 0x10000)}
	var buf sfnt.Buffer
	em := fixed.Int26_6(parsed.UnitsPerEm())
	for code := range f.advance {
		f.advance[code] = -1
		glyph, err := parsed.GlyphIndex(&buf, rune(code))
		if err != nil || glyph == 0 {
			continue
		}
		if w, err := parsed.GlyphAdvance(&buf, glyph, em, font.HintingNone); err == nil {
			f.advance[code] = int16((int(w)*1000 + int(em)/2) / int(em))
		}
	}
	return f
}

func unzip(data []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		panic("forms: embedded font: " + err.Error())
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		panic("forms: embedded font: " + err.Error())
	}
	return raw
}

// privateCodes pairs the real characters above U+FFFF with the private-use
// codes under which the fallback face holds them (gofpdf indexes glyphs by 16 bits).
type privateCodes struct {
	code map[rune]rune // real → private
	real map[rune]rune // private → real
}

var private = sync.OnceValue(func() privateCodes {
	p := privateCodes{code: map[rune]rune{}, real: map[rune]rune{}}
	for line := range strings.Lines(privateTSV) {
		cols := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(cols) != 3 {
			continue // the heading
		}
		code, err1 := strconv.ParseInt(cols[0], 16, 32)
		real, err2 := strconv.ParseInt(cols[1], 16, 32)
		if err1 != nil || err2 != nil {
			panic("forms: private.tsv: " + line)
		}
		p.code[rune(real)], p.real[rune(code)] = rune(code), rune(real)
	}
	return p
})

// glyph says where a real character is drawn from, under which code, and how
// wide it is in thousandths of an em.
func glyph(r rune, weight int) (f int, code rune, advance int, ok bool) {
	if r >= 0xE000 && r <= 0xF8FF { // somebody's own 外字: means nothing here
		return 0, 0, 0, false
	}
	if r <= 0xFFFF {
		if w := faces[weight]().advance[r]; w >= 0 {
			return weight, r, int(w), true
		}
	}
	code = r
	if r > 0xFFFF {
		if code, ok = private().code[r]; !ok {
			return 0, 0, 0, false
		}
	}
	w := faces[fallback]().advance[code]
	return fallback, code, int(w), w >= 0
}
