// Package keyfile keeps secrets in files of their own: written once, never
// overwritten, readable by their owner alone, and refused at start when they
// are not. It also knows the one kind of signing key that the house uses, an
// Ed25519 key in the note format of golang.org/x/mod/sumdb (C2SP signed-note),
// which signs the heads of the evidence log and the manifest of the site.
//
// Package keyfile knows no feature and no database; it never logs a key, and
// its errors name the path, never the content.
package keyfile

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"uketsuke/internal/errs"
)

// Create writes a secret to a new file of mode 0600, whole or not at all, and
// makes its folder (0700) where there is none. A file that exists is left
// alone: errs.Conflict.
func Create(path string, secret []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("keyfile: %w", err)
	}
	temp, err := write(path, secret)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp) }()
	// A link is refused where the name exists: of two processes that start at
	// once one wins, and neither reads half a key.
	if err := os.Link(temp, path); errors.Is(err, fs.ErrExist) {
		return errs.E(errs.Conflict, "keyfile.exists", path)
	} else if err != nil {
		return fmt.Errorf("keyfile: %w", err)
	}
	return sync(dir)
}

// write puts the secret on disk under a temporary name beside its place.
func write(path string, secret []byte) (string, error) {
	var r [8]byte
	_, _ = rand.Read(r[:]) // never fails
	temp := path + ".new-" + hex.EncodeToString(r[:])
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", fmt.Errorf("keyfile: %w", err)
	}
	_, err = f.Write(secret)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(temp)
		return "", fmt.Errorf("keyfile: %w", err)
	}
	return temp, nil
}

// sync makes the new name durable: a key that seals data must not vanish in a
// power cut that the data survives.
func sync(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("keyfile: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("keyfile: %w", err)
	}
	return nil
}

// Load reads a secret. errs.NotFound when there is no such file,
// errs.Forbidden when group or others may read or write it.
func Load(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.E(errs.NotFound, "keyfile.missing", path)
	}
	if err != nil {
		return nil, fmt.Errorf("keyfile: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("keyfile: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, errs.E(errs.Invalid, "keyfile.irregular", path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, errs.E(errs.Forbidden, "keyfile.open_to_others", path, fmt.Sprintf("%04o", mode))
	}
	if info.Size() > 1<<20 {
		return nil, errs.E(errs.Invalid, "keyfile.content", path)
	}
	secret := make([]byte, info.Size())
	if _, err := f.ReadAt(secret, 0); err != nil && len(secret) > 0 {
		return nil, fmt.Errorf("keyfile: %w", err)
	}
	return secret, nil
}
