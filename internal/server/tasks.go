package server

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/contact"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
)

// TasksPage lists what is still to be done after calls and takes the next.
type TasksPage struct {
	BasePage
	List
	Show        string
	Shows       []Choice
	Tasks       []TaskRow
	Typed       typed
	Outcomes    []Choice
	Owners      []Choice
	OpenReasons []Choice
	Note        string // the note that was opened
	NoteOf      string // its task
}

// TaskRow is one task; the person is masked.
type TaskRow struct {
	contact.Task
	Who  customer.Hit
	What string // how the call ended
	Late bool
}

// tasksList is the list of tasks as it is shown.
func tasksList(show contact.Show) listSpec {
	spec := listSpec{path: "/tasks", filter: []string{"show"}, sorts: []string{"due", "taken"}}
	if show == contact.Done {
		spec.sorts = []string{"-done", "due", "taken"}
	}
	return spec
}

func (s *Server) listTasks(c *gin.Context) error {
	l := tasksList("").asked(c)
	p, err := s.tasksPage(c, tasksList(contact.Show(l.V("show"))).asked(c), typed{})
	switch {
	case err != nil:
		return err
	case len(p.Tasks) == 0 && l.Page > 1:
		return redirect(c, p.First())
	}
	s.page(c, http.StatusOK, "tasks", p)
	return nil
}

// tasksLeft is the list from which a form was sent.
func tasksLeft(t typed) List {
	return tasksList(contact.Show(tasksList("").left(t).V("show"))).left(t)
}

// tasksPage is a list with the form as typed; a page of its own mints the id
// of the next call.
func (s *Server) tasksPage(c *gin.Context, l List, t typed) (*TasksPage, error) {
	ctx := c.Request.Context()
	show := cmp.Or(contact.Show(l.V("show")), contact.Mine)
	if !slices.Contains(contact.Shows, show) {
		return nil, errNoPage
	}
	list, total, err := s.Contacts.List(ctx, contact.Filter{Show: show, Sort: l.Sort, Page: l.Page})
	if err != nil {
		return nil, err
	}
	l.found(total, contact.Size)
	book, err := s.Catalog.Book(ctx)
	if err != nil {
		return nil, err
	}
	t.Set("id", draftID(t.V("id")))
	if t.V("due") == "" {
		t.Set("due", jst(s.now().Add(time.Hour), "2006-01-02T15:04"))
	}
	p := &TasksPage{BasePage: s.base(c, "call.tasks_title").listed(l), List: l, Show: string(show), Typed: t}
	p.OpenReasons = reasons(book, catalog.ReasonOpen, p.Lang, "")
	p.fillChoices()
	s.fillTasks(c, p, list)
	return p, nil
}

func (p *TasksPage) fillChoices() {
	for _, show := range contact.Shows {
		p.Shows = append(p.Shows, Choice{Value: string(show), Label: p.T("call.show_" + string(show)), Checked: string(show) == p.Show})
	}
	for _, o := range contact.Outcomes {
		p.Outcomes = append(p.Outcomes, Choice{Value: string(o), Label: p.T("call.outcome_" + string(o)), Checked: p.Typed.V("outcome") == string(o)})
	}
	for _, o := range []string{contact.Self, contact.Team} {
		p.Owners = append(p.Owners, Choice{Value: o, Label: p.T("call.owner_" + o), Checked: p.Typed.V("owner") == o})
	}
}

func (s *Server) fillTasks(c *gin.Context, p *TasksPage, list []contact.Task) {
	var people, staff []string
	for _, t := range list {
		people = append(people, t.Customer)
		staff = append(staff, t.Owner, t.CreatedBy, t.DoneBy)
	}
	s.name(c, &p.BasePage, staff...)
	who := s.masked(c, people)
	for _, t := range list {
		p.Tasks = append(p.Tasks, TaskRow{Task: t, Who: who[t.Customer], What: p.T("call.outcome_" + string(t.Outcome)),
			Late: !t.Done() && t.Due.Before(s.now())})
	}
}

// makeTask logs a call that ended without an order, with its task.
func (s *Server) makeTask(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	_, err = s.Contacts.Make(c.Request.Context(), contact.Form{ID: t.V("id"), CustomerNo: t.V("customer_no"), Outcome: t.V("outcome"),
		Owner: t.V("owner"), Due: t.V("due"), Note: t.V("note")})
	var bad errs.Fields
	if errors.As(err, &bad) {
		p, err := s.tasksPage(c, tasksLeft(t), t)
		if err != nil {
			return err
		}
		p.Errors = bad
		s.page(c, http.StatusUnprocessableEntity, "tasks", p)
		return nil
	}
	if err != nil {
		return err
	}
	s.putNotice(c.Request.Context(), "call.task_made")
	return redirect(c, tasksLeft(t).Address())
}

func (s *Server) completeTask(c *gin.Context) error {
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	t, err := posted(c)
	if err != nil {
		return err
	}
	if err := s.Contacts.Complete(c.Request.Context(), id); err != nil {
		return err
	}
	s.putNotice(c.Request.Context(), "call.task_done")
	return redirect(c, tasksLeft(t).Address())
}

// showTaskNote opens the note to a task for a reason.
func (s *Server) showTaskNote(c *gin.Context) error {
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	t, err := posted(c)
	if err != nil {
		return err
	}
	p, err := s.tasksPage(c, tasksLeft(t), typed{})
	if err != nil {
		return err
	}
	if !known(p.OpenReasons, t.V("reason")) {
		p.Errors.Add("note_reason", "order.reason")
		s.page(c, http.StatusUnprocessableEntity, "tasks", p)
		return nil
	}
	p.Note, err = s.Contacts.Note(c.Request.Context(), id, t.V("reason"))
	if err != nil {
		return err
	}
	p.NoteOf = id
	s.page(c, http.StatusOK, "tasks", p)
	return nil
}
