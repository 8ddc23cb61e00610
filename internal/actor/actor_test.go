package actor

import (
	"context"
	"testing"

	"uketsuke/internal/errs"
)

func TestRequire(t *testing.T) {
	ctx := context.Background()
	if _, err := Require(ctx, Operator); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := Require(With(ctx, Actor{Role: Admin}), Admin); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("an actor without an id: %v", err)
	}
	op := With(ctx, Actor{ID: "staff:1", Role: Operator})
	if _, err := Require(op, Supervisor, Admin); !errs.Is(err, errs.Forbidden) {
		t.Errorf("an operator where supervisors may: %v", err)
	}
	if a, err := Require(op, Supervisor, Operator); err != nil || a.ID != "staff:1" {
		t.Errorf("an operator: %v %v", a, err)
	}
	if _, err := Require(With(ctx, Actor{ID: "staff:2", Role: Admin}), Operator); !errs.Is(err, errs.Forbidden) {
		t.Errorf("an administrator is not implied: %v", err)
	}
}
