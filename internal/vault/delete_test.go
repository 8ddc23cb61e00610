package vault_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
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
