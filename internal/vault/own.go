package vault

import (
	"time"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
	"uketsuke/internal/vault/seal"
)

// orphanDays is how long a draft, or a recipient that no order came for, stays.
const orphanDays = 7

// noteDays is how long a note stays that belongs to nobody known: no erasure
// would ever find it.
const noteDays = 90

// scopeOf is which of a customer's keys seals a kind: what an order or the
// books need outlives the customer (kept), the rest does not (live).
func scopeOf(kind customer.Kind) string {
	switch kind {
	case customer.KindRecipient, customer.KindPage:
		return scopeKept
	}
	return scopeLive
}

func expiry(r recordRow, now time.Time) store.Time {
	switch {
	case r.Kind == customer.KindDraft || r.Kind == customer.KindRecipient:
		return store.At(now.AddDate(0, 0, orphanDays))
	case r.Kind == customer.KindNote && r.CustomerID == nil:
		return store.At(now.AddDate(0, 0, noteDays))
	}
	return store.Time{}
}

// own puts a record under its customer's key, or without one under a key of
// its own. A record that is linked leaves its own key, which is destroyed.
func (b *batch) own(it *item, customerID string) error {
	if customerID == "" {
		if it.row.Kind == customer.KindRecipient {
			return errs.E(errs.Internal, "vault.put", it.row.Kind)
		}
		it.row.KeyID, it.key = b.newWrap(scopeOwn, "")
		return nil
	}
	owner, err := b.item(customerID)
	if err != nil {
		return err
	}
	if owner == nil || owner.row.Kind != customer.KindCustomer {
		return errs.E(errs.NotFound, "vault.customer")
	}
	if !it.fresh && it.row.CustomerID == nil {
		it.oldKey = it.row.KeyID
	}
	it.row.CustomerID = &customerID
	it.row.KeyID, it.key, err = b.customerKey(scopeOf(it.row.Kind), customerID)
	return err
}

// customerKey is one of a customer's two keys.
func (b *batch) customerKey(scope, customerID string) (string, seal.Key, error) {
	at := [2]string{scope, customerID}
	w, ok := b.wraps[at]
	if !ok {
		return "", seal.Key{}, errErased
	}
	if key, ok := b.keys[at]; ok {
		return w.KeyID, key, nil
	}
	key, err := b.v.keys.Unwrap(w.context(), w.KekID, w.Wrapped)
	if err != nil {
		return "", key, errs.E(errs.Internal, "vault.tampered", customerID, err)
	}
	b.keys[at] = key
	return w.KeyID, key, nil
}

// newWrap makes a data key; its wrap is written with the records.
func (b *batch) newWrap(scope, owner string) (string, seal.Key) {
	w, key := b.v.newWrap(scope, owner, b.tx.Now)
	b.news = append(b.news, w)
	if owner != "" {
		at := [2]string{scope, owner}
		b.wraps[at], b.keys[at] = w, key
	}
	return w.KeyID, key
}

func (v *Vault) newWrap(scope, owner string, now time.Time) (wrapRow, seal.Key) {
	key := seal.NewKey()
	w := wrapRow{KeyID: customer.NewID(), Owner: null(owner), Scope: scope, Created: store.At(now)}
	w.KekID, w.Wrapped = v.keys.Wrap(w.context(), key)
	return w, key
}
