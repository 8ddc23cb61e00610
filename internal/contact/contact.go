// Package contact keeps calls that ended without an order (応対履歴) and what
// is still to be done after them (折返し): who has to do it, until when, and
// whether it is done. What was said is a note in the vault; the tables here
// hold ids, codes and times only.
package contact

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
)

// Outcome is how a call ended.
type Outcome string

// The outcomes.
const (
	Callback  Outcome = "callback"  // the shop calls back
	Enquiry   Outcome = "enquiry"   // a question that is still open
	Cancelled Outcome = "cancelled" // an order was begun and given up
)

// Outcomes lists them as a form offers them.
var Outcomes = []Outcome{Callback, Enquiry, Cancelled}

// Owners of a task as a form says them.
const (
	Self = "self"
	Team = "team"
)

// takers are who speaks with callers.
var takers = []actor.Role{actor.Operator, actor.Supervisor, actor.Admin}

// maxNote is the longest note in characters.
const maxNote = 200

// dueLayout is what a browser's field for a moment sends, in Japanese time.
const dueLayout = "2006-01-02T15:04"

// Form is a call and its task as typed.
type Form struct {
	ID         string // minted with the page: sent twice it is one call
	Customer   string // vault id of the customer on the line; else by number
	CustomerNo string // optional
	Outcome    string
	Owner      string    // Self or Team; empty for no task
	Due        string    // dueLayout
	Note       string    // who is to be called and about what; for the vault
	Begun      time.Time // zero when unknown
}

// Task is one thing to do after a call.
type Task struct {
	ID        string
	Customer  string // vault id; empty for none
	Outcome   Outcome
	Noted     bool   // there is a note to open
	Owner     string // actor id; empty for the whole team
	Due       time.Time
	CreatedAt time.Time
	CreatedBy string
	DoneAt    time.Time
	DoneBy    string
}

// Done says whether it is done.
func (t Task) Done() bool { return !t.DoneAt.IsZero() }

// Service logs calls and keeps their tasks.
type Service struct {
	db    *store.DB
	vault customer.Vault
}

// New makes the service over the orders database.
func New(db *store.DB, vault customer.Vault) *Service { return &Service{db: db, vault: vault} }

// Make logs a call that ended without an order, with its task. The same form
// again answers the task that it made.
func (s *Service) Make(ctx context.Context, f Form) (Task, error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return Task{}, err
	}
	if t, err := s.find(ctx, f.ID); !errs.Is(err, errs.NotFound) {
		return t.task(), err
	}
	if err := s.end(ctx, f, true); err != nil {
		return Task{}, err
	}
	t, err := s.find(ctx, f.ID)
	return t.task(), err
}

func outcome(s string, bad *errs.Fields) string {
	for _, o := range Outcomes {
		if s == string(o) {
			return s
		}
	}
	bad.Add("outcome", "call.outcome_bad")
	return ""
}

// due is when a task is to be done: this minute or later.
func due(s string, now time.Time, bad *errs.Fields) store.Time {
	at, err := time.ParseInLocation(dueLayout, strings.TrimSpace(s), japan.JST)
	switch {
	case err != nil:
		bad.Add("due", "call.due_bad")
	case at.Before(now.Truncate(time.Minute)):
		bad.Add("due", "call.due_past")
	}
	return store.At(at)
}

func freeText(s string, bad *errs.Fields) string {
	s = japan.Clean(s)
	if n := utf8.RuneCountInString(s); n > maxNote {
		bad.Add("note", "order.too_long", maxNote, n)
	}
	if customer.ContainsCardNumber(s) {
		bad.Add("note", "order.card_number")
	}
	return s
}

// Complete says that a task is done; one that was done already stays with
// whoever did it.
func (s *Service) Complete(ctx context.Context, id string) error {
	a, err := actor.Require(ctx, takers...)
	if err != nil {
		return err
	}
	if _, err := s.find(ctx, id); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		done := tx.Exec(`UPDATE task SET done_at = ?, done_by = ?, version = version + 1 WHERE id = ? AND done_at IS NULL`, store.At(tx.Now), a.ID, id)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return audit.Emit(ctx, tx, "task.done", id, "")
	})
}

// Note opens what was noted to a task; the vault writes the evidence first.
func (s *Service) Note(ctx context.Context, id, reason string) (string, error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return "", err
	}
	row, err := s.find(ctx, id)
	if err != nil {
		return "", err
	}
	if row.NoteID == "" {
		return "", errNoTask
	}
	rec, err := s.vault.Open(ctx, row.NoteID, reason)
	if err != nil {
		return "", err
	}
	note, ok := rec.Body.(customer.Note)
	if !ok {
		return "", errNoTask
	}
	return note.Text, nil
}
