package quote

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

func calendar(t *testing.T, days ...japan.CalendarDay) japan.Calendar {
	t.Helper()
	c, err := japan.NewCalendar(days)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func tariff(t *testing.T) *Tariff {
	return &Tariff{
		Regions: []Region{
			{Code: "honshu", Prefectures: []string{"東京都", "長野県"}, Fee: 660, LeadDays: 1, NoAirLeadDays: 1},
			{Code: "okinawa", Prefectures: []string{"沖縄県"}, Fee: 1430, LeadDays: 3, NoAirLeadDays: 7},
		},
		FreeFrom: 5500,
		COD:      []Band{{10_000, 330}, {30_000, 440}, {100_000, 660}, {300_000, 1100}},
		Payments: []Payment{{Code: "cod", COD: true}, {Code: "bank_before", Prepaid: true}},
		Slots:    []Slot{{Code: "am"}, {Code: "1416"}},
		Rates: yen.Rates{{Class: yen.Standard, Percent: 10, From: "2019-10-01"}, {Class: yen.Reduced, Percent: 8, From: "2019-10-01"},
			{Class: yen.Reduced, Percent: 0, From: "2026-12-01"}},
		Rounding: yen.Floor,
		Calendar: calendar(t, japan.CalendarDay{Date: "2026-11-27", Kind: japan.DayNoDelivery}),
		CutOff:   "15:00",
		MaxDays:  30,
	}
}

func jst(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, japan.JST)
	if err != nil {
		panic(err)
	}
	return t
}

// The order of the screen sketch: 2,090×2 + 1,100 + 3,960 and a tea at 8 %.
func sketch() []Line {
	return []Line{
		{Code: "EO-0101", Quantity: 2, Price: 2090, Tax: yen.Standard},
		{Code: "EO-0320", Quantity: 1, Price: 1100, Tax: yen.Standard, NoAir: true},
		{Code: "ST-0005", Quantity: 1, Price: 3960, Tax: yen.Standard},
		{Code: "HT-0011", Quantity: 1, Price: 864, Tax: yen.Reduced},
	}
}

func TestQuoteSketch(t *testing.T) {
	got, err := tariff(t).Quote(Input{Lines: sketch(), Prefecture: "東京都", Payment: "cod", At: jst("2026-11-24 13:18")})
	if err != nil {
		t.Fatal(err)
	}
	want := Quote{Goods: 10104, CODFee: 440, Total: 10544, ShippingKnown: true, Region: "honshu",
		Taxes:    []TaxLine{{yen.Standard, 10, 9680, 880}, {yen.Reduced, 8, 864, 64}},
		ShipDate: "2026-11-24", Earliest: "2026-11-25"}
	got.Parcels = nil // TestParcels
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestQuoteWhileTyping(t *testing.T) {
	at := jst("2026-11-24 09:00")
	tests := map[string]struct {
		in   Input
		want Quote
	}{
		"nothing yet":   {Input{At: at}, Quote{ShipDate: "2026-11-24"}},
		"no prefecture": {Input{At: at, Lines: sketch()[:1]}, Quote{Goods: 4180, Total: 4180, FreeShort: 1320, ShipDate: "2026-11-24", Taxes: []TaxLine{{yen.Standard, 10, 4180, 380}}}},
		"address first": {Input{At: at, Prefecture: "沖縄県", Payment: "cod"}, Quote{ShippingKnown: true, Region: "okinawa", ShipDate: "2026-11-24", Earliest: "2026-11-28"}},
		"one line": {Input{At: at, Lines: sketch()[:1], Prefecture: "東京都"}, Quote{Goods: 4180, Shipping: 660, Total: 4840, FreeShort: 1320, ShippingKnown: true,
			Region: "honshu", ShipDate: "2026-11-24", Earliest: "2026-11-25", Taxes: []TaxLine{{yen.Standard, 10, 4840, 440}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := tariff(t).Quote(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			got.Parcels = nil // TestParcels
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCODFee(t *testing.T) {
	tests := []struct {
		amount, fee yen.Yen
		over        bool
	}{
		{1, 330, false},
		{9_670, 330, false},
		{9_671, 440, false}, // 9,671 + 330 no longer fits 10,000
		{10_000, 440, false},
		{29_560, 440, false},
		{29_561, 660, false},
		{298_900, 1100, false},
		{298_901, 1100, true},
		{MaxTotal, 1100, true},
	}
	for _, tt := range tests {
		fee, over := tariff(t).codFee(tt.amount)
		if fee != tt.fee || over != tt.over {
			t.Errorf("codFee(%d) = %d, %v; want %d, %v", tt.amount, fee, over, tt.fee, tt.over)
		}
	}
}

func TestShippingCountsForCOD(t *testing.T) {
	// 9,100 of goods alone would take 330; where shipping is never free it is 9,760.
	tf := tariff(t)
	tf.FreeFrom = 0
	q, err := tf.Quote(Input{Lines: []Line{{Quantity: 1, Price: 9100, Tax: yen.Standard}}, Prefecture: "東京都", Payment: "cod", At: jst("2026-11-24 09:00")})
	if err != nil || q.Shipping != 660 || q.CODFee != 440 || q.Total != 10200 || q.FreeShort != 0 {
		t.Errorf("got %+v, %v", q, err)
	}
}

func TestTaxOncePerRate(t *testing.T) {
	// Three lines of 105 yen before tax come to 346 with it: 31 once, not 3 × 10.
	q, err := tariff(t).Quote(Input{Lines: []Line{
		{Quantity: 1, Price: 115, Tax: yen.Standard}, {Quantity: 1, Price: 115, Tax: yen.Standard}, {Quantity: 1, Price: 116, Tax: yen.Standard},
	}, At: jst("2026-11-24 09:00")})
	if err != nil || len(q.Taxes) != 1 || q.Taxes[0].Tax != 31 {
		t.Errorf("taxes %+v, %v; want 31 once", q.Taxes, err)
	}
}

func TestRateOfShipDate(t *testing.T) {
	tea := []Line{{Code: "HT-0011", Quantity: 1, Price: 864, Tax: yen.Reduced}}
	tests := map[string]struct {
		at   string
		date japan.Day
		want TaxLine
	}{
		"before the cut-off of the last old day": {"2026-11-30 14:59", "", TaxLine{yen.Reduced, 8, 864, 64}},
		"after it":                               {"2026-11-30 15:00", "", TaxLine{yen.Reduced, 0, 864, 0}},
		"asked for later":                        {"2026-11-24 09:00", "2026-12-10", TaxLine{yen.Reduced, 0, 864, 0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tf := tariff(t)
			tf.FreeFrom = 1 // no shipping in the way
			q, err := tf.Quote(Input{Lines: tea, Prefecture: "東京都", At: jst(tt.at), Date: tt.date})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]TaxLine{tt.want}, q.Taxes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSameRateIsOneLine(t *testing.T) {
	tf := tariff(t)
	tf.Rates = yen.Rates{{Class: yen.Standard, Percent: 10, From: "2019-10-01"}, {Class: yen.Reduced, Percent: 10, From: "2019-10-01"}}
	q, err := tf.Quote(Input{Lines: []Line{{Quantity: 1, Price: 115, Tax: yen.Standard}, {Quantity: 1, Price: 226, Tax: yen.Reduced}}, At: jst("2026-11-24 09:00")})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]TaxLine{{yen.Standard, 10, 341, 31}}, q.Taxes); diff != "" {
		t.Error(diff)
	}
}

func TestNoRate(t *testing.T) {
	for name, class := range map[string]yen.TaxClass{"before the table": yen.Standard, "no such class": "luxury"} {
		t.Run(name, func(t *testing.T) {
			at := "2026-11-24 09:00"
			if class.Valid() {
				at = "2010-01-05 09:00"
			}
			_, err := tariff(t).Quote(Input{Lines: []Line{{Quantity: 1, Price: 100, Tax: class}}, At: jst(at)})
			if !errs.Is(err, errs.Internal) {
				t.Errorf("got %v, want an internal error", err)
			}
		})
	}
}

func TestDates(t *testing.T) {
	tests := map[string]struct {
		at             string
		noAir          bool
		prefecture     string
		date           japan.Day
		ship, earliest japan.Day
	}{
		"before the cut-off":          {at: "2026-11-24 14:59", prefecture: "東京都", ship: "2026-11-24", earliest: "2026-11-25"},
		"at the cut-off":              {at: "2026-11-24 15:00", prefecture: "東京都", ship: "2026-11-25", earliest: "2026-11-26"},
		"Friday after it":             {at: "2026-11-20 15:00", prefecture: "東京都", ship: "2026-11-24", earliest: "2026-11-25"}, // Monday is 勤労感謝の日
		"Saturday":                    {at: "2026-11-21 10:00", prefecture: "東京都", ship: "2026-11-24", earliest: "2026-11-25"},
		"nothing delivered that day":  {at: "2026-11-26 10:00", prefecture: "東京都", ship: "2026-11-26", earliest: "2026-11-28"},
		"far away":                    {at: "2026-11-24 10:00", prefecture: "沖縄県", ship: "2026-11-24", earliest: "2026-11-28"},
		"far away by ship":            {at: "2026-11-24 10:00", prefecture: "沖縄県", noAir: true, ship: "2026-11-24", earliest: "2026-12-01"},
		"as early as can be":          {at: "2026-11-24 10:00", prefecture: "東京都", date: "2026-11-25", ship: "2026-11-24", earliest: "2026-11-25"},
		"leaves later for later date": {at: "2026-11-24 10:00", prefecture: "東京都", date: "2026-12-04", ship: "2026-12-03", earliest: "2026-11-25"},
		"leaves before the weekend":   {at: "2026-11-24 10:00", prefecture: "東京都", date: "2026-12-07", ship: "2026-12-04", earliest: "2026-11-25"},
		"the last day":                {at: "2026-11-24 10:00", prefecture: "東京都", date: "2026-12-24", ship: "2026-12-23", earliest: "2026-11-25"},
		"evening in UTC is tomorrow":  {at: "2026-11-25 08:00", prefecture: "東京都", ship: "2026-11-25", earliest: "2026-11-26"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := Input{Lines: []Line{{Quantity: 1, Price: 1000, Tax: yen.Standard, NoAir: tt.noAir}}, Prefecture: tt.prefecture, At: jst(tt.at).UTC(), Date: tt.date}
			q, err := tariff(t).Quote(in)
			if err != nil {
				t.Fatal(err)
			}
			if q.ShipDate != tt.ship || q.Earliest != tt.earliest {
				t.Errorf("ships %s, earliest %s; want %s, %s", q.ShipDate, q.Earliest, tt.ship, tt.earliest)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	good := Input{Lines: sketch(), Prefecture: "東京都", Payment: "cod", At: jst("2026-11-24 09:00"), Date: "2026-11-25", Slot: "am"}
	tests := map[string]struct {
		change func(*Input)
		want   []string // field: key
	}{
		"payment":         {func(in *Input) { in.Payment = "card" }, []string{"payment: quote.payment"}},
		"slot":            {func(in *Input) { in.Slot = "1214" }, []string{"delivery_slot: quote.slot"}},
		"prefecture":      {func(in *Input) { in.Prefecture = "江戸" }, []string{"address1: quote.no_region"}},
		"quantity 0":      {func(in *Input) { in.Lines[1].Quantity = 0 }, []string{"quantity.1: quote.quantity"}},
		"quantity 10000":  {func(in *Input) { in.Lines[0].Quantity = 10_000 }, []string{"quantity.0: quote.quantity"}},
		"negative price":  {func(in *Input) { in.Lines[0].Price = -1 }, []string{"price.0: quote.price"}},
		"too early":       {func(in *Input) { in.Date = "2026-11-24" }, []string{"delivery_date: quote.date_early"}},
		"too late":        {func(in *Input) { in.Date = "2026-12-25" }, []string{"delivery_date: quote.date_late"}},
		"no delivery":     {func(in *Input) { in.Date = "2026-11-27" }, []string{"delivery_date: quote.date_closed"}},
		"no such day":     {func(in *Input) { in.Date = "2026-11-31" }, []string{"delivery_date: quote.date_form"}},
		"everything once": {func(in *Input) { in.Payment, in.Slot, in.Date = "x", "y", "2020-01-01" }, []string{"delivery_slot: quote.slot", "delivery_date: quote.date_early", "payment: quote.payment"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := good
			in.Lines = slices.Clone(good.Lines)
			tt.change(&in)
			q, err := tariff(t).Quote(in)
			if diff := cmp.Diff(tt.want, keys(t, err)); diff != "" {
				t.Error(diff)
			}
			if q.Goods == 0 || q.Total == 0 {
				t.Errorf("the totals went blank: %+v", q)
			}
		})
	}
}

func keys(t *testing.T, err error) []string {
	t.Helper()
	var fields errs.Fields
	if !errors.As(err, &fields) {
		t.Fatalf("got %v, want errs.Fields", err)
	}
	var out []string
	for _, f := range fields {
		out = append(out, f.Name+": "+f.Message.Key)
	}
	return out
}

func TestDateErrorNamesEarliest(t *testing.T) {
	_, err := tariff(t).Quote(Input{Prefecture: "沖縄県", At: jst("2026-11-24 09:00"), Date: "2026-11-26"})
	var fields errs.Fields
	if !errors.As(err, &fields) || !slices.Contains(fields[0].Message.Args, any("2026-11-28")) {
		t.Errorf("got %v, want the earliest day 2026-11-28 named", err)
	}
}

// Whatever is typed, money never overflows, shrinks below zero or fails to add up.
func FuzzQuote(f *testing.F) {
	f.Add(int64(2090), 2, int64(864), 1, "cod", "2026-12-01", int64(1795500000))
	f.Add(int64(1)<<62, 9999, int64(-1), -5, "", "9999-99-99", int64(-1)<<40)
	f.Add(int64(999_999_999), 1, int64(1), 1, "cod", "", int64(0))
	f.Fuzz(func(t *testing.T, p1 int64, q1 int, p2 int64, q2 int, payment, date string, at int64) {
		tf := tariff(t)
		tf.Rates = yen.Rates{{Class: yen.Standard, Percent: 10}, {Class: yen.Reduced, Percent: 8}}
		q, err := tf.Quote(Input{Lines: []Line{{Quantity: q1, Price: yen.Yen(p1), Tax: yen.Standard}, {Quantity: q2, Price: yen.Yen(p2), Tax: yen.Reduced}},
			Prefecture: "沖縄県", Payment: payment, Date: japan.Day(date), At: time.Unix(at%(1<<37), 0)})
		if err != nil && !errs.Is(err, errs.Invalid) {
			t.Fatal(err)
		}
		if q.Goods < 0 || q.Goods > MaxTotal || q.Total != q.Goods+q.Shipping+q.CODFee {
			t.Fatalf("does not add up: %+v", q)
		}
		var bases yen.Yen
		for _, x := range q.Taxes {
			bases += x.Base
			if x.Tax < 0 || x.Tax > x.Base {
				t.Fatalf("tax out of range: %+v", x)
			}
		}
		if bases != q.Total {
			t.Fatalf("the rates' totals %d are not the total %d", bases, q.Total)
		}
	})
}
