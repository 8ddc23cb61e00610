package store

import (
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// CountLimit is up to how many rows a list is counted.
const CountLimit = 1000

// Count is how many rows a list has. Counting stops past CountLimit: of
// millions of rows the count would cost far more than the page.
type Count int64

// More reports whether there are more rows than were counted.
func (n Count) More() bool { return n > CountLimit }

// String is the count as a screen shows it.
func (n Count) String() string {
	if n.More() {
		return "1,000+"
	}
	return strconv.FormatInt(int64(n), 10)
}

// Sorts says by which columns of the database each column of a list is sorted;
// the last of them is unique, so that pages neither overlap nor leave out.
type Sorts map[string][]string

// By is how a list sorted by "column" or, descending, "-column" is read; ok is
// false for one by which it is not sorted.
func (s Sorts) By(sort string) (by string, ok bool) {
	name, desc := strings.CutPrefix(sort, "-")
	columns, ok := s[name]
	for i, c := range columns {
		if i > 0 {
			by += ", "
		}
		by += c
		if desc {
			by += " DESC"
		}
	}
	return by, ok
}

// Page is which part of a list: No counts from 1.
type Page struct{ No, Size int }

// Offset is how many rows lie before the page.
func (p Page) Offset() int { return (max(p.No, 1) - 1) * p.Size }

// listed is a row with the count of its list.
type listed[T any] struct {
	Row     T `gorm:"embedded"`
	Counted int64
}

// List reads one page of the rows that a query (model and conditions) finds,
// with their count: one statement. A page past the end knows no count.
func List[T any](q *gorm.DB, columns, by string, p Page) ([]T, Count, error) {
	q = q.Session(&gorm.Session{})
	counted := q.Select("1").Limit(CountLimit + 1)
	var rows []listed[T]
	err := q.Select(columns+", (SELECT COUNT(*) FROM (?) AS found) AS counted", counted).
		Order(by).Limit(p.Size).Offset(p.Offset()).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, 0, Classify(err)
	}
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = r.Row
	}
	return out, Count(rows[0].Counted), nil
}
