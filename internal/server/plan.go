package server

import (
	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/order"
)

// PlanView is what saving would change, before anything is saved.
type PlanView struct {
	Rows   []DeltaRow
	Opens  []string // holds that it would open
	Closes []string // and release
	Batch  int64    // the batch whose slip somebody has already; 0 for none
	Paid   bool     // money has come
	Due    int64    // still to pay; less than 0 is to give back
	Token  string   // says that this was seen
}

// Back is the money to give back.
func (v PlanView) Back() int64 { return -v.Due }

// plan puts a plan into words.
func (b BasePage) plan(book *catalog.Book, plan order.Plan) *PlanView {
	v := &PlanView{Rows: b.delta(book, plan.Delta()), Paid: plan.Paid > 0, Due: int64(plan.Due())}
	if plan.New.Status != order.Cancelled {
		v.Rows = append(v.Rows, b.taxDelta(book.Tariff(), plan.Old, plan.New)...)
	}
	for _, h := range plan.Opens {
		v.Opens = append(v.Opens, book.ReasonLabel(catalog.ReasonHold, h.Reason, b.Lang))
	}
	for _, h := range plan.Closes {
		v.Closes = append(v.Closes, book.ReasonLabel(catalog.ReasonHold, h.Reason, b.Lang))
	}
	if plan.Old.Status == order.Batched {
		v.Batch = plan.Old.Batch
	}
	return v
}

// personDelta names the fields of the recipient that would change. They are
// shown on this screen alone. What cannot be opened now (the day's budget, an
// erased customer) is only said to change.
func (s *Server) personDelta(c *gin.Context, b BasePage, p order.Parcel, to order.Address, note string) []DeltaRow {
	rec, err := s.Vault.Open(c.Request.Context(), p.Recipient, "correction")
	was, ok := rec.Body.(customer.Recipient)
	now, bad := to.Check()
	if err != nil || !ok || bad != nil {
		return nil
	}
	whose := b.T("change.fact_recipient")
	if p.No > 1 {
		whose = b.T("parcel.field_of", p.No, whose)
	}
	var out []DeltaRow
	for _, f := range []struct{ label, was, now string }{
		{"screen.name", was.Name, now.Name}, {"screen.kana", was.Kana, now.Kana}, {"screen.phone", was.Phone, now.Phone},
		{"screen.postal_code", was.PostalCode, now.PostalCode}, {"screen.address1", was.Address1, now.Address1},
		{"screen.address2", was.Address2, now.Address2}, {"screen.note", was.Note, note},
	} {
		if f.was != f.now {
			out = append(out, DeltaRow{Label: whose + " " + b.T(f.label), Was: f.was, Now: f.now})
		}
	}
	return out
}

// Theirs is what others saved after the form was opened.
type Theirs struct {
	Who  []string
	Rows []DeltaRow
}

// theirs compares the version that the form saw with the order as it stands.
func (s *Server) theirs(c *gin.Context, b *BasePage, book *catalog.Book, o order.Order, seen int64) (*Theirs, error) {
	events, err := s.Orders.History(c.Request.Context(), o.ID)
	if err != nil {
		return nil, err
	}
	v := &Theirs{}
	var was order.Snapshot
	var actors []string
	for _, e := range events {
		if e.Version > seen {
			actors = append(actors, e.Actor)
		}
		if e.Version == seen {
			if was, err = e.After(); err != nil {
				return nil, err
			}
		}
	}
	s.name(c, b, actors...)
	for _, e := range events {
		if e.Version > seen {
			v.Who = append(v.Who, jst(e.At, "15:04")+" "+b.Who(e.Actor)+" "+b.Code("action", e.Action))
		}
	}
	v.Rows = b.delta(book, order.Diff(was, o.Snapshot()))
	return v, nil
}
