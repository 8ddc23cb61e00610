package server

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// WaitingDraft is an order that somebody with the same telephone number began.
type WaitingDraft struct {
	Key int // digit that goes on with it; 0 for none
	order.DraftInfo
}

// waiting puts the drafts of the number typed behind the customers found, the
// page's own left out.
func (s *Server) waiting(c *gin.Context, p *DeskPage) error {
	if _, err := japan.ParsePhone(p.Typed.V("phone")); err != nil {
		return nil
	}
	list, err := s.Orders.DraftsOf(c.Request.Context(), p.Typed.V("phone"))
	if err != nil {
		return err
	}
	var owners []string
	for _, d := range list {
		if d.ID == p.Typed.V("draft") {
			continue
		}
		w := WaitingDraft{DraftInfo: d}
		if key := len(p.Hits) + len(p.Waiting) + 1; key <= hitKeys {
			w.Key = key
		}
		p.Waiting, owners = append(p.Waiting, w), append(owners, d.Owner)
	}
	if len(owners) > 0 {
		s.name(c, &p.BasePage, owners...)
	}
	return nil
}

// resumeDraft goes on with a draft in the call that is on the line: the draft
// takes over who called, that they were identified, and since when they talk.
func (s *Server) resumeDraft(c *gin.Context) error {
	ctx := c.Request.Context()
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	t, err := posted(c)
	if err != nil {
		return err
	}
	if mustIdentify(t, s.now()) {
		var bad errs.Fields
		bad.Add(identityTick, "call.identity_first")
		return s.redisplay(c, t, readDesk(t, s.now(), false), bad.Err())
	}
	draft, version, err := s.Orders.OpenDraft(ctx, id)
	switch {
	case errs.Is(err, errs.Conflict): // somebody else has it: the page of the draft says who
		return redirect(c, "/drafts/"+id)
	case err != nil:
		return noDraft(err)
	}
	for name, value := range s.thisCall(t) {
		draft.Fields[name] = []string{value}
	}
	if _, err := s.Orders.SaveDraft(ctx, id, version, draft); err != nil {
		return noDraft(err)
	}
	if err := s.dropEmpty(c, t); err != nil {
		return err
	}
	return redirect(c, "/drafts/"+id)
}

// thisCall is what a draft keeps of the call that is on the line.
func (s *Server) thisCall(t typed) map[string]string {
	out := map[string]string{begunField: t.V(begunField)}
	if part := identityOf(t); part.words != "" {
		at := tickedAt(t, part, s.now())
		out[callerField], out[identityTick] = t.V(callerField), mark(part.words)
		out["since_"+part.name] = mark(part.words) + "." + strconv.FormatInt(at.Unix(), 10)
	}
	return out
}

// dropEmpty throws away the draft of a page on which nothing but the number
// was typed: the order goes on in another.
func (s *Server) dropEmpty(c *gin.Context, t typed) error {
	d := readDesk(t, s.now(), false)
	if len(d.Form.Lines) > 0 || strings.TrimSpace(d.Form.Note+d.Form.Address2) != "" && d.Form.CustomerID == "" {
		return nil
	}
	err := s.Orders.DropDraft(c.Request.Context(), d.Draft)
	if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Conflict) {
		return nil
	}
	return err
}
