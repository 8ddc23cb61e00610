package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/vault/seal"
)

// schemaNo is the form of the envelope; it is bound to the ciphertext.
const schemaNo = 1

// envelope is what a record seals: who wrote this version, and the content.
type envelope struct {
	By   string          `json:"by"`
	Body json.RawMessage `json:"body"`
}

// unsealed is an opened record.
type unsealed struct {
	row  sealedRow
	key  seal.Key
	by   string
	body customer.Body // for a page its head, without the data
	head *blobHead     // pages only
}

// errErased is a record whose content or key was destroyed.
var errErased = errs.E(errs.NotFound, "vault.unknown")

// unwrap opens the key of a row. A key past its date opens nothing, whether or
// not the sweep has come by.
func (v *Vault) unwrap(r sealedRow) (seal.Key, error) {
	if len(r.Wrapped) == 0 || r.RetainUntil != nil && *r.RetainUntil < japan.DayOf(v.db.Now()) {
		return seal.Key{}, errErased
	}
	key, err := v.keys.Unwrap(seal.WrapContext{KeyID: r.KeyID, Owner: deref(r.Owner), Scope: r.Scope}, r.KekID, r.Wrapped)
	if err != nil {
		return seal.Key{}, errs.E(errs.Internal, "vault.tampered", r.ID, err)
	}
	return key, nil
}

// unseal opens a record with its wrap as read from the database.
func (v *Vault) unseal(r sealedRow) (unsealed, error) {
	if r.Deleted != 0 || r.CT == nil {
		return unsealed{}, errErased
	}
	key, err := v.unwrap(r)
	if err != nil {
		return unsealed{}, err
	}
	var env envelope
	clear, err := seal.Open(key, r.context(), r.CT)
	if err == nil {
		err = json.Unmarshal(clear, &env)
	}
	u := unsealed{row: r, key: key, by: env.By}
	if err == nil {
		err = u.parse(env.Body)
	}
	if err != nil {
		return unsealed{}, errs.E(errs.Internal, "vault.tampered", r.ID, err)
	}
	return u, nil
}

func (u *unsealed) parse(body []byte) (err error) {
	switch u.row.Kind {
	case customer.KindPage, customer.KindArtefact:
		u.head = &blobHead{}
		return json.Unmarshal(body, u.head)
	}
	u.body, err = customer.Parse(u.row.Kind, body)
	return err
}

// Who may open and who may write single records. The warehouse gets what it
// prints by Reveal and in its files.
var (
	openers = []actor.Role{actor.Operator, actor.Supervisor, actor.Privacy, actor.Admin}
	writers = []actor.Role{actor.Operator, actor.Supervisor, actor.Admin}
)

// Open opens one record for a reason code. In one transaction it finds the
// record, spends a unit of the actor's budget of the JST day and writes the
// evidence; the content is answered only after the evidence log has it. A
// draft that the actor wrote last is free of budget: it is their own typing.
//
// Errors: vault.reason, vault.unknown (never was, expired or erased),
// vault.kept_only (an erased customer's kept record, privacy officer only),
// vault.budget_spent, vault.tampered, vault.log_down.
func (v *Vault) Open(ctx context.Context, id, reason string) (customer.Record, error) {
	a, err := actor.Require(ctx, openers...)
	if err == nil {
		err = checkReason(reason)
	}
	if err != nil {
		return customer.Record{}, err
	}
	floor := v.mem.version(id)
	var rec customer.Record
	err = v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		u, err := v.openRow(tx.DB, a, id, floor, tx.Now)
		if err != nil {
			return err
		}
		if rec, err = v.content(tx.DB, u); err != nil {
			return err
		}
		if u.row.Kind != customer.KindDraft || u.by != a.ID {
			if err := v.spend(ctx, tx, a); err != nil {
				return err
			}
		}
		return audit.Emit(ctx, tx, "vault.open", id, reason)
	})
	if err != nil {
		return customer.Record{}, v.refused(ctx, id, err)
	}
	if err := v.relay(ctx); err != nil {
		return customer.Record{}, err
	}
	return rec, nil
}

// openRow reads a record and its wrap and opens it for this actor. A version
// older than one that this process has seen was set back and is refused.
func (v *Vault) openRow(g *gorm.DB, a actor.Actor, id string, floor int64, now time.Time) (unsealed, error) {
	rows, err := findRows(g, []string{id})
	if err != nil {
		return unsealed{}, err
	}
	r, ok := rows[id]
	if !ok || r.Kind == customer.KindArtefact || !r.ExpiresAt.IsZero() && !r.ExpiresAt.After(now) {
		return unsealed{}, errErased
	}
	if r.Version < floor {
		return unsealed{}, errs.E(errs.Internal, "vault.tampered", id)
	}
	u, err := v.unseal(r)
	if err != nil || r.Scope != scopeKept || a.Role == actor.Privacy {
		return u, err
	}
	erased, err := isErased(g, deref(r.CustomerID))
	if err == nil && erased {
		err = errs.E(errs.Forbidden, "vault.kept_only")
	}
	return u, err
}

// isErased asks whether a customer's live key is gone.
func isErased(g *gorm.DB, customerID string) (bool, error) {
	var n int64
	err := g.Table("wrap").Where("scope = ?", scopeLive).Where("owner = ?", customerID).Count(&n).Error
	return n == 0, err
}

// content is the record as the contract shows it; a page is joined from its pieces.
func (v *Vault) content(g *gorm.DB, u unsealed) (customer.Record, error) {
	rec := customer.Record{
		Ref:      customer.Ref{ID: u.row.ID, Version: u.row.Version},
		Customer: deref(u.row.CustomerID), Body: u.body, At: u.row.Updated.Time,
	}
	if u.head == nil {
		return rec, nil
	}
	data, err := readChunks(g, u)
	rec.Body = customer.Blob{Type: u.head.Type, Data: data}
	return rec, err
}

// spend takes one unit of the actor's budget of the day.
func (v *Vault) spend(ctx context.Context, tx *store.Tx, a actor.Actor) error {
	var used int
	err := tx.Raw(`INSERT INTO budget (actor, day, used) VALUES (?, ?, 1)
		ON CONFLICT (actor, day) DO UPDATE SET used = budget.used + 1 RETURNING used`,
		a.ID, japan.DayOf(tx.Now)).Scan(&used).Error
	if err != nil {
		return err
	}
	if limit := v.opts.Budget(ctx); used > limit {
		return errs.E(errs.TooMany, "vault.budget_spent", limit)
	}
	return nil
}

// refused writes evidence of an opening that was refused, whose own
// transaction is gone with it, and returns the refusal.
func (v *Vault) refused(ctx context.Context, id string, cause error) error {
	var e *errs.Error
	if !errors.As(cause, &e) || !strings.HasPrefix(e.Message.Key, "vault.") || e.Kind == errs.NotFound {
		return cause
	}
	why := strings.TrimPrefix(e.Message.Key, "vault.")
	if err := v.record(ctx, "vault.refuse", id, why); err != nil {
		return errors.Join(cause, fmt.Errorf("vault: evidence of the refusal: %w", err))
	}
	return cause
}
