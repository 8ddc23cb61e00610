package order

import (
	"context"
	"slices"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// LockFree locks every placed order until the transaction ends and answers the
// ids of those without an open hold, by number. Two statements: who holds,
// cancels or revises an order locks it first, so that the second one, begun
// when all locks are held, sees what they committed. One statement would judge
// an order that it had to wait for by the holds of before. All locks come
// before the first piece of evidence, as in every other change of an order:
// else the two would wait for each other.
func LockFree(tx *store.Tx) ([]string, error) {
	var locked []string
	err := tx.ForUpdate().Model(&orderRow{}).Where("status = ?", string(Placed)).Order("id").Pluck("id", &locked).Error
	if err != nil || len(locked) == 0 {
		return nil, err
	}
	var ids []string
	err = tx.Raw(`SELECT id FROM orders WHERE status = ? AND NOT EXISTS
		(SELECT 1 FROM hold h WHERE h.order_id = orders.id AND h.released_at IS NULL) ORDER BY number`, string(Placed)).Scan(&ids).Error
	// An order placed or put back after the locks were taken waits for the next cut.
	mine := make(map[string]bool, len(locked))
	for _, id := range locked {
		mine[id] = true
	}
	return slices.DeleteFunc(ids, func(id string) bool { return !mine[id] }), err
}

// Lock keeps others from changing these orders until the transaction ends.
func Lock(tx *store.Tx, ids []string) error {
	for part := range slices.Chunk(ids, chunk) {
		var locked []string
		if err := tx.ForUpdate().Model(&orderRow{}).Where("id IN ?", part).Order("id").Pluck("id", &locked).Error; err != nil {
			return err
		}
	}
	return nil
}

// TakeIntoBatch marks placed orders as batched in the transaction of the cut;
// each is handed to each with its new version.
func TakeIntoBatch(ctx context.Context, tx *store.Tx, ids []string, no int64, each func(Order) error) error {
	orders, err := byIDs(tx.DB, ids)
	if err != nil {
		return err
	}
	for i := range orders {
		o := &orders[i]
		seen := o.Version
		o.Status, o.Batch = Batched, no
		if err := record(ctx, tx, o, seen, Event{Action: "batch"}, "status", "batch_no"); err != nil {
			return err
		}
		if err := each(*o); err != nil {
			return err
		}
	}
	return nil
}

// PutBack returns an order from a batch that was never sealed, with a hold
// that says why no file can be made of it.
func PutBack(ctx context.Context, tx *store.Tx, id, reason, detail string) error {
	o, err := find(tx.DB, "id = ?", id)
	if err != nil {
		return err
	}
	seen := o.Version
	o.Status, o.Batch = Placed, 0
	if err := record(ctx, tx, &o, seen, Event{Action: "unbatch", Reason: reason}, "status", "batch_no"); err != nil {
		return err
	}
	return openHold(ctx, tx, &o, reason, detail)
}

// settled refuses to change an order while the files of its batch are being
// made: one file would show it before and another after the change. Once they
// are frozen the flag tells the warehouse.
func settled(tx *store.Tx, no int64) error {
	var unsealed int64
	if err := tx.Raw(`SELECT COUNT(*) FROM batch WHERE no = ? AND state = 'cut'`, no).Scan(&unsealed).Error; err != nil {
		return err
	}
	if unsealed > 0 {
		return errs.E(errs.Conflict, "order.being_sealed", no)
	}
	return nil
}

// ByIDs reads orders with lines and holds, ordered by number.
func (s *Service) ByIDs(ctx context.Context, ids []string) ([]Order, error) {
	if _, err := actor.Require(ctx, readers...); err != nil {
		return nil, err
	}
	orders, err := byIDs(s.db.Read(ctx), ids)
	if err == nil && len(orders) != len(ids) {
		return nil, errs.E(errs.Internal, "order.gone")
	}
	return orders, store.Classify(err)
}
