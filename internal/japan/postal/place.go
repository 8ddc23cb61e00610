// Package postal answers which addresses a postal code (郵便番号) stands for and
// which codes an address may have.
//
// A Book is held in memory and never in a database: one text and a sorted
// index into it, about 10 MB for the whole country. The one built in comes from
// an open source package (LICENSE-data.txt); a shop replaces it by Japan Post's
// monthly files through Import, which changes nothing when a row is bad.
//
// A code gives suggestions, never the truth: one code may stand for dozens of
// towns, and staff may overwrite every part. The package keeps no customer and
// sends nothing anywhere; looking up an address leaves no trace.
package postal

import (
	"strings"

	"uketsuke/internal/japan"
)

// Place is one row of the book: a town, or one office with a code of its own
// (大口事業所個別番号).
type Place struct {
	Code       japan.PostalCode
	Prefecture japan.Prefecture
	City       string // 市区町村, with its county (郡)
	Town       string // 町域; empty for a city's catch-all code
	Street     string // 小字・丁目・番地, offices only
	Office     string // 事業所名, offices only
	CityKana   string // full-width katakana
	Kana       string // reading of the town, full-width katakana; may be empty
}

// Address is prefecture, city, town and street in one line; the office's name is not in it.
func (p Place) Address() string {
	return string(p.Prefecture) + p.City + p.Town + p.Street
}

// Reading is the kana of city and town, to be read back on the telephone.
func (p Place) Reading() string { return strings.TrimSpace(p.CityKana + " " + p.Kana) }

// Info says which data a Book holds.
type Info struct {
	Version string    `json:"version"` // the source's own name for its state
	Date    japan.Day `json:"date"`    // day of the data, or of the import
	Source  string    `json:"source"`  // package or files it was made from
	Rows    int       `json:"rows"`
	Codes   int       `json:"codes"` // distinct postal codes
}
