package japan

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"uketsuke/internal/errs"
)

// The kinds of a CalendarDay.
const (
	DayHoliday    = "holiday"     // 祝日 decreed after this program was built, or the shop's anniversary
	DayClosed     = "closed"      // 休業日: no calls, nothing leaves
	DayOpen       = "open"        // 営業日 although a weekend or holiday
	DayNoShip     = "no_ship"     // calls are taken, nothing leaves
	DayNoDelivery = "no_delivery" // carriers bring nothing
)

var dayKinds = []string{DayHoliday, DayClosed, DayOpen, DayNoShip, DayNoDelivery}

// CalendarDay is one exception of the shop's calendar. The same day may have
// several kinds.
type CalendarDay struct {
	Date Day    `yaml:"date"`
	Kind string `yaml:"kind"` // holiday, closed, open, no_ship, no_delivery
	Note string `yaml:"note"` // name of the day, shown beside it
}

// Validate reports an impossible date or an unknown kind: Invalid
// "japan.calendar_date" or "japan.calendar_kind".
func (d CalendarDay) Validate() error {
	if day, err := ParseDay(string(d.Date)); err != nil || day != d.Date {
		return errs.E(errs.Invalid, "japan.calendar_date", string(d.Date))
	}
	if !slices.Contains(dayKinds, d.Kind) {
		return errs.E(errs.Invalid, "japan.calendar_kind", d.Kind)
	}
	return nil
}

// Calendar knows the shop's business days: the national holidays (国民の祝日に
// 関する法律, with 振替休日 and 国民の休日) and the shop's own days. It is a value
// that any number of goroutines may read; the zero Calendar has no own days.
type Calendar struct {
	own map[Day]map[string]string // day → kind → note
}

// NewCalendar checks the shop's days. Errors are errs.Fields named
// "calendar[i]" (0-based); a day both open and closed, and a kind given twice,
// are "japan.calendar_conflict" and "japan.calendar_twice".
func NewCalendar(days []CalendarDay) (Calendar, error) {
	c := Calendar{own: map[Day]map[string]string{}}
	var problems errs.Fields
	for i, d := range days {
		name := fmt.Sprintf("calendar[%d]", i)
		var bad *errs.Error
		if errors.As(d.Validate(), &bad) {
			problems = append(problems, errs.Field{Name: name, Message: bad.Message})
			continue
		}
		if _, twice := c.own[d.Date][d.Kind]; twice {
			problems.Add(name, "japan.calendar_twice", string(d.Date), d.Kind)
			continue
		}
		if c.own[d.Date] == nil {
			c.own[d.Date] = map[string]string{}
		}
		c.own[d.Date][d.Kind] = d.Note
		if c.is(d.Date, DayOpen) && c.is(d.Date, DayClosed) {
			problems.Add(name, "japan.calendar_conflict", string(d.Date))
		}
	}
	return c, problems.Err()
}

func (c Calendar) is(d Day, kind string) bool {
	_, ok := c.own[d][kind]
	return ok
}

// Holiday is the name of a national holiday, or the note of a day that the
// shop's calendar calls one (祝日 when it has no note).
func (c Calendar) Holiday(d Day) (name string, ok bool) {
	if note, ok := c.own[d][DayHoliday]; ok {
		if note == "" {
			note = "祝日"
		}
		return note, true
	}
	return nationalHoliday(d)
}

// PhoneDay reports whether the desk takes calls: Monday to Friday, no holiday,
// not closed; a day marked open always is.
func (c Calendar) PhoneDay(d Day) bool {
	if c.is(d, DayOpen) {
		return true
	}
	if c.is(d, DayClosed) || d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		return false
	}
	_, holiday := c.Holiday(d)
	return !holiday
}

// ShipDay reports whether the warehouse hands parcels over: a phone day that
// is not marked no_ship.
func (c Calendar) ShipDay(d Day) bool { return c.PhoneDay(d) && !c.is(d, DayNoShip) }

// DeliveryDay reports whether carriers deliver: they do all year round but on
// days marked no_delivery.
func (c Calendar) DeliveryDay(d Day) bool { return !c.is(d, DayNoDelivery) }

// NextShipDay is the first ship day on or after from; the empty Day when there
// is none within a year, or from is none.
func (c Calendar) NextShipDay(from Day) Day {
	if from == "" {
		return ""
	}
	for i := range 366 {
		if d := from.Add(i); c.ShipDay(d) {
			return d
		}
	}
	return ""
}

// Note is the shop's note about a day, of whichever kind carries one.
func (c Calendar) Note(d Day) string {
	for _, kind := range dayKinds {
		if note := c.own[d][kind]; note != "" {
			return note
		}
	}
	return ""
}
