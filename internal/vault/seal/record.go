package seal

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrTampered is every failure to open: the bytes, their place or their key
// are not what they were when sealed. It never says more.
var ErrTampered = errors.New("seal: does not open: altered, moved or set back")

// Key is a data key. It prints as "***".
type Key struct{ b [keyLen]byte }

// String keeps the key out of every log.
func (Key) String() string { return "***" }

// GoString keeps the key out of %#v.
func (Key) GoString() string { return "***" }

// NewKey makes a random data key.
func NewKey() Key { return Key{[keyLen]byte(random(keyLen))} }

// WrapContext is what a wrap is bound to besides its KEK: the key's id, whose
// it is and what it may open, so that a wrap neither opens under another id
// nor passes from "kept" to "live".
type WrapContext struct{ KeyID, Owner, Scope string }

// Wrap seals a data key under the primary KEK and names that KEK.
func (k *Keyset) Wrap(c WrapContext, dek Key) (kekID string, wrapped []byte) {
	return k.primary, k.keks[k.primary].Seal(nil, nil, dek.b[:], c.aad(k.primary))
}

// Unwrap opens a wrapped data key; ErrTampered for anything but what Wrap made
// with the same context and KEK.
func (k *Keyset) Unwrap(c WrapContext, kekID string, wrapped []byte) (Key, error) {
	kek := k.keks[kekID]
	if kek == nil {
		return Key{}, fmt.Errorf("seal: the keyset has no key %q: %w", kekID, ErrTampered)
	}
	b, err := kek.Open(nil, nil, wrapped, c.aad(kekID))
	if err != nil || len(b) != keyLen {
		return Key{}, ErrTampered
	}
	return Key{[keyLen]byte(b)}, nil
}

func (c WrapContext) aad(kekID string) []byte {
	return bind("wrap/v1", c.KeyID, c.Owner, c.Scope, kekID)
}

// Context is what a ciphertext is bound to: which record it is, whose, under
// which key, in which form and version, and for a piece of a blob its place.
type Context struct {
	Kind    string
	ID      string
	Owner   string // customer; empty when there is none
	Key     string // data key id
	Schema  int
	Version int64
	Chunk   int64 // 0 is the record itself; pieces of a blob count from 1
	Last    bool  // the last piece
}

func (c Context) aad() []byte {
	b := bind("record/v1", c.Kind, c.ID, c.Owner, c.Key)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Schema))
	b = binary.BigEndian.AppendUint64(b, uint64(c.Version))
	b = binary.BigEndian.AppendUint64(b, uint64(c.Chunk))
	if c.Last {
		return append(b, 1)
	}
	return append(b, 0)
}

// bind joins texts with their lengths, so that no two lists read alike.
func bind(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	return b
}

// padStep hides the length of fields: a record's clear form is filled up to
// the next multiple of so many bytes.
const padStep = 512

// Seal seals a record's clear form, padded to 512-byte steps.
func Seal(dek Key, c Context, clear []byte) []byte {
	n := (len(clear)/padStep + 1) * padStep
	padded := make([]byte, n)
	copy(padded, clear)
	padded[len(clear)] = 0x80
	return gcm(dek.b[:]).Seal(nil, nil, padded, c.aad())
}

// Open opens what Seal made with the same key and context, ErrTampered otherwise.
func Open(dek Key, c Context, ct []byte) ([]byte, error) {
	padded, err := gcm(dek.b[:]).Open(nil, nil, ct, c.aad())
	if err != nil {
		return nil, ErrTampered
	}
	for i := len(padded) - 1; i >= 0; i-- {
		switch padded[i] {
		case 0:
		case 0x80:
			return padded[:i], nil
		default:
			return nil, ErrTampered
		}
	}
	return nil, ErrTampered
}
