package order

import (
	"context"
	"log/slog"
	"slices"

	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// settlePlaced is Settle after a change that was committed: what it could not
// do is no failure of the change. The next call makes it good.
func (s *Service) settlePlaced(ctx context.Context) {
	if err := s.Settle(ctx); err != nil {
		slog.ErrorContext(ctx, "order: recipients not kept yet", "err", err)
	}
}

// Settle tells the vault which recipients belong to orders, so that they no
// longer expire. Place and Revise call it; a crash before that is made good by
// the next call, at start or by any command.
func (s *Service) Settle(ctx context.Context) error {
	var rows []unkept
	err := s.db.Read(ctx).Raw(`SELECT id AS order_id, number, 1 AS parcel, recipient_id FROM orders WHERE recipient_kept = 0
		UNION ALL SELECT order_id, number, parcel, p.recipient_id FROM order_parcel p JOIN orders o ON o.id = order_id WHERE p.recipient_kept = 0
		ORDER BY 1, 3`).Find(&rows).Error
	if err != nil {
		return store.Classify(err)
	}
	for part := range slices.Chunk(rows, chunk) {
		if err := s.keep(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// unkept is a parcel whose recipient still expires.
type unkept struct {
	OrderID, Number, RecipientID string
	Parcel                       int64
}

// keep keeps the recipients of some parcels. One that is gone, because its
// customer was erased before it was kept, must not keep the others from it:
// the cut holds its order (HoldErased).
func (s *Service) keep(ctx context.Context, rows []unkept) error {
	recipients := make([]string, len(rows))
	for i, r := range rows {
		recipients[i] = r.RecipientID
	}
	err := s.vault.Keep(ctx, recipients...)
	switch {
	case errs.Is(err, errs.NotFound) && len(rows) > 1:
		half := len(rows) / 2
		if err := s.keep(ctx, rows[:half]); err != nil {
			return err
		}
		return s.keep(ctx, rows[half:])
	case errs.Is(err, errs.NotFound):
		slog.WarnContext(ctx, "order: the recipient is gone", "order", rows[0].Number)
	case err != nil:
		return err
	}
	return s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		for _, r := range rows {
			// A revision may have given the order another recipient meanwhile.
			done := tx.Exec(keptMark(r.Parcel), r.OrderID, r.RecipientID)
			if done.Error != nil {
				return done.Error
			}
		}
		return nil
	})
}

// keptMark is the statement that marks a parcel's recipient as kept: the first
// parcel's mark stands on the order.
func keptMark(parcel int64) string {
	if parcel == 1 {
		return `UPDATE orders SET recipient_kept = 1 WHERE id = ? AND recipient_id = ?`
	}
	return `UPDATE order_parcel SET recipient_kept = 1 WHERE order_id = ? AND recipient_id = ?`
}
