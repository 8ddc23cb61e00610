package vault

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/store"
)

// Aliases answers from memory who is the same person as one of these.
func (v *Vault) Aliases(ctx context.Context, ids ...string) ([]string, error) {
	if _, err := who(ctx); err != nil {
		return nil, err
	}
	if err := v.catchUp(ctx, v.db.Read(ctx)); err != nil {
		return nil, err
	}
	return v.mem.aliases(ids), nil
}

// aliases are the survivors of customers, then all who were merged into them.
func (x *index) aliases(ids []string) []string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var out []string
	roots := map[uuid.UUID]bool{}
	for _, id := range ids {
		root := x.end(idOf(id))
		if !roots[root] {
			roots[root] = true
			if root == idOf(id) {
				out = append(out, id)
			} else {
				out = append(out, root.String())
			}
		}
	}
	survivors := len(out)
	for id := range x.into {
		if roots[x.end(id)] {
			out = append(out, id.String())
		}
	}
	slices.Sort(out[survivors:])
	return out
}

// others are the aliases of a customer who has more ids than the own.
func (x *index) others(id string) []string {
	x.mu.RLock()
	none := len(x.into) == 0
	x.mu.RUnlock()
	if none {
		return nil
	}
	if all := x.aliases([]string{id}); len(all) > 1 {
		return all
	}
	return nil
}

// end is where a chain of merges ends.
func (x *index) end(id uuid.UUID) uuid.UUID {
	for range 100 { // a circle, which only a forger could make, ends too
		to, ok := x.into[id]
		if !ok {
			break
		}
		id = to
	}
	return id
}

// samePerson is aliases for an erasure: also those whose card does not open, as
// far as the history knows them.
func (v *Vault) samePerson(g *gorm.DB, id string) ([]string, error) {
	ids := v.mem.aliases([]string{id})
	for {
		var more []mergeRow
		err := g.Where("undone_at IS NULL").Where("survivor IN ?", ids).Where("merged NOT IN ?", ids).Find(&more).Error
		if err != nil || len(more) == 0 {
			return ids, err
		}
		for _, m := range more {
			ids = append(ids, m.Merged)
		}
	}
}

// Merges lists who was merged with whom.
func (v *Vault) Merges(ctx context.Context, q customer.MergeQuery) ([]customer.Merged, int, error) {
	if _, err := actor.Require(ctx, openers...); err != nil {
		return nil, 0, err
	}
	if err := v.catchUp(ctx, v.db.Read(ctx)); err != nil {
		return nil, 0, err
	}
	where := func() *gorm.DB { return v.db.Read(ctx).Model(&mergeRow{}) }
	if q.Customer != "" {
		ids := v.mem.aliases([]string{q.Customer})
		where = func() *gorm.DB {
			return v.db.Read(ctx).Model(&mergeRow{}).Where("survivor IN ? OR merged IN ?", ids, ids)
		}
	}
	var total int64
	if err := where().Count(&total).Error; err != nil {
		return nil, 0, store.Classify(err)
	}
	var rows []mergeRow
	err := where().Order("at DESC, id DESC").Limit(customer.PairPage).Offset((max(q.Page, 1) - 1) * customer.PairPage).Find(&rows).Error
	out := make([]customer.Merged, len(rows))
	for i, r := range rows {
		out[i] = customer.Merged{ID: r.ID, Survivor: r.Survivor, Merged: r.Merged, Into: v.mem.hitOf(r.Survivor), From: v.mem.hitOf(r.Merged),
			At: r.At.Time, UndoneAt: r.UndoneAt.Time, By: r.Actor, UndoneBy: r.UndoneBy}
	}
	return out, int(total), store.Classify(err)
}

// hitOf is a customer as themselves, merged or not; empty for one who is gone.
func (x *index) hitOf(id string) customer.Hit {
	x.mu.RLock()
	defer x.mu.RUnlock()
	slot, ok := x.byID[idOf(id)]
	if !ok || x.slot(slot).is(flagGone) {
		return customer.Hit{}
	}
	return x.unpack(x.slot(slot)).hit()
}

// sameNames are what two cards share, in the order in which it is told.
var sameNames = []string{"phone", "kana", "postal_code", "address"}

// sameAs names what two entries share.
func (e entry) sameAs(o entry) []string {
	var same []string
	for i, yes := range []bool{
		e.phone != "" && e.phone == o.phone, e.kanaKey.text != "" && e.kanaKey.text == o.kanaKey.text,
		e.postal != 0 && e.postal == o.postal, e.address != 0 && e.address == o.address,
	} {
		if yes {
			same = append(same, sameNames[i])
		}
	}
	if len(same) == 0 {
		return []string{"former"} // by what a merged card says
	}
	return same
}

// weights say how much it means that two cards share something: a household
// shares telephone and address, seldom a reading.
var weights = map[string]int{"kana": 8, "phone": 4, "address": 2, "postal_code": 1}

func weight(p customer.Pair) (sum int) {
	for _, s := range p.Same {
		sum += weights[s]
	}
	return sum
}

// likely orders pairs: the likeliest first, then by reading and number.
func likely(a, b customer.Pair) int {
	if d := weight(b) - weight(a); d != 0 {
		return d
	}
	if d := strings.Compare(a.A.Kana, b.A.Kana); d != 0 {
		return d
	}
	return strings.Compare(a.A.Ref.ID+a.B.Ref.ID, b.A.Ref.ID+b.B.Ref.ID)
}
