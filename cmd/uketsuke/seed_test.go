package main

import (
	"context"
	"strings"
	"testing"

	"uketsuke/internal/customer"
	"uketsuke/internal/store"
)

// TestSeed: invented people are found like others, their orders are listed, the
// next order goes on after theirs, the evidence is whole; a database that is
// not empty, or SQLite, is refused and stays as it was.
func TestSeed(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.stocked()
		before := s.rows()
		args := []string{"seed", "--customers", "40", "--orders", "90"}
		if s.engine == store.SQLite {
			s.refused(args...)
			if after := s.rows(); after["vault.record"] != 0 || after["orders.orders"] != 0 {
				t.Errorf("a refused seeding left %v", after)
			}
			return
		}
		s.run(args...)
		after := s.rows()
		for table, want := range map[string]int64{"vault.record": 40 + 90, "vault.wrap": 2 * 40, "orders.orders": 90, "orders.order_history": 90, "audit.entry": before["audit.entry"] + 2} {
			if after[table] != want {
				t.Errorf("%s: %d rows, want %d", table, after[table], want)
			}
		}
		s.run("audit", "verify")
		s.refused(args...)
		if again := s.rows(); again["vault.record"] != 130 || again["orders.orders"] != 90 {
			t.Errorf("a second seeding left %v", again)
		}
		out := s.run("bench", "--customers", "40", "--runs", "3")
		for _, act := range []string{"lookup by phone", "kana search", "card", "quote", "save", "order list"} {
			if !strings.Contains(out, "\n"+act+" ") {
				t.Errorf("the benchmark lacks %s:\n%s", act, out)
			}
		}
		s.refused("bench", "--customers", "40", "--seed", "2", "--runs", "3")
		s.run("audit", "verify")
	})
}

// TestSeederRepeats: the same number makes the same people.
func TestSeederRepeats(t *testing.T) {
	s := newShop(t, store.SQLite).stocked()
	make2 := func(seed uint64) (out [2]customer.Person) {
		c := &cli{Data: s.dir, ctx: t.Context()}
		must(t, c.run(func(ctx context.Context, a *app) error {
			x, err := seedCmd{Customers: 2, Seed: seed}.seeder(ctx, a)
			if err == nil {
				out = [2]customer.Person{x.person(0), x.person(1)}
			}
			return err
		}))
		return out
	}
	same := func(a, b [2]customer.Person) bool {
		return a[0].Name == b[0].Name && a[1].Address1 == b[1].Address1 && a[0].Address2 == b[0].Address2
	}
	if one := make2(1); !same(one, make2(1)) || same(one, make2(2)) || one[0].Phone == one[1].Phone {
		t.Error("the same number makes other people, or another number the same")
	}
}
