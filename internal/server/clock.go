package server

import (
	"slices"
	"strings"
	"time"

	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
)

// DayLine is what the head says of the day, of the telephone's hours and of the
// parcels. Hours and cut-off are shown, never enforced.
type DayLine struct {
	Date  []Phase
	Phone []Phase // empty where the shop names no hours
	Ship  []Phase
}

// Phase is what a line of the head says from a moment on. The browser turns to
// the next one by itself: the server has told it the instants.
type Phase struct {
	In   int // seconds from now
	Text string
	Off  bool // nobody takes calls
	Left int  // seconds from now to which Text counts down, at "--:--"; 0 for none
}

// Now is the phase's text as it stands when the page is made.
func (p Phase) Now() string {
	return strings.Replace(p.Text, countdown, hoursLeft(time.Duration(p.Left)*time.Second), 1)
}

const countdown = "--:--"

// clockDays is how many days a page may stay open and still be right.
const clockDays = 4

func (b *BasePage) dayLine(book *catalog.Book, now time.Time) {
	c := clock{b: b, book: book, tariff: book.Tariff(), now: now.In(japan.JST).Truncate(time.Second)}
	b.Day = DayLine{Date: c.phases(c.date), Phone: c.phases(c.phone), Ship: c.phases(c.ship)}
}

// clock says what holds at a moment.
type clock struct {
	b      *BasePage
	book   *catalog.Book
	tariff *quote.Tariff
	now    time.Time
}

// phases asks at every moment at which an answer may change, and keeps those
// at which it does.
func (c clock) phases(say func(at time.Time) Phase) []Phase {
	var out []Phase
	for _, at := range c.moments() {
		p := say(at)
		p.In = int(at.Sub(c.now).Seconds())
		if len(out) == 0 || out[len(out)-1].Text != p.Text || out[len(out)-1].Left != p.Left {
			out = append(out, p)
		}
	}
	if len(out) == 1 && out[0].Text == "" {
		return nil
	}
	return out
}

func (c clock) moments() []time.Time {
	out := []time.Time{c.now}
	for i := range clockDays {
		day := japan.DayOf(c.now).Add(i)
		for _, hm := range []string{"00:00", c.book.Shop.Call.From, c.book.Delivery.CutOff, c.book.Shop.Call.Until} {
			if t, ok := onDay(day, hm); ok && t.After(c.now) {
				out = append(out, t)
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// onDay is a clock time of a day.
func onDay(day japan.Day, hm string) (time.Time, bool) {
	t, err := time.ParseInLocation("2006-01-02 15:04", string(day)+" "+hm, japan.JST)
	return t, err == nil
}

func (c clock) date(at time.Time) Phase { return Phase{Text: c.b.dayWords(japan.DayOf(at))} }

// phone says until when calls are taken, or when they are again.
func (c clock) phone(at time.Time) Phase {
	day, hours := japan.DayOf(at), c.book.Shop.Call
	if hours.From == "" {
		return Phase{Text: c.closed(day), Off: true}
	}
	open := c.book.Calendar.PhoneDay(day)
	if hm := at.Format("15:04"); open && hours.From <= hm && hm < hours.Until {
		return Phase{Text: c.b.T("call.phone_until", short(hours.Until))}
	} else if open && hm < hours.From {
		return Phase{Text: c.b.T("call.phone_from", short(hours.From)), Off: true}
	}
	next := day.Add(1)
	for i := 0; i < 60 && !c.book.Calendar.PhoneDay(next); i++ {
		next = next.Add(1)
	}
	text := c.b.T("call.phone_next", c.b.dayShort(next), short(hours.From))
	return Phase{Text: strings.TrimSpace(c.closed(day) + " " + text), Off: true}
}

// closed is why nobody is expected to call on a day; empty on other days.
func (c clock) closed(day japan.Day) string {
	if c.book.Calendar.PhoneDay(day) {
		return ""
	}
	if name, ok := c.book.Calendar.Holiday(day); ok {
		return name
	}
	return c.b.T("screen.closed_day")
}

// ship says with which parcels an order leaves that is taken at the moment.
func (c clock) ship(at time.Time) Phase {
	q, err := c.tariff.Quote(quote.Input{At: at})
	if err != nil {
		return Phase{}
	}
	day := japan.DayOf(at)
	if q.ShipDate != day {
		return Phase{Text: c.b.T("call.ships_on", c.b.dayShort(q.ShipDate))}
	}
	until, _ := onDay(day, c.book.Delivery.CutOff)
	return Phase{Text: c.b.T("call.ships_today", short(c.book.Delivery.CutOff), countdown), Left: int(until.Sub(c.now).Seconds())}
}

// short is a clock time as it is said: 9:00.
func short(hm string) string { return strings.TrimPrefix(hm, "0") }
