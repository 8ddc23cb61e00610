package audit

import (
	"context"

	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// Relay carries the outbox of db into the log.
func (l *Log) Relay(ctx context.Context, source string, db *store.DB) (n int, err error) {
	return 0, errs.E(errs.Internal, "audit.todo")
}
