package postal

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The compact form: gzip of lines without quoting. The first carries magic,
// version, date and source; each other one a place in the columns below, by
// ascending code. Prefecture, city and its kana are empty where they repeat
// the line above, which takes a third off the file and lets the book share them.
const magic = "uketsuke-postal-1"

const (
	colCode = iota
	colPrefecture
	colCity
	colCityKana
	colTown
	colStreet
	colOffice
	colKana
	columns
)

// splitLine cuts a line into its columns without allocating.
func splitLine(line string) (f [columns]string, err error) {
	for i := range columns - 1 {
		var ok bool
		if f[i], line, ok = strings.Cut(line, ","); !ok {
			return f, fmt.Errorf("postal: a row with %d columns", i+1)
		}
	}
	f[columns-1] = line
	if strings.Contains(line, ",") {
		return f, fmt.Errorf("postal: a row with more than %d columns", columns)
	}
	return f, nil
}

// Write writes the compact form; equal places give equal bytes. Values must be
// free of commas and line breaks.
func Write(w io.Writer, info Info, places []Place) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return fmt.Errorf("postal: %w", err)
	}
	places = slices.Clone(places)
	slices.SortStableFunc(places, func(a, b Place) int { return cmp.Compare(a.Code, b.Code) })
	out := bufio.NewWriter(z)
	writeLine(out, magic, info.Version, string(info.Date), info.Source)
	var last Place
	for _, p := range places {
		prefecture, city, kana := string(p.Prefecture), p.City, p.CityKana
		switch {
		case p.Prefecture == last.Prefecture && p.City == last.City:
			prefecture, city, kana = "", "", ""
		case p.Prefecture == last.Prefecture:
			prefecture = ""
		}
		writeLine(out, string(p.Code), prefecture, city, kana, p.Town, p.Street, p.Office, p.Kana)
		last = p
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("postal: %w", err)
	}
	return z.Close()
}

// writeLine leaves write errors to the final Flush.
func writeLine(w *bufio.Writer, fields ...string) {
	_, _ = w.WriteString(strings.Join(fields, ","))
	_ = w.WriteByte('\n')
}
