package vault

import (
	"context"
	"encoding/json"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
	"uketsuke/internal/vault/seal"
)

// Seeding fills an empty vault with invented people, for benchmarks: sealed
// as everybody is, but with one entry of evidence for all.
type Seeding struct {
	v     *Vault
	load  *store.Load
	by    string
	seq   int64
	owner []seeded
}

// seeded is what the recipients of a customer need: 80 bytes a customer.
type seeded struct {
	id, key string
	dek     seal.Key
}

// Seed runs fn in one load. A vault with records is refused ("vault.not_empty").
func (v *Vault) Seed(ctx context.Context, fn func(s *Seeding) error) error {
	a, err := actor.Require(ctx, actor.Admin)
	if err != nil {
		return err
	}
	return v.db.Load(ctx, func(l *store.Load) error {
		empty, err := l.Empty("record", "wrap")
		if err != nil {
			return err
		}
		if !empty {
			return errs.E(errs.Conflict, "vault.not_empty")
		}
		if err := l.DropIndexes("record", "wrap"); err != nil {
			return err
		}
		s := &Seeding{v: v, load: l, by: a.ID}
		if err := fn(s); err != nil {
			return err
		}
		return l.Exec(`UPDATE counter SET n = $1 WHERE name = 'change'`, s.seq)
	})
}

// SeedEvidence is the one entry that a load gives, written before it.
func (v *Vault) SeedEvidence(ctx context.Context, reason string) error {
	return v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return audit.Emit(ctx, tx, "vault.seed", "", reason) })
}

// AnalyzeSeed tells the planner about what was loaded.
func (v *Vault) AnalyzeSeed(ctx context.Context) error { return v.db.Analyze(ctx, "record", "wrap") }

// Customers seals cards and answers their ids.
func (s *Seeding) Customers(people []customer.Person) ([]string, error) {
	var wraps []wrapRow
	rows := make([]recordRow, len(people))
	ids := make([]string, len(people))
	for i, p := range people {
		id := customer.NewID()
		live, key := s.v.newWrap(scopeLive, id, s.load.Now)
		kept, dek := s.v.newWrap(scopeKept, id, s.load.Now)
		wraps = append(wraps, live, kept)
		var err error
		if rows[i], err = s.row(id, id, live.KeyID, key, canonical(p)); err != nil {
			return nil, err
		}
		s.owner = append(s.owner, seeded{id, kept.KeyID, dek})
		ids[i] = id
	}
	if err := s.load.Rows(wraps); err != nil {
		return nil, err
	}
	return ids, s.load.Rows(rows)
}

// Recipients seals the order-time recipients of customers, who are named by
// their place in the order in which they came.
func (s *Seeding) Recipients(of []int, bodies []customer.Recipient) ([]string, error) {
	rows := make([]recordRow, len(bodies))
	ids := make([]string, len(bodies))
	for i, body := range bodies {
		o := s.owner[of[i]]
		ids[i] = customer.NewID()
		var err error
		if rows[i], err = s.row(ids[i], o.id, o.key, o.dek, canonical(body)); err != nil {
			return nil, err
		}
	}
	return ids, s.load.Rows(rows)
}

func (s *Seeding) row(id, owner, keyID string, key seal.Key, body customer.Body) (recordRow, error) {
	s.seq++
	r := recordRow{ID: id, Kind: body.Kind(), CustomerID: &owner, KeyID: keyID, SchemaNo: schemaNo, Version: 1, ChangeSeq: s.seq,
		Created: store.At(s.load.Now), Updated: store.At(s.load.Now)}
	clear, err := body.Clear()
	if err != nil {
		return r, err
	}
	if clear, err = json.Marshal(envelope{By: s.by, Body: clear}); err != nil {
		return r, err
	}
	r.CT = seal.Seal(key, r.context(), clear)
	return r, nil
}
