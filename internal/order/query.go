package order

import (
	"context"

	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
)

// Find finds an order by its number.
func (s *Service) Find(ctx context.Context, number string) (Order, error) {
	if _, err := actor.Require(ctx, readers...); err != nil {
		return Order{}, err
	}
	o, err := find(s.db.Read(ctx), "number = ?", number)
	if errs.Is(err, errs.NotFound) {
		return o, errs.E(errs.NotFound, "order.unknown", number)
	}
	return o, err
}

// History lists who did what to an order, newest first.
func (s *Service) History(ctx context.Context, orderID string) ([]Event, error) {
	if _, err := actor.Require(ctx, readers...); err != nil {
		return nil, err
	}
	var rows []historyRow
	if err := s.db.Read(ctx).Where("order_id = ?", orderID).Order("version DESC").Find(&rows).Error; err != nil {
		return nil, store.Classify(err)
	}
	out := make([]Event, len(rows))
	for i, r := range rows {
		out[i] = r.event()
	}
	return out, nil
}

// Filter narrows List. Zero fields do not count.
type Filter struct {
	Number    string // whole order number
	From, To  japan.Day
	Status    Status
	Held      bool // placed and on hold
	Batch     int64
	Customers []string // vault ids; non-nil and empty finds nothing
	Sort      string   // see orderSorts; "-placed" unless it is one of them
	Page      int      // from 1
	Size      int      // 50 unless 1..200
}

// orderSorts have an index each.
var orderSorts = store.Sorts{
	"placed": {"day", "placed_at", "number"},
	"date":   {"delivery_date", "number"},
	"total":  {"total_yen", "number"},
}

// page is a page of a list; its size is 50 unless 1..200 is asked for.
func page(no, size int) store.Page {
	if size < 1 || size > 200 {
		size = 50
	}
	return store.Page{No: no, Size: size}
}

// List answers one page of orders, the newest first unless sorted otherwise,
// with the number of all. One statement whatever the page's size, and three for
// lines, parcels and holds. The orders of a customer are those of all customers
// who were merged into one person with them.
func (s *Service) List(ctx context.Context, f Filter) ([]Order, store.Count, error) {
	if _, err := actor.Require(ctx, readers...); err != nil {
		return nil, 0, err
	}
	if len(f.Customers) > 0 {
		var err error
		if f.Customers, err = s.vault.Aliases(ctx, f.Customers...); err != nil {
			return nil, 0, err
		}
	}
	return s.list(ctx, f)
}

func (s *Service) list(ctx context.Context, f Filter) ([]Order, store.Count, error) {
	if f.Customers != nil && len(f.Customers) == 0 {
		return nil, 0, nil
	}
	by, ok := orderSorts.By(f.Sort)
	if !ok {
		by, _ = orderSorts.By("-placed")
	}
	rows, total, err := store.List[orderRow](f.where(s.db.Read(ctx).Model(&orderRow{})), "orders.*", by, page(f.Page, f.Size))
	if err != nil || len(rows) == 0 {
		return nil, total, err
	}
	orders := make([]Order, len(rows))
	for i, r := range rows {
		orders[i] = r.order()
	}
	return orders, total, store.Classify(fill(s.db.Read(ctx), orders))
}

func (f Filter) where(q *gorm.DB) *gorm.DB {
	if f.Number != "" {
		q = q.Where("number = ?", f.Number)
	}
	if f.From != "" {
		q = q.Where("day >= ?", string(f.From))
	}
	if f.To != "" {
		q = q.Where("day <= ?", string(f.To))
	}
	if f.Status != "" {
		q = q.Where("status = ?", string(f.Status))
	}
	if f.Batch != 0 {
		q = q.Where("batch_no = ?", f.Batch)
	}
	if f.Customers != nil {
		q = q.Where("customer_id IN ?", f.Customers)
	}
	if f.Held {
		q = q.Where("status = ?", string(Placed)).Where("EXISTS (SELECT 1 FROM hold h WHERE h.order_id = orders.id AND h.released_at IS NULL)")
	}
	return q
}

// HeldCount counts orders with an open hold, for the head of the screen.
func (s *Service) HeldCount(ctx context.Context) (int64, error) {
	if _, err := actor.Require(ctx, readers...); err != nil {
		return 0, err
	}
	var n int64
	err := s.db.Read(ctx).Raw(`SELECT COUNT(DISTINCT order_id) FROM hold JOIN orders o ON o.id = hold.order_id
		WHERE released_at IS NULL AND o.status = ?`, string(Placed)).Scan(&n).Error
	return n, store.Classify(err)
}
