package staff

import (
	"context"
	"strings"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// Login checks a password. addr is the peer's address (with or without port),
// never a header's. An unknown login, a disabled account and a wrong password
// take the same time and read the same: errs.Unauthenticated. errs.TooMany
// says how long to wait; the limits survive a restart.
func (s *Service) Login(ctx context.Context, login, password, addr string) (Account, error) {
	login, addr = NormalLogin(login), place(addr)
	limits, err := s.limitsOf(ctx, login, addr)
	if err != nil {
		return Account{}, err
	}
	if err := s.reserve(ctx, limits); err != nil {
		return Account{}, err
	}
	row, right, err := s.check(ctx, "login = ?", login, password)
	switch {
	case err != nil:
		return Account{}, err
	case !right || !row.DisabledAt.IsZero():
		return Account{}, s.failed(ctx, row)
	}
	return row.account(), s.succeeded(ctx, row, addr, limits)
}

// check finds an account and compares the password; no account is no error and
// takes as long.
func (s *Service) check(ctx context.Context, where, value, password string) (row accountRow, right bool, err error) {
	if err := s.db.Read(ctx).Where(where, value).Limit(1).Find(&row).Error; err != nil {
		return accountRow{}, false, store.Classify(err)
	}
	if len(password) > 4*MaxPassword {
		password = "" // no stored hash is of the empty password
	}
	right, err = s.hasher.verify(ctx, row.Password, normalPassword(password))
	return row, right, err
}

// failed leaves evidence and answers; one sentence for every cause.
func (s *Service) failed(ctx context.Context, row accountRow) error {
	subject, reason := "unknown", "unknown"
	if row.ID != "" {
		subject, reason = row.ID, "password"
		if !row.DisabledAt.IsZero() {
			reason = "disabled"
		}
	}
	ctx = actor.With(ctx, actor.System)
	err := s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return audit.Emit(ctx, tx, "staff.login_failed", subject, reason)
	})
	if err != nil {
		return err
	}
	return errs.E(errs.Unauthenticated, "staff.login_failed")
}

func (s *Service) succeeded(ctx context.Context, row accountRow, addr string, limits []limit) error {
	ctx = actor.With(ctx, row.account().Actor())
	return s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := release(tx, limits); err != nil {
			return err
		}
		err := tx.Exec(`INSERT INTO staff_place (login, addr, last_at) VALUES (?, ?, ?)
			ON CONFLICT (login, addr) DO UPDATE SET last_at = excluded.last_at`, row.Login, addr, store.At(tx.Now)).Error
		if err != nil {
			return err
		}
		return audit.Emit(ctx, tx, "staff.login", row.ID, "")
	})
}

// Confirm asks the actor for the password again, before an act that a stolen
// session must not do. Errors as Login.
func (s *Service) Confirm(ctx context.Context, password string) error {
	a, _ := actor.From(ctx)
	id, ok := strings.CutPrefix(a.ID, "staff:")
	if !ok {
		return errs.E(errs.Unauthenticated, "actor.none")
	}
	limits := []limit{{name: "own:" + id, free: 5}}
	if err := s.reserve(ctx, limits); err != nil {
		return err
	}
	row, right, err := s.check(ctx, "id = ?", id, password)
	switch {
	case err != nil:
		return err
	case !right || !row.DisabledAt.IsZero():
		return s.failed(ctx, row)
	}
	return s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error { return release(tx, limits) })
}

// ChangePassword changes one's own password. All sessions of the account end,
// this one too: log in again.
func (s *Service) ChangePassword(ctx context.Context, current, password string) (Account, error) {
	if err := s.Confirm(ctx, current); err != nil {
		return Account{}, err
	}
	a, _ := actor.From(ctx)
	return s.setPassword(ctx, strings.TrimPrefix(a.ID, "staff:"), password)
}
