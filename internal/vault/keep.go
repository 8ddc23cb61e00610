package vault

import (
	"context"
	"fmt"
	"slices"

	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// Keep says that these recipients belong to an order: they no longer expire.
func (v *Vault) Keep(ctx context.Context, ids ...string) error {
	return v.alter(ctx, ids, func(ctx context.Context, tx *store.Tx, rows []recordRow) error {
		if len(rows) != len(unique(ids)) {
			return errErased
		}
		for _, r := range rows {
			if r.Kind != customer.KindRecipient {
				return errs.E(errs.Conflict, "vault.kind")
			}
			if r.ExpiresAt.IsZero() {
				continue
			}
			err := tx.Exec(`UPDATE record SET expires_at = NULL WHERE id = ?`, r.ID).Error
			if err == nil {
				err = audit.Emit(ctx, tx, "vault.keep", r.ID, string(r.Kind))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Discard removes drafts at once, with their keys. Ids that are gone already
// are passed over; another kind of record is refused ("vault.kind").
func (v *Vault) Discard(ctx context.Context, ids ...string) error {
	return v.alter(ctx, ids, func(ctx context.Context, tx *store.Tx, rows []recordRow) error {
		for _, r := range rows {
			if r.Kind != customer.KindDraft {
				return errs.E(errs.Conflict, "vault.kind")
			}
			err := remove(tx, r)
			if err == nil {
				err = audit.Emit(ctx, tx, "vault.discard", r.ID, string(r.Kind))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// alter hands the live rows of ids to fn, as the vault's only writer.
func (v *Vault) alter(ctx context.Context, ids []string, fn func(context.Context, *store.Tx, []recordRow) error) error {
	if _, err := who(ctx); err != nil || len(ids) == 0 {
		return err
	}
	return v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lock(tx); err != nil {
			return err
		}
		var rows []recordRow
		for part := range slices.Chunk(unique(ids), manyIDs) {
			var some []recordRow
			err := tx.Omit("ct").Where("id IN ?", part).Where("deleted = 0").Order("id").Find(&some).Error
			if err != nil {
				return err
			}
			rows = append(rows, some...)
		}
		return fn(ctx, tx, rows)
	})
}

func unique(ids []string) []string { return slices.Compact(slices.Sorted(slices.Values(ids))) }

// remove deletes a record with its pieces, and its key if that is its own.
func remove(tx *store.Tx, r recordRow) error {
	if err := tx.Exec(`DELETE FROM chunk WHERE record_id = ?`, r.ID).Error; err != nil {
		return err
	}
	if err := tx.Exec(`DELETE FROM record WHERE id = ?`, r.ID).Error; err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM wrap WHERE key_id = ? AND scope = ?`, r.KeyID, scopeOwn).Error
}

// Sweep removes what nobody will come for: drafts and recipients past their
// seven days, notes about nobody known past their ninety, and keys past their date with all that they sealed. It returns
// how many records and keys it removed.
func (v *Vault) Sweep(ctx context.Context) (n int, err error) {
	if _, err := who(ctx); err != nil {
		return 0, err
	}
	err = v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		n = 0
		if err := lock(tx); err != nil {
			return err
		}
		expired, err := sweepExpired(ctx, tx)
		if err != nil {
			return err
		}
		passed, err := sweepPassed(ctx, tx)
		if err != nil {
			return err
		}
		n = expired + passed
		// A key of its own whose record was linked or removed opens nothing.
		return tx.Exec(`DELETE FROM wrap WHERE scope = ? AND NOT EXISTS
			(SELECT 1 FROM record r WHERE r.key_id = wrap.key_id)`, scopeOwn).Error
	})
	if err != nil || n == 0 {
		return n, err
	}
	return n, v.db.Scrub(ctx)
}

func sweepExpired(ctx context.Context, tx *store.Tx) (int, error) {
	var rows []recordRow
	err := tx.Omit("ct").Where("expires_at <= ?", store.At(tx.Now)).
		Where("kind IN ?", []customer.Kind{customer.KindDraft, customer.KindRecipient, customer.KindNote}).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	for _, r := range rows {
		if err := remove(tx, r); err != nil {
			return 0, err
		}
	}
	return len(rows), audit.Emit(ctx, tx, "vault.sweep", "", fmt.Sprintf("expired:%d", len(rows)))
}
