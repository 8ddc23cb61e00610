// Package actor says who acts: a member of staff, an API token or the
// operating-system user of a command. It stands apart from staff so that the
// vault can charge and log an actor without knowing accounts.
package actor

import (
	"context"
	"slices"

	"uketsuke/internal/errs"
)

// Role is what a person is employed to do here. Roles do not contain each
// other; the tables that check them name every role they admit.
type Role string

// The roles.
const (
	Operator   Role = "operator"   // takes orders
	Supervisor Role = "supervisor" // also releases holds, records payments, changes batched orders
	Warehouse  Role = "warehouse"  // pulls batches
	Privacy    Role = "privacy"    // privacy officer: erases, reads the evidence
	Admin      Role = "admin"      // staff accounts, tokens, catalog, commands
)

// Roles lists every role in the order screens show them.
var Roles = []Role{Operator, Supervisor, Warehouse, Privacy, Admin}

// Actor is who acts. ID is what the evidence log keeps ("staff:<id>",
// "token:<id>", "cli:<os user>", "system"); it never is a customer.
type Actor struct {
	ID   string
	Name string // display only
	Role Role
	Lang string // "ja" or "en"; empty means ja
}

// System is the actor of timers and start-up work.
var System = Actor{ID: "system", Name: "system", Role: Admin}

type key struct{}

// With puts the actor into the context.
func With(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, key{}, a)
}

// From returns the actor; ok is false where nobody was put in.
func From(ctx context.Context) (Actor, bool) {
	a, ok := ctx.Value(key{}).(Actor)
	return a, ok && a.ID != ""
}

// Require returns the actor if one of the roles is theirs. Admin is not
// implied: an administrator who may take orders is listed.
func Require(ctx context.Context, roles ...Role) (Actor, error) {
	a, ok := From(ctx)
	if !ok {
		return Actor{}, errs.E(errs.Unauthenticated, "actor.none")
	}
	if !slices.Contains(roles, a.Role) {
		return Actor{}, errs.E(errs.Forbidden, "actor.role")
	}
	return a, nil
}
