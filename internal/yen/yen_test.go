package yen

import (
	"math/rand/v2"
	"testing"
)

func TestString(t *testing.T) {
	for y, want := range map[Yen]string{0: "0", 999: "999", 1000: "1,000", 10544: "10,544", 1234567: "1,234,567", -1000: "-1,000", -999: "-999"} {
		if got := y.String(); got != want {
			t.Errorf("%d = %q, want %q", int64(y), got, want)
		}
	}
}

// The rate in force is the newest that began on or before the day.
func TestRatesAt(t *testing.T) {
	rates := Rates{{Standard, 8, "2014-04-01"}, {Standard, 10, "2019-10-01"}, {Reduced, 8, "2019-10-01"}}
	for _, c := range []struct {
		class TaxClass
		day   string
		want  int
		ok    bool
	}{
		{Standard, "2019-09-30", 8, true},
		{Standard, "2019-10-01", 10, true},
		{Reduced, "2026-11-23", 8, true},
		{Reduced, "2019-09-30", 0, false},
		{Standard, "2014-03-31", 0, false},
	} {
		got, err := rates.At(c.class, c.day)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("%s on %s = %d, %v", c.class, c.day, got, err)
		}
	}
}

// 消費税: the tax in a tax-inclusive total, by the issuer's rounding.
func TestIncludedTax(t *testing.T) {
	for _, c := range []struct {
		total             Yen
		percent           int
		floor, ceil, half Yen
	}{
		{9680, 10, 880, 880, 880},
		{864, 8, 64, 64, 64},
		{1000, 10, 90, 91, 91},
		{999, 8, 74, 74, 74},
		{105, 10, 9, 10, 10},
		{0, 10, 0, 0, 0},
		{1, 8, 0, 1, 0},
	} {
		if got := Floor.IncludedTax(c.total, c.percent); got != c.floor {
			t.Errorf("floor %d at %d %% = %d, want %d", c.total, c.percent, got, c.floor)
		}
		if got := Ceil.IncludedTax(c.total, c.percent); got != c.ceil {
			t.Errorf("ceil %d at %d %% = %d, want %d", c.total, c.percent, got, c.ceil)
		}
		if got := Round.IncludedTax(c.total, c.percent); got != c.half {
			t.Errorf("round %d at %d %% = %d, want %d", c.total, c.percent, got, c.half)
		}
	}
}

// The three roundings differ by at most a yen and keep their order.
func TestRoundingsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		total, percent := Yen(r.Int64N(1_000_000_000)), []int{8, 10}[r.IntN(2)]
		f, h, c := Floor.IncludedTax(total, percent), Round.IncludedTax(total, percent), Ceil.IncludedTax(total, percent)
		if f > h || h > c || c-f > 1 {
			t.Fatalf("%d at %d %%: %d %d %d", total, percent, f, h, c)
		}
	}
}
