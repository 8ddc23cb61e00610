package order

import (
	"context"
	"encoding/hex"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// ReadSection is one section of what is read back to a caller (復唱). Words name
// a person: a keyed hash of them is all that stays.
type ReadSection struct {
	Section string
	Words   string
	At      time.Time // when it was ticked as read; zero for never
	mark    string
}

// ReadMark is the proof of one section: who read it back and when.
type ReadMark struct {
	Version int64 // of the order that was read
	Section string
	At      time.Time // zero when it was not read
	By      string
}

// CheckReadback refuses an order of a caller of which a section was not read
// back (fields "tick_<section>"), unless the shop leaves it to the clerk: then
// the order's page shows what was left out.
func CheckReadback(book *catalog.Book, channel string, sections []ReadSection) error {
	var bad errs.Fields
	if Channel(channel) != Phone || book.Shop.Call.ReadbackOptional() {
		return nil
	}
	for _, r := range sections {
		if r.At.IsZero() {
			bad.Add("tick_"+r.Section, "call.unread")
		}
	}
	return bad.Err()
}

// markReadback hashes the words under the vault's key.
func (s *Service) markReadback(ctx context.Context, reqs []Request) error {
	for _, r := range reqs {
		for i, section := range r.Readback {
			sum, err := s.vault.Fingerprint(ctx, "readback", []byte(section.Section+"\n"+section.Words))
			if err != nil {
				return err
			}
			r.Readback[i].mark = hex.EncodeToString(sum)
		}
	}
	return nil
}

type readbackRow struct {
	OrderID string
	Version int64
	Section string
	Mark    string
	ReadAt  store.Time
	ReadBy  string
}

func (readbackRow) TableName() string { return "order_readback" }

// insertReadback writes the proof of the order's present version.
func insertReadback(ctx context.Context, tx *store.Tx, o Order, sections []ReadSection) error {
	if len(sections) == 0 {
		return nil
	}
	a, _ := actor.From(ctx)
	rows := make([]readbackRow, len(sections))
	for i, r := range sections {
		rows[i] = readbackRow{OrderID: o.ID, Version: o.Version, Section: r.Section, Mark: r.mark, ReadAt: store.At(r.At)}
		if !r.At.IsZero() {
			rows[i].ReadBy = a.ID
		}
	}
	return tx.Create(&rows).Error
}

// ReadBack lists what was read back of an order, in the order in which it was.
func (s *Service) ReadBack(ctx context.Context, orderID string) ([]ReadMark, error) {
	if _, err := actor.Require(ctx, readers...); err != nil {
		return nil, err
	}
	var rows []readbackRow
	err := s.db.Read(ctx).Where("order_id = ?", orderID).Order("version, read_at IS NULL, read_at, section").Find(&rows).Error
	if err != nil {
		return nil, store.Classify(err)
	}
	out := make([]ReadMark, len(rows))
	for i, r := range rows {
		out[i] = ReadMark{Version: r.Version, Section: r.Section, At: r.ReadAt.Time, By: r.ReadBy}
	}
	return out, nil
}
