package order

import (
	"context"
	"encoding/json"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// noticeReaders take note of what changed after the cut.
var noticeReaders = []actor.Role{actor.Supervisor, actor.Warehouse, actor.Admin}

// maxNotices is how many notices are shown at once, oldest first.
const maxNotices = 100

// Notice tells who has the slip already that its order changed after the cut
// (変更連絡). It stays until somebody has taken note of it.
type Notice struct {
	Number  string
	Version int64
	Batch   int64
	Kind    string // revised or cancelled
	At      time.Time
	Delta   Delta
}

type noticeRow struct {
	Number, Kind     string
	Version, BatchNo int64
	At               store.Time
	Was, Now         string
}

// Notices lists the changes that nobody has taken note of yet, of one batch or,
// for 0, of all. One statement.
func (s *Service) Notices(ctx context.Context, batch int64) ([]Notice, error) {
	if _, err := actor.Require(ctx, readers...); err != nil {
		return nil, err
	}
	var rows []noticeRow
	err := s.db.Read(ctx).Raw(`SELECT o.number, f.kind, f.version, f.batch_no, f.at, was.snapshot AS was, now.snapshot AS now
		FROM order_flag f JOIN orders o ON o.id = f.order_id
		JOIN order_history now ON now.order_id = f.order_id AND now.version = f.version
		JOIN order_history was ON was.order_id = f.order_id AND was.version = f.version - 1
		WHERE (? = 0 OR f.batch_no = ?) AND NOT EXISTS (SELECT 1 FROM order_flag_seen s WHERE s.order_id = f.order_id AND s.version = f.version)
		ORDER BY f.at, o.number, f.version LIMIT ?`, batch, batch, maxNotices).Scan(&rows).Error
	if err != nil {
		return nil, store.Classify(err)
	}
	out := make([]Notice, len(rows))
	for i, r := range rows {
		var was, now Snapshot
		if err := json.Unmarshal([]byte(r.Was), &was); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(r.Now), &now); err != nil {
			return nil, err
		}
		out[i] = Notice{Number: r.Number, Version: r.Version, Batch: r.BatchNo, Kind: r.Kind, At: r.At.Time, Delta: Diff(was, now)}
	}
	return out, nil
}

// TakeNote says that the warehouse knows of a change. The first one's word
// stands; a second changes nothing.
func (s *Service) TakeNote(ctx context.Context, number string, version int64) error {
	a, err := actor.Require(ctx, noticeReaders...)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var ids []string
		err := tx.Raw(`SELECT f.order_id FROM order_flag f JOIN orders o ON o.id = f.order_id WHERE o.number = ? AND f.version = ?`,
			number, version).Scan(&ids).Error
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return errs.E(errs.NotFound, "order.unknown", number)
		}
		done := tx.Exec(`INSERT INTO order_flag_seen (order_id, version, at, by_actor) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			ids[0], version, store.At(tx.Now), a.ID)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return audit.Emit(ctx, tx, "order.notice_seen", number, "")
	})
}
