package vault

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
)

type tombstoneRow struct {
	CustomerID string `gorm:"primaryKey"`
	At         store.Time
	RequestNo  string
	Reason     string
}

func (tombstoneRow) TableName() string { return "tombstone" }

// Delete destroys a customer for the privacy officer (利用停止・消去の請求,
// 個人情報保護法 第35条): the live key and all that it sealed at once, in every
// process; the kept key at the date until which the books must be kept
// (Options.RetainUntil of the newest kept record), at once if nothing is kept.
// With a customer goes everybody who was merged into them (名寄せ): it is one
// person. A second call changes nothing. Request number and reason are codes.
func (v *Vault) Delete(ctx context.Context, d customer.Deletion) error {
	if _, err := actor.Require(ctx, actor.Privacy); err != nil {
		return err
	}
	if err := checkReason(d.Reason); err != nil {
		return err
	}
	if !code.MatchString(d.RequestNo) || customer.ContainsCardNumber(d.RequestNo) {
		return errs.E(errs.Invalid, "vault.request_no")
	}
	var gone []entry
	err := v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if err := lock(tx); err != nil {
			return err
		}
		gone, err = v.eraseAll(ctx, tx, d)
		return err
	})
	if err != nil {
		return err
	}
	if len(gone) > 0 {
		v.mem.apply(gone, 0) // what others wrote before it is still to be read
	}
	return v.db.Scrub(ctx)
}

// eraseAll erases a customer and all who are the same person.
func (v *Vault) eraseAll(ctx context.Context, tx *store.Tx, d customer.Deletion) ([]entry, error) {
	if err := v.catchUp(ctx, tx.DB); err != nil {
		return nil, err
	}
	ids, err := v.samePerson(tx.DB, d.Customer)
	if err != nil {
		return nil, err
	}
	var gone []entry
	for _, id := range ids {
		d.Customer = id
		e, err := v.erase(ctx, tx, d)
		if err != nil {
			return nil, err
		}
		if e != nil {
			gone = append(gone, *e)
		}
	}
	return gone, nil
}

// erase does the work of Delete; nil for a customer who is gone already.
func (v *Vault) erase(ctx context.Context, tx *store.Tx, d customer.Deletion) (*entry, error) {
	var card recordRow
	err := tx.Omit("ct").Where("id = ?", d.Customer).Where("kind = ?", customer.KindCustomer).Take(&card).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errErased
	}
	if err != nil || card.Deleted != 0 {
		return nil, err
	}
	if err := v.retire(tx, v.mem.hitOf(card.ID).No); err != nil {
		return nil, err
	}
	if err := eraseKey(tx, card.KeyID); err != nil {
		return nil, err
	}
	if err := v.retain(tx, d.Customer); err != nil {
		return nil, err
	}
	seq, err := take(tx, "change", 1)
	if err != nil {
		return nil, err
	}
	if err := tx.Exec(`UPDATE record SET change_seq = ?, updated_at = ? WHERE id = ?`, seq, store.At(tx.Now), card.ID).Error; err != nil {
		return nil, err
	}
	stone := tombstoneRow{CustomerID: card.ID, At: store.At(tx.Now), RequestNo: d.RequestNo, Reason: d.Reason}
	if err := tx.Create(&stone).Error; err != nil {
		return nil, err
	}
	return &entry{id: card.ID, seq: seq, version: card.Version, gone: true},
		audit.Emit(ctx, tx, "vault.delete", card.ID, d.Reason+":"+d.RequestNo)
}

// eraseKey destroys a key and the ciphertext under it. The rows stay, empty,
// so that every process learns of it and orders still point at something.
func eraseKey(tx *store.Tx, keyID string) error {
	for _, stmt := range []string{
		`DELETE FROM wrap WHERE key_id = ?`,
		`DELETE FROM chunk WHERE record_id IN (SELECT id FROM record WHERE key_id = ?)`,
		`UPDATE record SET ct = NULL, deleted = 1, expires_at = NULL WHERE key_id = ?`,
	} {
		if err := tx.Exec(stmt, keyID).Error; err != nil {
			return err
		}
	}
	return nil
}

// retain dates the customer's kept key, or destroys it if nothing is kept.
func (v *Vault) retain(tx *store.Tx, customerID string) error {
	var kept wrapRow
	err := tx.Where("scope = ?", scopeKept).Where("owner = ?", customerID).Take(&kept).Error
	if err != nil {
		return err
	}
	var last []recordRow
	err = tx.Omit("ct").Where("key_id = ?", kept.KeyID).Where("deleted = 0").Where("expires_at IS NULL").
		Order("created_at DESC").Limit(1).Find(&last).Error
	if err != nil {
		return err
	}
	if len(last) == 0 {
		return eraseKey(tx, kept.KeyID)
	}
	until := v.opts.RetainUntil(japan.DayOf(last[0].Created.Time))
	return tx.Exec(`UPDATE wrap SET retain_until = ? WHERE key_id = ?`, until, kept.KeyID).Error
}

// sweepPassed destroys the keys whose date has passed.
func sweepPassed(ctx context.Context, tx *store.Tx) (int, error) {
	var rows []wrapRow
	if err := tx.Where("retain_until < ?", japan.DayOf(tx.Now)).Find(&rows).Error; err != nil {
		return 0, err
	}
	for _, w := range rows {
		drop := eraseKey
		if w.Scope == scopeBatch {
			drop = dropKey
		}
		if err := drop(tx, w.KeyID); err != nil {
			return 0, err
		}
		if err := audit.Emit(ctx, tx, "vault.retention", deref(w.Owner), w.Scope); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// dropKey destroys a key and removes the rows under it.
func dropKey(tx *store.Tx, keyID string) error {
	if err := eraseKey(tx, keyID); err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM record WHERE key_id = ?`, keyID).Error
}
