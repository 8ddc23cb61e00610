package server

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/contact"
	"uketsuke/internal/errs"
)

// begunField is when the call began, in Unix seconds by the server's clock.
const begunField = "begun"

// callPrefix is that of the fields with which a call ends; no draft keeps them.
const callPrefix = "call_"

// cardCalls is how many calls the customer's card shows.
const cardCalls = 3

// begun is when the call began; zero when unknown.
func (d deskForm) begun() time.Time {
	if at := number(d.Typed.V(begunField)); at > 0 {
		return time.Unix(at, 0)
	}
	return time.Time{}
}

// call fills what the desk offers to end a call with.
func (p *DeskPage) call(t typed, now time.Time) {
	p.Clock = now.Unix()
	t.Set("call_id", draftID(t.V("call_id")))
	for _, o := range contact.Outcomes {
		p.Outcomes = append(p.Outcomes, Choice{Value: string(o), Label: p.T("call.outcome_" + string(o))})
	}
	choose(1, t.V("call_outcome"), p.Outcomes)
	p.Owners = []Choice{{Value: "", Label: p.T("call.owner_none")}}
	for _, o := range []string{contact.Self, contact.Team} {
		p.Owners = append(p.Owners, Choice{Value: o, Label: p.T("call.owner_" + o)})
	}
	choose(0, t.V("call_owner"), p.Owners)
}

// Ending says whether the end of the call was refused: then its fields stay open.
func (p *DeskPage) Ending() bool {
	return slices.ContainsFunc(p.Errors, func(f errs.Field) bool { return strings.HasPrefix(f.Name, callPrefix) })
}

// Lasted is how long a call was, as a clock counts: 3:07.
func (p *DeskPage) Lasted(c contact.Call) string {
	if c.Begun.IsZero() {
		return ""
	}
	return lasted(c.Lasted())
}

// endCall ends a call without an order. What was begun of one stays as a draft,
// unless the caller gave it up.
func (s *Server) endCall(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	d := readDesk(t, s.now(), false)
	f := contact.Form{ID: t.V("call_id"), Customer: customerOf(t), Outcome: t.V("call_outcome"),
		Owner: t.V("call_owner"), Due: t.V("call_due"), Note: t.V("call_note"), Begun: d.begun()}
	if f.Todo() {
		f.Note = callNote(d)
	}
	if err := s.Contacts.End(c.Request.Context(), f); err != nil {
		return s.redisplay(c, t, d, callErrors(err))
	}
	said := "call.ended_kept"
	if len(d.Form.Lines) == 0 || t.V("call_outcome") == string(contact.Cancelled) {
		said = "call.ended"
		if err := s.Orders.DropDraft(c.Request.Context(), d.Draft); err != nil && !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Conflict) {
			return err
		}
	}
	s.putNotice(c.Request.Context(), said)
	return redirect(c, "/orders/new")
}

// parted is what a draft keeps that waits for another call: whose beginning,
// caller and identity are not this one's.
func parted(t typed) map[string][]string {
	out := kept(t)
	if t.V("parted") != "" {
		part(out)
	}
	return out
}

// part takes out of a draft what belongs to the call in which it was saved.
func part(fields map[string][]string) {
	for _, name := range []string{begunField, callerField, identityTick, "since_identity"} {
		delete(fields, name)
	}
}

// sameCall is how long after its last save a draft may still be of the same
// call: a page that is loaded again goes on, a tab closed hours ago does not.
const sameCall = 10 * time.Minute

// customerOf is the customer chosen; empty for none.
func customerOf(t typed) string {
	if id := t.V("customer_id"); opaque.MatchString(id) {
		return id
	}
	return ""
}

// callNote is the note to a task. Whom nobody knows yet is named in it: the
// draft may go.
func callNote(d deskForm) string {
	note := d.Typed.V("call_note")
	if customerOf(d.Typed) != "" {
		return note
	}
	return strings.Join(nonEmpty(cmpOr(d.Form.Name, d.Form.Kana), cmpOr(d.Form.Phone, d.Typed.V(callerField)), note), " ")
}

func nonEmpty(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// callErrors names the fields as the desk does.
func callErrors(err error) error {
	var bad errs.Fields
	if !errors.As(err, &bad) {
		return err
	}
	var out errs.Fields
	for _, f := range bad {
		out = append(out, errs.Field{Name: callPrefix + f.Name, Message: f.Message})
	}
	return out.Err()
}

// lasted is a time as a clock counts: 3:07, 1:02:03.
func lasted(d time.Duration) string {
	s := int(d / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
