package batch_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/batch"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
	"uketsuke/migrations"
)

func TestCutTakesEveryFreeOrder(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		prepaid := ordertest.Form()
		prepaid.Payment = "bank_before"
		orders := s.Place(ordertest.Form(), ordertest.Form(), prepaid, ordertest.Form())
		if _, err := s.Orders.Cancel(ordertest.Op, orders[3].Number, 1, "customer", ""); err != nil {
			t.Fatal(err)
		}
		r := s.Cut()
		b := r.Batch
		if b == nil || b.No != 1 || b.State != batch.Sealed || b.Orders != 2 || b.Lines != 4 || b.Pieces != 6 || b.Goods != 13200 || b.Total != 13860 {
			t.Fatalf("batch %+v", b)
		}
		if diff := cmp.Diff([]batch.Held{{Order: orders[2].Number, Reason: order.HoldPayment}}, r.Held); diff != "" {
			t.Error(diff)
		}
		for i, want := range []order.Status{order.Batched, order.Batched, order.Placed, order.Cancelled} {
			if got := s.Find(orders[i].Number); got.Status != want || (got.Batch == 1) != (want == order.Batched) {
				t.Errorf("order %d is %s in batch %d", i+1, got.Status, got.Batch)
			}
		}
		files, err := s.Batches.Files(ordertest.As(actor.Warehouse), 1)
		if err != nil || len(files) != 4 || files[0].Name != "orders.csv" || files[0].Rows != 2 || files[1].Rows != 4 {
			t.Errorf("files %+v, %v", files, err)
		}
		again := s.Cut()
		if again.Batch != nil || len(again.Held) != 1 {
			t.Errorf("a cut of nothing: %+v", again)
		}
		s.Place(ordertest.Form())
		if next := s.Cut(); next.Batch == nil || next.Batch.No != 2 {
			t.Errorf("the empty cut used a number: %+v", next.Batch)
		}
	})
}

func TestCutAsksForARole(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	for _, role := range actor.Roles {
		_, err := s.Batches.CutNow(ordertest.As(role))
		if may := role == actor.Supervisor || role == actor.Warehouse || role == actor.Admin; may != (err == nil) {
			t.Errorf("%s: %v", role, err)
		}
	}
	s.Place(ordertest.Form())
	s.Cut()
	for _, role := range actor.Roles {
		_, err := s.Batches.OpenFile(ordertest.As(role), 1, "orders.csv")
		if may := role == actor.Warehouse || role == actor.Admin; may != (err == nil) {
			t.Errorf("%s opens a file: %v", role, err)
		}
	}
}

// Two processes cut at the same time, each with its own connections.
func TestCutsAtOnceAreDisjoint(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		second := storetest.Open(t, s.OrdersDSN, migrations.Orders, s.Now)
		orders2 := order.New(second, s.Catalog, s.Vault)
		cutters := []*batch.Service{s.Batches, batch.New(second, s.Catalog, orders2, s.Sealer)}
		const n = 12
		for range n {
			s.Place(ordertest.Form())
		}
		var wg sync.WaitGroup
		for _, c := range cutters {
			wg.Go(func() {
				if _, err := c.CutNow(ordertest.Chief); err != nil {
					t.Errorf("cut: %v", err)
				}
			})
		}
		for range 4 {
			wg.Go(func() {
				if _, err := s.TryPlace("", ordertest.Form()); err != nil {
					t.Errorf("place: %v", err)
				}
			})
		}
		wg.Wait()
		s.Cut()
		if got := s.Count(`SELECT COUNT(*) FROM batch_order`); got != n+4 {
			t.Errorf("%d orders in batches, want %d", got, n+4)
		}
		if got := s.Count(`SELECT COUNT(*) FROM orders o JOIN batch_order b ON b.order_id = o.id AND b.batch_no = o.batch_no WHERE o.status = 'batched'`); got != n+4 {
			t.Errorf("%d orders know their batch", got)
		}
		if got := s.Count(`SELECT SUM(orders) FROM batch WHERE state = 'sealed'`); got != n+4 {
			t.Errorf("the batches count %d orders", got)
		}
		if s.Count(`SELECT MAX(no) FROM batch`) != s.Count(`SELECT COUNT(*) FROM batch`) {
			t.Error("the batch numbers have a gap")
		}
	})
}

// crashing is a sealer that stops once, before or after the files are made.
type crashing struct {
	batch.Sealer
	before, after bool
}

var errCrash = errors.New("the process is gone")

func (c *crashing) Seal(ctx context.Context, m batch.Manifest) ([]batch.HeldOrder, error) {
	if c.before {
		c.before = false
		return nil, errCrash
	}
	held, err := c.Sealer.Seal(ctx, m)
	if c.after && err == nil {
		c.after = false
		return nil, errCrash
	}
	return held, err
}

func TestCrashBetweenCutAndSeal(t *testing.T) {
	for _, c := range []crashing{{before: true}, {after: true}} {
		t.Run(fmt.Sprintf("files made %v", c.after), func(t *testing.T) {
			ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
				crash := c
				crash.Sealer = s.Sealer
				s.Place(ordertest.Form())
				first := batch.New(s.DB, s.Catalog, s.Orders, &crash)
				if _, err := first.CutNow(ordertest.Chief); !errors.Is(err, errCrash) {
					t.Fatalf("cut: %v", err)
				}
				if list, err := s.Batches.After(ordertest.As(actor.Warehouse), 0); err != nil || len(list) != 0 {
					t.Fatalf("an unsealed batch shows: %+v, %v", list, err)
				}
				s.Place(ordertest.Form())
				r := s.Cut() // finishes the first
				one, err := s.Batches.Find(ordertest.Chief, 1)
				if err != nil || one.State != batch.Sealed || one.Orders != 1 || r.Batch == nil || r.Batch.No != 2 || r.Batch.Orders != 1 {
					t.Errorf("batch 1 %+v, then %+v, %v", one, r.Batch, err)
				}
				for no := int64(1); no <= 2; no++ {
					if files, err := s.Batches.Files(ordertest.As(actor.Warehouse), no); err != nil || len(files) != 4 {
						t.Errorf("batch %d: %d files, %v", no, len(files), err)
					}
				}
			})
		})
	}
}

func TestUnencodableOrderIsHeld(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		emoji := ordertest.Form()
		emoji.Name, emoji.Phone = "田中😀", "042-251-9999"
		orders := s.Place(ordertest.Form(), emoji)
		r := s.Cut()
		if r.Batch == nil || r.Batch.Orders != 1 || r.Batch.Pieces != 3 || r.Batch.State != batch.Sealed {
			t.Fatalf("batch %+v", r.Batch)
		}
		if diff := cmp.Diff([]batch.Held{{Order: orders[1].Number, Reason: order.HoldEncode, Detail: "U+1F600"}}, r.Held); diff != "" {
			t.Error(diff)
		}
		o := s.Find(orders[1].Number)
		if o.Status != order.Placed || o.Batch != 0 || !o.Held() {
			t.Errorf("order %+v", o)
		}
		// Alone it makes a batch of nothing, which is void and never shown.
		if _, err := s.Orders.Release(ordertest.Chief, o.Number, o.Version, o.Holds[0].ID, "corrected", ""); err != nil {
			t.Fatal(err)
		}
		if r = s.Cut(); r.Batch == nil || r.Batch.State != batch.Void || r.Batch.Orders != 0 || len(r.Held) != 1 {
			t.Errorf("batch %+v, held %+v", r.Batch, r.Held)
		}
		if list, err := s.Batches.After(ordertest.As(actor.Warehouse), 0); err != nil || len(list) != 1 {
			t.Errorf("shown %+v, %v", list, err)
		}
		_, err := s.Batches.Files(ordertest.As(actor.Warehouse), 2)
		ordertest.WantErr(t, err, "batch.unknown")
	})
}

func TestRareSurnamesShip(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	f := ordertest.Form()
	f.Name = "𠮷野 﨑子" // above U+FFFF, and a compatibility character
	s.Place(f)
	if r := s.Cut(); len(r.Held) != 0 || r.Batch.Orders != 1 {
		t.Errorf("held %+v", r.Held)
	}
}

func TestErasedCustomersOrderIsHeld(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		other := ordertest.Form()
		other.Name, other.Kana, other.Phone = "比嘉 翔", "ヒガ ショウ", "098-866-2333"
		orders := s.Place(ordertest.Form(), other)
		err := s.Vault.Delete(ordertest.As(actor.Privacy), customer.Deletion{Customer: orders[1].Customer.ID, RequestNo: "R-1", Reason: "request"})
		if err != nil {
			t.Fatal(err)
		}
		r := s.Cut()
		if r.Batch == nil || r.Batch.Orders != 1 {
			t.Fatalf("batch %+v", r.Batch)
		}
		if diff := cmp.Diff([]batch.Held{{Order: orders[1].Number, Reason: order.HoldErased}}, r.Held); diff != "" {
			t.Error(diff)
		}
	})
}

// The tax rate is that of the day on which the goods leave.
func TestRatesAreThoseOfTheShipDay(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	later := ordertest.Form()
	later.Date = "2026-12-10"
	s.Place(ordertest.Form(), later)
	s.Cut()
	var days []string
	if err := s.DB.Read(context.Background()).Raw(`SELECT ship_day FROM batch_order b JOIN orders o ON o.id = b.order_id ORDER BY o.number`).Scan(&days).Error; err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(days, []string{"2026-11-24", "2026-12-09"}) {
		t.Errorf("ship days %v", days)
	}
	if n := s.Count(`SELECT COUNT(*) FROM batch_order WHERE percent_standard = 10 AND percent_reduced = 8`); n != 2 {
		t.Errorf("%d orders have the rates of 2026", n)
	}
}

func TestAck(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		packer := ordertest.As(actor.Warehouse)
		s.Place(ordertest.Form())
		s.Cut()
		files, err := s.Batches.Files(packer, 1)
		if err != nil {
			t.Fatal(err)
		}
		sums := map[string]string{}
		for _, f := range files {
			sums[f.Name] = f.SHA256
		}
		_, err = s.Batches.Ack(ordertest.Chief, 1, sums)
		ordertest.WantErr(t, err, "actor.role")
		_, err = s.Batches.Ack(packer, 1, map[string]string{"orders.csv": sums["orders.csv"]})
		ordertest.WantErr(t, err, "batch.ack_missing")
		wrong := map[string]string{"orders.csv": sums["orders.csv"], "lines.csv": strings.Repeat("0", 64)}
		if _, err = s.Batches.Ack(packer, 1, wrong); !errs.Is(err, errs.Conflict) {
			t.Errorf("wrong hash: %v", err)
		}
		b, err := s.Batches.Ack(packer, 1, sums)
		if err != nil || b.State != batch.Acked || b.AckedBy != "staff:warehouse" || !b.AckedAt.Equal(ordertest.Start) {
			t.Fatalf("acknowledged %+v, %v", b, err)
		}
		s.Advance(time.Hour)
		again, err := s.Batches.Ack(ordertest.As(actor.Admin), 1, sums)
		if err != nil || !cmp.Equal(b, again) {
			t.Errorf("again: %s, %v", cmp.Diff(b, again), err)
		}
		if n := s.Count(`SELECT COUNT(*) FROM outbox WHERE action = 'batch.ack'`); n != 1 {
			t.Errorf("%d entries of evidence", n)
		}
	})
}

func TestAutoCut(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		ctx := context.Background()
		step := func(name string, want bool) {
			t.Helper()
			if cut, err := s.Batches.AutoCut(ctx); err != nil || cut != want {
				t.Errorf("%s: cut %v, %v", name, cut, err)
			}
		}
		s.Place(ordertest.Form())
		step("in the morning", false)
		s.Advance(5*time.Hour - time.Second) // 14:59:59
		step("a second early", false)
		s.Advance(time.Second)
		step("at the cut-off", true)
		if o, _, _ := s.Orders.List(ordertest.Op, order.Filter{Batch: 1}); len(o) != 1 {
			t.Error("the order was not cut")
		}
		s.Place(ordertest.Form())
		step("a second time", false)
		s.Advance(8 * time.Hour) // 23:00
		step("at night", false)
		s.Advance(24 * time.Hour)
		step("the next day", true)
		s.Advance(3 * 24 * time.Hour) // Saturday
		step("on a day that does not ship", false)
		s.Place(ordertest.Form())
		s.Advance(2 * 24 * time.Hour) // Monday
		step("after a weekend", true)
		if n := s.Count(`SELECT COUNT(*) FROM batch WHERE state = 'sealed' AND cut_by = 'system'`); n != 3 {
			t.Errorf("%d batches", n)
		}
	})
}

func TestRunCutsAtATick(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	s.Place(ordertest.Form())
	s.Advance(6 * time.Hour)
	ctx, stop := context.WithCancel(context.Background())
	tick, done := make(chan time.Time), make(chan struct{})
	go func() { s.Batches.Run(ctx, tick); close(done) }()
	tick <- s.Now()
	tick <- s.Now() // taken when the first is through
	stop()
	<-done
	if n := s.Count(`SELECT COUNT(*) FROM batch WHERE state = 'sealed'`); n != 1 {
		t.Errorf("%d batches", n)
	}
}

func TestList(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		for range 3 {
			s.Place(ordertest.Form())
			s.Cut()
		}
		list, total, err := s.Batches.List(ordertest.Op, 1)
		if err != nil || total != 3 || len(list) != 3 || list[0].No != 3 {
			t.Errorf("%+v of %d, %v", list, total, err)
		}
		if list, _, err = s.Batches.List(ordertest.Op, 2); err != nil || len(list) != 0 {
			t.Errorf("page 2: %+v, %v", list, err)
		}
		after, err := s.Batches.After(ordertest.As(actor.Warehouse), 1)
		if err != nil || len(after) != 2 || after[0].No != 2 {
			t.Errorf("after 1: %+v, %v", after, err)
		}
		s.Exec(`UPDATE batch SET state = 'cut' WHERE no = 2`)
		if after, err = s.Batches.After(ordertest.As(actor.Warehouse), 1); err != nil || len(after) != 0 {
			t.Errorf("3 shows before 2 is sealed: %+v, %v", after, err)
		}
		_, err = s.Batches.Find(ordertest.Op, 9)
		ordertest.WantErr(t, err, "batch.unknown")
	})
}
