package order

import (
	"context"
	"slices"
	"strings"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// DraftInfo is what the desk keeps of a draft; its content is in the vault.
type DraftInfo struct {
	ID        string
	Number    string // short and with a check digit, to be said; empty for one from before there were numbers
	Owner     string
	LockUntil time.Time
	Customer  string // vault id of the customer chosen so far; empty for none
	Channel   Channel
	Lines     int // lines with a product code
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

type draftRow struct {
	ID, Number, Owner    string
	LockUntil            store.Time
	CustomerID, Channel  string
	Lines                int64
	Version              int64
	CreatedAt, UpdatedAt store.Time
}

func (draftRow) TableName() string { return "draft" }

// draftCustomer is the field of a draft with the vault id of a chosen customer.
const draftCustomer = "customer_id"

func (r draftRow) info() DraftInfo {
	return DraftInfo{ID: r.ID, Number: r.Number, Owner: r.Owner, LockUntil: r.LockUntil.Time, Customer: r.CustomerID,
		Channel: Channel(r.Channel), Lines: int(r.Lines), Version: r.Version, CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time}
}

// SaveDraft keeps what was typed so far under an id that the screen minted. As
// soon as a known customer is chosen it is under that customer's key, so that
// erasing the customer takes the draft along.
// seen is the version the screen last saw (0 at first); it answers the new one.
func (s *Service) SaveDraft(ctx context.Context, id string, seen int64, d customer.Draft) (int64, error) {
	a, err := s.draftOwner(ctx, id)
	if err != nil {
		return 0, err
	}
	return s.keepDraft(ctx, a, id, seen, d, "")
}

// channelOf is the draft's channel; whatever else stands there is none.
func channelOf(d customer.Draft) string {
	if v := d.Fields["channel"]; len(v) > 0 && slices.Contains(Channels, Channel(v[0])) {
		return v[0]
	}
	return ""
}

// linesOf counts the lines that have a product code.
func linesOf(d customer.Draft) (n int64) {
	for name, values := range d.Fields {
		if column, i := SplitField(name); column == "product_code" && i >= 0 && strings.TrimSpace(strings.Join(values, "")) != "" {
			n++
		}
	}
	return n
}

// OpenDraft reads a draft back.
func (s *Service) OpenDraft(ctx context.Context, id string) (customer.Draft, int64, error) {
	if _, err := s.draftOwner(ctx, id); err != nil {
		return customer.Draft{}, 0, err
	}
	return s.readDraft(ctx, id)
}

func (s *Service) readDraft(ctx context.Context, id string) (customer.Draft, int64, error) {
	rec, err := s.vault.Open(ctx, id, "draft")
	if err != nil {
		return customer.Draft{}, 0, err
	}
	d, ok := rec.Body.(customer.Draft)
	if !ok {
		return customer.Draft{}, 0, errs.E(errs.NotFound, "order.no_draft")
	}
	return d, rec.Ref.Version, nil
}

// DropDraft removes a draft after its order was placed, or because it was
// thrown away; a supervisor may throw away anybody's.
func (s *Service) DropDraft(ctx context.Context, id string) error {
	a, err := s.draftOwner(ctx, id)
	if err != nil && (!errs.Is(err, errs.Conflict) || !slices.Contains(supervisor, a.Role)) {
		return err
	}
	if err := s.vault.Discard(ctx, id); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		return tx.Exec(`DELETE FROM draft WHERE id = ?`, id).Error
	})
}

// draftLife is how long a draft lives in the vault without being touched.
const draftLife = 7 * 24 * time.Hour

// DraftFilter narrows and sorts Drafts. Zero fields do not count.
type DraftFilter struct {
	Owner   string // actor id
	Channel Channel
	Sort    string // see draftSorts; "-touched", the latest first, unless it is one of them
	Page    int    // from 1
	Size    int    // 50 unless 1..200
}

var draftSorts = store.Sorts{
	"touched": {"updated_at", "id"},
	"begun":   {"created_at", "id"},
	"lines":   {"lines", "updated_at", "id"},
}

// Drafts answers one page of everybody's drafts with the number of all: any
// clerk may go on with the order of a caller who calls again.
func (s *Service) Drafts(ctx context.Context, f DraftFilter) ([]DraftInfo, store.Count, error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return nil, 0, err
	}
	q := s.db.Read(ctx).Model(&draftRow{}).Where("updated_at > ?", store.At(s.db.Now().Add(-draftLife)))
	if f.Owner != "" {
		q = q.Where("owner = ?", f.Owner)
	}
	if f.Channel != "" {
		q = q.Where("channel = ?", string(f.Channel))
	}
	by, ok := draftSorts.By(f.Sort)
	if !ok {
		by, _ = draftSorts.By("-touched")
	}
	rows, total, err := store.List[draftRow](q, "*", by, page(f.Page, f.Size))
	out := make([]DraftInfo, len(rows))
	for i, r := range rows {
		out[i] = r.info()
	}
	return out, total, err
}

// SweepDrafts forgets drafts whose content the vault has let expire.
func (s *Service) SweepDrafts(ctx context.Context) error {
	return s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		return tx.Exec(`DELETE FROM draft WHERE updated_at < ?`, store.At(tx.Now.Add(-draftLife))).Error
	})
}
