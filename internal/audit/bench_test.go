package audit_test

import (
	"context"
	"io/fs"
	"path/filepath"
	"testing"

	"uketsuke/internal/audit"
	"uketsuke/internal/store"
	"uketsuke/migrations"
)

const benchEntries = 50000

// benchLog is a log on SQLite files with a full outbox; UKETSUKE_TEST_PG is
// left to the tests, since a benchmark compares runs of one machine.
func benchLog(b *testing.B) *bench {
	b.Helper()
	open := func(name string) *store.DB {
		db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(b.TempDir(), name), nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = db.Close() })
		return db
	}
	x := &bench{audit: open("audit.db"), orders: open("orders.db"), key: newKey(b)}
	for db, fsys := range map[*store.DB]fs.FS{x.audit: migrations.Audit, x.orders: migrations.Orders} {
		if _, err := db.Migrate(context.Background(), fsys); err != nil {
			b.Fatal(err)
		}
	}
	x.log = audit.New(x.audit, x.key, audit.Origin)
	fillOutbox(b, x.orders, benchEntries)
	return x
}

// BenchmarkRelay carries 50,000 entries an operation.
func BenchmarkRelay(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		x := benchLog(b)
		b.StartTimer()
		x.relay(b)
	}
	b.ReportMetric(float64(b.N*benchEntries)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkVerify checks 50,000 entries an operation.
func BenchmarkVerify(b *testing.B) {
	x := benchLog(b)
	x.relay(b)
	for b.Loop() {
		if r := x.verify(b); !r.OK {
			b.Fatal(r)
		}
	}
	b.ReportMetric(float64(b.N*benchEntries)/b.Elapsed().Seconds(), "entries/s")
}
