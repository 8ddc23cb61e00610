package postal

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// The two record layouts of Japan Post, told apart by their number of columns.
const (
	townColumns   = 15 // utf_ken_all.csv, KEN_ALL.CSV
	officeColumns = 13 // JIGYOSYO.CSV
)

// source collects the places of one or more of Japan Post's files.
type source struct {
	towns, offices []Place
	problems       errs.Problems
}

// read takes one file: UTF-8 or CP932, of towns or of offices. Every bad row
// is added to the problems.
func (s *source) read(name string, data []byte) {
	name = filepath.Base(name)
	text, _, err := japan.DecodeText(data)
	if err != nil {
		s.problems.Add(name, 0, "", "japan.encoding")
		return
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	f := file{source: s, name: name}
	for {
		rec, err := r.Read()
		if err == io.EOF {
			break
		}
		if line, ok := csvLine(err); ok {
			s.problems.Add(name, line, "", "japan.postal_csv")
			continue
		}
		f.line, _ = r.FieldPos(0)
		f.record(rec)
	}
	f.end()
}

// csvLine is the line of a CSV syntax error.
func csvLine(err error) (int, bool) {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return parse.Line, true
	}
	return 0, false
}

// file is the state while one file is read.
type file struct {
	*source
	name    string
	line    int
	columns int    // of its first row
	open    *Place // a split row whose parenthesis has not closed yet
	openAt  int
}

func (f *file) bad(column, key string, args ...any) {
	f.problems.Add(f.name, f.line, column, key, args...)
}

func (f *file) record(rec []string) {
	if f.columns == 0 {
		f.columns = len(rec)
	}
	switch {
	case f.columns != townColumns && f.columns != officeColumns:
		f.bad("", "japan.postal_columns", len(rec))
	case len(rec) != f.columns:
		f.bad("", "japan.postal_columns_mixed", len(rec), f.columns)
	case len(rec) == townColumns:
		f.town(rec)
	default:
		f.office(rec)
	}
}

// town takes a row of KEN_ALL: 3 code, 4-6 kana and 7-9 kanji of prefecture,
// city and town.
func (f *file) town(rec []string) {
	p, ok := f.place(rec[2], rec[6], rec[7])
	if !ok {
		return
	}
	p.CityKana, p.Town, p.Kana = foldKana(rec[4]), strings.TrimSpace(rec[8]), foldKana(rec[5])
	if f.open != nil {
		if f.open.Code != p.Code || f.open.City != p.City {
			f.problems.Add(f.name, f.openAt, "町域", "japan.postal_row_unclosed")
			f.open = nil
		} else {
			p.Town, p.Kana = f.open.Town+p.Town, f.open.Kana
		}
	}
	if strings.Count(p.Town, "（") > strings.Count(p.Town, "）") {
		if f.open == nil {
			f.openAt = f.line
		}
		f.open = &p
		return
	}
	f.open = nil
	p.Town, p.Kana = cleanTown(p.Town, p.Kana)
	if f.clean(p) {
		f.towns = append(f.towns, p)
	}
}

// office takes a row of JIGYOSYO: 3 name, 4-7 address, 8 code.
func (f *file) office(rec []string) {
	p, ok := f.place(rec[7], rec[3], rec[4])
	if !ok {
		return
	}
	p.Town, p.Street, p.Office = strings.TrimSpace(rec[5]), strings.TrimSpace(rec[6]), strings.TrimSpace(rec[2])
	if f.clean(p) {
		f.offices = append(f.offices, p)
	}
}

// place checks what both layouts have.
func (f *file) place(code, prefecture, city string) (Place, bool) {
	p := Place{Code: japan.PostalCode(code), City: strings.TrimSpace(city)}
	before := len(f.problems)
	if parsed, err := japan.ParsePostalCode(code); err != nil || parsed != p.Code {
		f.bad("郵便番号", "japan.postal_row_code")
	}
	var err error
	if p.Prefecture, err = japan.ParsePrefecture(prefecture); err != nil {
		f.bad("都道府県名", "japan.postal_row_prefecture")
	}
	if p.City == "" {
		f.bad("市区町村名", "japan.postal_row_city")
	}
	return p, len(f.problems) == before
}

// clean refuses values that the compact form cannot hold.
func (f *file) clean(p Place) bool {
	for _, s := range []string{p.City, p.CityKana, p.Town, p.Kana, p.Street, p.Office} {
		if strings.ContainsAny(s, ",\"\r\n") {
			f.bad("", "japan.postal_row_text")
			return false
		}
	}
	return true
}

func (f *file) end() {
	if f.open != nil {
		f.problems.Add(f.name, f.openAt, "町域", "japan.postal_row_unclosed")
	}
	if f.columns == 0 {
		f.problems.Add(f.name, 0, "", "japan.postal_empty")
	}
}

// places is everything read: towns without the repeats that cleaning makes,
// and offices with the readings of their towns.
func (s *source) places() []Place {
	seen := map[Place]bool{}
	kana := map[[3]string][2]string{} // prefecture, city, town → readings
	var out []Place
	for _, p := range s.towns {
		id := p
		id.Kana, id.CityKana = "", ""
		if seen[id] {
			continue
		}
		seen[id] = true
		kana[[3]string{string(p.Prefecture), p.City, p.Town}] = [2]string{p.CityKana, p.Kana}
		kana[[3]string{string(p.Prefecture), p.City}] = [2]string{p.CityKana}
		out = append(out, p)
	}
	for _, p := range s.offices {
		k, ok := kana[[3]string{string(p.Prefecture), p.City, p.Town}]
		if !ok {
			k = kana[[3]string{string(p.Prefecture), p.City}]
		}
		p.CityKana, p.Kana = k[0], k[1]
		out = append(out, p)
	}
	return out
}

// compact writes the places and reads them back, so that what Import puts in
// place is known to load.
func compact(info Info, places []Place) ([]byte, Info, error) {
	var b bytes.Buffer
	if err := Write(&b, info, places); err != nil {
		return nil, Info{}, err
	}
	book, err := Load(bytes.NewReader(b.Bytes()))
	if err != nil {
		return nil, Info{}, err
	}
	return b.Bytes(), book.Info(), nil
}
