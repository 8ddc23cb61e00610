package order

import (
	"context"
	"time"

	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
)

// ShipDay is the day on which an order cut at a moment leaves: the next ship
// day, or the later one that meets the delivery date asked for.
func ShipDay(t *quote.Tariff, o Order, at time.Time) japan.Day {
	in := quote.Input{Lines: quoteLines(o.Lines), Prefecture: prefectureOf(t, o.Region), Payment: o.Payment, At: at, Date: o.Date}
	q, err := t.Quote(in)
	if err != nil { // the date asked for can no longer be met: as soon as possible
		in.Date = ""
		if q, err = t.Quote(in); err != nil || q.ShipDate == "" {
			return japan.DayOf(at)
		}
	}
	return q.ShipDate
}

// Expected is what was said of an order when it was taken: the day on which it
// leaves and the earliest day on which it can arrive, without regard to holds.
func (s *Service) Expected(ctx context.Context, o Order) (ships, earliest japan.Day, err error) {
	book, err := s.catalog.Book(ctx)
	if err != nil {
		return "", "", err
	}
	t := book.Tariff()
	// The date asked for was checked then; the error is that of today's tariff.
	q, _ := t.Quote(quote.Input{Lines: quoteLines(o.Lines), Prefecture: prefectureOf(t, o.Region), Payment: o.Payment, At: o.PlacedAt})
	return ShipDay(t, o, o.PlacedAt), q.Earliest, nil
}

// prefectureOf is any prefecture of a region: all cost and take the same.
func prefectureOf(t *quote.Tariff, region string) string {
	for _, r := range t.Regions {
		if r.Code == region && len(r.Prefectures) > 0 {
			return r.Prefectures[0]
		}
	}
	return ""
}
