package main

import (
	"net"
	"strings"
	"testing"
)

// TestDemoLeavesARealShopAlone: the demo's passwords are known to everybody.
func TestDemoLeavesARealShopAlone(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.stdin = "kaori-no-michi-42\n"
		s.run("staff", "add", "ogawa", "--name", "小川 みのり", "--role", "admin")
		before := s.rows()
		s.refused("demo", "--exit", "--catalog", catalogDir, "--listen", "127.0.0.1:0")
		after := s.rows()
		for _, table := range []string{"orders.staff", "orders.orders", "orders.catalog_product", "vault.record"} {
			if before[table] != after[table] {
				t.Errorf("%s: %d rows, %d after the refusal", table, before[table], after[table])
			}
		}
	})
}

func TestCutTextSaysOneThing(t *testing.T) {
	no := int64(3)
	for _, tt := range []struct {
		out  cutOut
		want string
	}{
		{cutOut{}, "nothing to take\n"},
		{cutOut{Batch: &no, Orders: 2, Lines: 4, Pieces: 8, Goods: 17600}, "batch 3: 2 orders, 4 lines, 8 pieces, goods 17600 yen\n"},
	} {
		var b strings.Builder
		if err := (&cli{stdout: &b}).printCut(tt.out); err != nil || b.String() != tt.want {
			t.Errorf("printed %q (%v), want %q", b.String(), err, tt.want)
		}
	}
}

// TestReachableAddress: the set-up link must open in a browser, also when the
// program listens on every address of a container.
func TestReachableAddress(t *testing.T) {
	for _, tt := range []struct{ ip, want string }{
		{"0.0.0.0", "127.0.0.1:8080"}, {"::", "127.0.0.1:8080"}, {"192.0.2.7", "192.0.2.7:8080"}, {"::1", "[::1]:8080"},
	} {
		if got := reachable(&net.TCPAddr{IP: net.ParseIP(tt.ip), Port: 8080}); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.ip, got, tt.want)
		}
	}
}
