package order

import (
	"context"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

// OpenHold is a hold that keeps a placed order from the batch.
type OpenHold struct {
	Hold
	Number   string // of the order
	Customer string // vault id
	Date     japan.Day
	Total    yen.Yen
}

// HoldFilter narrows and sorts OpenHolds. Zero fields do not count.
type HoldFilter struct {
	Reason string
	Older  time.Duration // opened as long ago as that, or longer
	Sort   string        // see holdSorts; "opened", the oldest first, unless it is one of them
	Page   int           // from 1
	Size   int           // 50 unless 1..200
}

var holdSorts = store.Sorts{
	"opened": {"h.opened_at", "h.id"},
	"reason": {"h.reason", "h.opened_at", "h.id"},
	"date":   {"o.delivery_date", "h.opened_at", "h.id"},
	"total":  {"o.total_yen", "h.opened_at", "h.id"},
}

type openHoldRow struct {
	ID, Reason, Detail string
	OpenedAt           store.Time
	OpenedBy           string
	Number, CustomerID string
	DeliveryDate       string
	TotalYen           int64
}

func (r openHoldRow) open() OpenHold {
	return OpenHold{Hold: Hold{ID: r.ID, Reason: r.Reason, Detail: r.Detail, OpenedAt: r.OpenedAt.Time, OpenedBy: r.OpenedBy},
		Number: r.Number, Customer: r.CustomerID, Date: japan.Day(r.DeliveryDate), Total: yen.Yen(r.TotalYen)}
}

// OpenHolds answers one page of the open holds of placed orders, with the
// number of all, in one statement.
func (s *Service) OpenHolds(ctx context.Context, f HoldFilter) ([]OpenHold, store.Count, error) {
	if _, err := actor.Require(ctx, readers...); err != nil {
		return nil, 0, err
	}
	q := s.db.Read(ctx).Table("hold h").Joins("JOIN orders o ON o.id = h.order_id").
		Where("h.released_at IS NULL AND o.status = ?", string(Placed))
	if f.Reason != "" {
		q = q.Where("h.reason = ?", f.Reason)
	}
	if f.Older > 0 {
		q = q.Where("h.opened_at <= ?", store.At(s.db.Now().Add(-f.Older)))
	}
	by, ok := holdSorts.By(f.Sort)
	if !ok {
		by, _ = holdSorts.By("opened")
	}
	rows, total, err := store.List[openHoldRow](q,
		"h.id, h.reason, h.detail, h.opened_at, h.opened_by, o.number, o.customer_id, o.delivery_date, o.total_yen", by, page(f.Page, f.Size))
	out := make([]OpenHold, len(rows))
	for i, r := range rows {
		out[i] = r.open()
	}
	return out, total, err
}
