package vault

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

type apartRow struct {
	A, B  string
	At    store.Time
	Actor string
}

func (apartRow) TableName() string { return "person_apart" }

// maxPairs bounds the list of all pairs; a shop works it off from the top.
const maxPairs = 20000

// Pairs lists customers who may be one person: the same telephone number, or
// the same reading at the same postal code. It is all found in memory; nothing
// that could be compared lies in the database. Its evidence counts the pairs.
func (v *Vault) Pairs(ctx context.Context, q customer.PairQuery) ([]customer.Pair, int, error) {
	if _, err := actor.Require(ctx, openers...); err != nil {
		return nil, 0, err
	}
	if err := v.catchUp(ctx, v.db.Read(ctx)); err != nil {
		return nil, 0, err
	}
	apart, err := v.apart(v.db.Read(ctx))
	if err != nil {
		return nil, 0, err
	}
	var twins []twin
	if q.Customer != "" {
		twins = v.mem.twinsOf(q.Customer)
	} else {
		twins = v.mem.twins()
	}
	pairs := v.mem.tell(twins, apart)
	total := len(pairs)
	if q.Customer == "" {
		from := min((max(q.Page, 1)-1)*customer.PairPage, total)
		pairs = pairs[from:min(from+customer.PairPage, total)]
	}
	err = v.record(ctx, "vault.search", q.Customer, fmt.Sprintf("pairs:%d", len(pairs)))
	return pairs, total, err
}

// Apart says that two customers are different persons, as of a household with
// one telephone. Saying it again changes nothing.
func (v *Vault) Apart(ctx context.Context, a, b string) error {
	by, err := actor.Require(ctx, mergers...)
	if err != nil {
		return err
	}
	for _, id := range []string{a, b} {
		if _, err := uuid.Parse(id); err != nil {
			return errs.E(errs.Invalid, "vault.id")
		}
	}
	if a == b {
		return errs.E(errs.Invalid, "vault.merge_self")
	}
	a, b = customer.Elder(a, b)
	return v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		done := tx.Exec(`INSERT INTO person_apart (a, b, at, actor) VALUES (?, ?, ?, ?) ON CONFLICT (a, b) DO NOTHING`, a, b, store.At(tx.Now), by.ID)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return audit.Emit(ctx, tx, "vault.apart", a, "from:"+b)
	})
}

// twin is two customers by their ids, the elder first.
type twin [2]uuid.UUID

func twinOf(a, b uuid.UUID) twin {
	if slices.Compare(a[:], b[:]) > 0 {
		return twin{b, a}
	}
	return twin{a, b}
}

// apart is everybody who was said to be another person than somebody.
func (v *Vault) apart(g *gorm.DB) (map[twin]bool, error) {
	var rows []apartRow
	if err := g.Find(&rows).Error; err != nil {
		return nil, store.Classify(err)
	}
	v.mem.mu.RLock()
	defer v.mem.mu.RUnlock()
	out := make(map[twin]bool, len(rows))
	for _, r := range rows {
		out[twinOf(v.mem.end(idOf(r.A)), v.mem.end(idOf(r.B)))] = true
	}
	return out, nil
}

// scanStep is how many entries are looked at before others get the index: the
// look through a million must not keep a clerk waiting.
const scanStep = 1 << 14

// twins looks through all entries, a step at a time. What changes meanwhile may
// be missed until the next look.
func (x *index) twins() []twin {
	found := map[twin]bool{}
	for _, col := range []int{colPhone, colKana} {
		done := x.reading()
		base, fresh := slices.Clone(x.columns[col].base), slices.Clone(x.columns[col].fresh)
		done()
		for len(base) > 1 && len(found) < maxPairs {
			base = base[x.step(col, base, found):]
		}
		for part := range slices.Chunk(fresh, 64) {
			x.beside(col, part, found)
		}
	}
	out := make([]twin, 0, len(found))
	for t := range found {
		out = append(out, t)
	}
	return out
}

// step finds the twins among the first entries of a sorted list and answers
// how many it has dealt with: whole groups of an equal key.
func (x *index) step(col int, list []int32, found map[twin]bool) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	from := 0
	for from < min(scanStep, len(list)) {
		to := from + 1
		for to < len(list) && x.alike(col, list[from], list[to]) {
			to++
		}
		if to > from+1 {
			x.pair(col, list[from:to], found)
		}
		from = to
	}
	return from
}

// beside finds the twins of entries that came since the column was merged.
func (x *index) beside(col int, slots []int32, found map[twin]bool) {
	defer x.reading()()
	for _, s := range slots {
		p := x.slot(s)
		if p.is(flagGone|flagDead) || !x.has(col, s) {
			continue
		}
		want := probe{number: p.phone}
		if col == colKana {
			want = probe{text: x.key(col, p)}
		}
		x.pair(col, x.find(col, want, true, maxGroup), found)
	}
}

func (x *index) alike(col int, a, b int32) bool {
	p, q := x.slot(a), x.slot(b)
	if col == colPhone {
		return p.phone == q.phone && p.phone != 0
	}
	return len(x.key(col, p)) > 0 && string(x.key(col, p)) == string(x.key(col, q))
}

// A group larger than this is no person: a switchboard, or a number that was
// typed for want of one. Up to fullGroup every two of a group are a pair; of a
// larger one each stands beside the eldest.
const (
	maxGroup  = 200
	fullGroup = 5
)

// pair adds the pairs of a group of entries with one telephone number, or with
// one reading: of those, the ones at one postal code.
func (x *index) pair(col int, group []int32, found map[twin]bool) {
	places := map[uint32][]uuid.UUID{}
	for _, s := range group {
		p := x.slot(s)
		if p.is(flagGone | flagDead) {
			continue
		}
		place := uint32(0)
		if col == colKana {
			if place = p.postal; place == 0 {
				continue
			}
		}
		if root := x.root(s); root >= 0 && !slices.Contains(places[place], x.slot(root).id) {
			places[place] = append(places[place], x.slot(root).id)
		}
	}
	for _, ids := range places {
		pairUp(ids, found)
	}
}

func pairUp(ids []uuid.UUID, found map[twin]bool) {
	if len(ids) > maxGroup {
		return
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	for i, a := range ids {
		if i > 0 && len(ids) > fullGroup {
			return
		}
		for _, b := range ids[i+1:] {
			found[twin{a, b}] = true
		}
	}
}

// twinsOf looks for those of one customer, by what is known of them under any
// of their numbers.
func (x *index) twinsOf(id string) []twin {
	all := x.aliases([]string{id})
	defer x.reading()()
	root, near := idOf(all[0]), map[twin]bool{}
	for _, id := range all {
		slot, ok := x.byID[idOf(id)]
		if !ok || x.slot(slot).is(flagGone) {
			continue
		}
		p := x.slot(slot)
		if p.phone != 0 {
			x.withOne(root, x.find(colPhone, probe{number: p.phone}, true, maxGroup), 0, near)
		}
		if key := x.key(colKana, p); len(key) > 0 && p.postal != 0 {
			x.withOne(root, x.find(colKana, probe{text: key}, true, maxGroup*fullGroup), p.postal, near)
		}
	}
	out := make([]twin, 0, len(near))
	for t := range near {
		out = append(out, t)
	}
	return out
}

// withOne pairs one customer with entries, at one postal code unless it is 0.
func (x *index) withOne(root uuid.UUID, slots []int32, postal uint32, found map[twin]bool) {
	for _, s := range slots {
		if postal != 0 && x.slot(s).postal != postal {
			continue
		}
		if other := x.root(s); other >= 0 && x.slot(other).id != root {
			found[twinOf(root, x.slot(other).id)] = true
		}
	}
}

// tell masks pairs and puts the likeliest first; those who were parted are left out.
func (x *index) tell(twins []twin, apart map[twin]bool) []customer.Pair {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var out []customer.Pair
	for _, t := range twins {
		a, okA := x.byID[t[0]]
		b, okB := x.byID[t[1]]
		if !okA || !okB || apart[t] || x.slot(a).is(flagGone) || x.slot(b).is(flagGone) {
			continue
		}
		one, two := x.unpack(x.slot(a)), x.unpack(x.slot(b))
		out = append(out, customer.Pair{A: one.hit(), B: two.hit(), Same: one.sameAs(two)})
	}
	slices.SortFunc(out, likely)
	return out
}
