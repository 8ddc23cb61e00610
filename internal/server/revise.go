package server

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
)

// RevisePage is the form that changes an order. It is sent twice: first to see
// what would change, then to save just that. After somebody else's save it
// says what they did, with everything typed still there.
type RevisePage struct {
	BasePage
	Order    order.Order // as it stands
	Typed    typed
	Version  int64 // that the form saw
	Lines    []DeskLine
	Blank    DeskLine // the row that the browser copies for the next line
	Payments []Choice
	Slots    []Choice
	Further  []ReviseParcel
	Reasons  []Choice
	Theirs   *Theirs
	Plan     *PlanView
}

// reviseForm fills the form with the order.
func (s *Server) reviseForm(c *gin.Context) error {
	o, book, err := s.orderOf(c)
	if err != nil {
		return err
	}
	t := typed{"payment": {o.Payment}, "delivery_date": {string(o.Date)}, "delivery_slot": {o.Slot}, "campaign": {o.Campaign.Code}}
	for _, x := range o.Parcels[1:] {
		t.Set(quote.ParcelField("delivery_date", x.No), string(x.Date))
		t.Set(quote.ParcelField("delivery_slot", x.No), x.Slot)
	}
	for i, l := range o.Lines {
		t.Set(order.LineField(i, "product_code"), l.Code)
		t.Set(order.LineField(i, "quantity"), strconv.Itoa(l.Quantity))
		t.Set(order.LineField(i, "edition"), l.Edition)
		if l.Overridden() {
			t.Set(order.LineField(i, "override"), l.Price.String())
			t.Set(order.LineField(i, "override_reason"), l.PriceReason)
		}
		if len(o.Parcels) > 1 {
			t.Set(order.LineField(i, "parcel"), strconv.Itoa(l.Parcel))
		}
	}
	s.page(c, http.StatusOK, "revise", s.revisePage(c, book, o, t, o.Version))
	return nil
}

// reviseOrder shows what the typed revision would change, and saves it when
// that was seen already.
func (s *Server) reviseOrder(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	o, book, err := s.orderOf(c)
	if err != nil {
		return err
	}
	ctx, seen, d := c.Request.Context(), number(t.V("version")), readDesk(t, s.now(), false)
	rev := order.Revision{Parcels: d.Form.Parcels, Payment: d.Form.Payment, Date: d.Form.Date, Slot: d.Form.Slot, Lines: d.Form.Lines,
		To: d.Form.To, Note: d.Form.Note, Reason: t.V("reason"), Remark: t.V("reason_note")}
	if _, shown := t["campaign"]; shown {
		rev.Campaign = &d.Form.Campaign
	}
	plan, err := s.Orders.PlanRevision(ctx, o.Number, seen, rev)
	if err != nil {
		return s.refuseRevision(c, book, o, d, seen, err)
	}
	token, err := planToken(rev, plan)
	if err != nil {
		return err
	}
	if t.V("confirm") == token && !unchanged(plan) {
		if _, err = s.Orders.Revise(ctx, o.Number, seen, rev); err == nil {
			s.putNotice(ctx, "screen.done_revise")
			return redirect(c, "/orders/"+o.Number)
		}
	}
	if err != nil && (errs.KindOf(err) != errs.Invalid || !saidOf(err, "reason")) {
		return s.refuseRevision(c, book, o, d, seen, err)
	}
	p := s.revisePage(c, book, o, t, seen)
	p.showPlan(s, c, book, plan, rev, token)
	status := http.StatusOK
	if err != nil {
		status = http.StatusUnprocessableEntity
		_ = errors.As(err, &p.Errors)
	}
	s.page(c, status, "revise", p)
	return nil
}

// unchanged says that nothing would be saved.
func unchanged(plan order.Plan) bool { return plan.Delta().Empty() }

// showPlan sets what would change on the page; without a change there is
// nothing to confirm.
func (p *RevisePage) showPlan(s *Server, c *gin.Context, book *catalog.Book, plan order.Plan, rev order.Revision, token string) {
	p.Plan = p.plan(book, plan)
	if rev.To != nil {
		p.Plan.Rows = append(p.Plan.Rows, s.personDelta(c, p.BasePage, p.Order.Parcels[0], *rev.To, rev.Note)...)
	}
	for i, x := range rev.Parcels {
		if i+1 < len(p.Order.Parcels) && x.To != (order.Address{}) {
			p.Plan.Rows = append(p.Plan.Rows, s.personDelta(c, p.BasePage, p.Order.Parcels[i+1], x.To, "")...)
		}
	}
	if !unchanged(plan) {
		p.Plan.Token = token
	}
}

// saidOf says whether an error is about a field.
func saidOf(err error, field string) bool {
	var fields errs.Fields
	return errors.As(err, &fields) && len(fields.Get(field)) > 0
}

// refuseRevision shows the form again with why nothing was saved.
func (s *Server) refuseRevision(c *gin.Context, book *catalog.Book, o order.Order, d deskForm, seen int64, cause error) error {
	kind := errs.KindOf(cause)
	if kind != errs.Invalid && kind != errs.Conflict {
		return cause
	}
	p := s.revisePage(c, book, o, d.Typed, seen)
	var fields errs.Fields
	switch {
	case errors.As(cause, &fields):
		p.Errors = d.onScreen(fields)
	case o.Version != seen:
		var err error
		if p.Theirs, err = s.theirs(c, &p.BasePage, book, o, seen); err != nil {
			return err
		}
		p.Version = o.Version
	default:
		p.refuse(strings.Join(p.sentences(cause), " "))
	}
	s.page(c, statusOf[kind], "revise", p)
	return nil
}

// planToken tells two plans apart: the same for what is typed and what comes of
// it. The reason may follow later.
func planToken(rev order.Revision, plan order.Plan) (string, error) {
	rev.Reason, rev.Remark = "", ""
	now := plan.New.Snapshot()
	now.Recipient, now.Parcels = "", slices.Clone(now.Parcels)
	for i := range now.Parcels {
		now.Parcels[i].Recipient = "" // another at every trial; the typed one counts
	}
	b, err := json.Marshal([]any{rev, now, plan.Old.Version})
	return mark(string(b)), err
}

func (s *Server) revisePage(c *gin.Context, book *catalog.Book, o order.Order, t typed, version int64) *RevisePage {
	p := &RevisePage{BasePage: s.base(c, "screen.revise_title"), Order: o, Typed: t, Version: version}
	p.Title += " " + o.Number
	var desk DeskPage
	desk.BasePage = p.BasePage
	d := readDesk(t, s.now(), true)
	desk.choices(d, book, dayOf(s.now()))
	p.Payments, p.Slots = desk.Payments, slotChoices(p.BasePage, book, d.Form.Slot)
	p.further(book)
	group := catalog.ReasonRevise
	if o.Status == order.Batched {
		group = catalog.ReasonBatched
	}
	p.Reasons = reasons(book, group, p.Lang, t.V("reason"))
	editions := desk.editionChoices(book, "", dayOf(s.now()))
	last := 0
	for i, row := range d.Rows {
		if f := d.Form.Lines[i]; f != (order.FormLine{}) {
			p.Lines = append(p.Lines, p.line(book, row, f, editions))
			last = row + 1
		}
	}
	p.Blank = p.line(book, -1, order.FormLine{}, editions)
	for i := range 3 {
		free := p.Blank
		free.Row = last + i
		p.Lines = append(p.Lines, free)
	}
	return p
}

func (p *RevisePage) line(book *catalog.Book, row int, f order.FormLine, editions []Choice) DeskLine {
	l := DeskLine{Row: row, Code: f.Code, Quantity: f.Quantity, Parcel: f.Parcel, Edition: f.Edition,
		Editions: ownEdition(book, f.Edition, editions), Override: p.agreedReasons(book)(f.Price, f.PriceReason)}
	if x, ok := book.Product(f.Code); ok {
		l.Known, l.Name, l.Volume = true, x.Name, x.Volume
	}
	return l
}

// ownEdition are the desk's editions for a line, with the one that it has: the
// current one under its code, or one from which no more orders are taken.
func ownEdition(book *catalog.Book, code string, editions []Choice) []Choice {
	own := slices.Clone(editions)
	if code == "" || slices.ContainsFunc(own, func(c Choice) bool { return c.Value == code }) {
		return choose(1, code, own)
	}
	named := Choice{Value: code, Label: code}
	for _, e := range book.Editions() {
		if e.Code == code {
			named.Label = e.Name
		}
	}
	if len(own) > 0 && own[0].Label == named.Label {
		own[0] = named
	} else {
		own = append(own, named)
	}
	return choose(1, code, own)
}

// reviseRow is a row of the form with the page for its words.
type reviseRow struct {
	Page *RevisePage
	Line DeskLine
}

// Row is a line for its template.
func (p *RevisePage) Row(l DeskLine) reviseRow { return reviseRow{p, l} }

// Bad says whether something is wrong with a field of the row.
func (v reviseRow) Bad(column string) bool {
	return v.Page.Bad(order.LineField(v.Line.Row, column))
}

// Several says that the order goes in more than one parcel.
func (p *RevisePage) Several() bool { return len(p.Order.Parcels) > 1 }

// ReviseParcel is the second parcel or a later one on the form that changes an
// order.
type ReviseParcel struct {
	No     int
	Slots  []Choice
	Fields []addressField // of another recipient
	Other  bool           // something is typed there
}

// further fills the second parcel and those after it.
func (p *RevisePage) further(book *catalog.Book) {
	desk := &DeskPage{BasePage: p.BasePage, Typed: p.Typed}
	for _, x := range p.Order.Parcels[1:] {
		v := parcelView{Page: desk, Parcel: DeskParcel{No: x.No}}
		r := ReviseParcel{No: x.No, Slots: slotChoices(p.BasePage, book, v.V("delivery_slot"))}
		v = v.Of("to_")
		for _, field := range []string{"name", "kana", "phone", "postal_code", "address1", "address2"} {
			f := v.Field(field)
			r.Other = r.Other || f.Value != ""
			r.Fields = append(r.Fields, f)
		}
		p.Further = append(p.Further, r)
	}
}

// RowErr are the problems of one row.
func (p *RevisePage) RowErr(row int) FieldError { return p.rowErr(row) }
