package vault

import (
	"errors"

	"gorm.io/gorm"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/vault/seal"
)

// Scopes of a data key.
const (
	scopeLive  = "live"  // a customer's card, notes and drafts; destroyed when the customer is erased
	scopeKept  = "kept"  // order-time recipients and pages; destroyed at their date
	scopeOwn   = "own"   // one draft, note or page without a customer
	scopeBatch = "batch" // the files of one batch
)

type wrapRow struct {
	KeyID       string `gorm:"primaryKey"`
	Owner       *string
	Scope       string
	KekID       string
	Wrapped     []byte
	RetainUntil *japan.Day
	Created     store.Time `gorm:"column:created_at"`
}

func (wrapRow) TableName() string { return "wrap" }

type recordRow struct {
	ID         string `gorm:"primaryKey"`
	Kind       customer.Kind
	CustomerID *string
	KeyID      string
	SchemaNo   int
	Version    int64
	ChangeSeq  int64
	CT         []byte     `gorm:"column:ct"`
	ExpiresAt  store.Time // zero: never
	Deleted    int16
	Created    store.Time `gorm:"column:created_at"`
	Updated    store.Time `gorm:"column:updated_at"`
}

func (recordRow) TableName() string { return "record" }

type chunkRow struct {
	RecordID string `gorm:"primaryKey"`
	N        int64  `gorm:"primaryKey"`
	CT       []byte `gorm:"column:ct"`
}

func (chunkRow) TableName() string { return "chunk" }

// sealedRow is a record beside the wrap that opens it; Wrapped is empty when
// the key was destroyed.
type sealedRow struct {
	recordRow
	Owner       *string
	Scope       string
	KekID       string
	Wrapped     []byte
	RetainUntil *japan.Day
}

const sealedSelect = `SELECT r.id, r.kind, r.customer_id, r.key_id, r.schema_no, r.version, r.change_seq, r.ct,
	r.expires_at, r.deleted, r.created_at, r.updated_at, w.owner, w.scope, w.kek_id, w.wrapped, w.retain_until
	FROM record r LEFT JOIN wrap w ON w.key_id = r.key_id `

// sealedRows runs sealedSelect with a condition.
func sealedRows(g *gorm.DB, where string, args ...any) (out []sealedRow, err error) {
	rows, err := g.Raw(sealedSelect+where, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r sealedRow
		var scope, kek *string
		err := rows.Scan(&r.ID, &r.Kind, &r.CustomerID, &r.KeyID, &r.SchemaNo, &r.Version, &r.ChangeSeq, &r.CT,
			&r.ExpiresAt, &r.Deleted, &r.Created, &r.Updated, &r.Owner, &scope, &kek, &r.Wrapped, &r.RetainUntil)
		if err != nil {
			return nil, err
		}
		r.Scope, r.KekID = deref(scope), deref(kek)
		out = append(out, r)
	}
	return out, rows.Err()
}

// cardRows reads the cards written after a change, in the order of the changes.
// What opens and places a card is read and nothing else: the load at the start
// reads every card of the shop.
func cardRows(g *gorm.DB, after int64, limit int) (out []sealedRow, err error) {
	rows, err := g.Raw(`SELECT r.id, r.customer_id, r.key_id, r.schema_no, r.version, r.change_seq, r.ct, r.deleted,
		w.owner, w.scope, w.kek_id, w.wrapped, w.retain_until
		FROM record r LEFT JOIN wrap w ON w.key_id = r.key_id
		WHERE r.kind = ? AND r.change_seq > ? ORDER BY r.change_seq LIMIT ?`, customer.KindCustomer, after, limit).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r sealedRow
		var scope, kek *string
		err := rows.Scan(&r.ID, &r.CustomerID, &r.KeyID, &r.SchemaNo, &r.Version, &r.ChangeSeq, &r.CT, &r.Deleted,
			&r.Owner, &scope, &kek, &r.Wrapped, &r.RetainUntil)
		if err != nil {
			return nil, err
		}
		r.Kind, r.Scope, r.KekID = customer.KindCustomer, deref(scope), deref(kek)
		out = append(out, r)
	}
	return out, rows.Err()
}

// manyIDs is how many ids one statement asks for; engines limit parameters.
const manyIDs = 500

// findRows reads records by id, with their wraps; unknown ids are left out.
func findRows(g *gorm.DB, ids []string) (map[string]sealedRow, error) {
	out := make(map[string]sealedRow, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), manyIDs)
		rows, err := sealedRows(g, `WHERE r.id IN ?`, ids[:n])
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.ID] = r
		}
		ids = ids[n:]
	}
	return out, nil
}

// findWraps reads the keys of customers; the map's key is scope and customer.
func findWraps(g *gorm.DB, owners []string) (map[[2]string]wrapRow, error) {
	out := map[[2]string]wrapRow{}
	for len(owners) > 0 {
		n := min(len(owners), manyIDs)
		var rows []wrapRow
		err := g.Where("scope IN ?", []string{scopeLive, scopeKept}).Where("owner IN ?", owners[:n]).Find(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[[2]string{r.Scope, deref(r.Owner)}] = r
		}
		owners = owners[n:]
	}
	return out, nil
}

// lock makes this transaction the vault's only writer until it ends, so that
// change_seq has no gap, commits in order, and what a writer found in memory
// still holds when it writes.
func lock(tx *store.Tx) error {
	var n int64
	res := tx.ForUpdate().Table("counter").Select("n").Where("name = ?", "change").Scan(&n)
	if res.Error == nil && res.RowsAffected != 1 {
		return errs.E(errs.Internal, "vault.no_lock")
	}
	return res.Error
}

// take advances a gap-free counter by n and returns the first new value.
func take(tx *store.Tx, name string, n int) (int64, error) {
	var last int64
	err := tx.Raw(`INSERT INTO counter (name, n) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET n = counter.n + ? RETURNING n`, name, n, n).Scan(&last).Error
	return last - int64(n) + 1, err
}

// insert writes rows in a few statements.
func insert[T any](tx *store.Tx, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.CreateInBatches(rows, 200).Error
}

func (r recordRow) context() seal.Context {
	return seal.Context{
		Kind: string(r.Kind), ID: r.ID, Owner: deref(r.CustomerID),
		Key: r.KeyID, Schema: r.SchemaNo, Version: r.Version,
	}
}

func (w wrapRow) context() seal.WrapContext {
	return seal.WrapContext{KeyID: w.KeyID, Owner: deref(w.Owner), Scope: w.Scope}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// null is NULL for an empty text.
func null(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
