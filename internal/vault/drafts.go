package vault

import (
	"context"
	"fmt"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// maxDrafts is how many drafts one search looks into.
const maxDrafts = 200

// draftPhone is the field of a draft with the caller's telephone number.
const draftPhone = "phone"

// DraftsOf answers which of these drafts are of a caller with the telephone
// number, in any spelling. They are opened in memory and nothing of them
// leaves; the evidence names the way of asking and the number found.
func (v *Vault) DraftsOf(ctx context.Context, phone string, ids ...string) ([]string, error) {
	if _, err := actor.Require(ctx, writers...); err != nil {
		return nil, err
	}
	want := phoneKey(phone)
	if len(ids) > maxDrafts {
		return nil, errs.E(errs.Invalid, "vault.too_many_ids", maxDrafts)
	}
	if want == "" || len(ids) == 0 {
		return nil, nil
	}
	rows, err := sealedRows(v.db.Read(ctx).WithContext(ctx), `WHERE r.id IN ? AND r.kind = ?`, ids, customer.KindDraft)
	if err != nil {
		return nil, store.Classify(err)
	}
	var found []string
	for _, r := range rows {
		if phoneKey(v.draftPhone(r)) == want {
			found = append(found, r.ID)
		}
	}
	return found, v.record(ctx, "vault.search", "", fmt.Sprintf("draft:%d", len(found)))
}

// draftPhone is the number in a draft; empty where it cannot be opened: it may
// have expired, and whoever opens it by itself learns why it cannot be.
func (v *Vault) draftPhone(r sealedRow) string {
	if !r.ExpiresAt.IsZero() && !r.ExpiresAt.After(v.db.Now()) {
		return ""
	}
	u, err := v.unseal(r)
	if err != nil {
		return ""
	}
	d, _ := u.body.(customer.Draft)
	if phone := d.Fields[draftPhone]; len(phone) > 0 {
		return phone[0]
	}
	return ""
}
