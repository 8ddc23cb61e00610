package quote

import (
	"slices"
	"time"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// horizon bounds every search for a day: a calendar without a single ship day
// in a year is no calendar.
const horizon = 366

// dates fills a parcel's ship date and earliest delivery and checks the date and slot
// asked for. A tariff without a calendar ships and delivers every day.
func (t *Tariff) dates(q *ParcelQuote, lines []Line, p Parcel, r Region, known bool, no int, at time.Time, bad *errs.Fields) {
	if _, ok := t.SlotOf(p.Slot); p.Slot != "" && !ok {
		bad.Add(ParcelField("delivery_slot", no), "quote.slot")
	} else if p.Slot != "" && r.NoSlots {
		bad.Add(ParcelField("delivery_slot", no), "quote.slot_region", r.Name)
	}
	today := japan.DayOf(at)
	q.ShipDate = t.firstShipDay(at)
	lead := leadDays(lines, r)
	q.NoAirDays = lead - r.LeadDays
	if known {
		q.Earliest = t.next(q.ShipDate.Add(lead), t.deliveryDay)
	}
	if p.Date == "" {
		return
	}
	if !t.checkDate(q, p.Date, today, ParcelField("delivery_date", no), bad) {
		return
	}
	if known {
		q.ShipDate = t.lastShipDay(q.ShipDate, p.Date.Add(-lead))
	}
}

// checkDate holds the date asked for against earliest, latest and the carrier's days.
func (t *Tariff) checkDate(q *ParcelQuote, date, today japan.Day, field string, bad *errs.Fields) bool {
	latest := today.Add(t.MaxDays)
	earliest := q.Earliest
	if earliest == "" {
		earliest = q.ShipDate
	}
	switch {
	case date.Time().IsZero():
		bad.Add(field, "quote.date_form", string(earliest))
	case date < earliest:
		bad.Add(field, "quote.date_early", string(date), string(earliest))
	case t.MaxDays > 0 && date > latest && date > earliest:
		bad.Add(field, "quote.date_late", string(date), string(max(latest, earliest)), string(earliest))
	case !t.deliveryDay(date):
		bad.Add(field, "quote.date_closed", string(date), string(earliest))
	default:
		return true
	}
	return false
}

// firstShipDay is the order's day before the cut-off, else the next one, moved
// on to a ship day.
func (t *Tariff) firstShipDay(at time.Time) japan.Day {
	day := japan.DayOf(at)
	if t.CutOff != "" && at.In(japan.JST).Format("15:04") >= t.CutOff {
		day = day.Add(1)
	}
	return t.next(day, t.shipDay)
}

// lastShipDay is the last ship day not after latest, but never before first.
func (t *Tariff) lastShipDay(first, latest japan.Day) japan.Day {
	for range horizon {
		if latest <= first {
			return first
		}
		if t.shipDay(latest) {
			return latest
		}
		latest = latest.Add(-1)
	}
	return first
}

func (t *Tariff) shipDay(d japan.Day) bool     { return t.Calendar == nil || t.Calendar.ShipDay(d) }
func (t *Tariff) deliveryDay(d japan.Day) bool { return t.Calendar == nil || t.Calendar.DeliveryDay(d) }

// next is the first day from d on that the test admits, d itself if none does.
func (t *Tariff) next(d japan.Day, ok func(japan.Day) bool) japan.Day {
	day := d
	for range horizon {
		if ok(day) {
			return day
		}
		day = day.Add(1)
	}
	return d
}

// leadDays are the days from shipping to delivery: goods barred from aircraft
// make the whole parcel go by road and ship.
func leadDays(lines []Line, r Region) int {
	if slices.ContainsFunc(lines, func(l Line) bool { return l.NoAir }) {
		return max(r.LeadDays, r.NoAirLeadDays)
	}
	return r.LeadDays
}
