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
// context; an act without one is refused. Action, subject and reason are codes
// and opaque ids: printable ASCII, since a name or a sentence has no place here.
func Emit(ctx context.Context, tx *store.Tx, action, subject, reason string) error {
	a, ok := actor.From(ctx)
	if !ok {
		return errs.E(errs.Unauthenticated, "actor.none")
	}
	for _, code := range []string{a.ID, action, subject, reason} {
		if !machineText(code) {
			return errs.E(errs.Internal, "audit.text", action)
		}
	}
	seq, err := tx.Next(outboxCounter)
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO outbox (seq, at, actor, action, subject, reason) VALUES (?, ?, ?, ?, ?, ?)`,
		seq, store.At(tx.Now), a.ID, action, subject, reason).Error
}

func machineText(s string) bool {
	for _, r := range s {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return len(s) <= 200
}
