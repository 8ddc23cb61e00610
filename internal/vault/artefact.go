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

// NewArtefact is a file to be sealed: Name, Type and Rows come from Meta; Size
// and SHA256 are measured.
type NewArtefact struct {
	ID   string
	Meta customer.File
	Data io.Reader
}

// PutArtefacts seals the files of a batch under the batch's own key, which is
// destroyed after the given day. All or none are written, so that files that
// belong together tell the same of every order. The first writer wins: a
// second gets the first one's files. Ids and batch key are codes.
func (v *Vault) PutArtefacts(ctx context.Context, batchKey string, until japan.Day, files ...NewArtefact) ([]customer.File, error) {
	if _, err := actor.Require(ctx, dispatchRoles...); err != nil {
		return nil, err
	}
	for _, f := range files {
		if !code.MatchString(batchKey) || !code.MatchString(f.ID) || until == "" {
			return nil, errs.E(errs.Internal, "vault.put", customer.KindArtefact)
		}
	}
	if out, err := v.stored(v.db.Read(ctx), files); !errs.Is(err, errs.NotFound) {
		return out, err
	}
	wrap, key, err := v.batchKey(ctx, batchKey, until)
	if err != nil {
		return nil, err
	}
	// Sealed before the transaction: a slow writer must not hold the vault.
	made := make([]newBlob, len(files))
	for i, f := range files {
		if made[i], err = sealArtefact(ctx, wrap.KeyID, key, f); err != nil {
			return nil, err
		}
	}
	var out []customer.File
	err = v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := storeArtefacts(ctx, tx, wrap.KeyID, made); err != nil {
			return err
		}
		out, err = v.stored(tx.DB, files)
		return err
	})
	return out, err
}

// newBlob is a sealed file on its way into the database.
type newBlob struct {
	row    recordRow
	chunks []chunkRow
}

func sealArtefact(ctx context.Context, keyID string, key seal.Key, f NewArtefact) (newBlob, error) {
	b := newBlob{row: recordRow{ID: f.ID, Kind: customer.KindArtefact, KeyID: keyID, SchemaNo: schemaNo, Version: 1}}
	head := blobHead{Name: f.Meta.Name, Type: f.Meta.Type, Rows: f.Meta.Rows}
	var err error
	if b.chunks, err = sealBlob(key, b.row.context(), f.Data, &head, maxArtefact); err != nil {
		return b, err
	}
	return b, sealHead(ctx, &b.row, key, head)
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

// storeArtefacts writes the files unless another was first.
func storeArtefacts(ctx context.Context, tx *store.Tx, keyID string, blobs []newBlob) error {
	if err := lock(tx); err != nil {
		return err
	}
	var key wrapRow // gone if the batch was dropped meanwhile
	if err := tx.Where("key_id = ?", keyID).Take(&key).Error; err != nil {
		return err
	}
	ids := make([]string, len(blobs))
	for i, b := range blobs {
		ids[i] = b.row.ID
	}
	var n int64
	if err := tx.Model(&recordRow{}).Where("id IN ?", ids).Count(&n).Error; err != nil || n > 0 {
		return err
	}
	for _, b := range blobs {
		if err := storeArtefact(ctx, tx, b); err != nil {
			return err
		}
	}
	return nil
}

func storeArtefact(ctx context.Context, tx *store.Tx, b newBlob) (err error) {
	if b.row.ChangeSeq, err = take(tx, "change", 1); err != nil {
		return err
	}
	b.row.Created, b.row.Updated = store.At(tx.Now), store.At(tx.Now)
	if err := tx.Create(&b.row).Error; err != nil {
		return err
	}
	if err := insertChunks(tx, b.chunks); err != nil {
		return err
	}
	return audit.Emit(ctx, tx, "vault.put", b.row.ID, "artefact:1")
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
		until = max(until, japan.DayOf(tx.Now)) // a batch sealed too late can still be fetched today
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

// stored is what is sealed under the ids of files, without content;
// errs.NotFound when one is missing.
func (v *Vault) stored(g *gorm.DB, files []NewArtefact) ([]customer.File, error) {
	out := make([]customer.File, len(files))
	for i, f := range files {
		u, err := v.artefact(g, f.ID)
		if err != nil {
			return nil, err
		}
		out[i] = u.head.file()
	}
	return out, nil
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
