package batch

import (
	"context"
	"log/slog"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
)

// AutoCut cuts the day's batch once, at or after the shop's cut-off time
// (締め時刻) on a day that ships; before that, or when it was done, it does
// nothing. The mark is written after the cut: a crash in between repeats the
// cut, which then takes only what came since.
func (s *Service) AutoCut(ctx context.Context) (cut bool, err error) {
	ctx = actor.With(ctx, actor.System)
	book, err := s.catalog.Book(ctx)
	if err != nil {
		return false, err
	}
	now := s.db.Now()
	day := japan.DayOf(now)
	if !due(book, now) {
		return false, nil
	}
	mark := "autocut:" + string(day)
	var done int64
	if err := s.db.Read(ctx).Raw(`SELECT COUNT(*) FROM counter WHERE name = ?`, mark).Scan(&done).Error; err != nil || done > 0 {
		return false, store.Classify(err)
	}
	if _, err := s.CutNow(ctx); err != nil {
		return false, err
	}
	return true, s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		_, err := tx.Next(mark)
		return err
	})
}

// due reports whether the cut-off of a shipping day has come.
func due(book *catalog.Book, now time.Time) bool {
	t := book.Tariff()
	if t == nil || t.Calendar == nil || !t.Calendar.ShipDay(japan.DayOf(now)) {
		return false
	}
	return t.CutOff != "" && now.In(japan.JST).Format("15:04") >= t.CutOff
}

// Run calls AutoCut at every tick until ctx ends.
func (s *Service) Run(ctx context.Context, tick <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if _, err := s.AutoCut(ctx); err != nil && ctx.Err() == nil {
				slog.Error("automatic cut", "err", err)
			}
		}
	}
}
