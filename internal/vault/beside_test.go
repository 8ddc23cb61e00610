package vault_test

import (
	"strings"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
)

// An erasure must not make a process skip the cards that another one has
// written just before: they would be neither found nor recognised again.
func TestDeleteKeepsReading(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		gone := b.identified(person()).Ref.ID
		other := b.other()
		p := person()
		p.Name, p.Kana, p.Phone = "比嘉 翔", "ヒガ ショウ", "0988662333"
		made, err := other.Put(op, customer.Put{Identify: true, Body: p})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.v.Delete(privacy, customer.Deletion{Customer: gone, RequestNo: "R-1", Reason: "request"}); err != nil {
			t.Fatal(err)
		}
		if hits := b.search(b.v, customer.Query{Phone: p.Phone}); len(hits) != 1 {
			t.Errorf("%d customers found", len(hits))
		}
		if again := b.identified(p); again.Ref != made[0].Ref {
			t.Errorf("the same person is %+v and %+v", made[0].Ref, again.Ref)
		}
	})
}

// A file past its day is gone for every reader, also while no sweep ran.
func TestArtefactEndsWithItsDay(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		if _, err := putArtefact(system, b.v, "batch:1", "orders-1", customer.File{Name: "orders.csv"}, strings.NewReader("x"), "2026-11-25"); err != nil {
			t.Fatal(err)
		}
		b.advance(2*24*time.Hour + 13*time.Hour) // 23:00 on the last day
		if _, err := b.v.Artefact(system, "orders-1"); err != nil {
			t.Fatal(err)
		}
		b.advance(time.Hour)
		_, err := b.v.Artefact(system, "orders-1")
		wantErr(t, err, "vault.unknown")
		if list, err := b.v.Artefacts(system, "batch:1"); err != nil || len(list) != 0 {
			t.Errorf("%d files, %v", len(list), err)
		}
	})
}

// The warehouse reads its files, not single records.
func TestWarehouseOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		packer := as("token:1", actor.Warehouse)
		id := b.identified(person()).Ref.ID
		if _, err := b.v.Open(packer, id, "call"); !errs.Is(err, errs.Forbidden) {
			t.Errorf("opened: %v", err)
		}
		if _, err := b.v.Put(packer, customer.Put{Identify: true, Body: person()}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("written: %v", err)
		}
	})
}
