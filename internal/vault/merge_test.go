package vault_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
)

var chief = as("staff:chief", actor.Supervisor)

// former is how the same person stood in the books before she married and moved.
func former() customer.Person {
	return customer.Person{
		No: "A-77", Name: "佐藤 美咲", Kana: "サトウ ミサキ", Phone: "0312345678", PostalCode: "1000001",
		Address1: "東京都千代田区千代田", Address2: "1-1", ConsentMail: true, ConsentFax: true, Memo: "午後に電話",
		Saved: []customer.SavedRecipient{{Name: "佐藤 光"}},
	}
}

// two are a survivor and who is to be merged into them.
func (b *bench) two() (survivor, merged customer.Ref) {
	b.t.Helper()
	id := customer.NewID()
	res := b.put(op, customer.Put{Identify: true, Flags: true, Body: person()}, customer.Put{ID: id, Flags: true, Card: true, Body: former()})
	return res[0].Ref, res[1].Ref
}

func (b *bench) merge(survivor, merged customer.Ref, take ...string) string {
	b.t.Helper()
	m := customer.Merge{ID: customer.NewID(), Survivor: survivor, Merged: merged, Take: take}
	for range 2 { // the second time is the repeat of a call whose answer was lost
		if err := b.v.Merge(chief, m); err != nil {
			b.t.Fatalf("merge: %v", err)
		}
	}
	return m.ID
}

func (b *bench) card(id string) customer.Person {
	b.t.Helper()
	return b.open(op, id).Body.(customer.Person)
}

func TestMerge(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		survivor, merged := b.two()
		other := b.other() // another process
		b.search(other, customer.Query{Phone: former().Phone})
		b.merge(survivor, merged, "kana")
		want := person()
		want.No, want.Kana, want.Memo, want.Saved = b.card(survivor.ID).No, former().Kana, former().Memo, former().Saved
		if diff := cmp.Diff(want, b.card(survivor.ID)); diff != "" { // the stricter of two consents: mail stays, FAX does not come
			t.Error(diff)
		}
		for _, v := range []struct {
			name string
			hits []customer.Hit
		}{
			{"the old phone", b.search(b.v, customer.Query{Phone: former().Phone})},
			{"the old number", b.search(b.v, customer.Query{No: "A77"})},
			{"the old name, elsewhere", b.search(other, customer.Query{Text: "佐藤"})},
			{"the old id, elsewhere", b.search(other, customer.Query{IDs: []string{merged.ID}})},
		} {
			if len(v.hits) != 1 || v.hits[0].Ref.ID != survivor.ID || v.hits[0].No != want.No {
				t.Errorf("%s finds %+v", v.name, v.hits)
			}
		}
		for _, id := range []string{survivor.ID, merged.ID} {
			if got, err := other.Aliases(op, id); err != nil || !slices.Equal(got, []string{survivor.ID, merged.ID}) {
				t.Errorf("aliases %v, %v", got, err)
			}
		}
		got := b.evidence("vault.merge")
		if diff := cmp.Diff([]string{"staff:chief vault.merge " + survivor.ID + " from:" + merged.ID,
			"staff:chief vault.merge " + merged.ID + " into:" + survivor.ID}, got); diff != "" {
			t.Error(diff)
		}
		list, total, err := other.Merges(op, customer.MergeQuery{Customer: merged.ID})
		if err != nil || total != 1 || list[0].Into.Ref.ID != survivor.ID || list[0].From.No != "A-77" || list[0].By != "staff:chief" || !list[0].UndoneAt.IsZero() {
			t.Errorf("the history tells %+v, %d, %v", list, total, err)
		}
	})
}

func TestMergeIsRefused(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		survivor, merged := b.two()
		m := func(s, f customer.Ref, take ...string) customer.Merge {
			return customer.Merge{ID: customer.NewID(), Survivor: s, Merged: f, Take: take}
		}
		wantErr(t, b.v.Merge(op, m(survivor, merged)), "actor.role")
		wantErr(t, b.v.Merge(chief, m(survivor, survivor)), "vault.merge_self")
		wantErr(t, b.v.Merge(chief, m(survivor, merged, "memo")), "vault.merge_field")
		wantErr(t, b.v.Merge(chief, m(survivor, customer.Ref{ID: customer.NewID(), Version: 1})), "vault.unknown")
		wantErr(t, b.v.Merge(chief, m(survivor, customer.Ref{ID: merged.ID, Version: 7})), "vault.changed")
		id := b.merge(survivor, merged)
		survivor.Version, merged.Version = 2, 2
		wantErr(t, b.v.Merge(chief, m(survivor, merged)), "vault.merge_already")
		wantErr(t, b.v.Merge(chief, customer.Merge{ID: id, Survivor: merged, Merged: survivor}), "vault.kind")
		wantErr(t, b.v.Unmerge(op, id), "actor.role")
		wantErr(t, b.v.Unmerge(chief, customer.NewID()), "vault.unknown")
	})
}

// A merge is undone but for what somebody changed since, once, and the last one
// first; what it kept for that is gone afterwards.
func TestUnmerge(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		survivor, merged := b.two()
		before := b.card(survivor.ID)
		first := b.merge(survivor, merged, "address", "consent_fax")
		if got := b.card(survivor.ID); got.Address2 != "1-1" || !got.ConsentFax || !got.ConsentMail {
			t.Error("what was chosen did not survive")
		}
		moved := b.card(survivor.ID)
		moved.Address2 = "2-2"
		last := b.put(op, customer.Put{ID: survivor.ID, Customer: survivor.ID, Expected: 2, Flags: true, Card: true, Body: moved})[0].Ref
		third := person()
		third.No, third.Phone, third.Kana = "B-9", "0398765432", "タカハシ カズコ"
		into := b.identified(third).Ref
		second := b.merge(into, last)
		wantErr(t, b.v.Unmerge(chief, first), "vault.merge_later")
		for _, id := range []string{second, second, first, first} {
			if err := b.v.Unmerge(chief, id); err != nil {
				t.Fatal(err)
			}
		}
		before.Address2 = "2-2"
		if diff := cmp.Diff(before, b.card(survivor.ID)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(former(), b.card(merged.ID)); diff != "" {
			t.Error(diff)
		}
		if hits := b.search(b.other(), customer.Query{Phone: former().Phone}); len(hits) != 1 || hits[0].Ref.ID != merged.ID {
			t.Errorf("%+v", hits)
		}
		if n := b.count(`SELECT COUNT(*) FROM record WHERE kind = 'merge'`); n != 0 {
			t.Errorf("%d records of undone merges", n)
		}
		if got := b.evidence("vault.unmerge"); len(got) != 4 {
			t.Errorf("evidence %q", got)
		}
	})
}

// The survivor's erasure is the person's: nothing of the merged customer opens.
func TestErasedWithTheirMerged(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		survivor, merged := b.two()
		kept := b.recipientOf(merged.ID)
		b.merge(survivor, merged)
		if err := b.v.Delete(privacy, customer.Deletion{Customer: merged.ID, RequestNo: "R-1", Reason: "request"}); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{survivor.ID, merged.ID} {
			_, err := b.v.Open(privacy, id, "call")
			wantErr(t, err, "vault.unknown")
		}
		if n := b.count(`SELECT COUNT(*) FROM record WHERE ct IS NOT NULL AND id <> ?`, kept); n != 0 {
			t.Errorf("%d ciphertexts left", n)
		}
		if n := b.count(`SELECT COUNT(*) FROM tombstone`); n != 2 {
			t.Errorf("%d tombstones", n)
		}
		for _, q := range []customer.Query{{Phone: former().Phone}, {Phone: person().Phone}, {No: "A-77"}, {IDs: []string{merged.ID}}} {
			if hits := b.search(b.other(), q); len(hits) != 0 {
				t.Errorf("still found: %+v", hits)
			}
		}
	})
}

// Who orders under the old name or number is the survivor: with the old data
// nothing is new, with other data the survivor's card is.
func TestIdentifyThroughAMerge(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		survivor, merged := b.two()
		b.merge(survivor, merged)
		old := former()
		for _, no := range []string{"", old.No} {
			p := old
			p.No = no
			if got := b.identified(p); got.Ref.ID != survivor.ID || got.Outcome != customer.Unchanged {
				t.Errorf("%q: %+v", no, got)
			}
		}
		old.No, old.Address2 = "", "9-9"
		if got := b.identified(old); got.Ref.ID != survivor.ID || got.Outcome != customer.Updated {
			t.Errorf("%+v", got)
		}
	})
}

// A survivor who took the merged customer's telephone number is found by it
// themselves: what the merged card says is still nothing new.
func TestIdentifyBesideTheSurvivor(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		survivor, merged := b.two()
		b.merge(survivor, merged, "phone", "kana")
		old := former()
		old.No = ""
		if got := b.identified(old); got.Ref.ID != survivor.ID || got.Outcome != customer.Unchanged {
			t.Errorf("%+v", got)
		}
		if got := b.card(survivor.ID); got.Address2 != person().Address2 {
			t.Errorf("the old address is back: %s", got.Address2)
		}
	})
}

// Who writes a card that was merged meanwhile hears of it, even with nothing
// changed: the survivor's memo counts.
func TestPutOnAMergedCard(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		survivor, merged := b.two()
		seen := b.card(merged.ID)
		b.merge(survivor, merged)
		_, err := b.v.Put(op, customer.Put{ID: merged.ID, Customer: merged.ID, Expected: merged.Version, Body: seen})
		wantErr(t, err, "vault.changed")
	})
}

func TestPairs(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		elder := person()
		again, household, namesake, stranger := elder, elder, elder, elder
		again.No, again.Address2 = "D-2", "3-4-5-201"
		household.No, household.Kana, household.PostalCode = "H-3", "タカハシ ケン", "1800002"
		namesake.No, namesake.Phone = "N-4", "0398765432"
		stranger.No, stranger.Phone, stranger.PostalCode = "S-5", "0698765432", "5300001"
		var ids []string
		for _, p := range []customer.Person{elder, again, household, namesake, stranger} {
			id := customer.NewID()
			b.put(op, customer.Put{ID: id, Body: p})
			ids = append(ids, id)
		}
		want := func(v customer.PairQuery, want ...[]string) {
			t.Helper()
			pairs, total, err := b.other().Pairs(chief, v)
			var got [][]string
			for _, p := range pairs {
				got = append(got, append([]string{p.A.No[:1], p.B.No[:1]}, p.Same...))
			}
			if diff := cmp.Diff(want, got); diff != "" || err != nil || total != len(want) {
				t.Errorf("%d pairs, %v: %s", total, err, diff)
			}
		}
		want(customer.PairQuery{},
			[]string{"1", "D", "phone", "kana", "postal_code"},
			[]string{"1", "N", "kana", "postal_code", "address"},
			[]string{"D", "N", "kana", "postal_code"},
			[]string{"1", "H", "phone", "address"},
			[]string{"D", "H", "phone"})
		want(customer.PairQuery{Customer: ids[2]}, []string{"1", "H", "phone", "address"}, []string{"D", "H", "phone"})
		want(customer.PairQuery{Customer: ids[4]})
		for _, pair := range [][2]string{{ids[2], ids[0]}, {ids[0], ids[2]}, {ids[1], ids[2]}} {
			if err := b.v.Apart(chief, pair[0], pair[1]); err != nil {
				t.Fatal(err)
			}
		}
		wantErr(t, b.v.Apart(op, ids[0], ids[2]), "actor.role")
		b.merge(customer.Ref{ID: ids[0], Version: 1}, customer.Ref{ID: ids[1], Version: 1})
		want(customer.PairQuery{}, []string{"1", "N", "kana", "postal_code", "address"})
		want(customer.PairQuery{Customer: ids[1]}, []string{"1", "N", "kana", "postal_code", "address"})
		if got := b.evidence("vault.apart"); len(got) != 2 {
			t.Errorf("evidence %q", got)
		}
	})
}
