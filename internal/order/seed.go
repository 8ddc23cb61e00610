package order

import (
	"context"
	"strconv"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
)

// seedTables are filled by a seeding.
var seedTables = []string{"orders", "order_line", "order_history"}

// Seeding fills an empty orders database with invented orders, for benchmarks:
// one history row each, and one entry of evidence for all.
type Seeding struct {
	load *store.Load
	by   string
	n    map[japan.Day]int64
}

// Seed runs fn in one load. A database with orders is refused ("order.not_empty").
func (s *Service) Seed(ctx context.Context, fn func(x *Seeding) error) error {
	a, err := actor.Require(ctx, actor.Admin)
	if err != nil {
		return err
	}
	return s.db.Load(ctx, func(l *store.Load) error {
		empty, err := l.Empty(seedTables...)
		if err != nil {
			return err
		}
		if !empty {
			return errs.E(errs.Conflict, "order.not_empty")
		}
		if err := l.DropIndexes(seedTables...); err != nil {
			return err
		}
		x := &Seeding{load: l, by: a.ID, n: map[japan.Day]int64{}}
		if err := fn(x); err != nil {
			return err
		}
		return x.counters()
	})
}

// SeedEvidence is the one entry that a load gives, written before it.
func (s *Service) SeedEvidence(ctx context.Context, orders int) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return audit.Emit(ctx, tx, "order.seed", "", "orders:"+strconv.Itoa(orders))
	})
}

// AnalyzeSeed tells the planner about what was loaded.
func (s *Service) AnalyzeSeed(ctx context.Context) error { return s.db.Analyze(ctx, seedTables...) }

// Add numbers orders by their day and writes them. They come with customer,
// recipient, lines, money and times.
func (x *Seeding) Add(orders []Order) error {
	rows := make([]orderRow, len(orders))
	history := make([]historyRow, len(orders))
	var lines []lineRow
	for i, o := range orders {
		o.ID, o.Version, o.PlacedBy, o.Day = customer.NewID(), 1, x.by, japan.DayOf(o.PlacedAt)
		x.n[o.Day]++
		o.Number = makeNumber(o.Day, x.n[o.Day])
		rows[i] = toRow(o)
		rows[i].RecipientKept = 1
		lines = append(lines, lineRows(o)...)
		history[i] = historyRow{OrderID: o.ID, Version: 1, At: store.At(o.PlacedAt), Actor: x.by, Action: "place", Snapshot: snapshot(o)}
	}
	if err := x.load.Rows(rows); err != nil {
		return err
	}
	if err := x.load.Rows(lines); err != nil {
		return err
	}
	return x.load.Rows(history)
}

// counters let the next order of a seeded day go on after the last.
func (x *Seeding) counters() error {
	for day, n := range x.n {
		err := x.load.Exec(`INSERT INTO counter (name, n) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET n = EXCLUDED.n`, "order:"+string(day), n)
		if err != nil {
			return err
		}
	}
	return nil
}
