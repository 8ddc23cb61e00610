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

	"github.com/google/uuid"

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
	CustomerNo string // optional
	Outcome    string
	Owner      string // Self or Team
	Due        string // dueLayout
	Note       string // who is to be called and about what; for the vault
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
// again answers the task that it made. The note is sealed first, under the
// call's own id: a retry after a failure finds it there.
func (s *Service) Make(ctx context.Context, f Form) (Task, error) {
	a, err := actor.Require(ctx, takers...)
	if err != nil {
		return Task{}, err
	}
	if _, err := uuid.Parse(f.ID); err != nil {
		return Task{}, errs.E(errs.Invalid, "vault.id")
	}
	if t, err := s.find(ctx, f.ID); !errs.Is(err, errs.NotFound) {
		return t.task(), err
	}
	row, note, err := s.parse(ctx, a, f)
	if err != nil {
		return Task{}, err
	}
	if note != "" {
		if _, err := s.vault.Put(ctx, customer.Put{ID: row.ID, Customer: row.CustomerID, Body: customer.Note{Text: note}}); err != nil {
			return Task{}, err
		}
		row.NoteID = row.ID
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return insert(ctx, tx, row) })
	if err != nil {
		return Task{}, err
	}
	t, err := s.find(ctx, f.ID)
	return t.task(), err
}

// parse checks a form and answers its task with the note.
func (s *Service) parse(ctx context.Context, a actor.Actor, f Form) (taskRow, string, error) {
	var bad errs.Fields
	row := taskRow{ID: f.ID, Version: 1, CreatedBy: a.ID, Outcome: outcome(f.Outcome, &bad)}
	switch f.Owner {
	case Self:
		row.Owner = a.ID
	case Team:
	default:
		bad.Add("owner", "call.owner_bad")
	}
	row.DueAt = due(f.Due, s.db.Now(), &bad)
	note := freeText(f.Note, &bad)
	no := strings.TrimSpace(f.CustomerNo)
	if note == "" && no == "" {
		bad.Add("note", "call.note_empty")
	}
	if no != "" {
		ref, err := s.vault.Resolve(ctx, no)
		switch {
		case errs.Is(err, errs.NotFound):
			bad.Add("customer_no", "vault.no_unknown")
		case err != nil:
			return taskRow{}, "", err
		}
		row.CustomerID = ref.ID
	}
	return row, note, bad.Err()
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

// insert writes the call and its task, which has the call's id. One that is
// there already stays as it is.
func insert(ctx context.Context, tx *store.Tx, r taskRow) error {
	now := store.At(tx.Now)
	made := tx.Exec(`INSERT INTO contact (id, customer_id, order_id, channel, outcome, note_id, ended_at, actor)
		VALUES (?, ?, '', 'phone', ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`, r.ID, r.CustomerID, r.Outcome, r.NoteID, now, r.CreatedBy)
	if made.Error != nil || made.RowsAffected == 0 {
		return made.Error
	}
	err := tx.Exec(`INSERT INTO task (id, version, contact_id, customer_id, note_id, owner, due_at, created_at, created_by, done_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')`, r.ID, r.Version, r.ID, r.CustomerID, r.NoteID, r.Owner, r.DueAt, now, r.CreatedBy).Error
	if err != nil {
		return err
	}
	return audit.Emit(ctx, tx, "task.make", r.ID, r.Outcome)
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
