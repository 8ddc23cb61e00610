package contact

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// Ordered is how a call ends that became an order. It is written with the order
// and offered by no form.
const Ordered Outcome = "ordered"

// Call is one call and how it ended.
type Call struct {
	Outcome Outcome
	Order   string    // id; empty for none
	Begun   time.Time // zero when unknown
	Ended   time.Time
	Actor   string
}

// Lasted is how long the call was; 0 when unknown.
func (c Call) Lasted() time.Duration {
	if c.Begun.IsZero() {
		return 0
	}
	return c.Ended.Sub(c.Begun)
}

// longest is the longest call: what claims to be longer was left open.
const longest = 12 * time.Hour

// begun is a beginning that can be true; unknown else.
func begun(at, ended time.Time) store.Time {
	if at.IsZero() || at.After(ended) || ended.Sub(at) > longest {
		return store.Time{}
	}
	return store.At(at)
}

// LogOrder logs the call that ended with an order, in the order's transaction.
// The call has the order's id: an order has one.
func LogOrder(tx *store.Tx, order, customerID, by string, at time.Time) error {
	return tx.Exec(`INSERT INTO contact (id, customer_id, order_id, channel, outcome, note_id, begun_at, ended_at, actor)
		VALUES (?, ?, ?, 'phone', ?, '', ?, ?, ?)`, order, customerID, order, Ordered, begun(at, tx.Now), store.At(tx.Now), by).Error
}

// End logs a call that ended without an order, with a task where the form names
// an owner; a call-back has one always. Only a task has a note: its list is
// where notes are read. The same form again changes nothing.
func (s *Service) End(ctx context.Context, f Form) error {
	return s.end(ctx, f, f.Todo())
}

// Todo says whether something is to be done after the call.
func (f Form) Todo() bool { return f.Owner != "" || f.Outcome == string(Callback) }

// end seals the note first, under the call's own id: a retry after a failure
// finds it there.
func (s *Service) end(ctx context.Context, f Form, todo bool) error {
	a, err := actor.Require(ctx, takers...)
	if err != nil {
		return err
	}
	if _, err := uuid.Parse(f.ID); err != nil {
		return errs.E(errs.Invalid, "vault.id")
	}
	var logged int64
	if err := s.db.Read(ctx).Raw(`SELECT count(*) FROM contact WHERE id = ?`, f.ID).Scan(&logged).Error; err != nil || logged > 0 {
		return store.Classify(err)
	}
	e, err := s.parse(ctx, a, f, todo)
	if err != nil {
		return err
	}
	if e.note != "" {
		if _, err := s.vault.Put(ctx, customer.Put{ID: e.ID, Customer: e.CustomerID, Body: customer.Note{Text: e.note}}); err != nil {
			return err
		}
		e.NoteID = e.ID
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return insert(ctx, tx, e) })
}

// ending is a call that ends, with its task where something is to be done.
type ending struct {
	taskRow
	todo  bool
	note  string
	begun time.Time
}

// parse checks a form.
func (s *Service) parse(ctx context.Context, a actor.Actor, f Form, todo bool) (ending, error) {
	var bad errs.Fields
	e := ending{todo: todo, begun: f.Begun, note: freeText(f.Note, &bad)}
	e.taskRow = taskRow{ID: f.ID, Version: 1, CreatedBy: a.ID, Outcome: outcome(f.Outcome, &bad), CustomerID: f.Customer}
	no := strings.TrimSpace(f.CustomerNo)
	if !todo && e.note != "" {
		bad.Add("owner", "call.note_owner") // nobody would ever read it
	}
	if todo {
		e.Owner = owner(f.Owner, a, &bad)
		e.DueAt = due(f.Due, s.db.Now(), &bad)
		if e.note == "" && no == "" && e.CustomerID == "" {
			bad.Add("note", "call.note_empty")
		}
	}
	if no != "" && e.CustomerID == "" {
		ref, err := s.vault.Resolve(ctx, no)
		switch {
		case errs.Is(err, errs.NotFound):
			bad.Add("customer_no", "vault.no_unknown")
		case err != nil:
			return ending{}, err
		}
		e.CustomerID = ref.ID
	}
	return e, bad.Err()
}

// owner is whose task it is; the whole team's is nobody's own.
func owner(s string, a actor.Actor, bad *errs.Fields) string {
	switch s {
	case Self:
		return a.ID
	case Team:
	default:
		bad.Add("owner", "call.owner_bad")
	}
	return ""
}

// insert writes the call and its task, which has the call's id. One that is
// there already stays as it is.
func insert(ctx context.Context, tx *store.Tx, e ending) error {
	now := store.At(tx.Now)
	made := tx.Exec(`INSERT INTO contact (id, customer_id, order_id, channel, outcome, note_id, begun_at, ended_at, actor)
		VALUES (?, ?, '', 'phone', ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		e.ID, e.CustomerID, e.Outcome, e.NoteID, begun(e.begun, tx.Now), now, e.CreatedBy)
	if made.Error != nil || made.RowsAffected == 0 || !e.todo {
		return made.Error
	}
	err := tx.Exec(`INSERT INTO task (id, version, contact_id, customer_id, note_id, owner, due_at, created_at, created_by, done_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')`, e.ID, e.Version, e.ID, e.CustomerID, e.NoteID, e.Owner, e.DueAt, now, e.CreatedBy).Error
	if err != nil {
		return err
	}
	return audit.Emit(ctx, tx, "task.make", e.ID, e.Outcome)
}

// Of lists the last calls of a customer, newest first, under whatever number
// the person stood then.
func (s *Service) Of(ctx context.Context, limit int, customers ...string) ([]Call, error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return nil, err
	}
	customers, err := s.vault.Aliases(ctx, customers...)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Outcome, OrderID, Actor string
		BegunAt, EndedAt        store.Time
	}
	err = s.db.Read(ctx).Raw(`SELECT outcome, order_id, actor, begun_at, ended_at FROM contact
		WHERE customer_id IN ? ORDER BY ended_at DESC, id DESC LIMIT ?`, customers, limit).Scan(&rows).Error
	out := make([]Call, len(rows))
	for i, r := range rows {
		out[i] = Call{Outcome: Outcome(r.Outcome), Order: r.OrderID, Begun: r.BegunAt.Time, Ended: r.EndedAt.Time, Actor: r.Actor}
	}
	return out, store.Classify(err)
}
