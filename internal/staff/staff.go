// Package staff knows who works here: accounts, passwords, login limits,
// sessions, the first start's set-up link, and the tokens of programs. What it
// hands to the others is an actor.Actor.
//
// It owns the staff tables of the orders database. Passwords are argon2id;
// session, set-up and program tokens lie in the database as hashes only, so
// that a copy of it opens nothing. Every change leaves evidence in its own
// transaction. Customers have no account here or anywhere, and nothing in this
// package may ever hold one.
package staff

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/i18n"
	"uketsuke/internal/store"
)

// Account is one member of staff.
type Account struct {
	ID         string     `json:"id"` // UUIDv7
	Login      string     `json:"login"`
	Name       string     `json:"name"` // display name (担当者名)
	Role       actor.Role `json:"role"`
	Lang       string     `json:"lang"` // "ja" or "en"
	Version    int64      `json:"version"`
	CreatedAt  time.Time  `json:"created_at"`
	DisabledAt time.Time  `json:"disabled_at,omitzero"` // zero while the account is in use

	epoch int64
}

// Actor is the account as others see who acts.
func (a Account) Actor() actor.Actor {
	return actor.Actor{ID: "staff:" + a.ID, Name: a.Name, Role: a.Role, Lang: a.Lang}
}

// Disabled reports whether the account was taken out of use.
func (a Account) Disabled() bool { return !a.DisabledAt.IsZero() }

// New is an account to be made.
type New struct {
	Login    string
	Name     string // empty means the login
	Role     actor.Role
	Lang     string // empty means Japanese
	Password string
}

// Service is the staff of one orders database.
type Service struct {
	db     *store.DB
	hasher *hasher
}

// NewService opens the staff. One per process: it also bounds how many
// passwords are hashed at once. A new hash takes memory KiB: [FullMemory], and
// less only where nobody guesses, in tests.
func NewService(db *store.DB, memory uint32) *Service {
	return &Service{db: db, hasher: newHasher(memory)}
}

var loginShape = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)

// NormalLogin is the login as it is compared: half-width and lower case.
func NormalLogin(s string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(s))) }

// normal cleans and checks an account to be made.
func (n New) normal() (New, error) {
	n.Login, n.Name = NormalLogin(n.Login), strings.TrimSpace(n.Name)
	if n.Name == "" {
		n.Name = n.Login
	}
	if n.Lang == "" {
		n.Lang = i18n.Langs[0]
	}
	var f errs.Fields
	if !loginShape.MatchString(n.Login) {
		f.Add("login", "staff.login_shape")
	}
	checkName(&f, n.Name)
	checkRole(&f, n.Role, actor.Roles)
	checkLang(&f, n.Lang)
	checkPassword(&f, "password", n.Password, n.Login)
	return n, f.Err()
}

func checkName(f *errs.Fields, name string) {
	if name == "" || utf8.RuneCountInString(name) > 40 || strings.ContainsFunc(name, unicode.IsControl) {
		f.Add("name", "staff.name_shape", 40)
	}
}

func checkRole(f *errs.Fields, role actor.Role, allowed []actor.Role) {
	if slices.Contains(allowed, role) {
		return
	}
	names := make([]string, len(allowed))
	for i, r := range allowed {
		names[i] = string(r)
	}
	f.Add("role", "staff.role_unknown", strings.Join(names, ", "))
}

func checkLang(f *errs.Fields, lang string) {
	if !slices.Contains(i18n.Langs, lang) {
		f.Add("lang", "staff.lang_unknown", strings.Join(i18n.Langs, ", "))
	}
}

// requireAdmin is the permission of every change to accounts and tokens.
func requireAdmin(ctx context.Context) error {
	_, err := actor.Require(ctx, actor.Admin)
	return err
}
