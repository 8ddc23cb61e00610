package batch_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"uketsuke/internal/batch"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/store"
)

// during runs other beside the first statement on the orders database that
// begins so: after that statement, and until it has ended or waits for a lock.
// PostgreSQL only: SQLite has one writer at a time. The channel gets its error.
func during(s *ordertest.Shop, statement string, other func() error) <-chan error {
	s.T.Helper()
	done := make(chan error, 1)
	var met atomic.Bool
	hook := func(db *gorm.DB) {
		if !strings.HasPrefix(db.Statement.SQL.String(), statement) || met.Swap(true) {
			return
		}
		ended := make(chan struct{})
		go func() { done <- other(); close(ended) }()
		for waits := 0; waits == 0; {
			select {
			case <-ended:
				return
			default:
				waits = s.Count(`SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
			}
		}
	}
	s.T.Cleanup(func() {
		if !met.Load() {
			s.T.Errorf("no statement begins with %q", statement)
		}
	})
	callbacks := s.DB.Read(context.Background()).Callback()
	for _, p := range []interface {
		Register(string, func(*gorm.DB)) error
	}{callbacks.Query().After("gorm:query"), callbacks.Row().After("gorm:row"), callbacks.Create().After("gorm:create")} {
		if err := p.Register("test:during", hook); err != nil {
			s.T.Fatal(err)
		}
	}
	return done
}

// A hold or a cancellation that is saved while the orders of a batch are being
// chosen is either in time, and the order stays, or too late, and is refused.
func TestCutAgainstChange(t *testing.T) {
	change := map[string]func(s *ordertest.Shop, number string) error{
		"hold": func(s *ordertest.Shop, number string) error {
			_, err := s.Orders.Hold(ordertest.Op, number, 1, "callback", "")
			return err
		},
		"cancel": func(s *ordertest.Shop, number string) error {
			_, err := s.Orders.Cancel(ordertest.Op, number, 1, "customer", "")
			return err
		},
	}
	for name, do := range change {
		t.Run(name+" after the choice", func(t *testing.T) {
			s := ordertest.New(t, store.Postgres)
			number := s.Place(ordertest.Form())[0].Number
			saved := during(s, `SELECT "id" FROM "orders" WHERE status`, func() error { return do(s, number) })
			r := s.Cut()
			if err := <-saved; !errs.Is(err, errs.Conflict) {
				t.Errorf("saved beside the cut: %v", err)
			}
			if o := s.Find(number); o.Status != order.Batched || o.Held() || r.Batch == nil || r.Batch.Orders != 1 {
				t.Errorf("order %s, held %v; batch %+v", o.Status, o.Held(), r.Batch)
			}
		})
		t.Run(name+" before the choice", func(t *testing.T) {
			s := ordertest.New(t, store.Postgres)
			orders := s.Place(ordertest.Form(), ordertest.Form())
			var r batch.Result
			cut := during(s, `INSERT INTO "order_history"`, func() (err error) {
				r, err = s.Batches.CutNow(ordertest.Chief)
				return err
			})
			if err := do(s, orders[0].Number); err != nil {
				t.Fatal(err)
			}
			if err := <-cut; err != nil {
				t.Fatalf("the cut fell over a change: %v", err)
			}
			if o := s.Find(orders[0].Number); o.Status == order.Batched || r.Batch == nil || r.Batch.Orders != 1 {
				t.Errorf("order %s, batch %+v", o.Status, r.Batch)
			}
		})
	}
}
