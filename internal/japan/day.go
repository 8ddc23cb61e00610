package japan

import (
	"fmt"
	"time"
)

// JST is Japan's time: no daylight saving since 1951, so a fixed zone is exact.
var JST = time.FixedZone("JST", 9*60*60)

// Day is a calendar day in Japan, YYYY-MM-DD. The empty Day means "none".
// Days compare with < and >.
type Day string

// DayOf is the JST day of a moment.
func DayOf(t time.Time) Day { return Day(t.In(JST).Format(time.DateOnly)) }

// ParseDay accepts YYYY-MM-DD and YYYY/MM/DD.
func ParseDay(s string) (Day, error) {
	for _, layout := range []string{time.DateOnly, "2006/01/02", "2006/1/2"} {
		if t, err := time.Parse(layout, s); err == nil {
			return Day(t.Format(time.DateOnly)), nil
		}
	}
	return "", fmt.Errorf("japan: %q is not a day (YYYY-MM-DD)", s)
}

// Time is midnight JST at the start of the day; the zero time for no day.
func (d Day) Time() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), JST)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Add moves by days.
func (d Day) Add(days int) Day { return DayOf(d.Time().AddDate(0, 0, days)) }

// Weekday of the day.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }
