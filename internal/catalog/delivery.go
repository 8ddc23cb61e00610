package catalog

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"uketsuke/internal/carrier"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// freePers are what free_per may say.
var freePers = []string{"", "order", freePerParcel}

const freePerParcel = "parcel"

func (s *source) checkDelivery(d Delivery, shop Shop) {
	if !clockPattern.MatchString(d.CutOff) {
		s.bad(s.delivery.at("cut_off"), "catalog.cut_off", d.CutOff)
	}
	if d.MaxDays < 1 || d.MaxDays > 90 {
		s.bad(s.delivery.at("max_days"), "catalog.number", 1, 90)
	}
	if d.FreeFrom < 0 {
		s.bad(s.delivery.at("free_from"), "catalog.number", 0, maxPrice)
	}
	if !slices.Contains(freePers, d.FreePer) {
		s.bad(s.delivery.at("free_per"), "catalog.choice", d.FreePer, strings.Join(freePers[1:], ", "))
	}
	by, known := carrier.Of(d.Carrier)
	if !known {
		s.bad(s.delivery.at("carrier"), "catalog.choice", d.Carrier, strings.Join(carrier.Codes(), ", "))
	}
	s.checkRegions(d.Regions)
	s.checkBands(d.COD, slices.Contains(payCodes(&shop), "cod"))
	for i, slot := range d.Slots {
		at := s.delivery.at("slots", strconv.Itoa(i))
		switch {
		case known && !slices.Contains(by.Slots, slot.Code):
			s.bad(at, "catalog.choice", slot.Code, strings.Join(by.Slots, ", "))
		case slot.Label == "" || slot.LabelEN == "" || slices.ContainsFunc(d.Slots[:i], func(o quote.Slot) bool { return o.Code == slot.Code }):
			s.bad(at, "catalog.entry", slot.Code)
		}
	}
}

// checkRegions: every prefecture has exactly one shipping fee; an amount must
// be shown for each (特商法 施行規則: 送料は金額で表示).
func (s *source) checkRegions(regions []quote.Region) {
	owner := map[string]string{}
	for i, r := range regions {
		at := func(key string) place { return s.delivery.at("regions", strconv.Itoa(i), key) }
		if r.Code == "" || r.Name == "" || slices.ContainsFunc(regions[:i], func(o quote.Region) bool { return o.Code == r.Code }) {
			s.bad(at("code"), "catalog.entry", r.Code)
		}
		if len(r.Prefectures)+len(r.PostalCodes) == 0 {
			s.bad(at("prefectures"), "catalog.entry", r.Code)
		}
		s.checkPostalCodes(i, r.PostalCodes, owner)
		if r.Fee < 0 || r.Fee > maxPrice {
			s.bad(at("fee"), "catalog.number", 0, maxPrice)
		}
		if r.LeadDays < 1 || r.NoAirLeadDays < r.LeadDays || r.NoAirLeadDays > 60 {
			s.bad(at("lead_days"), "catalog.lead_days", r.Code)
		}
		for j, p := range r.Prefectures {
			place := s.delivery.at("regions", strconv.Itoa(i), "prefectures", strconv.Itoa(j))
			if other, twice := owner[p]; twice {
				s.bad(place, "catalog.prefecture_twice", p, other)
			} else if _, err := japan.ParsePrefecture(p); err != nil {
				s.bad(place, "catalog.prefecture", p)
			}
			owner[p] = r.Name
		}
	}
	var lacking []string
	for _, p := range japan.Prefectures {
		if _, ok := owner[string(p)]; !ok {
			lacking = append(lacking, string(p))
		}
	}
	if len(lacking) > 0 {
		s.bad(s.delivery.at("regions"), "catalog.prefecture_missing", strings.Join(lacking, "・"))
	}
}

// checkPostalCodes: the codes of islands begin with three digits at least, and
// none is another region's.
func (s *source) checkPostalCodes(region int, codes []string, owner map[string]string) {
	for j, code := range codes {
		at := s.delivery.at("regions", strconv.Itoa(region), "postal_codes", strconv.Itoa(j))
		_, twice := owner[code]
		if len(code) < 3 || len(code) > 7 || strings.Trim(code, "0123456789") != "" || twice {
			s.bad(at, "catalog.postal_start", code)
		}
		owner[code] = code
	}
}

func (s *source) checkBands(bands []quote.Band, offered bool) {
	if offered && len(bands) == 0 {
		s.bad(s.delivery.at("cod"), "catalog.no_bands")
	}
	for i, b := range bands {
		rising := i == 0 || b.UpTo > bands[i-1].UpTo && b.Fee >= bands[i-1].Fee
		if b.UpTo < 1 || b.UpTo > quote.MaxTotal || b.Fee < 0 || b.Fee >= b.UpTo || !rising {
			s.bad(s.delivery.at("cod", strconv.Itoa(i)), "catalog.band")
		}
	}
}

func (s *source) checkCalendar(c Calendar) {
	for i, span := range c.Yearly {
		if _, err := span.in(2024); err != nil {
			s.bad(s.calendar.at("yearly", strconv.Itoa(i)), "catalog.span", span.From, span.Until)
		}
		if err := (japan.CalendarDay{Date: "2024-01-01", Kind: span.Kind}).Validate(); err != nil {
			s.bad(s.calendar.at("yearly", strconv.Itoa(i), "kind"), "japan.calendar_kind", span.Kind)
		}
	}
	_, err := japan.NewCalendar(c.Days)
	var fields errs.Fields
	if !errors.As(err, &fields) {
		return
	}
	for _, f := range fields {
		i := strings.TrimSuffix(strings.TrimPrefix(f.Name, "calendar["), "]")
		at := s.calendar.at("days", i)
		s.problems = append(s.problems, errs.Problem{File: at.file, Line: at.line, Column: at.column, Message: f.Message})
	}
}

// in is the span's days that begins in the year.
func (sp Span) in(year int) ([]japan.Day, error) {
	from, err := time.Parse(time.DateOnly, fmt.Sprintf("%04d-%s", year, sp.From))
	if err != nil {
		return nil, err
	}
	until, err := time.Parse(time.DateOnly, fmt.Sprintf("%04d-%s", year, sp.Until))
	if err != nil {
		return nil, err
	}
	if until.Before(from) {
		until = until.AddDate(1, 0, 0)
	}
	var out []japan.Day
	for d := from; !d.After(until); d = d.AddDate(0, 0, 1) {
		out = append(out, japan.Day(d.Format(time.DateOnly)))
	}
	return out, nil
}

// The years for which yearly spans are laid out: the law's retention behind us
// and more than a program's life ahead.
const firstYear, lastYear = 2015, 2060

// japan is the calendar that quotes count with. A single day outweighs a
// yearly span that says the same or the opposite about it.
func (c Calendar) japan() japan.Calendar {
	days := slices.Clone(c.Days)
	own := map[japan.Day]bool{}
	for _, d := range c.Days {
		own[d.Date] = true
	}
	for _, span := range c.Yearly {
		for year := firstYear; year <= lastYear; year++ {
			run, err := span.in(year)
			if err != nil {
				continue // refused by the check; 02-29 has no day in most years
			}
			for _, d := range run {
				if !own[d] {
					days = append(days, japan.CalendarDay{Date: d, Kind: span.Kind, Note: span.Note})
				}
			}
		}
	}
	cal, _ := japan.NewCalendar(days) // problems were reported by the check
	return cal
}
