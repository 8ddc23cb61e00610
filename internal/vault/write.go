package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
	"uketsuke/internal/vault/seal"
)

// write seals and stores what the call changed, and its evidence.
func (b *batch) write(ctx context.Context) error {
	if err := b.touch(); err != nil || len(b.order) == 0 {
		return err
	}
	seq, err := take(b.tx, "change", len(b.order))
	if err != nil {
		return err
	}
	var created []recordRow
	var chunks []chunkRow
	for i, it := range b.order {
		if err := b.seal(it, seq+int64(i)); err != nil {
			return err
		}
		if it.fresh {
			created = append(created, it.row)
		}
		chunks = append(chunks, it.chunks...)
	}
	if err := insert(b.tx, b.news); err != nil {
		return err
	}
	if err := insert(b.tx, created); err != nil {
		return err
	}
	for _, it := range b.order {
		if err := b.update(it); err != nil {
			return err
		}
	}
	if err := insertChunks(b.tx, chunks); err != nil {
		return err
	}
	return b.evidence(ctx)
}

// seal makes the row as it will stand.
func (b *batch) seal(it *item, seq int64) error {
	it.row.SchemaNo = schemaNo
	it.row.ChangeSeq, b.lastSeq = seq, seq
	it.row.Updated = store.At(b.tx.Now)
	if it.fresh || !it.row.ExpiresAt.IsZero() { // a kept recipient stays kept
		it.row.ExpiresAt = expiry(it.row, b.tx.Now)
	}
	clear, err := it.clear()
	if err != nil {
		return err
	}
	it.row.CT = seal.Seal(it.key, it.row.context(), clear)
	if p, ok := it.body.(customer.Person); ok {
		b.entries = append(b.entries, entryOf(it.row.ID, seq, it.row.Version, p))
	}
	return nil
}

// update writes a record that was there already.
func (b *batch) update(it *item) error {
	if it.fresh {
		return nil
	}
	res := b.tx.Model(&recordRow{}).Where("id = ?", it.row.ID).Where("version = ?", it.was).
		Select("customer_id", "key_id", "schema_no", "version", "change_seq", "ct", "expires_at", "updated_at").
		Updates(it.row)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected != 1 {
		return errs.E(errs.Conflict, "vault.changed", it.was)
	}
	if it.head != nil {
		if err := b.tx.Where("record_id = ?", it.row.ID).Delete(&chunkRow{}).Error; err != nil {
			return err
		}
	}
	if it.oldKey == "" {
		return nil
	}
	return b.tx.Where("key_id = ?", it.oldKey).Where("scope = ?", scopeOwn).Delete(&wrapRow{}).Error
}

// touch moves the expiry of drafts and recipients that were put again unchanged.
func (b *batch) touch() error {
	if len(b.touched) == 0 {
		return nil
	}
	return b.tx.Model(&recordRow{}).Where("id IN ?", b.touched).Where("expires_at IS NOT NULL").
		Update("expires_at", store.At(b.tx.Now.AddDate(0, 0, orphanDays))).Error
}

func (b *batch) evidence(ctx context.Context) error {
	for _, it := range b.order {
		if it.row.Kind == customer.KindDraft && it.row.Version > 1 && len(it.changed) == 0 {
			continue
		}
		reason := fmt.Sprintf("%s:%d", it.row.Kind, it.row.Version)
		if len(it.changed) > 0 {
			slices.Sort(it.changed)
			reason += ":" + strings.Join(slices.Compact(it.changed), ",")
		}
		if err := audit.Emit(ctx, b.tx, "vault.put", it.row.ID, reason); err != nil {
			return err
		}
	}
	return nil
}

// insertChunks writes pieces one a statement: each is up to a mebibyte.
func insertChunks(tx *store.Tx, chunks []chunkRow) error {
	for i := range chunks {
		if err := tx.Create(&chunks[i]).Error; err != nil {
			return err
		}
	}
	return nil
}

func sha256Hex(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
