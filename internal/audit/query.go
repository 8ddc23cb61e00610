package audit

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
)

// PageSize is how many entries List returns at once when the filter sets none.
const PageSize = 50

// Filter says which entries; the zero Filter means all, newest first.
type Filter struct {
	Actor   string    // actor.Actor.ID
	Action  string    // "order.place"; one that ends in a dot means all below it: "vault."
	Subject string    // opaque id or order number
	From    japan.Day // first day
	To      japan.Day // last day, included
	Page    int       // from 1; 0 is 1
	Size    int       // entries a page; 0 is PageSize, at most 500
}

// List returns a page of the evidence, newest first, and how many entries the
// filter meets. For the privacy officer and administrators.
func (l *Log) List(ctx context.Context, f Filter) ([]Entry, store.Count, error) {
	if _, err := actor.Require(ctx, actor.Privacy, actor.Admin); err != nil {
		return nil, 0, err
	}
	size := f.Size
	if size <= 0 || size > 500 {
		size = PageSize
	}
	rows, total, err := store.List[entryRow](l.matching(ctx, f), "*", "seq DESC", store.Page{No: f.Page, Size: size})
	return entries(rows), total, err
}

// ForSubject returns what was done to one subject, oldest first, at most 500
// entries. The caller has checked that the reader may see the subject.
func (l *Log) ForSubject(ctx context.Context, subject string) ([]Entry, error) {
	var rows []entryRow
	err := l.db.Read(ctx).Where("subject = ?", subject).Order("seq").Limit(500).Find(&rows).Error
	return entries(rows), store.Classify(err)
}

func (l *Log) matching(ctx context.Context, f Filter) *gorm.DB {
	q := l.db.Read(ctx).Model(&entryRow{})
	if f.Actor != "" {
		q = q.Where("actor = ?", f.Actor)
	}
	if strings.HasSuffix(f.Action, ".") {
		q = q.Where(`action LIKE ? ESCAPE '\'`, likePrefix(f.Action))
	} else if f.Action != "" {
		q = q.Where("action = ?", f.Action)
	}
	if f.Subject != "" {
		q = q.Where("subject = ?", f.Subject)
	}
	if f.From != "" {
		q = q.Where("at >= ?", store.At(f.From.Time()))
	}
	if f.To != "" {
		q = q.Where("at < ?", store.At(f.To.Add(1).Time()))
	}
	return q
}

func likePrefix(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}
