package vault

import (
	"context"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// dispatchRoles may reveal and read what the warehouse prints.
var dispatchRoles = []actor.Role{actor.Admin, actor.Warehouse, actor.Supervisor}

// Reveal opens the recipients of a batch for packing, free of the daily budget
// and with one entry of evidence a record; reason names the batch
// ("batch:17"). Ids that never were, or that only the privacy officer may
// still open, are left out of the answer: the caller holds their orders.
// A record that does not open fails the whole call.
func (v *Vault) Reveal(ctx context.Context, ids []string, reason string) (map[string]customer.Recipient, error) {
	_, err := actor.Require(ctx, dispatchRoles...)
	if err == nil {
		err = checkReason(reason)
	}
	if err != nil || len(ids) == 0 {
		return map[string]customer.Recipient{}, err
	}
	var out map[string]customer.Recipient
	err = v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = v.reveal(tx, unique(ids))
		for _, id := range unique(ids) {
			if _, ok := out[id]; ok && err == nil {
				err = audit.Emit(ctx, tx, "vault.reveal", id, reason)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := v.relay(ctx); err != nil {
		return nil, err
	}
	return out, nil
}

func (v *Vault) reveal(tx *store.Tx, ids []string) (map[string]customer.Recipient, error) {
	rows, err := findRows(tx.DB, ids)
	if err != nil {
		return nil, err
	}
	owners := make([]string, 0, len(rows))
	for _, r := range rows {
		owners = append(owners, deref(r.CustomerID))
	}
	wraps, err := findWraps(tx.DB, unique(owners))
	if err != nil {
		return nil, err
	}
	out := make(map[string]customer.Recipient, len(rows))
	for id, r := range rows {
		_, live := wraps[[2]string{scopeLive, deref(r.CustomerID)}]
		if r.Kind != customer.KindRecipient || !live || r.Deleted != 0 {
			continue
		}
		u, err := v.unseal(r)
		if err != nil {
			return nil, err
		}
		to, ok := u.body.(customer.Recipient)
		if !ok {
			return nil, errs.E(errs.Internal, "vault.tampered", id)
		}
		out[id] = to
	}
	return out, nil
}
