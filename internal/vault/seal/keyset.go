// Package seal holds the keys of the vault and does its cryptography: the only
// package that touches key bytes.
//
// A keyset file carries key-encryption keys (KEKs, one of them primary) and
// one key for fingerprints. Every customer, draft or batch has a data key of
// its own, which lies in the database wrapped by a KEK: destroying the wrap
// destroys what it sealed. Records are sealed with AES-256-GCM (random nonce,
// crypto/cipher) and bound to what they are, so that a row or a wrap that was
// moved, altered or set back does not open.
//
// Package seal must never know a database, a clock or what a record says, and
// it needs nothing beyond the standard library and package keyfile.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"uketsuke/internal/errs"
	"uketsuke/internal/keyfile"
)

const keyLen = 32

// Keyset is the opened key file. It prints as "***".
type Keyset struct {
	primary string
	keks    map[string]cipher.AEAD
	mac     []byte
	file    keyFile
}

// keyFile is the file's form.
type keyFile struct {
	Format  int        `json:"format"`
	Primary string     `json:"primary"`
	Keys    []keyEntry `json:"keys"`
	MAC     []byte     `json:"mac"` // fingerprints
}

type keyEntry struct {
	ID  string `json:"id"`
	Key []byte `json:"key"`
}

const fileFormat = 1

// String keeps keys out of every log.
func (*Keyset) String() string { return "***" }

// GoString keeps keys out of %#v.
func (*Keyset) GoString() string { return "***" }

// New makes a keyset with one fresh KEK, in memory.
func New() *Keyset {
	f := keyFile{Format: fileFormat, MAC: random(keyLen)}
	f.add()
	k, err := f.open()
	if err != nil {
		panic(err) // a fresh keyset is well formed
	}
	return k
}

// Create makes a keyset with one fresh KEK and writes it to a new file that
// its owner alone can read, whole and durable or not at all: the power must
// not take the only key of what it has sealed. An existing file is never overwritten
// (errs.Conflict): it would be the end of everything sealed with it.
func Create(path string) (*Keyset, error) {
	k := New()
	data, err := k.text()
	if err == nil {
		err = keyfile.Create(path, data)
	}
	if errs.Is(err, errs.Conflict) {
		return nil, errs.E(errs.Conflict, "vault.key_exists", path)
	}
	if err != nil {
		return nil, errs.E(errs.Internal, "vault.key_write", path, err)
	}
	return k, nil
}

func (k *Keyset) text() ([]byte, error) {
	data, err := json.MarshalIndent(k.file, "", "  ")
	return append(data, '\n'), err
}

// Rotate adds a fresh KEK to the file and makes it primary: new wraps use it,
// older ones stay readable. The file is replaced in one step.
func Rotate(path string) (*Keyset, error) {
	k, err := Load(path)
	if err != nil {
		return nil, err
	}
	k.file.add()
	next, err := k.file.open()
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, errs.E(errs.Internal, "vault.key_write", path+".new", err)
	}
	if err := next.writeTo(f); err != nil {
		return nil, err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return nil, errs.E(errs.Internal, "vault.key_write", path, err)
	}
	return next, nil
}

// writeTo writes, syncs and closes the file; a keyset that is in use must have
// reached the disk first.
func (k *Keyset) writeTo(f *os.File) error {
	data, err := k.text()
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return errs.E(errs.Internal, "vault.key_write", f.Name(), err)
	}
	return nil
}

// Load opens a keyset file. One that the group or others may read is refused
// ("vault.key_mode"): a key that was open to others is no key any more.
func Load(path string) (*Keyset, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.E(errs.NotFound, "vault.key_missing", path)
	}
	if err != nil {
		return nil, errs.E(errs.Internal, "vault.key_read", path, err)
	}
	if !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 {
		return nil, errs.E(errs.Invalid, "vault.key_mode", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, errs.E(errs.Internal, "vault.key_read", path, err)
	}
	var f keyFile
	if json.Unmarshal(data, &f) != nil {
		return nil, errs.E(errs.Invalid, "vault.key_broken", path) // the cause could repeat key bytes
	}
	k, err := f.open()
	if err != nil {
		return nil, errs.E(errs.Invalid, "vault.key_broken", path)
	}
	return k, nil
}

func (f *keyFile) add() {
	id := "k" + base64.RawURLEncoding.EncodeToString(random(6))
	f.Keys = append(f.Keys[:len(f.Keys):len(f.Keys)], keyEntry{ID: id, Key: random(keyLen)})
	f.Primary = id
}

var errKeyFile = errors.New("seal: the keyset is not well formed")

func (f keyFile) open() (*Keyset, error) {
	k := &Keyset{primary: f.Primary, keks: map[string]cipher.AEAD{}, mac: f.MAC, file: f}
	if f.Format != fileFormat || len(f.MAC) != keyLen {
		return nil, errKeyFile
	}
	for _, e := range f.Keys {
		if e.ID == "" || len(e.Key) != keyLen || k.keks[e.ID] != nil {
			return nil, errKeyFile
		}
		k.keks[e.ID] = gcm(e.Key)
	}
	if k.keks[f.Primary] == nil {
		return nil, errKeyFile
	}
	return k, nil
}

// Fingerprint is HMAC-SHA256 under the keyset's own key; label separates uses
// and is bound with its length. Whoever holds a database alone cannot test
// guesses against it, which a plain hash of a phone number would allow.
func (k *Keyset) Fingerprint(label string, data []byte) []byte {
	h := hmac.New(sha256.New, k.mac)
	h.Write(bind("fingerprint/v1", label))
	h.Write(data)
	return h.Sum(nil)
}

func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only a wrong length, which was checked
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // AES has the block size that GCM needs
	}
	return aead
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return b
}
