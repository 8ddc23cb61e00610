package order

import (
	"time"

	"gorm.io/gorm"

	"uketsuke/internal/catalog"
	"uketsuke/internal/store"
)

// similarOrder answers the number of the customer's latest other order (under
// any number of the same person) of the last days that looks the same, whatever the channel; empty for none. An
// order of another day with other goods is no duplicate: a customer may order
// twice a week.
func similarOrder(db *gorm.DB, rules catalog.Rules, o Order, same []string, now time.Time) (string, error) {
	if rules.DuplicateDays < 1 || o.Customer.ID == "" || len(o.Lines) == 0 {
		return "", nil
	}
	var rows []struct{ Number, Code string }
	err := db.Raw(`SELECT o.number, l.code FROM orders o JOIN order_line l ON l.order_id = o.id
		WHERE o.customer_id IN ? AND o.id <> ? AND o.status <> ? AND o.placed_at >= ?
		ORDER BY o.placed_at DESC, o.number DESC`,
		same, o.ID, string(Cancelled), store.At(now.AddDate(0, 0, -rules.DuplicateDays))).Scan(&rows).Error
	if err != nil {
		return "", err
	}
	var numbers []string
	codes := map[string]map[string]bool{}
	for _, r := range rows {
		if codes[r.Number] == nil {
			codes[r.Number] = map[string]bool{}
			numbers = append(numbers, r.Number)
		}
		codes[r.Number][r.Code] = true
	}
	mine := map[string]bool{}
	for _, l := range o.Lines {
		mine[l.Code] = true
	}
	for _, n := range numbers {
		if similar(mine, codes[n], rules.DuplicateShare) {
			return n, nil
		}
	}
	return "", nil
}

// similar reports whether two orders share at least so many percent of the
// products of the one that has more.
func similar(a, b map[string]bool, percent int) bool {
	shared := 0
	for code := range a {
		if b[code] {
			shared++
		}
	}
	return shared > 0 && shared*100 >= percent*max(len(a), len(b))
}
