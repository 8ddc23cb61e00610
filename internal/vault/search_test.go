package vault_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/customer"
	"uketsuke/internal/vault"
)

// asked is a hit as a list of ids answers it.
func asked(h customer.Hit) customer.Hit {
	h.Asked = h.Ref.ID
	return h
}

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p := person()
		p.No, p.Affected = "0000042", true
		ref := b.identified(p).Ref
		other := person()
		other.Name, other.Kana, other.Phone, other.Address1 = "𠮷田", "ヨシダ", "09012345678", "大阪府大阪市北区梅田１丁目"
		ref2 := b.identified(other).Ref
		hit := customer.Hit{
			Ref: ref, No: "0000042", Name: "髙橋 美*", Kana: "タカハシ ミ*",
			Town: "東京都武蔵野市吉祥寺北町", Phone: "***-****-5151", Affected: true,
		}
		hit2 := customer.Hit{Ref: ref2, No: b.search(b.v, customer.Query{IDs: []string{ref2.ID}})[0].No, Name: "𠮷田*", Kana: "ヨシ*", Town: "大阪府大阪市北区梅田", Phone: "***-****-5678"}
		for _, tt := range []struct {
			name string
			q    customer.Query
			want []customer.Hit
		}{
			{"phone", customer.Query{Phone: "０４２２（51）5151"}, []customer.Hit{hit}},
			{"phone from abroad", customer.Query{Phone: "+81 422 51 5151"}, []customer.Hit{hit}},
			{"half a phone", customer.Query{Phone: "0422"}, []customer.Hit{}},
			{"number", customer.Query{No: "００００－０４２"}, []customer.Hit{hit}},
			{"hiragana", customer.Query{Text: "たかは"}, []customer.Hit{hit}},
			{"half-width kana", customer.Query{Text: "ﾀｶﾊｼ ﾐ"}, []customer.Hit{hit}},
			{"new form of the character", customer.Query{Text: "高橋美"}, []customer.Hit{hit}},
			{"old form above U+FFFF", customer.Query{Text: "吉田"}, []customer.Hit{hit2}},
			{"given reading", customer.Query{Text: "みさ"}, []customer.Hit{hit}},
			{"given name", customer.Query{Text: "美咲"}, []customer.Hit{hit}},
			{"a part of the reading", customer.Query{Text: "ハシミ"}, []customer.Hit{hit}},
			{"a part of the name", customer.Query{Text: "橋美"}, []customer.Hit{hit}},
			{"reading and name are not one text", customer.Query{Text: "キ高"}, []customer.Hit{}},
			{"the beginning of a number", customer.Query{NoStart: "00000"}, []customer.Hit{hit}},
			{"a number with a digit wrong", customer.Query{Near: "0000043"}, []customer.Hit{hit}},
			{"a number with two swapped", customer.Query{Near: "0000024"}, []customer.Hit{hit}},
			{"a number with a digit too few", customer.Query{Near: "000042"}, []customer.Hit{hit}},
			{"a number with a digit too many", customer.Query{Near: "00000422"}, []customer.Hit{hit}},
			{"a number two slips away", customer.Query{Near: "0000053"}, []customer.Hit{}},
			{"ids in their order", customer.Query{IDs: []string{ref2.ID, customer.NewID(), ref.ID}}, []customer.Hit{asked(hit2), asked(hit)}},
		} {
			if diff := cmp.Diff(tt.want, b.search(b.v, tt.q)); diff != "" {
				t.Errorf("%s: %s", tt.name, diff)
			}
		}
		_, err := b.v.Search(op, customer.Query{Text: "タ"})
		wantErr(t, err, "vault.short")
		_, err = b.v.Search(op, customer.Query{NoStart: "000"})
		wantErr(t, err, "vault.short_number")
		if got, err := b.v.Resolve(op, " 0000-042 "); err != nil || got != ref {
			t.Errorf("resolve: %v %v", got, err)
		}
		_, err = b.v.Resolve(op, "0000043")
		wantErr(t, err, "vault.no_unknown")
		got := b.evidence("vault.search")
		if got[1] != "staff:op vault.search  phone:1" || got[3] != "staff:op vault.search  phone:0" {
			t.Errorf("evidence %q", got)
		}
	})
}

func TestSearchLimit(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var puts []customer.Put
		for i := range 30 {
			p := person()
			p.No = fmt.Sprintf("%07d", 30-i)
			puts = append(puts, customer.Put{ID: customer.NewID(), Body: p})
		}
		b.put(op, puts...)
		for _, tt := range []struct{ limit, want int }{{0, 20}, {3, 3}, {1000, 20}} {
			hits := b.search(b.v, customer.Query{Text: "タカハシ", Limit: tt.limit})
			if len(hits) != tt.want || hits[0].Name != "髙橋 美*" {
				t.Errorf("limit %d: %d hits", tt.limit, len(hits))
			}
		}
		if hits := b.search(b.v, customer.Query{Phone: person().Phone}); len(hits) != 20 || hits[0].No != "0000001" {
			t.Errorf("%d hits, first %s", len(hits), hits[0].No)
		}
		_, err := b.v.Search(op, customer.Query{IDs: make([]string, 101)})
		wantErr(t, err, "vault.too_many_ids")
	})
}

// TestTwoProcesses: a second vault on the same database is never stale, in
// either direction, also about what was changed and erased.
func TestTwoProcesses(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		one, two := b.v, b.other()
		count := func(v *vault.Vault, q customer.Query, want int) {
			t.Helper()
			if hits := b.search(v, q); len(hits) != want {
				t.Errorf("%+v: %d hits, want %d", q, len(hits), want)
			}
		}
		oldPhone, newPhone := customer.Query{Phone: "0422515151"}, customer.Query{Phone: "0422515152"}
		count(two, oldPhone, 0)
		ref := b.identified(person()).Ref
		count(two, oldPhone, 1)
		moved := person()
		moved.Phone = "0422515152"
		if _, err := two.Put(op, customer.Put{ID: ref.ID, Expected: 1, Body: moved}); err != nil {
			t.Fatal(err)
		}
		for _, v := range []*vault.Vault{one, two} {
			count(v, oldPhone, 0)
			count(v, newPhone, 1)
			count(v, customer.Query{Text: "髙橋"}, 1)
		}
		if err := one.Delete(privacy, customer.Deletion{Customer: ref.ID, RequestNo: "R-1", Reason: "request"}); err != nil {
			t.Fatal(err)
		}
		_, err := two.Open(op, ref.ID, "call")
		wantErr(t, err, "vault.unknown")
		for _, v := range []*vault.Vault{two, one, b.other()} {
			count(v, newPhone, 0)
			count(v, customer.Query{Text: "髙橋"}, 0)
			count(v, customer.Query{IDs: []string{ref.ID}}, 0)
			_, err := v.Resolve(op, "1000001")
			wantErr(t, err, "vault.no_unknown")
		}
	})
}
