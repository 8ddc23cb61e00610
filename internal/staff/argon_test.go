package staff

import (
	"context"
	"strings"
	"testing"
)

func TestHasher(t *testing.T) {
	ctx := context.Background()
	h := newHasher(FullMemory)
	stored, err := h.hash(ctx, "mizu to hana 47")
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.hash(ctx, "mizu to hana 47")
	if err != nil || again == stored {
		t.Errorf("two hashes of one password are equal (%v)", err)
	}
	for _, c := range []struct {
		name, stored, password string
		want                   bool
	}{
		{"the password", stored, "mizu to hana 47", true},
		{"another one", stored, "mizu to hana 48", false},
		{"an unknown login", "", "mizu to hana 47", false},
		{"an unknown login and no password", "", "", false},
	} {
		if got, err := h.verify(ctx, c.stored, c.password); got != c.want || err != nil {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
	ended, stop := context.WithCancel(ctx)
	stop()
	h.slots <- struct{}{}
	h.slots <- struct{}{} // both slots are taken
	if _, err := h.verify(ended, stored, "x"); err == nil {
		t.Error("a request that ended still waits for a slot")
	}
}

func FuzzParsePHC(f *testing.F) {
	good := newHasher(FullMemory).phc(make([]byte, argonSalt), make([]byte, argonKey))
	f.Add(good)
	f.Add(strings.Replace(good, "t=1", "t=0", 1))
	f.Add(strings.Replace(good, "m=47104", "m=4294967295", 1))
	f.Fuzz(func(t *testing.T, s string) {
		m, time, lanes, _, key, err := parsePHC(s)
		if err == nil && (m > 1<<20 || time < 1 || lanes < 1 || len(key) != argonKey) {
			t.Errorf("%q asks for m=%d t=%d p=%d", s, m, time, lanes)
		}
	})
}
