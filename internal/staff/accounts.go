package staff

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// Add makes an account. For administrators. errs.Fields names what is wrong
// with the input, also a login that is taken.
func (s *Service) Add(ctx context.Context, n New) (Account, error) {
	if err := requireAdmin(ctx); err != nil {
		return Account{}, err
	}
	row, err := s.prepare(ctx, n)
	if err != nil {
		return Account{}, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := insert(tx, &row); err != nil {
			return err
		}
		return audit.Emit(ctx, tx, "staff.add", row.ID, row.Role)
	})
	return row.account(), err
}

// prepare checks the input and hashes the password, outside any transaction.
func (s *Service) prepare(ctx context.Context, n New) (accountRow, error) {
	n, err := n.normal()
	if err != nil {
		return accountRow{}, err
	}
	hash, err := s.hasher.hash(ctx, normalPassword(n.Password))
	if err != nil {
		return accountRow{}, err
	}
	return accountRow{ID: uuid.Must(uuid.NewV7()).String(), Login: n.Login, Name: n.Name, Role: string(n.Role),
		Lang: n.Lang, Password: hash, Epoch: 1, Version: 1}, nil
}

func insert(tx *store.Tx, row *accountRow) error {
	row.CreatedAt = store.At(tx.Now)
	err := tx.Create(row).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		var f errs.Fields
		f.Add("login", "staff.login_taken")
		return f
	}
	return err
}

// List returns every account, by login. For administrators.
func (s *Service) List(ctx context.Context) ([]Account, error) {
	if err := requireAdmin(ctx); err != nil {
		return nil, err
	}
	var rows []accountRow
	if err := s.db.Read(ctx).Order("login").Limit(1000).Find(&rows).Error; err != nil {
		return nil, store.Classify(err)
	}
	out := make([]Account, len(rows))
	for i, r := range rows {
		out[i] = r.account()
	}
	return out, nil
}

// Find returns the account of an id; errs.NotFound.
func (s *Service) Find(ctx context.Context, id string) (Account, error) {
	return s.one(ctx, "id = ?", id)
}

// ByLogin returns the account of a login, in any spelling; errs.NotFound.
func (s *Service) ByLogin(ctx context.Context, login string) (Account, error) {
	return s.one(ctx, "login = ?", NormalLogin(login))
}

func (s *Service) one(ctx context.Context, where, value string) (Account, error) {
	var row accountRow
	if err := s.db.Read(ctx).Where(where, value).Take(&row).Error; err != nil {
		return Account{}, unknown(err)
	}
	return row.account(), nil
}

func unknown(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return errs.E(errs.NotFound, "staff.unknown")
	}
	return store.Classify(err)
}

// Names returns the display names of actors ("staff:<id>", "token:<id>"), for
// pages that show who did what; an unknown actor is left out.
func (s *Service) Names(ctx context.Context, actors ...string) (map[string]string, error) {
	var rows []struct{ Actor, Name string }
	err := s.db.Read(ctx).Raw(`SELECT 'staff:' || id AS actor, name FROM staff WHERE 'staff:' || id IN ?
		UNION ALL SELECT 'token:' || id, name FROM staff_token WHERE 'token:' || id IN ?`, actors, actors).Scan(&rows).Error
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.Actor] = r.Name
	}
	return names, store.Classify(err)
}

// Disable takes an account out of use at once: its sessions end with the next
// request. The last administrator can't be disabled. Idempotent.
func (s *Service) Disable(ctx context.Context, id string) (Account, error) {
	return s.change(ctx, id, "staff.disable", "", func(tx *store.Tx, r *accountRow) error {
		if r.DisabledAt.IsZero() {
			r.DisabledAt = store.At(tx.Now)
		}
		r.Epoch++
		return keepAdmin(tx, *r)
	})
}

// Enable brings a disabled account back, with its old password.
func (s *Service) Enable(ctx context.Context, id string) (Account, error) {
	return s.change(ctx, id, "staff.enable", "", func(_ *store.Tx, r *accountRow) error {
		r.DisabledAt = store.Time{}
		r.Epoch++
		return nil
	})
}

// SetRole gives an account another role and ends its sessions.
func (s *Service) SetRole(ctx context.Context, id string, role actor.Role) (Account, error) {
	var f errs.Fields
	if checkRole(&f, role, actor.Roles); f != nil {
		return Account{}, f
	}
	return s.change(ctx, id, "staff.role", string(role), func(tx *store.Tx, r *accountRow) error {
		r.Role = string(role)
		r.Epoch++
		return keepAdmin(tx, *r)
	})
}

// SetName changes the display name.
func (s *Service) SetName(ctx context.Context, id, name string) (Account, error) {
	var f errs.Fields
	if checkName(&f, name); f != nil {
		return Account{}, f
	}
	return s.change(ctx, id, "staff.name", "", func(_ *store.Tx, r *accountRow) error {
		r.Name = name
		return nil
	})
}

// SetPassword gives an account a new password and ends its sessions.
func (s *Service) SetPassword(ctx context.Context, id, password string) (Account, error) {
	if err := requireAdmin(ctx); err != nil {
		return Account{}, err
	}
	return s.setPassword(ctx, id, password)
}

func (s *Service) setPassword(ctx context.Context, id, password string) (Account, error) {
	a, err := s.Find(ctx, id)
	if err != nil {
		return Account{}, err
	}
	var f errs.Fields
	if checkPassword(&f, "password", password, a.Login); f != nil {
		return Account{}, f
	}
	hash, err := s.hasher.hash(ctx, normalPassword(password))
	if err != nil {
		return Account{}, err
	}
	return s.edit(ctx, id, "staff.password", "", func(_ *store.Tx, r *accountRow) error {
		r.Password = hash
		r.Epoch++
		return nil
	})
}

// SetLang chooses the language of one's own screens, or as an administrator
// anybody's. Sessions go on.
func (s *Service) SetLang(ctx context.Context, id, lang string) (Account, error) {
	var f errs.Fields
	if checkLang(&f, lang); f != nil {
		return Account{}, f
	}
	if a, ok := actor.From(ctx); !ok || a.ID != "staff:"+id {
		if err := requireAdmin(ctx); err != nil {
			return Account{}, err
		}
	}
	return s.edit(ctx, id, "staff.lang", lang, func(_ *store.Tx, r *accountRow) error {
		r.Lang = lang
		return nil
	})
}

// change is edit for administrators.
func (s *Service) change(ctx context.Context, id, action, reason string, do func(*store.Tx, *accountRow) error) (Account, error) {
	if err := requireAdmin(ctx); err != nil {
		return Account{}, err
	}
	return s.edit(ctx, id, action, reason, do)
}

// edit changes one account and leaves evidence, in one transaction. Changes of
// accounts go one after the other (the administrators' rows are locked), so
// that two can't take each other's last administrator away.
func (s *Service) edit(ctx context.Context, id, action, reason string, do func(*store.Tx, *accountRow) error) (Account, error) {
	var row accountRow
	err := s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lockAdmins(tx); err != nil {
			return err
		}
		if err := tx.ForUpdate().Where("id = ?", id).Take(&row).Error; err != nil {
			return unknown(err)
		}
		if err := do(tx, &row); err != nil {
			return err
		}
		row.Version++
		done := tx.Model(&accountRow{}).Where("id = ?", id).
			Select("name", "role", "lang", "password", "epoch", "version", "disabled_at").Updates(row)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected != 1 {
			return errs.E(errs.NotFound, "staff.unknown")
		}
		return audit.Emit(ctx, tx, action, id, reason)
	})
	return row.account(), err
}

func lockAdmins(tx *store.Tx) error {
	var rows []accountRow
	return tx.ForUpdate().Where("role = ?", string(actor.Admin)).Order("id").Find(&rows).Error
}

// keepAdmin refuses a change that leaves the shop without an administrator.
func keepAdmin(tx *store.Tx, changed accountRow) error {
	if changed.Role == string(actor.Admin) && changed.DisabledAt.IsZero() {
		return nil
	}
	var left []string
	err := tx.Raw(`SELECT id FROM staff WHERE role = ? AND disabled_at IS NULL LIMIT 2`, string(actor.Admin)).Scan(&left).Error
	if err == nil && len(left) == 1 && left[0] == changed.ID {
		return errs.E(errs.Conflict, "staff.last_admin")
	}
	return err
}
