package seal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"uketsuke/internal/errs"
)

func TestCreateLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.key")
	made, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v; want 0600", info.Mode(), err)
	}
	dek := NewKey()
	w := WrapContext{KeyID: "a", Owner: "o", Scope: "live"}
	kek, wrapped := made.Wrap(w, dek)
	loaded, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := loaded.Unwrap(w, kek, wrapped); err != nil || got != dek {
		t.Fatalf("unwrap after load: %v", err)
	}
	if !bytes.Equal(made.Fingerprint("l", []byte("x")), loaded.Fingerprint("l", []byte("x"))) {
		t.Error("fingerprints differ after load")
	}
	if _, err := Create(path); !errs.Is(err, errs.Conflict) {
		t.Errorf("Create over a keyset: %v", err)
	}
}

func TestRotate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.key")
	old, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := WrapContext{KeyID: "a", Scope: "own"}
	dek := NewKey()
	oldKEK, oldWrap := old.Wrap(w, dek)
	next, err := Rotate(path)
	if err != nil {
		t.Fatal(err)
	}
	newKEK, newWrap := next.Wrap(w, dek)
	if newKEK == oldKEK {
		t.Error("the primary did not change")
	}
	if got, err := next.Unwrap(w, oldKEK, oldWrap); err != nil || got != dek {
		t.Errorf("old wrap: %v", err)
	}
	if _, err := old.Unwrap(w, newKEK, newWrap); !errors.Is(err, ErrTampered) {
		t.Errorf("unknown KEK: %v", err)
	}
	if _, err := next.Unwrap(w, oldKEK, newWrap); !errors.Is(err, ErrTampered) {
		t.Errorf("wrap under the other KEK's name: %v", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	good, err := os.ReadFile(func() string {
		p := filepath.Join(t.TempDir(), "k")
		if _, err := Create(p); err != nil {
			t.Fatal(err)
		}
		return p
	}())
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, text, key string
		mode            os.FileMode
	}{
		{"group readable", string(good), "vault.key_mode", 0o640},
		{"world readable", string(good), "vault.key_mode", 0o604},
		{"group writable", string(good), "vault.key_mode", 0o620},
		{"empty", "", "vault.key_broken", 0o600},
		{"cut", string(good[:40]), "vault.key_broken", 0o600},
		{"other format", strings.Replace(string(good), `"format": 1`, `"format": 2`, 1), "vault.key_broken", 0o600},
		{"no primary", strings.Replace(string(good), `"primary": "`, `"primary": "x`, 1), "vault.key_broken", 0o600},
		{"short mac", strings.Replace(string(good), `"mac": "`, `"mac": "AAAA", "m": "`, 1), "vault.key_broken", 0o600},
		{"short key", strings.Replace(string(good), `"key": "`, `"key": "AAAA", "k": "`, 1), "vault.key_broken", 0o600},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "k")
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, tt.mode); err != nil {
				t.Fatal(err)
			}
			_, err := Load(path)
			var e *errs.Error
			if !errors.As(err, &e) || e.Message.Key != tt.key {
				t.Errorf("got %v, want %s", err, tt.key)
			}
		})
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); !errs.Is(err, errs.NotFound) {
		t.Errorf("missing file: %v", err)
	}
}

var base = Context{Kind: "customer", ID: "id-1", Owner: "id-1", Key: "key-1", Schema: 1, Version: 3, Chunk: 2, Last: true}

func TestSealOpen(t *testing.T) {
	dek := NewKey()
	for _, n := range []int{0, 1, 510, 511, 512, 513, 5000} {
		clear := bytes.Repeat([]byte{0x80}, n)
		ct := Seal(dek, base, clear)
		if (len(ct)-28)%padStep != 0 {
			t.Errorf("%d bytes: ciphertext of %d is not padded", n, len(ct))
		}
		got, err := Open(dek, base, ct)
		if err != nil || !bytes.Equal(got, clear) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// TestOpenRefuses holds everything a record is bound to: four and more vectors
// that must fail for each that opens.
func TestOpenRefuses(t *testing.T) {
	dek := NewKey()
	ct := Seal(dek, base, []byte(`{"a":1}`))
	change := func(f func(*Context)) Context { c := base; f(&c); return c }
	contexts := map[string]Context{
		"kind":        change(func(c *Context) { c.Kind = "note" }),
		"id":          change(func(c *Context) { c.ID = "id-2" }),
		"owner":       change(func(c *Context) { c.Owner = "id-2" }),
		"no owner":    change(func(c *Context) { c.Owner = "" }),
		"key":         change(func(c *Context) { c.Key = "key-2" }),
		"schema":      change(func(c *Context) { c.Schema = 2 }),
		"older":       change(func(c *Context) { c.Version = 2 }),
		"newer":       change(func(c *Context) { c.Version = 4 }),
		"chunk":       change(func(c *Context) { c.Chunk = 3 }),
		"not last":    change(func(c *Context) { c.Last = false }),
		"shifted":     change(func(c *Context) { c.Kind, c.ID = "customeri", "d-1" }),
		"joined":      change(func(c *Context) { c.ID, c.Owner = "id-1id-1", "" }),
		"zero values": {},
	}
	for name, c := range contexts {
		if _, err := Open(dek, c, ct); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(NewKey(), base, ct); !errors.Is(err, ErrTampered) {
		t.Errorf("other key: %v", err)
	}
	for _, n := range []int{0, 1, 12, 27, 28, len(ct) - 1} {
		if _, err := Open(dek, base, ct[:n]); !errors.Is(err, ErrTampered) {
			t.Errorf("cut to %d: %v", n, err)
		}
	}
	for i := range ct {
		if _, err := Open(dek, base, flip(ct, i)); !errors.Is(err, ErrTampered) {
			t.Errorf("byte %d flipped: %v", i, err)
		}
	}
	if _, err := Open(dek, base, append(bytes.Clone(ct), 0)); !errors.Is(err, ErrTampered) {
		t.Errorf("one byte more: %v", err)
	}
}

func TestUnwrapRefuses(t *testing.T) {
	ks := New()
	w := WrapContext{KeyID: "k", Owner: "o", Scope: "kept"}
	kek, wrapped := ks.Wrap(w, NewKey())
	for name, c := range map[string]WrapContext{
		"key":   {KeyID: "l", Owner: "o", Scope: "kept"},
		"owner": {KeyID: "k", Owner: "p", Scope: "kept"},
		"scope": {KeyID: "k", Owner: "o", Scope: "live"},
		"shift": {KeyID: "ko", Owner: "", Scope: "kept"},
	} {
		if _, err := ks.Unwrap(c, kek, wrapped); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range wrapped {
		if _, err := ks.Unwrap(w, kek, flip(wrapped, i)); !errors.Is(err, ErrTampered) {
			t.Errorf("byte %d flipped: %v", i, err)
		}
	}
	if _, err := New().Unwrap(w, kek, wrapped); !errors.Is(err, ErrTampered) {
		t.Errorf("other keyset: %v", err)
	}
}

func TestFingerprintSeparates(t *testing.T) {
	ks := New()
	a := ks.Fingerprint("order", []byte("x"))
	for name, b := range map[string][]byte{
		"label":  ks.Fingerprint("batch", []byte("x")),
		"data":   ks.Fingerprint("order", []byte("y")),
		"border": ks.Fingerprint("orderx", nil),
		"keyset": New().Fingerprint("order", []byte("x")),
	} {
		if bytes.Equal(a, b) {
			t.Errorf("%s: same fingerprint", name)
		}
	}
}

func TestKeysPrintNothing(t *testing.T) {
	k := NewKey()
	for _, s := range []string{fmt.Sprint(k), fmt.Sprintf("%v %+v %#v", k, k, k), fmt.Sprintf("%v %+v %#v", New(), New(), New())} {
		if strings.Trim(s, "* ") != "" {
			t.Errorf("printed %q", s)
		}
	}
}

func flip(b []byte, i int) []byte {
	c := bytes.Clone(b)
	c[i] ^= 0x01
	return c
}

// FuzzOpen: nothing but the very ciphertext opens.
func FuzzOpen(f *testing.F) {
	dek := NewKey()
	ct := Seal(dek, base, []byte(`{"name":"x"}`))
	f.Add([]byte{}, 0)
	f.Add([]byte{1}, 5)
	f.Add(ct[:30], 12)
	f.Fuzz(func(t *testing.T, patch []byte, at int) {
		forged := bytes.Clone(ct)
		if at < 0 || at > len(forged) {
			forged = patch
		} else {
			forged = append(forged[:at:at], append(bytes.Clone(patch), forged[min(len(forged), at+len(patch)):]...)...)
		}
		if bytes.Equal(forged, ct) {
			return
		}
		if _, err := Open(dek, base, forged); !errors.Is(err, ErrTampered) {
			t.Fatalf("opened: %v", err)
		}
	})
}

func BenchmarkUnwrapOpen(b *testing.B) {
	ks := New()
	w := WrapContext{KeyID: "k", Owner: "o", Scope: "live"}
	dek := NewKey()
	kek, wrapped := ks.Wrap(w, dek)
	ct := Seal(dek, base, make([]byte, 400))
	for b.Loop() {
		k, err := ks.Unwrap(w, kek, wrapped)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Open(k, base, ct); err != nil {
			b.Fatal(err)
		}
	}
}
