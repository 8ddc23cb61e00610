package keyfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"uketsuke/internal/errs"
	"uketsuke/internal/keyfile"
)

func TestCreate(t *testing.T) {
	t.Run("writes for the owner alone, folder included", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "keys", "a.key")
		must(t, keyfile.Create(path, []byte("secret")))
		for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
			info, err := os.Stat(name)
			must(t, err)
			if got := info.Mode().Perm(); got != want {
				t.Errorf("%s has mode %o, want %o", name, got, want)
			}
		}
		if got, err := keyfile.Load(path); err != nil || string(got) != "secret" {
			t.Errorf("Load: %q, %v", got, err)
		}
	})
	t.Run("never overwrites and leaves nothing beside it", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "a.key")
		must(t, keyfile.Create(path, []byte("first")))
		wantKey(t, keyfile.Create(path, []byte("second")), "keyfile.exists")
		if got, err := keyfile.Load(path); err != nil || string(got) != "first" {
			t.Errorf("Load: %q, %v", got, err)
		}
		files, err := os.ReadDir(filepath.Dir(path))
		must(t, err)
		if len(files) != 1 {
			t.Errorf("folder holds %v", files)
		}
	})
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.key")
	_, err := keyfile.Load(path)
	wantKey(t, err, "keyfile.missing")
	must(t, keyfile.Create(path, []byte("secret")))
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o602, 0o644} {
		must(t, os.Chmod(path, mode))
		_, err = keyfile.Load(path)
		wantKey(t, err, "keyfile.open_to_others")
	}
	_, err = keyfile.Load(dir)
	wantKey(t, err, "keyfile.irregular")
}

func TestSigner(t *testing.T) {
	t.Run("signs what its public key verifies, after a restart too", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "site.key")
		made, err := keyfile.CreateSigner(path, "uketsuke/site")
		must(t, err)
		loaded, err := keyfile.LoadSigner(path)
		must(t, err)
		signed, err := loaded.Sign("text\n")
		must(t, err)
		if text, err := keyfile.Verify(signed, made.Public()); err != nil || text != "text\n" {
			t.Errorf("Verify: %q, %v", text, err)
		}
		other, err := keyfile.CreateSigner(path+"2", "uketsuke/site")
		must(t, err)
		_, err = keyfile.Verify(signed, other.Public())
		wantKey(t, err, "keyfile.signature")
		_, err = keyfile.Verify("x"+signed, made.Public())
		wantKey(t, err, "keyfile.signature")
	})
	t.Run("refuses another file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "a.key")
		must(t, keyfile.Create(path, []byte("PRIVATE+KEY+x")))
		_, err := keyfile.LoadSigner(path)
		wantKey(t, err, "keyfile.content")
	})
	t.Run("two that start at once hold one key", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "a.key")
		public := make([]string, 8)
		var wg sync.WaitGroup
		for i := range public {
			wg.Go(func() {
				s, _, err := keyfile.OpenSigner(path, "x")
				if err != nil {
					t.Error(err)
					return
				}
				public[i] = s.Public()
			})
		}
		wg.Wait()
		for _, p := range public {
			if p == "" || p != public[0] {
				t.Errorf("keys differ: %q", public)
			}
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) || e.Message.Key != key {
		t.Errorf("error is %v, want %s", err, key)
	}
}
