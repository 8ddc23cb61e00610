package audit

import (
	"errors"
	"fmt"

	"uketsuke/internal/errs"
)

// place is the cause below an error that says evidence was lost or forged: the
// first entry of the log that is concerned.
type place int64

func (p place) Error() string { return fmt.Sprintf("first entry concerned: %d", int64(p)) }

// fault is an error of kind Conflict which Verify turns into its finding.
func fault(first int64, key string, args ...any) error {
	return errs.E(errs.Conflict, key, append(args, place(first))...)
}

// finding takes a fault apart; ok is false for any other error, nil included.
func finding(err error) (first int64, msg errs.Message, ok bool) {
	var p place
	var e *errs.Error
	if !errors.As(err, &p) || !errors.As(err, &e) {
		return 0, errs.Message{}, false
	}
	return int64(p), e.Message, true
}
