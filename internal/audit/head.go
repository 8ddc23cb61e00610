package audit

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"uketsuke/internal/errs"
	"uketsuke/internal/keyfile"
)

// signHead makes the signed head: a C2SP tlog-checkpoint (origin, size, root
// in base64, one line each) as a signed note.
func (l *Log) signHead(t tlog.Tree) (string, error) {
	return l.key.Sign(fmt.Sprintf("%s\n%d\n%s\n", l.origin, t.N, t.Hash))
}

// openHead reads a head that this log's key signed. The empty note is the head
// of the empty log. Everything else is errs.Invalid.
func (l *Log) openHead(signed string) (tlog.Tree, error) {
	if signed == "" {
		root, err := tlog.TreeHash(0, nil)
		return tlog.Tree{Hash: root}, err
	}
	return ParseHead(signed, l.origin, l.key.Public())
}

// ParseHead reads a signed head of the log of that origin with the public key
// alone. A wrong signature, another origin or another shape is errs.Invalid.
func ParseHead(signed, origin, public string) (tlog.Tree, error) {
	text, err := keyfile.Verify(signed, public)
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		return tlog.Tree{}, errs.E(errs.Invalid, "audit.head_shape")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, errs.E(errs.Invalid, "audit.head_shape")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, errs.E(errs.Invalid, "audit.head_shape")
	}
	return tlog.Tree{N: size, Hash: root}, nil
}
