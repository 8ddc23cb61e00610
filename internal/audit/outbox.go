package audit

import (
	"context"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// Outbox series of a database; see migrations/*/0001_outbox.sql.
const outboxCounter = "outbox"

// Emit writes evidence of an act into the outbox of the act's own database, in
// the act's own transaction: both happen or neither. The actor comes from the
// context; an act without one is refused.
func Emit(ctx context.Context, tx *store.Tx, action, subject, reason string) error {
	a, ok := actor.From(ctx)
	if !ok {
		return errs.E(errs.Unauthenticated, "actor.none")
	}
	seq, err := tx.Next(outboxCounter)
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO outbox (seq, at, actor, action, subject, reason) VALUES (?, ?, ?, ?, ?, ?)`,
		seq, store.At(tx.Now), a.ID, action, subject, reason).Error
}
