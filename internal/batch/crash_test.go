package batch_test

import (
	"bufio"
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/batch"
	"uketsuke/internal/customer"
	"uketsuke/internal/order/ordertest"
)

// A sealing that breaks off half-way leaves no file behind: what happens to an
// order before the next try is told by all files alike.
func TestSealBrokenHalfWay(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		other := ordertest.Form()
		other.Name, other.Kana, other.Phone = "比嘉 翔", "ヒガ ショウ", "098-866-2333"
		orders := s.Place(ordertest.Form(), other)
		var stored atomic.Int64
		disk := errors.New("disk full")
		err := s.VaultDB.Read(ordertest.Op).Callback().Create().Before("gorm:create").Register("test:disk", func(db *gorm.DB) {
			if db.Statement.Table == "chunk" && stored.Add(1) == 2 {
				_ = db.AddError(disk)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Batches.CutNow(ordertest.Chief); !errors.Is(err, disk) {
			t.Fatalf("cut: %v", err)
		}
		if err := s.Vault.Delete(ordertest.As(actor.Privacy), customer.Deletion{Customer: orders[1].Customer.ID, RequestNo: "R-1", Reason: "request"}); err != nil {
			t.Fatal(err)
		}
		r := s.Cut()
		if len(r.Held) != 1 || r.Held[0].Order != orders[1].Number {
			t.Errorf("held %+v", r.Held)
		}
		packer := ordertest.As(actor.Warehouse)
		for _, name := range []string{"orders.csv", "lines.csv"} {
			f, err := s.Batches.OpenFile(packer, 1, name)
			if err != nil {
				t.Fatal(err)
			}
			rows := -1 // the header
			for lines := bufio.NewScanner(f.Content); lines.Scan(); {
				rows++
			}
			if rows != f.Rows || name == "orders.csv" && rows != 1 {
				t.Errorf("%s: %d rows of %d", name, rows, f.Rows)
			}
		}
	})
}

// A browser that hangs up while the files are made leaves no batch half-way:
// nothing would finish it before the next cut.
func TestSealOutlivesTheAsker(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		s.Place(ordertest.Form())
		ctx, hangUp := context.WithCancel(ordertest.Chief)
		s.Relay = func(ctx context.Context) error {
			hangUp()
			return ctx.Err()
		}
		_, _ = s.Batches.CutNow(ctx) // nobody hears the answer
		if b, err := s.Batches.Find(ordertest.Chief, 1); err != nil || b.State != batch.Sealed {
			t.Errorf("batch %+v, %v", b, err)
		}
	})
}
