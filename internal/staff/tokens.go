package staff

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// tokenPrefix lets people and secret scanners see what they hold.
const tokenPrefix = "uketsuke_"

// tokenRoles are what a program may be; it never runs the shop nor opens the
// privacy officer's pages.
var tokenRoles = []actor.Role{actor.Operator, actor.Supervisor, actor.Warehouse}

// Token is a program's access to the API, without its secret.
type Token struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"` // which program holds it
	Role      actor.Role `json:"role"`
	CreatedAt time.Time  `json:"created_at"`
	UsedAt    time.Time  `json:"used_at,omitzero"`    // last use, to the minute; zero if never
	RevokedAt time.Time  `json:"revoked_at,omitzero"` // zero while it is good
}

// AddToken makes a token for a program. plain is shown once and kept nowhere.
// For administrators; errs.Fields names a wrong name or role (operator,
// supervisor and warehouse are possible).
func (s *Service) AddToken(ctx context.Context, name string, role actor.Role) (plain string, t Token, err error) {
	if err := requireAdmin(ctx); err != nil {
		return "", Token{}, err
	}
	name = strings.TrimSpace(name)
	var f errs.Fields
	checkName(&f, name)
	checkRole(&f, role, tokenRoles)
	if err := f.Err(); err != nil {
		return "", Token{}, err
	}
	plain, hash := secret(tokenPrefix)
	row := tokenRow{ID: uuid.Must(uuid.NewV7()).String(), Name: name, Role: string(role), Hash: hash}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		row.CreatedAt = store.At(tx.Now)
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return audit.Emit(ctx, tx, "token.add", row.ID, row.Role)
	})
	if err != nil {
		return "", Token{}, err
	}
	return plain, row.token(), nil
}

// ListTokens returns every token, the newest first. For administrators.
func (s *Service) ListTokens(ctx context.Context) ([]Token, error) {
	if err := requireAdmin(ctx); err != nil {
		return nil, err
	}
	var rows []tokenRow
	if err := s.db.Read(ctx).Order("id DESC").Limit(1000).Find(&rows).Error; err != nil {
		return nil, store.Classify(err)
	}
	out := make([]Token, len(rows))
	for i, r := range rows {
		out[i] = r.token()
	}
	return out, nil
}

// RevokeToken ends a token with the next request. For administrators;
// errs.NotFound for an unknown id. Idempotent.
func (s *Service) RevokeToken(ctx context.Context, id string) error {
	if err := requireAdmin(ctx); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var row tokenRow
		if err := tx.ForUpdate().Where("id = ?", id).Limit(1).Find(&row).Error; err != nil {
			return err
		}
		if row.ID == "" {
			return errs.E(errs.NotFound, "staff.token_unknown")
		}
		if !row.RevokedAt.IsZero() {
			return nil
		}
		if err := tx.Exec(`UPDATE staff_token SET revoked_at = ? WHERE id = ?`, store.At(tx.Now), id).Error; err != nil {
			return err
		}
		return audit.Emit(ctx, tx, "token.revoke", id, "")
	})
}

// ByToken returns the actor of a bearer token; errs.Unauthenticated when it is
// unknown or revoked.
func (s *Service) ByToken(ctx context.Context, bearer string) (actor.Actor, error) {
	var row tokenRow
	err := s.db.Read(ctx).Where("hash = ? AND revoked_at IS NULL", hashed(bearer)).Limit(1).Find(&row).Error
	if err != nil {
		return actor.Actor{}, store.Classify(err)
	}
	if row.ID == "" {
		return actor.Actor{}, errs.E(errs.Unauthenticated, "staff.token_refused")
	}
	a := actor.Actor{ID: "token:" + row.ID, Name: row.Name, Role: actor.Role(row.Role)}
	if s.db.Now().Sub(row.UsedAt.Time) < time.Minute {
		return a, nil
	}
	return a, s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		return tx.Exec(`UPDATE staff_token SET used_at = ? WHERE id = ?`, store.At(tx.Now), row.ID).Error
	})
}
