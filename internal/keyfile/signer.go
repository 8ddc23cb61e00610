package keyfile

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"uketsuke/internal/errs"
)

// Signer is an Ed25519 key under a name. Its file holds one line, the note
// package's "PRIVATE+KEY+name+hash+seed".
type Signer struct {
	signer note.Signer
	public string // verifier key: name+hash+key, may be published
}

// CreateSigner makes a key and its file; errs.Conflict when the file exists.
// The name stands in every signature and may hold neither spaces nor plus signs.
func CreateSigner(path, name string) (*Signer, error) {
	secret, _, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return nil, fmt.Errorf("keyfile: %w", err)
	}
	s, err := parse(path, secret)
	if err != nil {
		return nil, err
	}
	return s, Create(path, []byte(secret+"\n"))
}

// LoadSigner reads a key; errors as Load, and errs.Invalid when the file does
// not hold a signing key.
func LoadSigner(path string) (*Signer, error) {
	secret, err := Load(path)
	if err != nil {
		return nil, err
	}
	return parse(path, strings.TrimSpace(string(secret)))
}

// OpenSigner loads the key, or makes it where there is none: the first start
// of the embedded default. created says which.
func OpenSigner(path, name string) (s *Signer, created bool, err error) {
	s, err = LoadSigner(path)
	if !errs.Is(err, errs.NotFound) {
		return s, false, err
	}
	s, err = CreateSigner(path, name)
	if errs.Is(err, errs.Conflict) { // another process made it meanwhile
		s, err = LoadSigner(path)
		return s, false, err
	}
	return s, err == nil, err
}

func parse(path, secret string) (*Signer, error) {
	signer, err := note.NewSigner(secret)
	if err != nil {
		return nil, errs.E(errs.Invalid, "keyfile.content", path)
	}
	// Five fields "PRIVATE+KEY+name+hash+data", checked by NewSigner; base64
	// may itself hold a plus. data is one algorithm byte and the seed.
	fields := strings.SplitN(secret, "+", 5)
	raw, err := base64.StdEncoding.DecodeString(fields[4])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, errs.E(errs.Invalid, "keyfile.content", path)
	}
	pub := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	public, err := note.NewEd25519VerifierKey(signer.Name(), pub)
	if err != nil {
		return nil, fmt.Errorf("keyfile: %w", err)
	}
	return &Signer{signer: signer, public: public}, nil
}

// Name is the key's name.
func (s *Signer) Name() string { return s.signer.Name() }

// Public is the verifier key, one line, for whoever checks the signatures.
func (s *Signer) Public() string { return s.public }

// Sign signs a text, which must end in a newline, and returns the signed note.
func (s *Signer) Sign(text string) (string, error) {
	msg, err := note.Sign(&note.Note{Text: text}, s.signer)
	if err != nil {
		return "", fmt.Errorf("keyfile: %w", err)
	}
	return string(msg), nil
}

// Verify returns the text of a note that the holder of the public key signed;
// errs.Invalid otherwise.
func Verify(signed, public string) (text string, err error) {
	v, err := note.NewVerifier(strings.TrimSpace(public))
	if err != nil {
		return "", errs.E(errs.Invalid, "keyfile.public")
	}
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil {
		return "", errs.E(errs.Invalid, "keyfile.signature", v.Name(), err)
	}
	return n.Text, nil
}
