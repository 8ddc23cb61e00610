package order

import (
	"context"
	"strings"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// draftLock is how long a draft stays locked for its owner after a save.
const draftLock = 15 * time.Minute

// errDraftTaken refuses who does not, or no longer, have the draft.
var errDraftTaken = errs.E(errs.Conflict, "order.draft_other")

// Draft is what the desk keeps of one draft, whoever has it.
func (s *Service) Draft(ctx context.Context, id string) (DraftInfo, error) {
	return s.findDraft(ctx, "id = ?", id)
}

// DraftByNumber is the draft with a number as people type it.
func (s *Service) DraftByNumber(ctx context.Context, typed string) (DraftInfo, error) {
	number, ok := ParseDraftNumber(typed)
	if !ok {
		return DraftInfo{}, errs.E(errs.Invalid, "order.draft_number")
	}
	return s.findDraft(ctx, "number = ?", number)
}

func (s *Service) findDraft(ctx context.Context, where, value string) (DraftInfo, error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return DraftInfo{}, err
	}
	var rows []draftRow
	if err := s.db.Read(ctx).Where(where, value).Limit(1).Find(&rows).Error; err != nil {
		return DraftInfo{}, store.Classify(err)
	}
	if len(rows) == 0 {
		return DraftInfo{}, errs.E(errs.NotFound, "order.no_draft")
	}
	return rows[0].info(), nil
}

// draftOwner is the actor, refused for a draft of somebody else. An id that
// nobody used yet is anybody's.
func (s *Service) draftOwner(ctx context.Context, id string) (actor.Actor, error) {
	a, err := actor.Require(ctx, takers...)
	if err != nil {
		return a, err
	}
	d, err := s.Draft(ctx, id)
	switch {
	case errs.Is(err, errs.NotFound):
		return a, nil
	case err == nil && d.Owner != a.ID:
		return a, errDraftTaken
	}
	return a, err
}

// OwnsDraft refuses somebody who does not have the draft any more.
func (s *Service) OwnsDraft(ctx context.Context, id string) error {
	_, err := s.draftOwner(ctx, id)
	return err
}

// TakeDraft makes the actor the owner of a draft, locked or not. What the
// former owner ticked as read back is dropped: the new one has not read it to
// the caller. The former owner's next save is refused.
func (s *Service) TakeDraft(ctx context.Context, id string) error {
	a, err := actor.Require(ctx, takers...)
	if err != nil {
		return err
	}
	was, err := s.Draft(ctx, id)
	if err != nil || was.Owner == a.ID {
		return err
	}
	for range 3 { // the owner may be typing
		var d customer.Draft
		var version int64
		if d, version, err = s.readDraft(ctx, id); err != nil {
			return err
		}
		if _, err = s.keepDraft(ctx, a, id, version, unticked(d), was.Owner); !errs.Is(err, errs.Conflict) {
			break
		}
	}
	return err
}

// ReplaceDraft saves over a draft that changed meanwhile, of whose newest
// version the actor has seen, and makes the actor its owner.
func (s *Service) ReplaceDraft(ctx context.Context, id string, seen int64, d customer.Draft) error {
	a, err := actor.Require(ctx, takers...)
	if err != nil {
		return err
	}
	was, err := s.Draft(ctx, id)
	if err != nil {
		return err
	}
	from := ""
	if was.Owner != a.ID {
		from, d = was.Owner, unticked(d)
	}
	_, err = s.keepDraft(ctx, a, id, seen, d, from)
	return err
}

// CompareDraft reads the newest version of a draft for somebody who holds an
// older one. It is an opening like any other and stands in the evidence.
func (s *Service) CompareDraft(ctx context.Context, id string) (DraftInfo, customer.Draft, error) {
	info, err := s.Draft(ctx, id)
	if err != nil {
		return DraftInfo{}, customer.Draft{}, err
	}
	d, version, err := s.readDraft(ctx, id)
	info.Version = version
	return info, d, err
}

// unticked is a draft without the ticks of the read-back.
func unticked(d customer.Draft) customer.Draft {
	out := customer.Draft{Fields: map[string][]string{}}
	for name, values := range d.Fields {
		if !strings.HasPrefix(name, "tick_") && !strings.HasPrefix(name, "since_") {
			out.Fields[name] = values
		}
	}
	return out
}

// keepDraft writes a draft, and takes it over from the owner named.
func (s *Service) keepDraft(ctx context.Context, a actor.Actor, id string, seen int64, d customer.Draft, from string) (int64, error) {
	put := customer.Put{ID: id, Expected: seen, Body: d}
	if known := d.Fields[draftCustomer]; len(known) > 0 {
		put.Customer = known[0]
	}
	res, err := s.vault.Put(ctx, put)
	if err != nil {
		return 0, err
	}
	version := res[0].Ref.Version
	row := draftRow{ID: id, Owner: a.ID, CustomerID: put.Customer, Channel: channelOf(d), Lines: linesOf(d), Version: version}
	return version, s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if from != "" {
			if err := takeOver(ctx, tx, row, from); err != nil {
				return err
			}
		}
		return writeDraft(tx, row)
	})
}

// takeOver changes the owner, unless somebody else was quicker.
func takeOver(ctx context.Context, tx *store.Tx, row draftRow, from string) error {
	done := tx.Exec(`UPDATE draft SET owner = ? WHERE id = ? AND owner = ?`, row.Owner, row.ID, from)
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return errDraftTaken
	}
	return audit.Emit(ctx, tx, "draft.takeover", row.ID, from)
}

// writeDraft renews the row and its lock. The owner stands in the condition: a
// save that was under way during a takeover takes nothing back.
func writeDraft(tx *store.Tx, row draftRow) error {
	now := store.At(tx.Now)
	row.LockUntil = store.At(tx.Now.Add(draftLock))
	done := tx.Exec(`UPDATE draft SET customer_id = ?, channel = ?, lines = ?, version = ?, updated_at = ?, lock_until = ? WHERE id = ? AND owner = ?`,
		row.CustomerID, row.Channel, row.Lines, row.Version, now, row.LockUntil, row.ID, row.Owner)
	if done.Error != nil || done.RowsAffected > 0 {
		return done.Error
	}
	n, err := tx.Next("draft")
	if err != nil {
		return err
	}
	row.Number, row.CreatedAt, row.UpdatedAt = makeDraftNumber(n), now, now
	done = tx.Exec(`INSERT INTO draft (id, number, owner, customer_id, channel, lines, version, created_at, updated_at, lock_until)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		row.ID, row.Number, row.Owner, row.CustomerID, row.Channel, row.Lines, row.Version, now, now, row.LockUntil)
	if done.Error == nil && done.RowsAffected == 0 {
		return errDraftTaken // the transaction takes the number back, too
	}
	return done.Error
}
