package batch

import (
	"context"
	"strings"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

func (s *Service) find(ctx context.Context, no int64) (*Batch, error) {
	var rows []batchRow
	if err := s.db.Read(ctx).Where("no = ?", no).Limit(1).Find(&rows).Error; err != nil {
		return nil, store.Classify(err)
	}
	if len(rows) == 0 {
		return nil, errs.E(errs.NotFound, "batch.unknown", no)
	}
	list := []Batch{rows[0].batch()}
	err := s.fillFlags(ctx, list)
	return &list[0], err
}

// Find finds a batch by number.
func (s *Service) Find(ctx context.Context, no int64) (Batch, error) {
	if _, err := actor.Require(ctx, viewers...); err != nil {
		return Batch{}, err
	}
	b, err := s.find(ctx, no)
	if err != nil {
		return Batch{}, err
	}
	return *b, nil
}

// List answers a page (from 1, of 50) of batches, newest first, and how many
// there are.
func (s *Service) List(ctx context.Context, page int) ([]Batch, store.Count, error) {
	if _, err := actor.Require(ctx, viewers...); err != nil {
		return nil, 0, err
	}
	const size = 50
	rows, total, err := store.List[batchRow](s.db.Read(ctx).Model(&batchRow{}), "*", "no DESC", store.Page{No: page, Size: size})
	if err != nil {
		return nil, 0, err
	}
	list := batches(rows)
	return list, total, s.fillFlags(ctx, list)
}

// After answers up to 100 batches that the warehouse may pull, with a number
// above after, in order. A batch waits for those before it to be sealed:
// whoever asks for what comes after the highest number seen would never learn
// of a lower one that is sealed later.
func (s *Service) After(ctx context.Context, after int64) ([]Batch, error) {
	if _, err := actor.Require(ctx, pullers...); err != nil {
		return nil, err
	}
	var rows []batchRow
	err := s.db.Read(ctx).Where("no > ? AND state IN ? AND NOT EXISTS (SELECT 1 FROM batch c WHERE c.no < batch.no AND c.state = ?)",
		after, []string{string(Sealed), string(Acked)}, string(Cut)).Order("no").Limit(100).Find(&rows).Error
	if err != nil {
		return nil, store.Classify(err)
	}
	list := batches(rows)
	return list, s.fillFlags(ctx, list)
}

func batches(rows []batchRow) []Batch {
	out := make([]Batch, len(rows))
	for i, r := range rows {
		out[i] = r.batch()
	}
	return out
}

type flagRow struct {
	BatchNo      int64
	Number, Kind string
	At           store.Time
}

func (r flagRow) flag() Flag {
	return Flag{Batch: r.BatchNo, Order: r.Number, Kind: r.Kind, At: r.At.Time}
}

func (s *Service) fillFlags(ctx context.Context, list []Batch) error {
	if len(list) == 0 {
		return nil
	}
	at := map[int64]*Batch{}
	nos := make([]int64, len(list))
	for i := range list {
		nos[i], at[list[i].No] = list[i].No, &list[i]
	}
	var rows []flagRow
	err := s.db.Read(ctx).Raw(`SELECT f.batch_no, o.number, f.kind, f.at FROM order_flag f JOIN orders o ON o.id = f.order_id
		WHERE f.batch_no IN ? ORDER BY f.at, o.number`, nos).Scan(&rows).Error
	for _, r := range rows {
		at[r.BatchNo].Flags = append(at[r.BatchNo].Flags, r.flag())
	}
	return store.Classify(err)
}

// maxFlags is how many flags of earlier batches a pull repeats.
const maxFlags = 200

// FlagsUntil answers the latest flags (at most 200, newest first) of the
// batches up to one: a pull shows them so that the warehouse learns of a
// change to an order whose files it has already.
func (s *Service) FlagsUntil(ctx context.Context, no int64) ([]Flag, error) {
	if _, err := actor.Require(ctx, pullers...); err != nil {
		return nil, err
	}
	var rows []flagRow
	err := s.db.Read(ctx).Raw(`SELECT f.batch_no, o.number, f.kind, f.at FROM order_flag f JOIN orders o ON o.id = f.order_id
		WHERE f.batch_no <= ? ORDER BY f.at DESC, o.number, f.version DESC LIMIT ?`, no, maxFlags).Scan(&rows).Error
	out := make([]Flag, len(rows))
	for i, r := range rows {
		out[i] = r.flag()
	}
	return out, store.Classify(err)
}

// Holds lists every placed order on hold, with each open reason.
func (s *Service) Holds(ctx context.Context) ([]Held, error) {
	if _, err := actor.Require(ctx, viewers...); err != nil {
		return nil, err
	}
	held := []Held{}
	err := s.db.Read(ctx).Raw(`SELECT o.number AS "order", h.reason, h.detail FROM hold h JOIN orders o ON o.id = h.order_id
		WHERE h.released_at IS NULL AND o.status = 'placed' ORDER BY o.number, h.opened_at, h.reason`).Scan(&held).Error
	return held, store.Classify(err)
}

// Ack is the warehouse's word that it holds the files: for each file name the
// SHA-256 (hex) of what was received. A wrong hash is a Conflict; the same
// acknowledgement again changes nothing.
func (s *Service) Ack(ctx context.Context, no int64, received map[string]string) (Batch, error) {
	a, err := actor.Require(ctx, pullers...)
	if err != nil {
		return Batch{}, err
	}
	if _, err := s.sealed(ctx, no, pullers); err != nil {
		return Batch{}, err
	}
	if err := s.checkHashes(ctx, no, received); err != nil {
		return Batch{}, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		done := tx.Model(&batchRow{}).Where("no = ? AND state = ?", no, string(Sealed)).
			Select("state", "acked_at", "acked_by").Updates(batchRow{State: string(Acked), AckedAt: store.At(tx.Now), AckedBy: a.ID})
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return audit.Emit(ctx, tx, "batch.ack", batchSubject(no), "")
	})
	if err != nil {
		return Batch{}, err
	}
	return s.Find(ctx, no)
}

// checkHashes wants the lists of the carrier's day acknowledged: every name
// must be a file of the batch, and orders.csv and lines.csv must be among them.
func (s *Service) checkHashes(ctx context.Context, no int64, received map[string]string) error {
	files, err := s.sealer.Files(ctx, no)
	if err != nil {
		return err
	}
	left := map[string]string{}
	for name, sum := range received {
		left[name] = sum
	}
	for _, f := range files {
		sum, ok := left[f.Name]
		if !ok && (f.Name == "orders.csv" || f.Name == "lines.csv") {
			return errs.E(errs.Invalid, "batch.ack_missing", f.Name)
		}
		if ok && !strings.EqualFold(sum, f.SHA256) { // PowerShell's Get-FileHash writes capitals
			return errs.E(errs.Conflict, "batch.ack_hash", f.Name)
		}
		delete(left, f.Name)
	}
	for name := range left {
		return errs.E(errs.Invalid, "batch.ack_unknown", name)
	}
	return nil
}
