package staff

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Parameters of argon2id: OWASP's second choice (46 MiB, one pass, one lane),
// about 40 ms of one core. They stand in every stored hash, so that they may
// rise without locking anybody out.
const (
	FullMemory = 46 * 1024 // KiB
	argonTime  = 1
	argonLanes = 1
	argonKey   = 32
	argonSalt  = 16
)

// hasher hashes at most two passwords at once: a flood of logins may cost two
// cores and 92 MiB, not the machine.
type hasher struct {
	memory uint32 // KiB that a new hash takes
	slots  chan struct{}
	dummy  string // hash of nothing, verified when the login is unknown
}

func newHasher(memory uint32) *hasher {
	h := &hasher{memory: memory, slots: make(chan struct{}, 2)}
	h.dummy = h.phc(make([]byte, argonSalt), make([]byte, argonKey))
	return h
}

// hash makes the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails
	return h.phc(salt, argon2.IDKey([]byte(password), salt, argonTime, h.memory, argonLanes, argonKey)), nil
}

// verify compares a password with a PHC string; the empty string stands for an
// unknown login and takes the same time.
func (h *hasher) verify(ctx context.Context, stored, password string) (bool, error) {
	known := stored != ""
	if !known {
		stored = h.dummy
	}
	m, t, p, salt, want, err := parsePHC(stored)
	if err != nil {
		return false, err
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	got := argon2.IDKey([]byte(password), salt, t, m, p, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) leave() { <-h.slots }

var b64 = base64.RawStdEncoding

func (h *hasher) phc(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.memory, argonTime, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// parsePHC reads what phc wrote. Its bounds keep a forged row from asking for
// all memory.
func parsePHC(s string) (m, t uint32, p uint8, salt, key []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return 0, 0, 0, nil, nil, fmt.Errorf("staff: stored password is not argon2id")
	}
	_, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p)
	if err != nil || m > 1<<20 || t < 1 || t > 16 || p < 1 {
		return 0, 0, 0, nil, nil, fmt.Errorf("staff: stored password has wrong parameters")
	}
	salt, err = b64.DecodeString(parts[4])
	if err == nil {
		key, err = b64.DecodeString(parts[5])
	}
	if err != nil || len(key) != argonKey {
		return 0, 0, 0, nil, nil, fmt.Errorf("staff: stored password is damaged")
	}
	return m, t, p, salt, key, nil
}
