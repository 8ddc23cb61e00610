// Package layout writes the warehouse's record formats from field tables: one
// table per format, read by the encoder, the check before it and the tests.
//
// It is pure. Nothing is ever cut or replaced silently: a character that the
// chosen encoding lacks is an answer of Unmappable and an error of Encode.
package layout

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"uketsuke/internal/japan"
)

// Encoding of a file.
type Encoding string

// The encodings: UTF-8 with BOM, so that Excel reads it right, and CP932.
// Lines end with CRLF in both (RFC 4180).
const (
	UTF8  Encoding = "utf-8"
	CP932 Encoding = "cp932"
)

const bom = "\uFEFF"

// Column is one column of a format: its header and how a row fills it.
type Column[T any] struct {
	Name  string
	Value func(T) string
}

// Table is a format.
type Table[T any] struct {
	Name    string // file name
	Columns []Column[T]
}

// Header lists the column names.
func (t Table[T]) Header() []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Name
	}
	return out
}

// record is the row's cells, defused.
func (t Table[T]) record(row T) []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = defuse(c.Value(row))
	}
	return out
}

// defuse keeps a spreadsheet from running a cell: =1+1 becomes '=1+1. The
// full-width forms are taken as operators by Japanese spreadsheets too.
func defuse(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// Unmappable lists the characters of a row that the encoding lacks.
func (t Table[T]) Unmappable(enc Encoding, row T) []rune {
	if enc != CP932 {
		return nil
	}
	_, lost := japan.EncodeCP932(strings.Join(t.record(row), ""))
	return lost
}

// Encode writes header and rows.
func (t Table[T]) Encode(w io.Writer, enc Encoding, rows []T) error {
	buf := bufio.NewWriter(w)
	out := &encoder{w: buf, enc: enc}
	if enc == UTF8 {
		_, _ = buf.WriteString(bom) // the Writer keeps its error for Flush
	}
	cw := csv.NewWriter(out)
	cw.UseCRLF = true
	if err := cw.Write(t.Header()); err != nil {
		return fmt.Errorf("layout: %s: %w", t.Name, err)
	}
	for _, row := range rows {
		if err := cw.Write(t.record(row)); err != nil {
			return fmt.Errorf("layout: %s: %w", t.Name, err)
		}
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return fmt.Errorf("layout: %s: %w", t.Name, err)
	}
	return buf.Flush()
}

// encoder turns the UTF-8 that csv writes into the file's encoding. csv writes
// whole buffers, which may end inside a character: the rest waits in tail.
type encoder struct {
	w    io.Writer
	enc  Encoding
	tail []byte
}

func (e *encoder) Write(p []byte) (int, error) {
	if e.enc != CP932 {
		return e.w.Write(p)
	}
	data := append(e.tail, p...)
	n := wholeRunes(data)
	e.tail = append([]byte(nil), data[n:]...)
	encoded, lost := japan.EncodeCP932(string(data[:n]))
	if len(lost) > 0 {
		return 0, fmt.Errorf("layout: %U has no CP932 code", lost[0])
	}
	if _, err := e.w.Write(encoded); err != nil {
		return 0, err
	}
	return len(p), nil
}

// wholeRunes is the length of the longest prefix of b that ends with a whole character.
func wholeRunes(b []byte) int {
	for n := len(b); n > 0 && n > len(b)-4; n-- {
		if c := b[n-1]; c < 0x80 {
			return n
		} else if c >= 0xC0 {
			if runeLen(c) <= len(b)-n+1 {
				return len(b)
			}
			return n - 1
		}
	}
	return len(b)
}

func runeLen(lead byte) int {
	switch {
	case lead >= 0xF0:
		return 4
	case lead >= 0xE0:
		return 3
	}
	return 2
}
