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
	maxNear  = 5   // numbers proposed for a mistyped one
	minRunes = 2   // of a name prefix
	minStart = 4   // of the beginning of a customer number
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
	way, hits := v.hits(q)
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
	var f errs.Fields
	switch {
	case len(q.IDs) > 0, q.Phone != "", q.No != "", q.Near != "":
	case q.NoStart != "":
		if len(numberKey(q.NoStart)) < minStart {
			f.Add("text", "vault.short_number", minStart)
		}
	case utf8.RuneCountInString(textKey(q.Text)) < minRunes:
		f.Add("text", "vault.short", minRunes)
	}
	return f.Err()
}

// hits are the masked customers that a query finds; those of a list of ids say
// which of them they answer.
func (v *Vault) hits(q customer.Query) (way string, hits []customer.Hit) {
	for _, id := range q.IDs {
		if e, ok := v.mem.survivor(id); ok {
			hit := e.hit()
			hit.Asked = id
			hits = append(hits, hit)
		}
	}
	if len(q.IDs) > 0 {
		return "ids", hits
	}
	way, found := v.find(q)
	hits = make([]customer.Hit, len(found))
	for i, e := range found {
		hits[i] = e.hit()
	}
	return way, hits
}

// find looks in memory; the first field that is set counts. A customer who was
// merged with another is found under either's data and answered as the other.
func (v *Vault) find(q customer.Query) (way string, found []entry) {
	limit := maxHits
	if q.Limit > 0 {
		limit = min(limit, q.Limit)
	}
	switch {
	case q.Phone != "":
		way, found = "phone", byReading(v.mem.living(v.mem.exact(colPhone, phoneKey(q.Phone))))
	case q.No != "":
		way, found = "no", v.mem.living(v.mem.exact(colNo, numberKey(q.No)))
	case q.NoStart != "":
		way, found = "start", v.mem.living(v.mem.prefix(colNo, numberKey(q.NoStart), limit))
	case q.Near != "":
		way, found, limit = "near", v.mem.near(q.Near), min(limit, maxNear)
	default:
		way, found = "text", v.mem.named(textKey(q.Text), limit)
	}
	return way, found[:min(limit, len(found))]
}

// byReading orders people of one telephone number as a list of names is read.
func byReading(found []entry) []entry {
	slices.SortStableFunc(found, func(a, b entry) int {
		return cmp.Or(strings.Compare(a.kanaKey.text, b.kanaKey.text), strings.Compare(a.noKey, b.noKey), strings.Compare(a.id, b.id))
	})
	return found
}

// Resolve finds a customer by number in any spelling.
func (v *Vault) Resolve(ctx context.Context, customerNo string) (customer.Ref, error) {
	if _, err := who(ctx); err != nil {
		return customer.Ref{}, err
	}
	if err := v.catchUp(ctx, v.db.Read(ctx)); err != nil {
		return customer.Ref{}, err
	}
	found := v.mem.living(v.mem.exact(colNo, numberKey(customerNo)))
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
// the same work twice, and apply keeps the newer. While one page is opened, the
// next is read.
func (v *Vault) catchUp(ctx context.Context, g *gorm.DB) error {
	// Mostly there is nothing new. One look at the end of an index says so; the
	// query below is planned for very many rows, by parallel workers.
	var last int64
	err := g.WithContext(ctx).Raw(`SELECT COALESCE(MAX(change_seq), 0) FROM record WHERE kind = ?`, customer.KindCustomer).Scan(&last).Error
	if err != nil || last <= v.mem.position() {
		return store.Classify(err)
	}
	rows, err := cardRows(g.WithContext(ctx), v.mem.position(), pageRows)
	for err == nil && len(rows) > 0 {
		last := rows[len(rows)-1].ChangeSeq
		next := func() ([]sealedRow, error) { return nil, nil }
		if len(rows) == pageRows {
			next = ahead(func() ([]sealedRow, error) { return cardRows(g.WithContext(ctx), last, pageRows) })
		}
		v.mem.apply(v.entries(rows), last)
		rows, err = next()
	}
	return store.Classify(err)
}

// ahead begins something and answers it when it is asked for.
func ahead[T any](do func() (T, error)) func() (T, error) {
	var value T
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		value, err = do()
	}()
	return func() (T, error) {
		<-done
		return value, err
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
