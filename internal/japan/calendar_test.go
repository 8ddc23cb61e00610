package japan

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The days off of 2026 and 2027 as the Cabinet Office published or announced them.
func TestNationalHolidays(t *testing.T) {
	want := map[Day]string{
		"2026-01-01": "元日", "2026-01-12": "成人の日", "2026-02-11": "建国記念の日", "2026-02-23": "天皇誕生日",
		"2026-03-20": "春分の日", "2026-04-29": "昭和の日", "2026-05-03": "憲法記念日", "2026-05-04": "みどりの日",
		"2026-05-05": "こどもの日", "2026-05-06": "振替休日", "2026-07-20": "海の日", "2026-08-11": "山の日",
		"2026-09-21": "敬老の日", "2026-09-22": "国民の休日", "2026-09-23": "秋分の日", "2026-10-12": "スポーツの日",
		"2026-11-03": "文化の日", "2026-11-23": "勤労感謝の日",
		"2027-01-01": "元日", "2027-01-11": "成人の日", "2027-02-11": "建国記念の日", "2027-02-23": "天皇誕生日",
		"2027-03-21": "春分の日", "2027-03-22": "振替休日", "2027-04-29": "昭和の日", "2027-05-03": "憲法記念日",
		"2027-05-04": "みどりの日", "2027-05-05": "こどもの日", "2027-07-19": "海の日", "2027-08-11": "山の日",
		"2027-09-20": "敬老の日", "2027-09-23": "秋分の日", "2027-10-11": "スポーツの日", "2027-11-03": "文化の日",
		"2027-11-23": "勤労感謝の日",
	}
	got := map[Day]string{}
	for d := Day("2026-01-01"); d < "2028-01-01"; d = d.Add(1) {
		if name, ok := (Calendar{}).Holiday(d); ok {
			got[d] = name
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if name, ok := nationalHoliday("2060-01-01"); name != "元日" || !ok {
		t.Error("a year outside the table is not worked out")
	}
	if _, ok := nationalHoliday(""); ok {
		t.Error("no day is a holiday")
	}
}

func TestCalendar(t *testing.T) {
	c, err := NewCalendar([]CalendarDay{
		{"2026-12-29", DayClosed, "年末休業"}, {"2026-12-30", DayClosed, "年末休業"}, {"2026-12-31", DayClosed, ""},
		{"2026-11-23", DayOpen, "祝日営業"}, {"2026-11-23", DayNoShip, ""},
		{"2026-11-28", DayOpen, "土曜営業"},
		{"2026-11-24", DayNoShip, "棚卸"},
		{"2027-01-01", DayNoDelivery, ""},
		{"2026-06-15", DayHoliday, ""},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c2 := range []struct {
		day                   Day
		phone, ship, delivery bool
	}{
		{"2026-11-20", true, true, true},   // Friday
		{"2026-11-21", false, false, true}, // Saturday
		{"2026-11-23", true, false, true},  // holiday, open, no_ship
		{"2026-11-24", true, false, true},  // stock-taking
		{"2026-11-28", true, true, true},   // open Saturday
		{"2026-12-29", false, false, true},
		{"2027-01-01", false, false, false},
		{"2026-06-15", false, false, true},
	} {
		if c.PhoneDay(c2.day) != c2.phone || c.ShipDay(c2.day) != c2.ship || c.DeliveryDay(c2.day) != c2.delivery {
			t.Errorf("%s: phone %v, ship %v, delivery %v", c2.day, c.PhoneDay(c2.day), c.ShipDay(c2.day), c.DeliveryDay(c2.day))
		}
	}
	for from, want := range map[Day]Day{"2026-11-20": "2026-11-20", "2026-11-21": "2026-11-25", "2026-12-29": "2027-01-04", "": ""} {
		if got := c.NextShipDay(from); got != want {
			t.Errorf("NextShipDay(%s) = %s, want %s", from, got, want)
		}
	}
	if name, _ := c.Holiday("2026-06-15"); name != "祝日" || c.Note("2026-11-24") != "棚卸" || c.Note("2026-11-25") != "" {
		t.Error("names and notes of own days")
	}
}

func TestNewCalendarRefuses(t *testing.T) {
	_, err := NewCalendar([]CalendarDay{
		{"2026-02-30", DayClosed, ""}, {"2026/11/24", DayClosed, ""}, {"2026-11-24", "geschlossen", ""},
		{"2026-11-25", DayClosed, ""}, {"2026-11-25", DayClosed, ""}, {"2026-11-25", DayOpen, ""},
	})
	want := "calendar[0]: japan.calendar_date(2026-02-30); calendar[1]: japan.calendar_date(2026/11/24); " +
		"calendar[2]: japan.calendar_kind(geschlossen); calendar[4]: japan.calendar_twice(2026-11-25, closed); " +
		"calendar[5]: japan.calendar_conflict(2026-11-25)"
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
}

// The race detector watches a calendar read by many.
func TestCalendarIsReadByMany(t *testing.T) {
	c, err := NewCalendar(nil)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if got := c.NextShipDay(Day("2026-01-01").Add(i)); got != "2026-01-02" && got < "2026-01-05" {
				t.Errorf("day %d: %s", i, got)
			}
		})
	}
	wg.Wait()
}
