package staff

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// setupLife is how long a set-up link is good for.
const setupLife = 24 * time.Hour

// secret makes 256 random bits as text for people's clipboards, and the hash
// that the database keeps. Nothing can be guessed here, so SHA-256 is enough.
func secret(prefix string) (plain, hash string) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	plain = prefix + base64.RawURLEncoding.EncodeToString(b[:])
	return plain, hashed(plain)
}

func hashed(plain string) string {
	h := sha256.Sum256([]byte(plain))
	return hex.EncodeToString(h[:])
}

// SetupToken returns a new one-time token for the first administrator, good
// for 24 hours, or "" when an administrator exists. serve prints it as a link
// to the console, the only place where it is seen.
func (s *Service) SetupToken(ctx context.Context) (string, error) {
	plain, hash := secret("")
	err := s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		exists, err := adminExists(tx)
		if err != nil || exists {
			plain = ""
			return err
		}
		if err := tx.Exec(`DELETE FROM staff_setup WHERE expires_at <= ?`, store.At(tx.Now)).Error; err != nil {
			return err
		}
		return tx.Create(&setupRow{Hash: hash, ExpiresAt: store.At(tx.Now.Add(setupLife))}).Error
	})
	if err != nil {
		return "", err
	}
	return plain, nil
}

// SetupOpen reports whether the token could still make the first
// administrator; the page asks before it shows its form.
func (s *Service) SetupOpen(ctx context.Context, token string) (open bool, err error) {
	err = s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		open, err = setupOpen(tx, token)
		return err
	})
	return open, err
}

// CompleteSetup makes the first administrator; the link is then worth nothing,
// nor is any other. errs.Forbidden for a token that is unknown, used or too
// old; errs.Fields for the rest.
func (s *Service) CompleteSetup(ctx context.Context, token, login, name, password string) (Account, error) {
	open, err := s.SetupOpen(ctx, token)
	if err != nil || !open {
		return Account{}, closed(err)
	}
	row, err := s.prepare(ctx, New{Login: login, Name: name, Role: actor.Admin, Password: password})
	if err != nil {
		return Account{}, err
	}
	ctx = actor.With(ctx, row.account().Actor())
	err = s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		open, err := setupOpen(tx, token)
		if err != nil || !open {
			return closed(err)
		}
		if err := insert(tx, &row); err != nil {
			return err
		}
		if err := tx.Exec(`DELETE FROM staff_setup`).Error; err != nil {
			return err
		}
		return audit.Emit(ctx, tx, "staff.setup", row.ID, row.Role)
	})
	return row.account(), err
}

func closed(err error) error {
	if err != nil {
		return err
	}
	return errs.E(errs.Forbidden, "staff.setup_closed")
}

// setupOpen locks all links in one order, so that of two who use two links at
// once the second finds them gone.
func setupOpen(tx *store.Tx, token string) (bool, error) {
	var rows []setupRow
	if err := tx.ForUpdate().Order("hash").Find(&rows).Error; err != nil {
		return false, err
	}
	exists, err := adminExists(tx)
	if err != nil || exists {
		return false, err
	}
	want := []byte(hashed(token))
	for _, r := range rows {
		if subtle.ConstantTimeCompare([]byte(r.Hash), want) == 1 && tx.Now.Before(r.ExpiresAt.Time) {
			return true, nil
		}
	}
	return false, nil
}

func adminExists(tx *store.Tx) (bool, error) {
	var n int64
	err := tx.Raw(`SELECT COUNT(*) FROM staff WHERE role = ? AND disabled_at IS NULL`, string(actor.Admin)).Scan(&n).Error
	return n > 0, err
}
