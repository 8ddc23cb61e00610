package store

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// timeLayout sorts as text and keeps microseconds, which is what PostgreSQL keeps.
const timeLayout = "2006-01-02T15:04:05.000000Z"

// Time is a moment in a column: UTC with microseconds, TIMESTAMPTZ on
// PostgreSQL and sortable text on SQLite. The zero Time is NULL.
type Time struct{ time.Time }

// At makes a Time of any moment.
func At(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{t.UTC().Truncate(time.Microsecond)}
}

// Value implements driver.Valuer; PostgreSQL parses the text form too.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.UTC().Format(timeLayout), nil
}

// Scan implements sql.Scanner.
func (t *Time) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = Time{}
	case time.Time:
		*t = At(v)
	case string:
		p, err := time.Parse(time.RFC3339Nano, v)
		if err != nil {
			return fmt.Errorf("store: time column: %w", err)
		}
		*t = At(p)
	default:
		return fmt.Errorf("store: time column holds %T", src)
	}
	return nil
}

// GormDataType keeps gorm from guessing.
func (Time) GormDataType() string { return "timestamptz" }
