package catalog

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

func codes(products []Product) []string {
	var out []string
	for _, p := range products {
		out = append(out, p.Code)
	}
	return out
}

// The shop's catalog holds what a desk meets in practice.
func TestOwnCatalog(t *testing.T) {
	b := bookOf(t, ownDir)
	oils, reduced, sets, limited, noAir := map[string]bool{}, 0, 0, 0, 0
	for _, p := range b.Products() {
		if p.Group == "oil" {
			if p.Latin == "" || p.Family == "" || p.Part == "" || p.Volume == "" {
				t.Errorf("%s lacks Latin name, family, part or volume", p.Code)
			}
			oils[p.Name] = true
		}
		if p.NameKana == "" {
			t.Errorf("%s lacks its reading", p.Code)
		}
		if p.Tax == yen.Reduced {
			reduced++
		}
		if p.Set {
			sets++
		}
		if p.Limited && p.From != "" && p.Until != "" {
			limited++
		}
		if p.NoAir {
			noAir++
		}
	}
	if len(b.Products()) < 85 || len(oils) < 52 || reduced == 0 || sets == 0 || limited == 0 || noAir < 10 {
		t.Errorf("%d products, %d oils, %d reduced, %d sets, %d limited, %d no_air", len(b.Products()), len(oils), reduced, sets, limited, noAir)
	}
	for _, e := range b.Editions() {
		if n := len(b.ProductsOf(e.Code)); n < 80 {
			t.Errorf("%s prices %d products", e.Code, n)
		}
	}
	if len(b.Editions()) != 2 || len(b.Shop.Payments) != 4 || len(b.Delivery.Slots) != 5 {
		t.Errorf("%d editions, %d payments, %d slots", len(b.Editions()), len(b.Shop.Payments), len(b.Delivery.Slots))
	}
}

func TestProduct(t *testing.T) {
	b := bookOf(t, ownDir)
	for _, code := range []string{"EO-0101", "eo-0101", "ＥＯ－０１０１", " EO-0101 ", "eo0101", "ＥＯー０１０１", "ＥＯ０１０１"} {
		if p, ok := b.Product(code); !ok || p.Name != "ラベンダー・真正" {
			t.Errorf("Product(%q) = %q, %v", code, p.Name, ok)
		}
	}
	if _, ok := b.Product("EO-9999"); ok {
		t.Error("found a product that does not exist")
	}
}

// A code without its hyphen is none where it may be that of two products.
func TestProductBare(t *testing.T) {
	b := newBook(content{products: []Product{{Code: "A-11"}, {Code: "A1-1"}, {Code: "A2"}, {Code: "A-2"}}})
	for typed, want := range map[string]string{"a11": "", "A-11": "A-11", "a2": "A2", "A_2": "", "-": ""} {
		if p, _ := b.Product(typed); p.Code != want {
			t.Errorf("Product(%q) = %q, want %q", typed, p.Code, want)
		}
	}
}

func TestSearch(t *testing.T) {
	b := bookOf(t, ownDir, retailDir)
	tests := map[string]struct {
		text, edition string
		limit         int
		want          []string
	}{
		"code":                   {"EO-0101", "2026AW", 3, []string{"EO-0101", "EO-0101-03", "EO-0101-30"}},
		"code begun, full width": {"ｅｏ０４３", "2026AW", 0, []string{"EO-0431", "EO-0432"}},
		"hiragana":               {"ふらんきん", "2026AW", 0, []string{"EO-0411", "EO-0411-03"}},
		"half-width kana":        {"ﾋﾞｬｸ", "2026AW", 0, nil},
		"kanji":                  {"青森", "2026AW", 0, []string{"EO-0442"}},
		"beginning before part":  {"レモン", "2026AW", 3, []string{"EO-0222", "EO-0321", "EO-0321-03"}},
		"two words":              {"ローズ　オットー", "2026AW", 0, []string{"EO-0520"}},
		"Latin":                  {"rosa damascena", "2026AW", 0, []string{"EO-0520", "EO-0521"}},
		"not in edition last": {"eo-03", "2026SS", 0, []string{"EO-0320", "EO-0320-03", "EO-0320-50", "EO-0321", "EO-0321-03", "EO-0322", "EO-0323",
			"EO-0324", "EO-0325", "EO-0326", "EO-0330", "EO-0331", "EO-0327", "EO-0327-03"}},
		"nothing typed": {"　", "2026AW", 0, nil},
		"no such":       {"ぬるぽ", "2026AW", 0, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, codes(b.Search(tt.text, tt.edition, tt.limit))); diff != "" {
				t.Error(diff)
			}
		})
	}
	if n := len(b.Search("ー", "2026AW", 0)); n > 20 {
		t.Errorf("%d hits", n)
	}
}

func TestEditions(t *testing.T) {
	b := bookOf(t, ownDir, retailDir)
	var got []string
	for _, e := range b.Editions() {
		got = append(got, e.Code)
	}
	if diff := cmp.Diff([]string{"2026AW", "2026SS", "UCI2010"}, got); diff != "" {
		t.Error(diff)
	}
	for day, want := range map[japan.Day]string{"2026-01-31": "", "2026-02-01": "2026SS", "2026-08-31": "2026SS", "2026-09-01": "2026AW", "2031-05-05": "2026AW"} {
		if e, ok := b.DefaultEdition(day); e.Code != want || ok != (want != "") {
			t.Errorf("default on %s is %q, want %q", day, e.Code, want)
		}
	}
	accepts := map[string]map[japan.Day]bool{
		"2026SS":  {"2026-01-19": false, "2026-01-20": true, "2026-10-15": true, "2026-11-30": true, "2026-12-01": false},
		"2026aw":  {"2026-08-19": false, "2026-08-20": true, "2040-01-01": true},
		"UCI2010": {"1999-01-01": true, "2040-01-01": true},
		"2020SS":  {"2026-10-15": false},
	}
	for edition, days := range accepts {
		for day, want := range days {
			if got := b.Accepts(edition, day); got != want {
				t.Errorf("Accepts(%s, %s) = %v", edition, day, got)
			}
		}
	}
}

func TestOrderable(t *testing.T) {
	b := bookOf(t, ownDir, retailDir)
	tests := map[string]struct {
		edition, code string
		day           japan.Day
		price         yen.Yen
		want          errs.Message
	}{
		"current":              {"2026AW", "EO-0101", "2026-11-23", 2090, errs.Message{}},
		"by its canonical":     {"２０２６ｓｓ", "eo-0101", "2026-11-23", 1991, errs.Message{}},
		"real retail":          {"UCI2010", "10002", "2026-09-01", 128, errs.Message{}},
		"limited, in time":     {"2026AW", "BL-0710", "2027-03-31", 1980, errs.Message{}},
		"limited, too early":   {"2026AW", "BL-0710", "2026-09-30", 0, errs.Msg("catalog.period_early", "BL-0710", "2026-10-01")},
		"limited, over":        {"2026AW", "BL-0710", "2027-04-01", 0, errs.Msg("catalog.period_over", "BL-0710", "2027-03-31")},
		"old catalog closed":   {"2026SS", "EO-0101", "2026-12-01", 0, errs.Msg("catalog.edition_closed", "2026年春夏カタログ", "2026-01-20", "2026-11-30")},
		"not in that catalog":  {"2026SS", "EO-0450", "2026-11-23", 0, errs.Msg("catalog.not_in_edition", "EO-0450", "2026年春夏カタログ")},
		"other shop's product": {"2026AW", "10002", "2026-11-23", 0, errs.Msg("catalog.not_in_edition", "10002", "2026年秋冬カタログ")},
		"no such edition":      {"2025AW", "EO-0101", "2026-11-23", 0, errs.Msg("catalog.no_edition", "2025AW")},
		"no such product":      {"2026AW", "ZZ-1", "2026-11-23", 0, errs.Msg("catalog.unknown_code", "ZZ-1")},
		"hyphen left out":      {"2026AW", "eo0450", "2026-11-23", 3080, errs.Message{}},
		"digits exchanged":     {"2026AW", "HT-0101", "2026-11-23", 0, errs.Msg("catalog.unknown_near", "HT-0101", "HT-0011")},
		"nothing":              {"2026AW", " ", "2026-11-23", 0, errs.Msg("catalog.code_empty")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, err := b.Orderable(tt.edition, tt.code, tt.day)
			var e *errs.Error
			if errors.As(err, &e) {
				sentences(t, e.Message)
			} else if err != nil {
				t.Fatal(err)
			}
			var got errs.Message
			if e != nil {
				got = e.Message
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if p.Price != tt.price || err != nil && !errs.Is(err, errs.Invalid) {
				t.Errorf("price %d, %v; want %d", p.Price, err, tt.price)
			}
		})
	}
}

func TestExplode(t *testing.T) {
	b := bookOf(t, ownDir)
	want := []Component{{"EO-0320-03", 3}, {"GD-1001", 3}, {"GD-1012", 6}}
	if diff := cmp.Diff(want, b.Explode("st-0006", 3)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Component{{"EO-0101", 2}}, b.Explode("EO-0101", 2)); diff != "" {
		t.Error(diff)
	}
	if p, _ := b.Product("ST-0006"); !p.NoAir || p.Components[0].Quantity != 1 {
		t.Errorf("a set of no_air parts is %+v", p)
	}
}

func TestReasons(t *testing.T) {
	b := bookOf(t, ownDir)
	for lang, want := range map[string]string{"ja": "入金待ち", "en": "Awaiting payment", "": "入金待ち"} {
		if got := b.ReasonLabel(ReasonHold, "awaiting_payment", lang); got != want {
			t.Errorf("%q: %s, want %s", lang, got, want)
		}
	}
	if got := b.ReasonLabel(ReasonHold, "weather", "ja"); got != "weather" {
		t.Errorf("an unknown code is labelled %s", got)
	}
	for _, g := range ReasonGroups {
		if len(b.Reasons(g)) == 0 {
			t.Errorf("no reasons of group %s", g)
		}
	}
}

// The shop's own terms, end to end: the sketch of the order screen.
func TestTariff(t *testing.T) {
	b := bookOf(t, ownDir)
	in := quote.Input{Prefecture: "東京都", Payment: "cod", At: time.Date(2026, 11, 24, 13, 18, 0, 0, japan.JST), Slot: "1416"}
	for code, n := range map[string]int{"EO-0101": 2, "EO-0320": 1, "ST-0005": 1, "HT-0011": 1} {
		p, _ := b.Product(code)
		in.Lines = append(in.Lines, quote.Line{Code: code, Quantity: n, Price: b.Yen("2026AW", code), Tax: p.Tax, NoAir: p.NoAir})
	}
	q, err := b.Tariff().Quote(in)
	if err != nil {
		t.Fatal(err)
	}
	want := quote.Quote{Goods: 10104, CODFee: 440, Total: 10544, ShippingKnown: true, Region: "kanto", ShipDate: "2026-11-24", Earliest: "2026-11-25",
		Taxes: []quote.TaxLine{{Class: yen.Standard, Percent: 10, Base: 9680, Tax: 880}, {Class: yen.Reduced, Percent: 8, Base: 864, Tax: 64}}}
	q.Parcels = nil
	if diff := cmp.Diff(want, q); diff != "" {
		t.Error(diff)
	}
}

func TestCalendarOfShop(t *testing.T) {
	cal := bookOf(t, ownDir).Calendar
	for day, ships := range map[japan.Day]bool{
		"2026-12-28": true, "2026-12-29": false, "2027-01-03": false, "2027-01-04": true, // 年末年始, every year
		"2030-12-31": false, "2031-08-13": false, "2026-12-26": true, // a Saturday that is open
	} {
		if got := cal.ShipDay(day); got != ships {
			t.Errorf("ShipDay(%s) = %v", day, got)
		}
	}
	if cal.DeliveryDay("2028-01-01") || cal.Note("2026-12-30") != "年末年始休業" {
		t.Error("yearly days lost their kind or note")
	}
}

// Without a shop.yaml ever loaded a Book answers, and refuses, without panic.
func TestEmptyBook(t *testing.T) {
	b := newBook(content{})
	if _, ok := b.DefaultEdition("2026-11-23"); ok || b.Tariff() == nil || b.Search("a", "", 0) != nil {
		t.Error("an empty book offers something")
	}
	_, err := b.Tariff().Quote(quote.Input{Prefecture: "東京都", Payment: "cod", At: time.Now()})
	if !errs.Is(err, errs.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestNotices(t *testing.T) {
	notices, err := Notices(ownDir)
	if err != nil || len(notices) < 2 {
		t.Fatalf("%d notices, %v", len(notices), err)
	}
	for i, n := range notices {
		if n.Title == "" || n.Body == "" || n.Date == "" || i > 0 && n.Date > notices[i-1].Date {
			t.Errorf("%s: %q of %s", n.Slug, n.Title, n.Date)
		}
	}
	last := notices[len(notices)-1]
	if len(last.Revisions) != 2 || last.Revisions[0].Date != "2026-11-09" {
		t.Errorf("revisions %+v", last.Revisions)
	}
}
