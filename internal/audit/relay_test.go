package audit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

func TestRelay(t *testing.T) {
	ctx := context.Background()
	t.Run("carries in order and once", func(t *testing.T) {
		onEngines(t, func(t *testing.T, b *bench) {
			emit(t, b.orders, 7)
			if n := b.relay(t); n != 7 {
				t.Errorf("first relay carried %d, want 7", n)
			}
			if n := b.relay(t); n != 0 {
				t.Errorf("second relay carried %d, want 0", n)
			}
			wantSeries(t, b, 7)
			if n := count(t, b.orders, "SELECT COUNT(*) FROM outbox"); n != 0 {
				t.Errorf("%d rows stay in the outbox", n)
			}
		})
	})
	t.Run("carries more than one batch", func(t *testing.T) {
		onEngines(t, func(t *testing.T, b *bench) {
			fillOutbox(t, b.orders, 1203)
			if n := b.relay(t); n != 1203 {
				t.Errorf("carried %d, want 1203", n)
			}
			wantSeries(t, b, 1203)
		})
	})
	t.Run("two at once lose and double nothing", func(t *testing.T) {
		onEngines(t, func(t *testing.T, b *bench) {
			relayTogether(t, b)
			wantSeries(t, b, 60)
		})
	})
	t.Run("skips what the log holds after a crash before the mark", func(t *testing.T) {
		onEngines(t, func(t *testing.T, b *bench) {
			emit(t, b.orders, 3)
			rewind := outboxCopy(t, b)
			b.relay(t)
			rewind()
			emit(t, b.orders, 2)
			if n := b.relay(t); n != 2 {
				t.Errorf("carried %d, want the 2 new ones", n)
			}
			wantSeries(t, b, 5)
		})
	})
	t.Run("refuses a log that holds less than the mark", func(t *testing.T) {
		onEngines(t, func(t *testing.T, b *bench) {
			emit(t, b.orders, 3)
			b.relay(t)
			exec(t, b.audit, "DELETE FROM entry", "DELETE FROM hash", "UPDATE head SET size = 0, note = ''")
			emit(t, b.orders, 1)
			_, err := b.log.Relay(ctx, "orders", b.orders)
			wantKey(t, err, "audit.cut")
			if n := count(t, b.audit, "SELECT COUNT(*) FROM entry"); n != 0 {
				t.Errorf("%d entries were appended over the loss", n)
			}
		})
	})
	t.Run("refuses an outbox with a hole", func(t *testing.T) {
		onEngines(t, func(t *testing.T, b *bench) {
			emit(t, b.orders, 3)
			exec(t, b.orders, "DELETE FROM outbox WHERE seq = 2")
			_, err := b.log.Relay(ctx, "orders", b.orders)
			wantKey(t, err, "audit.outbox")
		})
	})
	t.Run("refuses a row that differs from what the log holds", func(t *testing.T) {
		onEngines(t, func(t *testing.T, b *bench) {
			emit(t, b.orders, 3)
			rewind := outboxCopy(t, b)
			b.relay(t)
			rewind()
			exec(t, b.orders, "UPDATE outbox SET subject = 'other' WHERE seq = 2")
			_, err := b.log.Relay(ctx, "orders", b.orders)
			wantKey(t, err, "audit.differs")
		})
	})
	t.Run("refuses to sign over a forged head", func(t *testing.T) {
		onEngines(t, func(t *testing.T, b *bench) {
			emit(t, b.orders, 1)
			b.relay(t)
			other := audit.New(b.audit, newKey(t), audit.Origin)
			emit(t, b.orders, 1)
			_, err := other.Relay(ctx, "orders", b.orders)
			wantKey(t, err, "audit.head")
		})
	})
}

func TestEmit(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		try := func(ctx context.Context, reason string) error {
			return b.orders.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
				return audit.Emit(ctx, tx, "order.place", "261124-0001", reason)
			})
		}
		wantKey(t, try(context.Background(), "phone"), "actor.none")
		wantKey(t, try(staff, "お客様の都合"), "audit.text")
		wantKey(t, try(staff, strings.Repeat("x", 201)), "audit.text")
		if err := try(staff, "phone"); err != nil {
			t.Error(err)
		}
		if n := count(t, b.orders, "SELECT COUNT(*) FROM outbox"); n != 1 {
			t.Errorf("outbox holds %d rows, want 1", n)
		}
	})
}

func TestRun(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		ctx, stop := context.WithCancel(actor.With(context.Background(), actor.System))
		var done sync.WaitGroup
		done.Go(func() { b.log.Run(ctx, b.sources(), time.Hour) }) // no tick within the test
		emit(t, b.orders, 4)
		b.log.Wake()
		for tries := 0; count(t, b.audit, "SELECT COUNT(*) FROM entry") < 4; tries++ {
			if tries == 100_000 {
				t.Fatal("not everything was carried")
			}
		}
		stop()
		done.Wait()
		wantSeries(t, b, 4)
	})
}

// relayTogether emits and relays from three logs on the same databases at once.
func relayTogether(t *testing.T, b *bench) {
	t.Helper()
	var wg sync.WaitGroup
	for range 3 {
		log := audit.New(b.audit, b.key, audit.Origin)
		wg.Go(func() {
			for range 4 {
				emit(t, b.orders, 5)
				if _, err := log.Relay(context.Background(), "orders", b.orders); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.relay(t)
}

// outboxCopy remembers the outbox; the returned func puts it and its mark back,
// as if the process had died before it set the mark.
func outboxCopy(t *testing.T, b *bench) func() {
	t.Helper()
	exec(t, b.orders, "CREATE TABLE kept AS SELECT * FROM outbox")
	return func() {
		exec(t, b.orders, "INSERT INTO outbox SELECT * FROM kept", "UPDATE outbox_mark SET carried = 0")
	}
}

// wantSeries asks for entries 1…n, each from the outbox row of the same number,
// and a log that verifies.
func wantSeries(t *testing.T, b *bench, n int64) {
	t.Helper()
	type pair struct{ Seq, SrcSeq int64 }
	var got, want []pair
	if err := b.audit.Read(context.Background()).Raw("SELECT seq, src_seq FROM entry ORDER BY seq").Scan(&got).Error; err != nil {
		t.Fatal(err)
	}
	for i := range n {
		want = append(want, pair{i + 1, i + 1})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if r := b.verify(t); !r.OK || r.Entries != n || r.Pending != 0 {
		t.Errorf("verify: %+v", r)
	}
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) || e.Message.Key != key {
		t.Errorf("error is %v, want %s", err, key)
	}
}

// fillOutbox writes n rows in one statement.
func fillOutbox(t testing.TB, db *store.DB, n int) {
	t.Helper()
	exec(t, db, fmt.Sprintf(`WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %d)
		INSERT INTO outbox (seq, at, actor, action, subject, reason)
		SELECT n, '2026-11-24T01:02:03.456789Z', 'staff:1', 'order.place', 'o-' || n, 'phone' FROM s`, n),
		fmt.Sprintf("INSERT INTO counter (name, n) VALUES ('outbox', %d)", n))
}
