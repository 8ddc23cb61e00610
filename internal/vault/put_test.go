package vault_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/vault"
)

func TestPutOpen(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := customer.NewID()
		res := b.put(op, customer.Put{ID: id, Body: person()})[0]
		want := person()
		want.No = "1000001-" + string(japan.Damm("1000001"))
		if diff := cmp.Diff(customer.Result{Ref: customer.Ref{ID: id, Version: 1}, No: want.No, Outcome: customer.Created}, res); diff != "" {
			t.Error(diff)
		}
		rec := b.open(op, id)
		if !rec.Body.(customer.Person).Equal(want) || rec.Customer != id || !rec.At.Equal(start) {
			t.Errorf("opened another record (customer %s, at %v)", rec.Customer, rec.At)
		}
		if diff := cmp.Diff([]string{"staff:op vault.open " + id + " call"}, b.evidence("vault.open")); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"staff:op vault.put " + id + " customer:1"}, b.evidence("vault.put")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPutVersions(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := customer.NewID()
		first := customer.Put{ID: id, Body: person()}
		b.put(op, first)
		moved := person()
		moved.Phone, moved.Address2 = "0422-51-5152", "6-7"
		change := customer.Put{ID: id, Expected: 1, Body: moved}
		steps := []struct {
			name    string
			put     customer.Put
			version int64
			outcome customer.Outcome
			err     string
		}{
			{"repeat of the first", first, 1, customer.Unchanged, ""},
			{"change", change, 2, customer.Updated, ""},
			{"repeat of the change", change, 2, customer.Unchanged, ""},
			{"stale writer", customer.Put{ID: id, Expected: 1, Body: person()}, 0, "", "vault.changed"},
			{"new over old", first, 0, "", "vault.changed"},
			{"expects what never was", customer.Put{ID: customer.NewID(), Expected: 3, Body: person()}, 0, "", "vault.unknown"},
			{"another kind", customer.Put{ID: id, Expected: 2, Body: customer.Note{Text: "x"}}, 0, "", "vault.kind"},
			{"not an id", customer.Put{ID: "7", Body: person()}, 0, "", "vault.id"},
		}
		for _, s := range steps {
			res, err := b.v.Put(op, s.put)
			if s.err != "" {
				wantErr(t, err, s.err)
				continue
			}
			if err != nil || res[0].Ref.Version != s.version || res[0].Outcome != s.outcome {
				t.Errorf("%s: %+v, %v", s.name, res, err)
			}
		}
		got := b.evidence("vault.put")
		if last := got[len(got)-1]; !strings.HasSuffix(last, id+" customer:2:address2,phone") {
			t.Errorf("evidence %q", last)
		}
	})
}

func TestPutAllOrNone(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		a := customer.NewID()
		_, err := b.v.Put(op, customer.Put{ID: a, Body: person()}, customer.Put{ID: customer.NewID(), Expected: 4, Body: person()})
		wantErr(t, err, "vault.unknown")
		if n := b.count(`SELECT COUNT(*) FROM record`) + b.count(`SELECT COUNT(*) FROM wrap`) + b.count(`SELECT COUNT(*) FROM outbox`); n != 0 {
			t.Errorf("%d rows left of a refused call", n)
		}
		if hits := b.search(b.v, customer.Query{Phone: person().Phone}); len(hits) != 0 {
			t.Error("a refused customer is found")
		}
		if res := b.identified(person()); res.No[:7] != "1000001" {
			t.Errorf("number %s after a refused call, want no gap", res.No)
		}
	})
}

func TestPutRefuses(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		with := func(f func(*customer.Person)) customer.Put {
			p := person()
			f(&p)
			return customer.Put{ID: customer.NewID(), Body: p}
		}
		for _, tt := range []struct {
			field, key string
			put        customer.Put
		}{
			{"address2", "vault.card", with(func(p *customer.Person) { p.Address2 = "カード 4111 1111 1111 1111" })},
			{"name", "vault.card", with(func(p *customer.Person) { p.Name = "４１１１１１１１１１１１１１１１" })},
			{"name", "vault.name", with(func(p *customer.Person) { p.Name = "" })},
			{"name", "vault.long", with(func(p *customer.Person) { p.Name = strings.Repeat("𠮷", 201) })},
			{"kana", "vault.control", with(func(p *customer.Person) { p.Kana = "タ\x00" })},
			{"text", "vault.card", customer.Put{ID: customer.NewID(), Body: customer.Note{Text: "4111-1111-1111-1111 で払う"}}},
			{"text", "vault.long", customer.Put{ID: customer.NewID(), Body: customer.Note{Text: strings.Repeat("あ", 1001)}}},
			{"memo", "vault.card", customer.Put{ID: customer.NewID(), Body: customer.Draft{Fields: map[string][]string{"memo": {"4111111111111111"}}}}},
			{"note", "vault.card", customer.Put{ID: customer.NewID(), Customer: "c", Body: customer.Recipient{Name: "a", Note: "4111111111111111"}}},
		} {
			_, err := b.v.Put(op, tt.put)
			var f errs.Fields
			if !errors.As(err, &f) || len(f) != 1 || f[0].Name != tt.field || f[0].Message.Key != tt.key {
				t.Errorf("%s %s: got %v", tt.field, tt.key, err)
			}
		}
		_, err := b.v.Put(context.Background(), customer.Put{ID: customer.NewID(), Body: person()})
		wantErr(t, err, "actor.none")
		_, err = b.v.Put(op, customer.Put{ID: customer.NewID(), Customer: customer.NewID(), Body: customer.Recipient{Name: "a"}})
		wantErr(t, err, "vault.customer")
	})
}

func TestIdentify(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		held := person()
		held.No = "A-0000007"
		first := b.identified(held)
		if first.No != "A-0000007" || first.Outcome != customer.Created {
			t.Fatalf("held number: %+v", first)
		}
		byNo := person()
		byNo.No = "ａ０００００07"
		if res := b.identified(byNo); res.Outcome != customer.Unchanged || res.Ref != first.Ref || res.No != held.No {
			t.Errorf("by number in another spelling: %+v", res)
		}
		byVoice := person()
		byVoice.Phone, byVoice.Kana, byVoice.ConsentMail = "０４２２ー５１ー５１５１", "たかはしみさき", false
		res := b.identified(byVoice)
		if res.Ref.ID != first.Ref.ID || res.Outcome != customer.Updated || res.No != held.No {
			t.Errorf("by phone and kana: %+v", res)
		}
		if !b.open(op, first.Ref.ID).Body.(customer.Person).ConsentMail {
			t.Error("an order form took the consent away")
		}
		flags := customer.Put{Identify: true, Flags: true, Body: byVoice}
		if res := b.put(op, flags)[0]; res.Outcome != customer.Updated || b.open(op, first.Ref.ID).Body.(customer.Person).ConsentMail {
			t.Errorf("flags stated: %+v", res)
		}
		stranger := person()
		stranger.Kana = "タカハシ ミサト"
		if res := b.identified(stranger); res.Outcome != customer.Created || res.Ref.ID == first.Ref.ID {
			t.Errorf("same phone, other person: %+v", res)
		}
		_, err := b.v.Put(op, customer.Put{ID: customer.NewID(), Body: held})
		wantErr(t, err, "vault.no_taken")
	})
}

func TestIdentifyWithinOneCall(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		moved := person()
		moved.Address2 = "9-9"
		put := func(p customer.Person) customer.Put { return customer.Put{Identify: true, Body: p} }
		res := b.put(op, put(person()), put(person()), put(moved), put(moved))
		id := res[0].Ref.ID
		want := []customer.Result{
			{Ref: customer.Ref{ID: id, Version: 1}, No: res[0].No, Outcome: customer.Created},
			{Ref: customer.Ref{ID: id, Version: 1}, No: res[0].No, Outcome: customer.Unchanged},
			{Ref: customer.Ref{ID: id, Version: 2}, No: res[0].No, Outcome: customer.Updated},
			{Ref: customer.Ref{ID: id, Version: 2}, No: res[0].No, Outcome: customer.Unchanged},
		}
		if diff := cmp.Diff(want, res); diff != "" {
			t.Error(diff)
		}
		if n := b.count(`SELECT COUNT(*) FROM record`); n != 1 {
			t.Errorf("%d customers", n)
		}
		if rec := b.open(op, id); rec.Ref.Version != 2 || rec.Body.(customer.Person).Address2 != "9-9" {
			t.Errorf("version %d", rec.Ref.Version)
		}
	})
}

// A recipient belongs to the customer that the same call finds or makes; a put
// can't belong to one that comes after it, and a card to nobody.
func TestPutOfTheSameCall(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		known := b.identified(person())
		other := person()
		other.Kana = "タカハシ ミサト"
		to := func(of int) customer.Put {
			return customer.Put{ID: customer.NewID(), Of: of, Body: customer.Recipient{Name: "髙橋 美咲"}}
		}
		first, second, third := to(1), to(3), to(1)
		res := b.put(op, customer.Put{Identify: true, Body: person()}, first, customer.Put{Identify: true, Body: other}, second, third)
		if res[0].Ref.ID != known.Ref.ID || res[2].Outcome != customer.Created {
			t.Errorf("cards: %+v", res)
		}
		for id, owner := range map[string]string{first.ID: known.Ref.ID, second.ID: res[2].Ref.ID, third.ID: known.Ref.ID} {
			if rec := b.open(op, id); rec.Customer != owner {
				t.Errorf("a recipient of %s, want %s", rec.Customer, owner)
			}
		}
		for _, bad := range [][]customer.Put{{to(1)}, {{Identify: true, Body: person()}, to(3)}, {{Identify: true, Body: person(), Of: 1}}, {to(-1)}} {
			_, err := b.v.Put(op, bad...)
			wantErr(t, err, "vault.put")
		}
	})
}

func TestNumbersPassOverHeldOnes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		held := person()
		held.No = "1000002" + string(japan.Damm("1000002")) // without hyphen
		held.Kana = "ベツ"
		b.identified(held)
		var got []string
		for i := range 3 {
			p := person()
			p.Phone = fmt.Sprintf("042251600%d", i)
			got = append(got, b.identified(p).No[:7])
		}
		if diff := cmp.Diff([]string{"1000001", "1000003", "1000004"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestConcurrentIdentify: many writers in two processes take the same callers.
func TestConcurrentIdentify(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		vaults := []interface {
			Put(context.Context, ...customer.Put) ([]customer.Result, error)
		}{b.v, b.other()}
		var wg sync.WaitGroup
		var mu sync.Mutex
		ids := map[string]string{}
		for w := range 6 {
			wg.Go(func() {
				for i := range 8 {
					p := person()
					p.Phone = fmt.Sprintf("04225170%02d", i)
					res, err := vaults[w%2].Put(op, customer.Put{Identify: true, Body: p})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if old, ok := ids[p.Phone]; ok && old != res[0].Ref.ID {
						t.Errorf("one caller, two customers")
					}
					ids[p.Phone] = res[0].Ref.ID
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if n := b.count(`SELECT COUNT(*) FROM record WHERE kind = 'customer'`); n != 8 {
			t.Errorf("%d customers, want 8", n)
		}
		if n := b.count(`SELECT n FROM counter WHERE name = 'customer_no'`); n != 8 {
			t.Errorf("number counter at %d, want 8", n)
		}
	})
}

func TestDraftLinkedIsResealed(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := customer.NewID()
		draft := customer.Draft{Fields: map[string][]string{"name": {"髙橋 美咲"}, "qty": {"1", "2"}}}
		b.put(op, customer.Put{ID: id, Body: draft})
		if n := b.count(`SELECT COUNT(*) FROM wrap WHERE scope = 'own'`); n != 1 {
			t.Fatalf("%d own keys", n)
		}
		who := b.identified(person())
		res := b.put(op, customer.Put{ID: id, Customer: who.Ref.ID, Expected: 1, Body: draft})[0]
		if res.Ref.Version != 2 {
			t.Errorf("%+v", res)
		}
		if n := b.count(`SELECT COUNT(*) FROM wrap WHERE scope = 'own'`); n != 0 {
			t.Errorf("%d own keys after linking", n)
		}
		rec := b.open(op, id)
		if diff := cmp.Diff(draft.Fields, rec.Body.(customer.Draft).Fields); diff != "" || rec.Customer != who.Ref.ID {
			t.Errorf("customer %q %s", rec.Customer, diff)
		}
		if err := b.v.Discard(op, id, customer.NewID()); err != nil {
			t.Fatal(err)
		}
		if err := b.v.Discard(op, id); err != nil {
			t.Errorf("discard again: %v", err)
		}
		_, err := b.v.Open(op, id, "call")
		wantErr(t, err, "vault.unknown")
		wantErr(t, b.v.Discard(op, who.Ref.ID), "vault.kind")
	})
}

func TestPage(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		data := make([]byte, 2<<20+77)
		for i := range data {
			data[i] = byte(i * 7)
		}
		id := customer.NewID()
		page := customer.Blob{Type: "image/png", Data: data}
		b.put(op, customer.Put{ID: id, Body: page})
		if res := b.put(op, customer.Put{ID: id, Body: page})[0]; res.Outcome != customer.Unchanged {
			t.Errorf("again: %+v", res)
		}
		who := b.identified(person())
		b.put(op, customer.Put{ID: id, Customer: who.Ref.ID, Expected: 1, Body: page})
		got := b.open(op, id).Body.(customer.Blob)
		if got.Type != page.Type || string(got.Data) != string(data) {
			t.Errorf("page of %d bytes came back as %d", len(data), len(got.Data))
		}
		if n := b.count(`SELECT COUNT(*) FROM chunk`); n != 3 {
			t.Errorf("%d pieces", n)
		}
		b.exec(`UPDATE chunk SET n = 99 WHERE n = 1`)
		b.exec(`UPDATE chunk SET n = 1 WHERE n = 2`)
		b.exec(`UPDATE chunk SET n = 2 WHERE n = 99`)
		_, err := b.v.Open(op, id, "call")
		wantErr(t, err, "vault.tampered")
	})
}

func TestExpiry(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		who := b.identified(person()).Ref.ID
		draft, orphan, kept := customer.NewID(), customer.NewID(), customer.NewID()
		recipient := customer.Recipient{Name: "髙橋 美咲"}
		b.put(op, customer.Put{ID: draft, Body: customer.Draft{}},
			customer.Put{ID: orphan, Customer: who, Body: recipient}, customer.Put{ID: kept, Customer: who, Body: recipient})
		for range 2 {
			if err := b.v.Keep(op, kept); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(b.evidence("vault.keep")); n != 1 {
			t.Errorf("%d entries for one keep", n)
		}
		wantErr(t, b.v.Keep(op, kept, customer.NewID()), "vault.unknown")
		sweep := func(want int) {
			t.Helper()
			if n, err := b.v.Sweep(system); err != nil || n != want {
				t.Errorf("swept %d, %v; want %d", n, err, want)
			}
		}
		b.advance(6 * 24 * time.Hour)
		sweep(0)
		b.put(op, customer.Put{ID: draft, Body: customer.Draft{}}) // put again: seven more days
		b.advance(25 * time.Hour)
		_, err := b.v.Open(op, orphan, "call")
		wantErr(t, err, "vault.unknown")
		sweep(1)
		b.open(op, draft)
		b.open(op, kept)
		b.advance(6 * 24 * time.Hour)
		sweep(1)
		if n := b.count(`SELECT COUNT(*) FROM record`) + b.count(`SELECT COUNT(*) FROM wrap`); n != 4 {
			t.Errorf("%d rows left, want card, recipient and two keys", n)
		}
	})
}

// A note about nobody known ends after ninety days, also if it is put again;
// one that belongs to a customer ends with them.
func TestNoteExpiry(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		who := b.identified(person()).Ref.ID
		loose, owned := customer.NewID(), customer.NewID()
		note := customer.Note{Text: "髙橋様へ"}
		puts := []customer.Put{{ID: loose, Body: note}, {ID: owned, Customer: who, Body: note}}
		b.put(op, puts...)
		b.put(op, puts...)
		b.advance(89 * 24 * time.Hour)
		b.open(op, loose)
		b.advance(25 * time.Hour)
		_, err := b.v.Open(op, loose, "call")
		wantErr(t, err, "vault.unknown")
		if n, err := b.v.Sweep(system); err != nil || n != 1 {
			t.Errorf("swept %d, %v; want the one note", n, err)
		}
		b.open(op, owned)
	})
}

// TestNumbersOnce: a number is issued once, also by two processes at a time and
// after its holder was erased.
func TestNumbersOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		vaults := []*vault.Vault{b.v, b.other()}
		var mu sync.Mutex
		var wg sync.WaitGroup
		seen := map[string]bool{}
		for i := range 20 {
			wg.Go(func() {
				p := person()
				p.Kana = "ナマエ " + strconv.Itoa(i)
				res, err := vaults[i%2].Put(op, customer.Put{ID: customer.NewID(), Body: p})
				mu.Lock()
				defer mu.Unlock()
				if err != nil || seen[res[0].No] || customer.Misread(res[0].No) {
					t.Errorf("%v, %v", res, err)
					return
				}
				seen[res[0].No] = true
				if err := vaults[i%2].Delete(privacy, customer.Deletion{Customer: res[0].Ref.ID, RequestNo: "R-1", Reason: "request"}); err != nil {
					t.Errorf("delete: %v", err)
				}
			})
		}
		wg.Wait()
		if len(seen) != 20 || !seen[customer.MakeNo(1000001)] || !seen[customer.MakeNo(1000020)] {
			t.Errorf("issued: %v", seen)
		}
	})
}

// A number that an import brought in our shape is not issued again after its
// holder was erased or got another one.
func TestNumbersPassOverRetiredOnes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.identified(person()) // the series begins
		erased, renumbered := person(), person()
		erased.No, erased.Phone = customer.MakeNo(1000002), "0311112222"
		renumbered.No, renumbered.Phone = customer.MakeNo(1000003), "0311113333"
		gone := b.identified(erased).Ref.ID
		kept := b.identified(renumbered).Ref
		renumbered.No = "Z-1"
		b.put(op, customer.Put{ID: kept.ID, Customer: kept.ID, Expected: 1, Flags: true, Card: true, Body: renumbered})
		if err := b.v.Delete(privacy, customer.Deletion{Customer: gone, RequestNo: "R-1", Reason: "request"}); err != nil {
			t.Fatal(err)
		}
		if n, err := b.v.Sweep(system); err != nil || n != 0 {
			t.Errorf("swept %d, %v", n, err)
		}
		if n := b.count(`SELECT COUNT(*) FROM record WHERE kind = 'number' AND customer_id IS NULL`); n != 2 {
			t.Errorf("%d numbers are kept, want 2", n)
		}
		next := person()
		next.Phone = "0311114444"
		b.v = b.other()
		if got := b.identified(next); got.No != customer.MakeNo(1000004) {
			t.Errorf("issued %s", got.No)
		}
	})
}
