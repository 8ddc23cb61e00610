package server

import (
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/i18n"
)

// BasePage is what every page shows around its content. The printer is
// embedded, so that a template says {{.T "screen.brand"}}.
type BasePage struct {
	i18n.Printer
	Title   string // printed
	User    actor.Actor
	Nav     []NavItem
	Here    string // path, of a list with its filter, to come back to after a switch of language
	Notice  string // a sentence above the page; empty for none
	Refused bool   // the sentence says why nothing was done
	Day     DayLine
	Errors  errs.Fields
	Names   map[string]string // actor id → name, where the page shows who did what
}

// NavItem is one entry of the head.
type NavItem struct {
	Path    string
	Label   string
	Current bool
	Count   int64 // of held orders; a link to them when not 0
}

// nav is the head's order; the table of roles says who sees an entry.
var nav = []struct{ path, key string }{
	{"/orders/new", "screen.nav_new"},
	{"/drafts", "screen.nav_drafts"},
	{"/tasks", "call.nav_tasks"},
	{"/orders", "screen.nav_orders"},
	{"/customers", "screen.nav_customers"},
	{"/batches", "screen.nav_batches"},
	{"/catalog", "screen.nav_catalog"},
	{"/privacy", "screen.nav_privacy"},
	{"/staff", "screen.nav_staff"},
}

// base makes the frame of a page.
func (s *Server) base(c *gin.Context, title string) BasePage {
	ctx := c.Request.Context()
	p := s.texts.For(s.lang(c))
	b := BasePage{Printer: p, Title: p.T(title), Here: c.Request.URL.Path, Notice: s.popNotice(c, p)}
	a, ok := actor.From(ctx)
	if !ok {
		return b
	}
	b.User = a
	for _, n := range nav {
		if slices.Contains(s.access["GET "+n.path].roles, a.Role) {
			b.Nav = append(b.Nav, NavItem{Path: n.path, Label: p.T(n.key), Current: section(b.Here) == n.path})
		}
	}
	s.countHeld(c, &b)
	if book, err := s.Catalog.Book(ctx); err == nil {
		b.dayLine(book, s.now())
	}
	return b
}

// at puts the page at another place of the head than its address says.
func (b *BasePage) at(path string) {
	b.Here = path
	for i := range b.Nav {
		b.Nav[i].Current = b.Nav[i].Path == path
	}
}

// section is the entry of the head to which a path belongs.
func section(path string) string {
	if path == "/orders/new" || strings.HasPrefix(path, "/drafts/") {
		return "/orders/new"
	}
	if path == "/holds" {
		return "/orders"
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return "/" + first
}

// countHeld puts the number of held orders at the order list's entry. The head
// is no place to fail: without the figure the page still serves.
func (s *Server) countHeld(c *gin.Context, b *BasePage) {
	i := slices.IndexFunc(b.Nav, func(n NavItem) bool { return n.Path == "/orders" })
	if i < 0 || s.Orders == nil {
		return
	}
	if n, err := s.Orders.HeldCount(c.Request.Context()); err == nil {
		b.Nav[i].Count = n
	}
}

// Who is the name of an actor: a person's or a program's own, what a command
// or a timer is called, else the id.
func (b BasePage) Who(id string) string {
	if name, ok := b.Names[id]; ok {
		return name
	}
	if id == actor.System.ID {
		return b.T("screen.actor_system")
	}
	if user, ok := strings.CutPrefix(id, "cli:"); ok {
		return b.T("screen.actor_cli", user)
	}
	return id
}

// name looks up the names of the actors that a page shows. They are an
// ornament: without them the ids stand there.
func (s *Server) name(c *gin.Context, b *BasePage, actors ...string) {
	names, err := s.Staff.Names(c.Request.Context(), actors...)
	if err != nil {
		s.log.WarnContext(c.Request.Context(), "names of actors", "error", err.Error())
	}
	b.Names = names
}

// FieldError is what stands beside one field.
type FieldError struct {
	Name  string
	Texts []string
}

// Err are the sentences about a field.
func (b BasePage) Err(name string) FieldError {
	var texts []string
	for _, m := range b.Errors.Get(name) {
		texts = append(texts, b.Message(m))
	}
	return FieldError{Name: name, Texts: texts}
}

// Bad says whether something is wrong with a field.
func (b BasePage) Bad(name string) bool { return len(b.Errors.Get(name)) > 0 }

// FirstBad is the first wrong field: where the focus goes.
func (b BasePage) FirstBad() string {
	if len(b.Errors) == 0 {
		return ""
	}
	return b.Errors[0].Name
}

// refuse says above the page why nothing was done.
func (b *BasePage) refuse(sentence string) { b.Notice, b.Refused = sentence, true }

// With is the page with the problems of a form.
func (b BasePage) with(bad errs.Fields) BasePage {
	b.Errors = bad
	return b
}
