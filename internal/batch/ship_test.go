package batch_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/store"
)

// The cut at the cut-off is the one in which the day's orders leave: slip and
// tax bear that day, as was promised, also where a date was asked for that
// only that day meets. What came after the cut-off leaves on the next.
func TestCutOffShipsTheSameDay(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	dated := ordertest.Form()
	dated.Date = "2026-11-25"
	s.Place(ordertest.Form(), dated)
	s.Advance(5 * time.Hour) // 15:00, the cut-off
	s.Place(ordertest.Form())
	if cut, err := s.Batches.AutoCut(context.Background()); err != nil || !cut {
		t.Fatal(cut, err)
	}
	var days []string
	err := s.DB.Read(context.Background()).Raw(`SELECT ship_day FROM batch_order b JOIN orders o ON o.id = b.order_id ORDER BY o.number`).Scan(&days).Error
	if got := strings.Join(days, " "); err != nil || got != "2026-11-24 2026-11-24 2026-11-25" {
		t.Errorf("ship days %s, %v", got, err)
	}
}

func TestAckTakesCapitals(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	packer := ordertest.As(actor.Warehouse)
	s.Place(ordertest.Form())
	s.Cut()
	files, err := s.Batches.Files(packer, 1)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for _, f := range files {
		sums[f.Name] = strings.ToUpper(f.SHA256)
	}
	if _, err := s.Batches.Ack(packer, 1, sums); err != nil {
		t.Error(err)
	}
}

// Without an actor no verb answers.
func TestNobody(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	_, err := s.Batches.Holds(context.Background())
	ordertest.WantErr(t, err, "actor.none")
	ordertest.WantErr(t, s.Batches.Finish(ordertest.Op), "actor.role")
}
