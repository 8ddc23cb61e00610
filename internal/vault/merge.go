package vault

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// mergers may say who is the same person.
var mergers = []actor.Role{actor.Supervisor, actor.Privacy, actor.Admin}

type mergeRow struct {
	ID       string `gorm:"primaryKey"`
	Survivor string
	Merged   string
	At       store.Time
	Actor    string
	UndoneAt store.Time
	UndoneBy string
}

func (mergeRow) TableName() string { return "person_merge" }

// Merge makes one customer of two (名寄せ). The merged customer's card keeps its
// content and leads to the survivor: whoever looks for it finds the survivor,
// in every process. Nothing else of theirs moves: notes and recipients stay
// under their own keys.
//
// The evidence is "vault.merge" about each of the two.
func (v *Vault) Merge(ctx context.Context, m customer.Merge) error {
	if err := checkMerge(m); err != nil {
		return err
	}
	return v.joining(ctx, func(ctx context.Context, tx *store.Tx, b *batch) error {
		var done []mergeRow
		if err := tx.Where("id = ?", m.ID).Find(&done).Error; err != nil {
			return err
		}
		if len(done) > 0 { // the repeat of a call whose answer was lost
			if done[0].Survivor != m.Survivor.ID || done[0].Merged != m.Merged.ID {
				return errs.E(errs.Conflict, "vault.kind")
			}
			return nil
		}
		if err := b.merge(m); err != nil {
			return err
		}
		row := mergeRow{ID: m.ID, Survivor: m.Survivor.ID, Merged: m.Merged.ID, At: store.At(tx.Now), Actor: b.by}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return tellMerge(ctx, tx, "vault.merge", row)
	})
}

func checkMerge(m customer.Merge) error {
	for _, id := range []string{m.ID, m.Survivor.ID, m.Merged.ID} {
		if _, err := uuid.Parse(id); err != nil {
			return errs.E(errs.Invalid, "vault.id")
		}
	}
	if m.Survivor.ID == m.Merged.ID {
		return errs.E(errs.Invalid, "vault.merge_self")
	}
	for _, field := range m.Take {
		if !slices.Contains(customer.MergeFields, field) {
			return errs.E(errs.Invalid, "vault.merge_field")
		}
	}
	return nil
}

// joining runs fn as the vault's only writer, with a batch that is written
// after it and taken into memory.
func (v *Vault) joining(ctx context.Context, fn func(ctx context.Context, tx *store.Tx, b *batch) error) error {
	a, err := actor.Require(ctx, mergers...)
	if err == nil {
		err = v.catchUp(ctx, v.db.Read(ctx))
	}
	if err != nil {
		return err
	}
	var b *batch
	err = v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lock(tx); err != nil {
			return err
		}
		if err := v.catchUp(ctx, tx.DB); err != nil {
			return err
		}
		b = newBatch(v, tx, a.ID)
		if err := fn(ctx, tx, b); err != nil {
			return err
		}
		return b.write(ctx)
	})
	if err != nil {
		return err
	}
	v.mem.apply(b.entries, b.lastSeq)
	return nil
}

func (b *batch) merge(m customer.Merge) error {
	survivor, err := b.cardOf(m.Survivor)
	if err != nil {
		return err
	}
	merged, err := b.cardOf(m.Merged)
	if err != nil {
		return err
	}
	before, from := survivor.body.(customer.Person), merged.body.(customer.Person)
	if before.Into != "" || from.Into != "" {
		return errs.E(errs.Conflict, "vault.merge_already")
	}
	after := customer.Combine(before, from, m.Take)
	if err := customer.Check(after).Err(); err != nil {
		return err
	}
	from.Into = survivor.row.ID
	if _, err := b.set(merged, from, []string{"into"}); err != nil {
		return err
	}
	if _, err := b.set(survivor, after, changedFields(before, after)); err != nil {
		return err
	}
	_, err = b.create(customer.Put{ID: m.ID, Customer: survivor.row.ID, Body: customer.MergeImage{Before: before, After: after}})
	return err
}

// cardOf is a customer's card as it was seen; with version 0 as it is.
func (b *batch) cardOf(ref customer.Ref) (*item, error) {
	rows, err := findRows(b.tx.DB, []string{ref.ID})
	if err != nil {
		return nil, err
	}
	wraps, err := findWraps(b.tx.DB, []string{ref.ID})
	if err != nil {
		return nil, err
	}
	b.learnRows(rows, wraps)
	it, err := b.item(ref.ID)
	switch {
	case err != nil:
		return nil, err
	case it == nil || it.row.Kind != customer.KindCustomer:
		return nil, errErased
	case ref.Version != 0 && it.row.Version != ref.Version:
		return nil, errs.E(errs.Conflict, "vault.changed", it.row.Version)
	}
	return it, nil
}

func (b *batch) learnRows(rows map[string]sealedRow, wraps map[[2]string]wrapRow) {
	if b.known == nil {
		b.known, b.wraps = map[string]sealedRow{}, map[[2]string]wrapRow{}
	}
	for id, r := range rows {
		b.known[id] = r
	}
	for at, w := range wraps {
		b.wraps[at] = w
	}
}

// Unmerge undoes a merge: the merged customer is found again as before, and
// the survivor's card is what it was, but for what was changed since. A
// survivor who was merged in turn has to be parted first ("vault.merge_later").
// A merge that is undone already changes nothing.
func (v *Vault) Unmerge(ctx context.Context, id string) error {
	return v.joining(ctx, func(ctx context.Context, tx *store.Tx, b *batch) error {
		var rows []mergeRow
		if err := tx.Where("id = ?", id).Find(&rows).Error; err != nil {
			return err
		}
		if len(rows) == 0 {
			return errErased
		}
		row := rows[0]
		if !row.UndoneAt.IsZero() {
			return nil
		}
		if err := b.unmerge(row); err != nil {
			return err
		}
		err := tx.Exec(`UPDATE person_merge SET undone_at = ?, undone_by = ? WHERE id = ?`, store.At(tx.Now), b.by, id).Error
		if err != nil {
			return err
		}
		return tellMerge(ctx, tx, "vault.unmerge", row)
	})
}

func (b *batch) unmerge(row mergeRow) error {
	survivor, err := b.cardOf(customer.Ref{ID: row.Survivor})
	if err != nil {
		return err
	}
	merged, err := b.cardOf(customer.Ref{ID: row.Merged})
	if err != nil {
		return err
	}
	now, from := survivor.body.(customer.Person), merged.body.(customer.Person)
	if now.Into != "" {
		return errs.E(errs.Conflict, "vault.merge_later")
	}
	if from.Into != row.Survivor {
		return errs.E(errs.Conflict, "vault.changed", merged.row.Version)
	}
	image, err := b.takeImage(row.ID)
	if err != nil {
		return err
	}
	back := customer.Restore(now, image.Before, image.After)
	from.Into = ""
	if _, err := b.set(merged, from, []string{"into"}); err != nil {
		return err
	}
	if back.Equal(now) {
		return nil
	}
	_, err = b.set(survivor, back, changedFields(now, back))
	return err
}

// takeImage opens what the merge changed and removes it: once the customers are
// parted, nothing of the one may lie under the other's key.
func (b *batch) takeImage(id string) (customer.MergeImage, error) {
	rows, err := findRows(b.tx.DB, []string{id})
	if err != nil {
		return customer.MergeImage{}, err
	}
	r, ok := rows[id]
	if !ok {
		return customer.MergeImage{}, errErased
	}
	u, err := b.v.unseal(r)
	if err != nil {
		return customer.MergeImage{}, err
	}
	image, ok := u.body.(customer.MergeImage)
	if !ok {
		return image, errs.E(errs.Conflict, "vault.kind")
	}
	return image, remove(b.tx, r.recordRow)
}

// tellMerge writes the evidence about both.
func tellMerge(ctx context.Context, tx *store.Tx, action string, row mergeRow) error {
	if err := audit.Emit(ctx, tx, action, row.Survivor, "from:"+row.Merged); err != nil {
		return err
	}
	return audit.Emit(ctx, tx, action, row.Merged, "into:"+row.Survivor)
}
