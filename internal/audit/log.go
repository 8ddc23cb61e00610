package audit

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"uketsuke/internal/keyfile"
	"uketsuke/internal/store"
)

// Origin is the log's name in its signed heads when a shop sets no other.
const Origin = "uketsuke/audit"

// Key signs the heads of the log. It belongs on the log's machine, away from
// the databases that the log watches.
type Key = keyfile.Signer

// CreateKey makes a key file of mode 0600; errs.Conflict when there is one.
func CreateKey(path, origin string) (*Key, error) { return keyfile.CreateSigner(path, origin) }

// LoadKey reads a key file; refused when others than its owner may read it.
func LoadKey(path string) (*Key, error) { return keyfile.LoadSigner(path) }

// Log is the evidence log in its own database.
type Log struct {
	db     *store.DB
	key    *Key
	origin string
	wake   chan struct{}
}

// New opens the log. Every process that appends holds the same key and origin.
func New(db *store.DB, key *Key, origin string) *Log {
	return &Log{db: db, key: key, origin: origin, wake: make(chan struct{}, 1)}
}

// Drain relays every source once and returns how many entries were carried.
// It goes through all of them and returns the first error. Every command ends
// with it.
func (l *Log) Drain(ctx context.Context, sources map[string]*store.DB) (int, error) {
	var total int
	var first error
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		n, err := l.Relay(ctx, name, sources[name])
		total += n
		if err != nil && first == nil {
			first = err
		}
	}
	return total, first
}

// Wake asks Run to relay now instead of at its next tick. It never blocks.
func (l *Log) Wake() {
	select {
	case l.wake <- struct{}{}:
	default: // a wake-up is pending already
	}
}

// Run relays until the context ends: at once, then at every tick and at every
// Wake. A failure is logged and tried again at the next one; evidence waits in
// its outbox meanwhile. The caller drains once more after the last request.
func (l *Log) Run(ctx context.Context, sources map[string]*store.DB, interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		if _, err := l.Drain(ctx, sources); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "audit: relay", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-l.wake:
		}
	}
}
