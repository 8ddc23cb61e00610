package server

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/contact"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
)

// DraftsPage lists everybody's drafts.
type DraftsPage struct {
	BasePage
	List
	Number   string // typed to resume a draft by
	Owners   []Choice
	Channels []Choice
	Drafts   []DraftRow
}

// draftsList is the list of drafts; "whose" is empty for everybody's.
var draftsList = listSpec{path: "/drafts", filter: []string{"whose", "channel"}, sorts: []string{"-touched", "begun", "-lines"}}

// draftsSize is how many drafts a page lists.
const draftsSize = 50

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
	l := draftsList.asked(c)
	p := DraftsPage{BasePage: s.base(c, "screen.drafts_title").listed(l), List: l, Number: c.Query("number")}
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
	list, total, err := s.Orders.Drafts(c.Request.Context(), p.asked())
	switch {
	case err != nil:
		return err
	case len(list) == 0 && l.Page > 1:
		return redirect(c, l.First())
	}
	p.found(total, draftsSize)
	p.Drafts = s.draftRows(c, &p.BasePage, list)
	p.fillFilter()
	s.page(c, status, "drafts", p)
	return nil
}

func (p *DraftsPage) asked() order.DraftFilter {
	f := order.DraftFilter{Channel: order.Channel(p.V("channel")), Sort: p.Sort, Page: p.Page, Size: draftsSize}
	if p.V("whose") == contact.Self {
		f.Owner = p.User.ID
	}
	return f
}

func (p *DraftsPage) fillFilter() {
	p.Owners = choose(0, p.V("whose"), []Choice{{Label: p.T("list.everybodys")}, {Value: contact.Self, Label: p.T("list.mine")}})
	p.Channels = []Choice{{Label: p.T("list.channel_all")}}
	for _, ch := range order.Channels {
		p.Channels = append(p.Channels, Choice{Value: string(ch), Label: p.Code("channel", string(ch))})
	}
	choose(0, p.V("channel"), p.Channels)
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
