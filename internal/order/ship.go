package order

import (
	"context"
	"slices"
	"time"

	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
)

// ShipDay is the day on which an order taken at a moment leaves: the next ship
// day that the cut-off still admits, or the later one that meets the delivery
// date asked for.
func ShipDay(t *quote.Tariff, o Order, at time.Time) japan.Day {
	in := inputOf(t, o, at)
	q, err := t.Quote(in)
	if err != nil { // a date asked for can no longer be met: as soon as possible
		in = undated(in)
		if q, err = t.Quote(in); err != nil || q.ShipDate == "" {
			return japan.DayOf(at)
		}
	}
	return q.ShipDate
}

// CutShipDay is the day on which an order cut at a moment leaves: with the
// batch, on the day of the cut or the next ship day, but not before the day
// that was promised. The cut-off does not count again: the cut at 15:00 is the
// one in which the orders of before 15:00 leave.
func CutShipDay(t *quote.Tariff, o Order, at time.Time) japan.Day {
	cut := *t
	cut.CutOff = ""
	return max(ShipDay(&cut, o, at), ShipDay(t, o, o.PlacedAt))
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
	q, _ := t.Quote(undated(inputOf(t, o, o.promisedFrom())))
	return ShipDay(t, o, o.promisedFrom()), q.Earliest, nil
}

// promisedFrom is when the order was expected to be packed: when it was taken,
// or on the day on which the last of its goods comes (入荷待ち).
func (o Order) promisedFrom() time.Time {
	at := o.PlacedAt
	for _, l := range o.Lines {
		if l.Backorder != "" && l.Backorder.Time().After(at) {
			at = l.Backorder.Time()
		}
	}
	return at
}

// inputOf is a taken order as a quote wants it.
func inputOf(t *quote.Tariff, o Order, at time.Time) quote.Input {
	in := quote.Input{Lines: quoteLines(o.Lines), Payment: o.Payment, At: at}
	parcels := make([]quote.Parcel, len(o.Parcels))
	for i, p := range o.Parcels {
		parcels[i] = quote.Parcel{Region: p.Region, Date: p.Date}
	}
	in.SetParcels(parcels)
	return in
}

// undated asks for no day.
func undated(in quote.Input) quote.Input {
	in.Date, in.Further = "", slices.Clone(in.Further)
	for i := range in.Further {
		in.Further[i].Date = ""
	}
	return in
}
