package vault

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"gorm.io/gorm"

	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

const (
	maxHits  = 20  // of a search: it must not empty the vault
	maxIDs   = 100 // of a list of known customers
	minRunes = 2   // of a name prefix
)

// Search answers masked hits from memory, after applying what other processes
// wrote. Its evidence names the way of asking and the number of hits. A list
// of IDs may be up to 100 long, everything else answers at most 20 hits; a
// name shorter than two characters is errs.Fields on "text".
func (v *Vault) Search(ctx context.Context, q customer.Query) ([]customer.Hit, error) {
	if _, err := who(ctx); err != nil {
		return nil, err
	}
	if err := checkQuery(q); err != nil {
		return nil, err
	}
	if err := v.catchUp(ctx, v.db.Read(ctx)); err != nil {
		return nil, err
	}
	way, found := v.find(q)
	hits := make([]customer.Hit, len(found))
	for i, e := range found {
		hits[i] = e.hit()
	}
	err := v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := v.tellDamage(ctx, tx); err != nil {
			return err
		}
		return audit.Emit(ctx, tx, "vault.search", "", fmt.Sprintf("%s:%d", way, len(hits)))
	})
	if err != nil {
		return nil, err
	}
	return hits, nil
}

func checkQuery(q customer.Query) error {
	if len(q.IDs) > maxIDs {
		return errs.E(errs.Invalid, "vault.too_many_ids", maxIDs)
	}
	if len(q.IDs) == 0 && q.Phone == "" && q.No == "" && utf8.RuneCountInString(textKey(q.Text)) < minRunes {
		var f errs.Fields
		f.Add("text", "vault.short", minRunes)
		return f
	}
	return nil
}

// find looks in memory; the first field that is set counts.
func (v *Vault) find(q customer.Query) (way string, found []entry) {
	limit := maxHits
	if q.Limit > 0 {
		limit = min(limit, q.Limit)
	}
	switch {
	case len(q.IDs) > 0:
		for _, id := range q.IDs {
			if e, ok := v.mem.get(id); ok {
				found = append(found, e)
			}
		}
		return "ids", found
	case q.Phone != "":
		way, found = "phone", v.mem.exact(colPhone, phoneKey(q.Phone))
	case q.No != "":
		way, found = "no", v.mem.exact(colNo, numberKey(q.No))
	default:
		key := textKey(q.Text)
		way, found = "text", append(v.mem.prefix(colKana, key, limit), v.mem.prefix(colName, key, limit)...)
	}
	slices.SortStableFunc(found, func(a, b entry) int {
		return cmp.Or(strings.Compare(a.keys[colKana], b.keys[colKana]), strings.Compare(a.keys[colNo], b.keys[colNo]), strings.Compare(a.id, b.id))
	})
	found = slices.CompactFunc(found, func(a, b entry) bool { return a.id == b.id })
	return way, found[:min(limit, len(found))]
}

// Resolve finds a customer by number in any spelling.
func (v *Vault) Resolve(ctx context.Context, customerNo string) (customer.Ref, error) {
	if _, err := who(ctx); err != nil {
		return customer.Ref{}, err
	}
	if err := v.catchUp(ctx, v.db.Read(ctx)); err != nil {
		return customer.Ref{}, err
	}
	found := v.mem.exact(colNo, numberKey(customerNo))
	if len(found) == 0 {
		return customer.Ref{}, errs.E(errs.NotFound, "vault.no_unknown")
	}
	ref := customer.Ref{ID: found[0].id, Version: found[0].version}
	return ref, v.record(ctx, "vault.resolve", ref.ID, "no")
}

// pageRows is how many cards one statement of catchUp reads.
const pageRows = 4096

// catchUp applies the cards written since the last time, by any process, so
// that memory is never stale. It holds no lock while it reads: two at once do
// the same work twice, and apply keeps the newer.
func (v *Vault) catchUp(ctx context.Context, g *gorm.DB) error {
	for {
		seen := v.mem.position()
		rows, err := sealedRows(g.WithContext(ctx), `WHERE r.kind = ? AND r.change_seq > ? ORDER BY r.change_seq LIMIT ?`,
			customer.KindCustomer, seen, pageRows)
		if err != nil {
			return store.Classify(err)
		}
		if len(rows) == 0 {
			return nil
		}
		v.mem.apply(v.entries(rows), rows[len(rows)-1].ChangeSeq)
		if len(rows) < pageRows {
			return nil
		}
	}
}

// entries opens cards on all cores. One that does not open is left out and
// told to the log; it must not take the others with it.
func (v *Vault) entries(rows []sealedRow) []entry {
	out := make([]entry, len(rows))
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), len(rows)/64+1)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(rows); i += workers {
				out[i] = v.entry(rows[i])
			}
		})
	}
	wg.Wait()
	return out
}

func (v *Vault) entry(r sealedRow) entry {
	none := entry{id: r.ID, seq: r.ChangeSeq, version: r.Version, gone: true}
	if r.Deleted != 0 {
		return none
	}
	u, err := v.unseal(r)
	if err != nil || v.mem.setBack(r.ID, r.ChangeSeq, r.Version) {
		v.damage(r.ID)
		return none
	}
	p, ok := u.body.(customer.Person)
	if !ok {
		v.damage(r.ID)
		return none
	}
	return entryOf(r.ID, r.ChangeSeq, r.Version, p)
}

// damage notes a card that does not open, for the program's log and, with the
// next search, for the evidence log.
func (v *Vault) damage(id string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, told := v.damaged[id]; !told {
		v.damaged[id] = false
		slog.Error("vault: a customer's card does not open", "record", id)
	}
}

func (v *Vault) tellDamage(ctx context.Context, tx *store.Tx) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for id, told := range v.damaged {
		if told {
			continue
		}
		if err := audit.Emit(ctx, tx, "vault.tampered", id, "card"); err != nil {
			return err
		}
		v.damaged[id] = true
	}
	return nil
}
