// Package yen counts money in whole yen and computes consumption tax (消費税).
//
// All prices of the house include tax (総額表示). Tax is computed out of the
// tax-inclusive total of each rate and rounded once per rate and invoice
// (消費税法施行令第70条の10); per-line rounding is not allowed. Rates are
// dated data, never constants.
package yen

import (
	"fmt"
	"strconv"
)

// Yen is an amount in whole yen, tax included unless a name says otherwise.
type Yen int64

// String prints with thousands separators: 10,544.
func (y Yen) String() string {
	s := strconv.FormatInt(int64(y), 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// TaxClass is the tax class of a product.
type TaxClass string

// The tax classes: 標準税率 and 軽減税率.
const (
	Standard TaxClass = "standard"
	Reduced  TaxClass = "reduced"
)

// Valid reports whether the class is one that the law knows.
func (c TaxClass) Valid() bool { return c == Standard || c == Reduced }

// Rate is the rate of a class from a day on (YYYY-MM-DD) until the next one.
type Rate struct {
	Class   TaxClass `yaml:"class" json:"class"`
	Percent int      `yaml:"percent" json:"percent"`
	From    string   `yaml:"from" json:"from"`
}

// Rates is the dated rate table of the shop.
type Rates []Rate

// At returns the percentage in force on a day.
func (r Rates) At(class TaxClass, day string) (int, error) {
	best := -1
	for i, x := range r {
		if x.Class == class && x.From <= day && (best < 0 || x.From > r[best].From) {
			best = i
		}
	}
	if best < 0 {
		return 0, fmt.Errorf("yen: no tax rate for class %q on %s", class, day)
	}
	return r[best].Percent, nil
}

// Rounding is the issuer's choice of rounding (端数処理); Floor is the default.
type Rounding string

// The roundings.
const (
	Floor Rounding = "floor"
	Ceil  Rounding = "ceil"
	Round Rounding = "round"
)

// IncludedTax is the tax contained in a tax-inclusive total (内消費税).
// The total must not be negative.
func (m Rounding) IncludedTax(total Yen, percent int) Yen {
	num, den := int64(total)*int64(percent), int64(100+percent)
	switch m {
	case Ceil:
		num += den - 1
	case Round:
		num += den / 2
	}
	return Yen(num / den)
}
