package server

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
)

// DraftsPage lists everybody's drafts.
type DraftsPage struct {
	BasePage
	Number string // typed to resume a draft by
	Drafts []DraftRow
}

// DraftRow is one draft; the person is masked.
type DraftRow struct {
	order.DraftInfo
	Who     customer.Hit
	Age     string // hours and minutes since it was begun
	Locked  bool
	Mine    bool
	MayDrop bool
}

// listDrafts lists the drafts, or goes to the one whose number was typed: a
// draft's number names no person and may stand in an address.
func (s *Server) listDrafts(c *gin.Context) error {
	p := DraftsPage{BasePage: s.base(c, "screen.drafts_title"), Number: c.Query("number")}
	status := http.StatusOK
	if p.Number != "" {
		d, err := s.Orders.DraftByNumber(c.Request.Context(), p.Number)
		if err == nil {
			return redirect(c, "/drafts/"+d.ID)
		}
		if !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.NotFound) {
			return err
		}
		status = statusOf[errs.KindOf(err)]
		p.Errors.Add("number", "desk.draft_no_such")
	}
	list, err := s.Orders.Drafts(c.Request.Context())
	if err != nil {
		return err
	}
	p.Drafts = s.draftRows(c, &p.BasePage, list)
	s.page(c, status, "drafts", p)
	return nil
}

func (s *Server) draftRows(c *gin.Context, p *BasePage, list []order.DraftInfo) []DraftRow {
	ids, owners := make([]string, len(list)), make([]string, len(list))
	for i, d := range list {
		ids[i], owners[i] = d.Customer, d.Owner
	}
	who := s.masked(c, ids)
	s.name(c, p, owners...)
	var rows []DraftRow
	for _, d := range list {
		mine := d.Owner == p.User.ID
		rows = append(rows, DraftRow{DraftInfo: d, Who: who[d.Customer], Age: age(s.now().Sub(d.CreatedAt)), Mine: mine,
			Locked: d.LockUntil.After(s.now()), MayDrop: mine || p.User.Role == actor.Supervisor || p.User.Role == actor.Admin})
	}
	return rows
}

// age is a time in hours and minutes.
func age(d time.Duration) string {
	minutes := max(0, int(d/time.Minute))
	return fmt.Sprintf("%d:%02d", minutes/60, minutes%60)
}
