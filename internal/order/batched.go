package order

import (
	"context"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

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
