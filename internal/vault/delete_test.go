package vault_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/vault"
)

func TestDelete(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.identified(person()).Ref.ID
		to := b.recipientOf(id)
		note := customer.NewID()
		b.put(op, customer.Put{ID: note, Customer: id, Body: customer.Note{Text: "電話は夕方に"}})
		d := customer.Deletion{Customer: id, RequestNo: "R-2026-7", Reason: "request"}
		wantErr(t, b.v.Delete(op, d), "actor.role")
		wantErr(t, b.v.Delete(privacy, customer.Deletion{Customer: id, RequestNo: "R 1", Reason: "request"}), "vault.request_no")
		wantErr(t, b.v.Delete(privacy, customer.Deletion{Customer: id, RequestNo: "4111-1111-1111-1111", Reason: "request"}), "vault.request_no")
		wantErr(t, b.v.Delete(privacy, customer.Deletion{Customer: note, RequestNo: "R-1", Reason: "request"}), "vault.unknown")
		for range 2 {
			if err := b.v.Delete(privacy, d); err != nil {
				t.Fatal(err)
			}
		}
		for _, gone := range []string{id, note} {
			for _, ctx := range []context.Context{op, privacy} {
				_, err := b.v.Open(ctx, gone, "call")
				wantErr(t, err, "vault.unknown")
			}
		}
		_, err := b.v.Open(op, to, "call")
		wantErr(t, err, "vault.kept_only")
		if rec := b.open(privacy, to); rec.Body.(customer.Recipient).Name != person().Name {
			t.Error("the kept record is another")
		}
		if got, err := b.v.Reveal(system, []string{to}, "batch:1"); err != nil || len(got) != 0 {
			t.Errorf("revealed %d of an erased customer, %v", len(got), err)
		}
		_, err = b.v.Put(op, customer.Put{ID: customer.NewID(), Customer: id, Body: customer.Note{Text: "x"}})
		wantErr(t, err, "vault.unknown")
		if diff := cmp.Diff([]string{"staff:po vault.delete " + id + " request:R-2026-7"}, b.evidence("vault.delete")); diff != "" {
			t.Error(diff)
		}
		if n := b.count(`SELECT COUNT(*) FROM record WHERE ct IS NOT NULL AND id <> ?`, to); n != 0 {
			t.Errorf("%d ciphertexts left", n)
		}
		if n := b.count(`SELECT COUNT(*) FROM tombstone WHERE customer_id = ? AND request_no = 'R-2026-7'`, id); n != 1 {
			t.Errorf("%d tombstones", n)
		}
		back := b.identified(person()) // the same person orders again: a new customer
		if back.Outcome != customer.Created || back.Ref.ID == id {
			t.Errorf("%+v", back)
		}
	})
}

func TestKeptUntilItsDate(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.identified(person()).Ref.ID
		to := b.recipientOf(id)
		if err := b.v.Delete(privacy, customer.Deletion{Customer: id, RequestNo: "R-1", Reason: "request"}); err != nil {
			t.Fatal(err)
		}
		last := japan.Day("2034-05-31") // fiscal year to 2027-03-31, two months, seven years
		b.advance(last.Add(1).Time().Add(-time.Second).Sub(start))
		if n, err := b.v.Sweep(system); err != nil || n != 0 {
			t.Errorf("swept %d on the last day, %v", n, err)
		}
		b.open(privacy, to)
		b.advance(time.Second)
		if n, err := b.v.Sweep(system); err != nil || n != 1 {
			t.Errorf("swept %d after it, %v", n, err)
		}
		_, err := b.v.Open(privacy, to, "call")
		wantErr(t, err, "vault.unknown")
		if n := b.count(`SELECT COUNT(*) FROM wrap`); n != 0 {
			t.Errorf("%d keys left", n)
		}
	})
}

func TestNothingKeptNothingRetained(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.identified(person()).Ref.ID
		b.put(op, customer.Put{ID: customer.NewID(), Customer: id, Body: customer.Recipient{Name: "x"}}) // no order came
		if err := b.v.Delete(privacy, customer.Deletion{Customer: id, RequestNo: "R-1", Reason: "request"}); err != nil {
			t.Fatal(err)
		}
		if n := b.count(`SELECT COUNT(*) FROM wrap`) + b.count(`SELECT COUNT(*) FROM record WHERE ct IS NOT NULL`); n != 0 {
			t.Errorf("%d keys and ciphertexts left", n)
		}
	})
}

func TestRetainAfter(t *testing.T) {
	for _, tt := range []struct {
		end         time.Month
		order, want japan.Day
	}{
		{time.March, "2026-11-23", "2034-05-31"},
		{time.March, "2027-03-31", "2034-05-31"},
		{time.March, "2027-04-01", "2035-05-31"},
		{time.December, "2026-12-31", "2034-02-28"},
		{time.December, "2020-12-31", "2028-02-29"},
		{time.November, "2026-12-01", "2035-01-31"},
	} {
		if got := vault.RetainAfter(tt.end)(tt.order); got != tt.want {
			t.Errorf("fiscal year to %v, order of %s: %s, want %s", tt.end, tt.order, got, tt.want)
		}
	}
}

// TestErasedKeyLeavesTheFiles: the wrap and the ciphertext of an erased
// customer are in no file of the embedded database, its journal included.
func TestErasedKeyLeavesTheFiles(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.identified(person()).Ref.ID
		wrapped := b.bytes(`SELECT wrapped FROM wrap WHERE owner = ? AND scope = 'live'`, id)
		ct := b.bytes(`SELECT ct FROM record WHERE id = ?`, id)
		inFiles := func() bool {
			for _, secret := range [][]byte{wrapped, ct} {
				for _, file := range b.files() {
					if bytes.Contains(file, secret) {
						return true
					}
				}
			}
			return false
		}
		if b.db.Engine == store.SQLite && !inFiles() {
			t.Error("the scan does not see the wrap before the erasure")
		}
		if err := b.v.Delete(privacy, customer.Deletion{Customer: id, RequestNo: "R-1", Reason: "request"}); err != nil {
			t.Fatal(err)
		}
		if inFiles() {
			t.Error("the erased key or card is still in a file")
		}
	})
}

// files is what a copy of the embedded database holds; none on PostgreSQL.
func (b *bench) files() (out [][]byte) {
	b.t.Helper()
	path, ok := strings.CutPrefix(b.dsn, "sqlite:")
	if !ok {
		return nil
	}
	names, err := filepath.Glob(path + "*")
	if err != nil {
		b.t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			b.t.Fatal(err)
		}
		out = append(out, data)
	}
	return out
}

// TestDeleteBesideWriters: whoever writes while customers are erased leaves no
// record without its key, and nobody half erased.
func TestDeleteBesideWriters(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var ids []string
		for i := range 8 {
			p := person()
			p.Phone = fmt.Sprintf("04225180%02d", i)
			ids = append(ids, b.identified(p).Ref.ID)
		}
		two := b.other()
		var wg sync.WaitGroup
		for _, id := range ids {
			wg.Go(func() {
				if err := b.v.Delete(privacy, customer.Deletion{Customer: id, RequestNo: "R-1", Reason: "request"}); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() {
				_, err := two.Put(op,
					customer.Put{ID: customer.NewID(), Customer: id, Body: customer.Note{Text: "x"}},
					customer.Put{ID: customer.NewID(), Customer: id, Body: customer.Recipient{Name: "y"}})
				if err != nil && !errs.Is(err, errs.NotFound) {
					t.Error(err)
				}
			})
			wg.Go(func() {
				if _, err := two.Search(op, customer.Query{Text: "髙橋"}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := b.count(`SELECT COUNT(*) FROM record WHERE ct IS NOT NULL`) + b.count(`SELECT COUNT(*) FROM wrap`); n != 0 {
			t.Errorf("%d records and keys left of erased customers", n)
		}
		if hits := b.search(two, customer.Query{Text: "髙橋"}); len(hits) != 0 {
			t.Errorf("%d erased customers are found", len(hits))
		}
	})
}
