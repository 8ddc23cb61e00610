package staff

import (
	"context"
	"time"

	"uketsuke/internal/store"
)

// sessionStore keeps sessions for scs (it implements scs.CtxStore). The token
// that reaches it is a hash already. Both time limits are counted here from
// the injected clock; the expiry that scs computes from its own is not used.
type sessionStore struct {
	db         *store.DB
	idle, life time.Duration
}

// FindCtx returns the data of a session that is neither ended nor too old, and
// notes that it was used, to a fifteenth of the idle time.
func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var row sessionRow
	if err := s.db.Read(ctx).Where("token = ?", token).Limit(1).Find(&row).Error; err != nil {
		return nil, false, store.Classify(err)
	}
	now := s.db.Now()
	unused := now.Sub(row.SeenAt.Time)
	if row.Token == "" || row.Ended != 0 || unused >= s.idle || now.Sub(row.CreatedAt.Time) >= s.life {
		return nil, false, nil
	}
	if unused < s.idle/15 {
		return row.Data, true, nil
	}
	err := s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		return tx.Exec(`UPDATE staff_session SET seen_at = ? WHERE token = ? AND seen_at < ?`,
			store.At(tx.Now), token, store.At(tx.Now)).Error
	})
	return row.Data, true, err
}

// CommitCtx writes a session, but never brings an ended one back: a request
// that was under way at the logout may still want to save.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	return s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		now := store.At(tx.Now)
		return tx.Exec(`INSERT INTO staff_session (token, data, created_at, seen_at, ended) VALUES (?, ?, ?, ?, 0)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, seen_at = excluded.seen_at
			WHERE staff_session.ended = 0`, token, data, now, now).Error
	})
}

// DeleteCtx ends a session and drops its data.
func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		return tx.Exec(`UPDATE staff_session SET ended = 1, data = ? WHERE token = ?`, []byte{}, token).Error
	})
}

// sweep removes the rows whose lifetime is over.
func (s *sessionStore) sweep(ctx context.Context) error {
	return s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		return tx.Exec(`DELETE FROM staff_session WHERE created_at < ?`, store.At(tx.Now.Add(-s.life))).Error
	})
}

// Find, Commit and Delete complete scs.Store; scs calls the ones above.

func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s *sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s *sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
