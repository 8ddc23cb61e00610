package japan

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"
)

// The years whose holidays are worked out once and kept; others are asked for
// one by one. Equinox days are official one year ahead only (官報, 1 February),
// the library computes them. It is not right about the days moved for the
// Olympic Games of 2020 and 2021, on which nothing can be ordered any more.
const firstHolidayYear, lastHolidayYear = 2022, 2050

// holidayNames gives the library's English names their legal ones.
var holidayNames = map[string]string{
	"New Year's Day":                        "元日",
	"Coming of Age Day":                     "成人の日",
	"National Foundation Day":               "建国記念の日",
	"The Emperor's Birthday":                "天皇誕生日",
	"Vernal Equinox Day":                    "春分の日",
	"Showa Day":                             "昭和の日",
	"Constitution Memorial Day":             "憲法記念日",
	"Greenery Day":                          "みどりの日",
	"Children's Day":                        "こどもの日",
	"Marine Day":                            "海の日",
	"Mountain Day":                          "山の日",
	"Respect for the Aged Day":              "敬老の日",
	"Autumnal Equinox Day":                  "秋分の日",
	"Sports Day":                            "スポーツの日",
	"Culture Day":                           "文化の日",
	"Labor Thanksgiving Day":                "勤労感謝の日",
	"The New Emperor Enthronement Ceremony": "即位礼正殿の儀",
}

// nationalHoliday is the name of the national holiday on d, if it is one.
func nationalHoliday(d Day) (string, bool) {
	if year := d.Time().Year(); year < firstHolidayYear || year > lastHolidayYear {
		return holidayOn(newHolidayCalendar(), d)
	}
	name, ok := holidayTable()[d]
	return name, ok
}

var holidayTable = sync.OnceValue(func() map[Day]string {
	table := map[Day]string{}
	c := newHolidayCalendar()
	for d := firstDay(firstHolidayYear); d < firstDay(lastHolidayYear+1); d = d.Add(1) {
		if name, ok := holidayOn(c, d); ok {
			table[d] = name
		}
	}
	return table
})

func firstDay(year int) Day { return DayOf(time.Date(year, 1, 1, 0, 0, 0, 0, JST)) }

func newHolidayCalendar() *cal.Calendar {
	c := &cal.Calendar{Cacheable: true}
	c.AddHoliday(jp.Holidays...)
	return c
}

// holidayOn asks the library. A day off is the day itself or the one observed
// for it; a day observed for another is 振替休日 (法第3条第2項), one between two
// holidays 国民の休日 (第3項).
func holidayOn(c *cal.Calendar, d Day) (string, bool) {
	t := d.Time()
	if t.IsZero() {
		return "", false
	}
	actual, observed, h := c.IsHoliday(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC))
	if !actual && !observed {
		return "", false
	}
	name, known := holidayNames[h.Name]
	switch {
	case !actual:
		return "振替休日", true
	case !known:
		return "国民の休日", true
	}
	return name, true
}
