package audit_test

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
	"uketsuke/migrations"
)

// bench is a log with one source, "orders", on one engine.
type bench struct {
	log    *audit.Log
	key    *audit.Key
	audit  *store.DB
	orders *store.DB
	now    time.Time
}

var staff = actor.With(context.Background(), actor.Actor{ID: "staff:1", Role: actor.Operator})

// onEngines runs the test with a fresh bench per engine.
func onEngines(t *testing.T, test func(t *testing.T, b *bench)) {
	storetest.Each(t, func(t *testing.T, open func(*testing.T, fs.FS, store.Clock) *store.DB) {
		b := &bench{now: time.Date(2026, 11, 24, 1, 2, 3, 456789000, time.UTC)}
		clock := func() time.Time { return b.now }
		b.audit, b.orders = open(t, migrations.Audit, clock), open(t, migrations.Orders, clock)
		b.key = newKey(t)
		b.log = audit.New(b.audit, b.key, audit.Origin)
		test(t, b)
	})
}

func newKey(t testing.TB) *audit.Key {
	t.Helper()
	key, err := audit.CreateKey(filepath.Join(t.TempDir(), "audit.key"), audit.Origin)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (b *bench) sources() map[string]*store.DB { return map[string]*store.DB{"orders": b.orders} }

// emit writes n pieces of evidence into the orders outbox, each in its own act.
func emit(t testing.TB, db *store.DB, n int) {
	t.Helper()
	for i := range n {
		err := db.Tx(staff, func(ctx context.Context, tx *store.Tx) error {
			return audit.Emit(ctx, tx, "order.place", fmt.Sprintf("261124-%04d", i), "phone")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (b *bench) relay(t testing.TB) int {
	t.Helper()
	n, err := b.log.Relay(context.Background(), "orders", b.orders)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *bench) verify(t testing.TB) audit.Report {
	t.Helper()
	r, err := b.log.Verify(context.Background(), b.sources())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// exec runs SQL as someone with the database's password would.
func exec(t testing.TB, db *store.DB, stmts ...string) {
	t.Helper()
	for _, stmt := range stmts {
		if err := db.Read(context.Background()).Exec(stmt).Error; err != nil {
			t.Fatalf("%s: %v", stmt, err)
		}
	}
}

func count(t testing.TB, db *store.DB, query string) int64 {
	t.Helper()
	var n int64
	if err := db.Read(context.Background()).Raw(query).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// all reads the whole log through its own door.
func all(t testing.TB, b *bench) []audit.Entry {
	t.Helper()
	ctx := actor.With(context.Background(), actor.Actor{ID: "staff:9", Role: actor.Privacy})
	var out []audit.Entry
	for page := 1; ; page++ {
		got, _, err := b.log.List(ctx, audit.Filter{Page: page, Size: 500})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, got...)
		if len(got) < 500 {
			slices.Reverse(out)
			return out
		}
	}
}

// blob is a hash as the engine's SQL literal.
func blob(b *bench, h tlog.Hash) string {
	if b.audit.Engine == store.Postgres {
		return fmt.Sprintf(`'\x%x'`, h[:])
	}
	return fmt.Sprintf("x'%x'", h[:])
}

// badVerb finds fmt's complaint about an argument.
func badVerb(s string) bool { return strings.Contains(s, "%!") }
