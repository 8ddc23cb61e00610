package vault_test

import (
	"context"
	"testing"

	"uketsuke/internal/customer"
)

// TestTampering plays a database administrator with SQL and a copy of the
// database of yesterday: whatever is altered, moved or set back is refused.
func TestTampering(t *testing.T) {
	type scene struct {
		a, b   string // two customers, a in version 2
		ta     string // a recipient of a
		first  []byte // a's ciphertext in version 1
		seqOne int64
	}
	attacks := []struct {
		name   string
		target func(s scene) string
		sql    func(b *bench, s scene)
	}{
		{"first byte of a record", func(s scene) string { return s.a }, func(b *bench, s scene) { b.flip("record", "ct", "id", s.a, 0) }},
		{"last byte of a record", func(s scene) string { return s.a }, func(b *bench, s scene) { b.flip("record", "ct", "id", s.a, -1) }},
		{"byte of a wrap", func(s scene) string { return s.a }, func(b *bench, s scene) {
			b.flip("wrap", "wrapped", "key_id", b.text(`SELECT key_id FROM record WHERE id = ?`, s.a), 20)
		}},
		{"another's ciphertext", func(s scene) string { return s.a }, func(b *bench, s scene) {
			b.exec(`UPDATE record SET ct = (SELECT ct FROM record WHERE id = ?) WHERE id = ?`, s.b, s.a)
		}},
		{"another's row under this id", func(s scene) string { return s.a }, func(b *bench, s scene) {
			b.exec(`UPDATE record SET ct = (SELECT ct FROM record WHERE id = ?), key_id = (SELECT key_id FROM record WHERE id = ?),
				version = 1, customer_id = ? WHERE id = ?`, s.b, s.b, s.b, s.a)
		}},
		{"another's wrap", func(s scene) string { return s.a }, func(b *bench, s scene) {
			b.exec(`UPDATE wrap SET wrapped = (SELECT w.wrapped FROM wrap w WHERE w.owner = ? AND w.scope = 'live') WHERE owner = ? AND scope = 'live'`, s.b, s.a)
		}},
		{"kept key relabelled live", func(s scene) string { return s.ta }, func(b *bench, s scene) {
			b.exec(`DELETE FROM wrap WHERE owner = ? AND scope = 'live'`, s.a)
			b.exec(`UPDATE wrap SET scope = 'live' WHERE owner = ? AND scope = 'kept'`, s.a)
		}},
		{"recipient given to another", func(s scene) string { return s.ta }, func(b *bench, s scene) {
			b.exec(`UPDATE record SET customer_id = ? WHERE id = ?`, s.b, s.ta)
		}},
		{"another kind", func(s scene) string { return s.ta }, func(b *bench, s scene) {
			b.exec(`UPDATE record SET kind = 'note' WHERE id = ?`, s.ta)
		}},
		{"another schema", func(s scene) string { return s.a }, func(b *bench, s scene) {
			b.exec(`UPDATE record SET schema_no = 2 WHERE id = ?`, s.a)
		}},
		{"newer version number", func(s scene) string { return s.a }, func(b *bench, s scene) {
			b.exec(`UPDATE record SET version = 3 WHERE id = ?`, s.a)
		}},
		{"old ciphertext", func(s scene) string { return s.a }, func(b *bench, s scene) {
			b.exec(`UPDATE record SET ct = ? WHERE id = ?`, s.first, s.a)
		}},
		{"whole row set back", func(s scene) string { return s.a }, func(b *bench, s scene) {
			b.exec(`UPDATE record SET ct = ?, version = 1, change_seq = ? WHERE id = ?`, s.first, s.seqOne, s.a)
		}},
	}
	each(t, func(t *testing.T, b *bench) {
		for _, attack := range attacks {
			t.Run(attack.name, func(t *testing.T) {
				b := b.anew(t)
				s := scene{a: b.identified(person()).Ref.ID}
				s.first = b.bytes(`SELECT ct FROM record WHERE id = ?`, s.a)
				s.seqOne = int64(b.count(`SELECT change_seq FROM record WHERE id = ?`, s.a))
				moved := person()
				moved.Address2 = "1"
				b.identified(moved)
				moved.Kana = "ベツジン"
				s.b = b.identified(moved).Ref.ID
				s.ta = b.recipientOf(s.a)
				b.open(privacy, attack.target(s))
				attack.sql(b, s)
				_, err := b.v.Open(privacy, attack.target(s), "call")
				wantErr(t, err, "vault.tampered")
				if n := len(b.evidence("vault.refuse")); n != 1 {
					t.Errorf("%d refusals in evidence", n)
				}
			})
		}
	})
}

// TestDamagedCardLeavesOthersFindable: one bad row is told and does not stop
// the desk.
func TestDamagedCardLeavesOthersFindable(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		bad := b.identified(person()).Ref.ID
		other := person()
		other.Kana = "タカハシ ケン"
		good := b.identified(other).Ref.ID
		b.flip("record", "ct", "id", bad, 30)
		fresh := b.other()
		for range 2 {
			hits := b.search(fresh, customer.Query{Text: "タカハシ"})
			if len(hits) != 1 || hits[0].Ref.ID != good {
				t.Errorf("%d hits", len(hits))
			}
		}
		if got := b.evidence("vault.tampered"); len(got) != 1 || got[0] != "staff:op vault.tampered "+bad+" card" {
			t.Errorf("evidence %q", got)
		}
	})
}

// anew empties the database for another scene.
func (b *bench) anew(t *testing.T) *bench {
	c := *b
	c.t = t
	for _, table := range []string{"chunk", "record", "wrap", "outbox", "budget"} {
		if err := b.db.Read(context.Background()).Exec("DELETE FROM " + table).Error; err != nil {
			t.Fatal(err)
		}
	}
	c.v = c.other()
	return &c
}

func (b *bench) bytes(query string, args ...any) []byte {
	b.t.Helper()
	var out []byte
	if err := b.db.Read(context.Background()).Raw(query, args...).Row().Scan(&out); err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (b *bench) text(query string, args ...any) string { return string(b.bytes(query, args...)) }

// flip changes one bit of a column; a negative place counts from the end.
func (b *bench) flip(table, column, key, id string, at int) {
	b.t.Helper()
	data := b.bytes("SELECT "+column+" FROM "+table+" WHERE "+key+" = ?", id)
	if at < 0 {
		at += len(data)
	}
	data[at] ^= 0x10
	b.exec("UPDATE "+table+" SET "+column+" = ? WHERE "+key+" = ?", data, id)
}
