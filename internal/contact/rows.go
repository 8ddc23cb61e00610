package contact

import (
	"context"

	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// Size is how many tasks a page lists.
const Size = 50

// Show says which tasks a list shows.
type Show string

// What a list may show.
const (
	Mine    Show = "mine" // open, one's own and the team's
	All     Show = "all"  // open
	Overdue Show = "overdue"
	Done    Show = "done"
)

// Shows lists them as the page offers them.
var Shows = []Show{Mine, All, Overdue, Done}

var errNoTask = errs.E(errs.NotFound, "call.no_task")

type taskRow struct {
	ID, CustomerID, NoteID, Owner string
	Outcome                       string // of its call
	CreatedBy, DoneBy             string
	Version                       int64
	DueAt, CreatedAt, DoneAt      store.Time
}

func (r taskRow) task() Task {
	return Task{ID: r.ID, Customer: r.CustomerID, Outcome: Outcome(r.Outcome), Noted: r.NoteID != "", Owner: r.Owner,
		Due: r.DueAt.Time, CreatedAt: r.CreatedAt.Time, CreatedBy: r.CreatedBy, DoneAt: r.DoneAt.Time, DoneBy: r.DoneBy}
}

const taskColumns = `t.id, t.version, t.customer_id, t.note_id, t.owner, t.due_at, t.created_at, t.created_by, t.done_at, t.done_by, c.outcome`

func (s *Service) tasks(ctx context.Context) *gorm.DB {
	return s.db.Read(ctx).Table("task t").Joins("JOIN contact c ON c.id = t.contact_id")
}

func (s *Service) find(ctx context.Context, id string) (taskRow, error) {
	var rows []taskRow
	if err := s.tasks(ctx).Select(taskColumns).Where("t.id = ?", id).Scan(&rows).Error; err != nil {
		return taskRow{}, store.Classify(err)
	}
	if len(rows) == 0 {
		return taskRow{}, errNoTask
	}
	return rows[0], nil
}

// where is the condition of a list; All is what an unknown one shows.
func (s *Service) where(a actor.Actor, show Show) (string, []any) {
	switch show {
	case Mine:
		return `t.done_at IS NULL AND t.owner IN (?, '')`, []any{a.ID}
	case Overdue:
		return `t.done_at IS NULL AND t.due_at < ?`, []any{store.At(s.db.Now())}
	case Done:
		return `t.done_at IS NOT NULL`, nil
	}
	return `t.done_at IS NULL`, nil
}

// Filter narrows and sorts List.
type Filter struct {
	Show Show
	Sort string // see taskSorts
	Page int    // from 1
}

var taskSorts = store.Sorts{
	"due":   {"t.due_at", "t.id"},
	"taken": {"t.created_at", "t.id"},
	"done":  {"t.done_at", "t.id"},
}

// List answers a page of tasks and how many there are: unless sorted otherwise,
// open ones by when they are due, done ones the latest first.
func (s *Service) List(ctx context.Context, f Filter) ([]Task, store.Count, error) {
	a, err := actor.Require(ctx, takers...)
	if err != nil {
		return nil, 0, err
	}
	cond, args := s.where(a, f.Show)
	by, ok := taskSorts.By(f.Sort)
	switch {
	case ok:
	case f.Show == Done:
		by, _ = taskSorts.By("-done")
	default:
		by, _ = taskSorts.By("due")
	}
	rows, total, err := store.List[taskRow](s.tasks(ctx).Where(cond, args...), taskColumns, by, store.Page{No: f.Page, Size: Size})
	out := make([]Task, len(rows))
	for i, r := range rows {
		out[i] = r.task()
	}
	return out, total, err
}
