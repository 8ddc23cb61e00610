package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
)

// saveDraft keeps what is typed so far. It answers the line "saved at …" with
// the new version; a draft that another window wrote meanwhile is not
// overwritten, and the line says so.
func (s *Server) saveDraft(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	d := readDesk(t, s.now(), true)
	p := &DeskPage{BasePage: s.base(c, "screen.desk_title"), Typed: t, Draft: d.Draft, Version: d.Version}
	version, err := s.Orders.SaveDraft(c.Request.Context(), d.Draft, d.Version, customer.Draft{Fields: parted(t)})
	if err != nil && !errs.Is(err, errs.Conflict) {
		return err
	}
	info, ierr := s.Orders.Draft(c.Request.Context(), d.Draft)
	if ierr != nil && !errs.Is(ierr, errs.NotFound) {
		return ierr
	}
	if err != nil {
		p.Stale = true
		if info.Owner != "" && info.Owner != p.User.ID {
			s.name(c, &p.BasePage, info.Owner)
			p.TakenBy = p.Who(info.Owner)
		}
	} else {
		p.DraftNo = info.Number
		p.Version, p.SavedAt = version, s.now()
		c.Header("HX-Trigger", `{"desk:saved":"/drafts/`+d.Draft+`"}`)
	}
	s.fragment(c, http.StatusOK, "desk", "draft-state", p)
	return nil
}

// notKept are fields of the page that are no part of the order.
var notKept = map[string]bool{"draft": true, "draft_version": true, "find": true, "pick": true, "places_of": true, "parted": true, "drop": true, "at": true}

// kept is what a draft keeps: every field that holds something.
func kept(t typed) map[string][]string {
	out := map[string][]string{}
	for name, values := range t {
		if !notKept[name] && !strings.HasPrefix(name, callPrefix) && strings.TrimSpace(strings.Join(values, "")) != "" {
			out[name] = values
		}
	}
	return out
}

// openDraft goes on with a draft where it was left.
func (s *Server) openDraft(c *gin.Context) error {
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	if held, err := s.heldDraft(c, id); held || err != nil {
		return err
	}
	info, err := s.Orders.Draft(c.Request.Context(), id)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	draft, version, err := s.Orders.OpenDraft(c.Request.Context(), id)
	if errs.Is(err, errs.NotFound) {
		return errs.E(errs.NotFound, "server.no_draft")
	}
	if err != nil {
		return err
	}
	if s.now().Sub(info.UpdatedAt) > sameCall {
		part(draft.Fields)
	}
	t := typed(url.Values(draft.Fields))
	if t == nil {
		t = typed{}
	}
	t.Set("draft", id)
	d := readDesk(t, s.now(), true)
	d.Version = version
	p, err := s.desk(c, d)
	if err != nil {
		return err
	}
	s.remember(c, p.Card)
	s.page(c, http.StatusOK, "desk", p)
	return nil
}

func (s *Server) dropDraft(c *gin.Context) error {
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	t, err := posted(c)
	if err != nil {
		return err
	}
	if err := s.Orders.DropDraft(c.Request.Context(), id); err != nil {
		return err
	}
	s.putNotice(c.Request.Context(), "screen.draft_dropped")
	return redirect(c, draftsList.left(t).Address())
}
