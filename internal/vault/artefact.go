package vault

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/vault/seal"
)

// maxArtefact is the largest file of a batch, in bytes.
const maxArtefact = 256 << 20

// Artefact is a sealed file with its id.
type Artefact struct {
	ID string
	customer.File
}

// PutArtefact seals a file of a batch under the batch's own key, which is
// destroyed after the given day. Name, Type and Rows come from meta; Size and
// SHA256 are measured. The first writer of an id wins: a second gets the
// first one's File and r is not used. Id and batch key are codes.
func (v *Vault) PutArtefact(ctx context.Context, batchKey, id string, meta customer.File, r io.Reader, until japan.Day) (customer.File, error) {
	if _, err := actor.Require(ctx, dispatchRoles...); err != nil {
		return customer.File{}, err
	}
	if !code.MatchString(batchKey) || !code.MatchString(id) || until == "" {
		return customer.File{}, errs.E(errs.Internal, "vault.put", customer.KindArtefact)
	}
	if f, err := v.stored(v.db.Read(ctx), id); !errs.Is(err, errs.NotFound) {
		return f, err
	}
	wrap, key, err := v.batchKey(ctx, batchKey, until)
	if err != nil {
		return customer.File{}, err
	}
	row := recordRow{ID: id, Kind: customer.KindArtefact, KeyID: wrap.KeyID, SchemaNo: schemaNo, Version: 1}
	head := blobHead{Name: meta.Name, Type: meta.Type, Rows: meta.Rows}
	// Sealed before the transaction: a slow writer must not hold the vault.
	chunks, err := sealBlob(key, row.context(), r, &head, maxArtefact)
	if err != nil {
		return customer.File{}, err
	}
	if err := sealHead(ctx, &row, key, head); err != nil {
		return customer.File{}, err
	}
	f := head.file()
	err = v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		made, err := storeArtefact(ctx, tx, row, chunks)
		if err == nil && !made {
			f, err = v.stored(tx.DB, id)
		}
		return err
	})
	return f, err
}

func sealHead(ctx context.Context, row *recordRow, key seal.Key, head blobHead) error {
	a, err := who(ctx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(head)
	if err != nil {
		return err
	}
	clear, err := json.Marshal(envelope{By: a.ID, Body: body})
	row.CT = seal.Seal(key, row.context(), clear)
	return err
}

// storeArtefact writes the file unless another was first.
func storeArtefact(ctx context.Context, tx *store.Tx, row recordRow, chunks []chunkRow) (made bool, err error) {
	if err := lock(tx); err != nil {
		return false, err
	}
	var key wrapRow // gone if the batch was dropped meanwhile
	if err := tx.Where("key_id = ?", row.KeyID).Take(&key).Error; err != nil {
		return false, err
	}
	var n int64
	if err := tx.Model(&recordRow{}).Where("id = ?", row.ID).Count(&n).Error; err != nil || n > 0 {
		return false, err
	}
	if row.ChangeSeq, err = take(tx, "change", 1); err != nil {
		return false, err
	}
	row.Created, row.Updated = store.At(tx.Now), store.At(tx.Now)
	if err := tx.Create(&row).Error; err != nil {
		return false, err
	}
	if err := insertChunks(tx, chunks); err != nil {
		return false, err
	}
	return true, audit.Emit(ctx, tx, "vault.put", row.ID, "artefact:1")
}

// batchKey is the key of a batch, made by whoever comes first.
func (v *Vault) batchKey(ctx context.Context, batchKey string, until japan.Day) (w wrapRow, key seal.Key, err error) {
	err = v.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		if err := lock(tx); err != nil {
			return err
		}
		err := tx.Where("scope = ?", scopeBatch).Where("owner = ?", batchKey).Take(&w).Error
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		w, _ = v.newWrap(scopeBatch, batchKey, tx.Now)
		w.RetainUntil = &until
		return tx.Create(&w).Error
	})
	if err != nil {
		return w, key, err
	}
	if key, err = v.keys.Unwrap(w.context(), w.KekID, w.Wrapped); err != nil {
		err = errs.E(errs.Internal, "vault.tampered", w.KeyID, err)
	}
	return w, key, err
}

// stored is the File of a sealed artefact, without content.
func (v *Vault) stored(g *gorm.DB, id string) (customer.File, error) {
	u, err := v.artefact(g, id)
	if err != nil {
		return customer.File{}, err
	}
	return u.head.file(), nil
}

func (v *Vault) artefact(g *gorm.DB, id string) (unsealed, error) {
	rows, err := findRows(g, []string{id})
	if err != nil {
		return unsealed{}, store.Classify(err)
	}
	r, ok := rows[id]
	if !ok || r.Kind != customer.KindArtefact {
		return unsealed{}, errErased
	}
	return v.unseal(r)
}

// Artefact opens a file for the warehouse; Content decrypts as it is read and
// is good as long as ctx. The evidence is in the log before it returns.
func (v *Vault) Artefact(ctx context.Context, id string) (customer.File, error) {
	if _, err := actor.Require(ctx, dispatchRoles...); err != nil {
		return customer.File{}, err
	}
	var u unsealed
	err := v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if u, err = v.artefact(tx.DB, id); err != nil {
			return err
		}
		return audit.Emit(ctx, tx, "vault.open", id, "artefact")
	})
	if err != nil {
		return customer.File{}, v.refused(ctx, id, err)
	}
	if err := v.relay(ctx); err != nil {
		return customer.File{}, err
	}
	f := u.head.file()
	f.Content = newChunkReader(ctx, v.db.Read(ctx), u)
	return f, nil
}

// Artefacts lists the files of a batch in the order of their ids, without content.
func (v *Vault) Artefacts(ctx context.Context, batchKey string) ([]Artefact, error) {
	if _, err := actor.Require(ctx, dispatchRoles...); err != nil {
		return nil, err
	}
	rows, err := sealedRows(v.db.Read(ctx), `WHERE w.scope = ? AND w.owner = ? ORDER BY r.id`, scopeBatch, batchKey)
	if err != nil {
		return nil, store.Classify(err)
	}
	out := make([]Artefact, 0, len(rows))
	for _, r := range rows {
		u, err := v.unseal(r)
		if errs.Is(err, errs.NotFound) {
			continue // past its date
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Artefact{ID: r.ID, File: u.head.file()})
	}
	return out, nil
}

// DropArtefacts destroys the key and the files of a batch. Idempotent.
func (v *Vault) DropArtefacts(ctx context.Context, batchKey string) error {
	if _, err := actor.Require(ctx, dispatchRoles...); err != nil {
		return err
	}
	return v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lock(tx); err != nil {
			return err
		}
		var w wrapRow
		err := tx.Where("scope = ?", scopeBatch).Where("owner = ?", batchKey).Take(&w).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil
		}
		if err == nil {
			err = dropKey(tx, w.KeyID)
		}
		if err == nil {
			err = audit.Emit(ctx, tx, "vault.drop", batchKey, "batch")
		}
		return err
	})
}
