package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/yen"
)

// act runs one of the small forms of the order page. What it refuses is shown
// on the order's page with what was typed; a success comes by redirect.
func (s *Server) act(c *gin.Context, notice string, do func(t typed, number string, seen int64) error) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	n, err := orderParam(c)
	if err != nil {
		return err
	}
	if err := do(t, n, number(t.V("version"))); err != nil {
		return s.refuse(c, t, err)
	}
	s.putNotice(c.Request.Context(), notice)
	return redirect(c, "/orders/"+n)
}

// refuse shows the order as it stands now with why the change was not made.
func (s *Server) refuse(c *gin.Context, t typed, cause error) error {
	kind := errs.KindOf(cause)
	if kind != errs.Invalid && kind != errs.Conflict {
		return cause
	}
	p, err := s.orderPage(c)
	if err != nil {
		return err
	}
	p.Typed = t
	for form, list := range map[string][]Choice{"hold": p.HoldReasons, "release": p.ReleaseReasons, "cancel": p.CancelReasons} {
		if t.V("form") == form {
			choose(1, t.V("reason"), list)
		}
	}
	var fields errs.Fields
	if errors.As(cause, &fields) {
		for _, f := range fields { // two forms of the page have a reason
			p.Errors = append(p.Errors, errs.Field{Name: t.V("form") + "_" + f.Name, Message: f.Message})
		}
	} else {
		p.refuse(strings.Join(p.sentences(cause), " "))
	}
	s.page(c, statusOf[kind], "order", p)
	return nil
}

func (s *Server) holdOrder(c *gin.Context) error {
	return s.act(c, "screen.done_hold", func(t typed, n string, seen int64) error {
		_, err := s.Orders.Hold(c.Request.Context(), n, seen, t.V("reason"), t.V("reason_note"))
		return err
	})
}

func (s *Server) releaseOrder(c *gin.Context) error {
	return s.act(c, "screen.done_release", func(t typed, n string, seen int64) error {
		_, err := s.Orders.Release(c.Request.Context(), n, seen, t.V("hold"), t.V("reason"), t.V("reason_note"))
		return err
	})
}

func (s *Server) cancelOrder(c *gin.Context) error {
	return s.act(c, "screen.done_cancel", func(t typed, n string, seen int64) error {
		_, err := s.Orders.Cancel(c.Request.Context(), n, seen, t.V("reason"), t.V("reason_note"))
		return err
	})
}

func (s *Server) recordPayment(c *gin.Context) error {
	return s.act(c, "screen.done_payment", func(t typed, n string, seen int64) error {
		var bad errs.Fields
		amount, err := strconv.ParseInt(strings.ReplaceAll(japan.FoldASCII(t.V("amount")), ",", ""), 10, 64)
		if err != nil {
			bad.Add("amount", "order.amount")
		}
		day, err := japan.ParseDay(japan.FoldASCII(t.V("day")))
		if err != nil {
			bad.Add("day", "order.payment_day")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		_, err = s.Orders.RecordPayment(c.Request.Context(), n, seen, day, yen.Yen(amount))
		return err
	})
}

// RevisePage is the form that changes an order. After a stale save it shows
// the order as it is now beside what was typed.
type RevisePage struct {
	BasePage
	Order    order.Order // as it stands
	Typed    typed
	Version  int64 // that the form saw
	Lines    []DeskLine
	Payments []Choice
	Slots    []Choice
	Reasons  []Choice
	Stale    bool
	Diff     []Difference
}

// Difference is one field in both versions.
type Difference struct{ Label, Theirs, Yours string }

// reviseForm fills the form with the order.
func (s *Server) reviseForm(c *gin.Context) error {
	o, book, err := s.orderOf(c)
	if err != nil {
		return err
	}
	t := typed{"payment": {o.Payment}, "delivery_date": {string(o.Date)}, "delivery_slot": {o.Slot}}
	for i, l := range o.Lines {
		t.Set(order.LineField(i, "product_code"), l.Code)
		t.Set(order.LineField(i, "quantity"), strconv.Itoa(l.Quantity))
		t.Set(order.LineField(i, "edition"), l.Edition)
	}
	s.page(c, http.StatusOK, "revise", s.revisePage(c, book, o, t, o.Version))
	return nil
}

// reviseOrder changes the order under the version that the form saw.
func (s *Server) reviseOrder(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	o, book, err := s.orderOf(c)
	if err != nil {
		return err
	}
	d := readDesk(t, s.now(), false)
	rev := order.Revision{Payment: d.Form.Payment, Date: d.Form.Date, Slot: d.Form.Slot, Lines: d.Form.Lines,
		To: d.Form.To, Note: d.Form.Note, Reason: t.V("reason"), Remark: t.V("reason_note")}
	seen := number(t.V("version"))
	_, err = s.Orders.Revise(c.Request.Context(), o.Number, seen, rev)
	kind := errs.KindOf(err)
	switch {
	case err == nil:
		s.putNotice(c.Request.Context(), "screen.done_revise")
		return redirect(c, "/orders/"+o.Number)
	case kind != errs.Invalid && kind != errs.Conflict:
		return err
	}
	p := s.revisePage(c, book, o, t, seen)
	var fields errs.Fields
	p.Stale = kind == errs.Conflict && o.Version != seen
	switch {
	case errors.As(err, &fields):
		p.Errors = d.onScreen(fields)
	case p.Stale:
		p.Version = o.Version
		p.compare(d)
	default:
		p.refuse(strings.Join(p.sentences(err), " "))
	}
	s.page(c, statusOf[kind], "revise", p)
	return nil
}

func (s *Server) revisePage(c *gin.Context, book *catalog.Book, o order.Order, t typed, version int64) *RevisePage {
	p := &RevisePage{BasePage: s.base(c, "screen.revise_title"), Order: o, Typed: t, Version: version}
	p.Title += " " + o.Number
	var desk DeskPage
	desk.BasePage = p.BasePage
	d := readDesk(t, s.now(), true)
	desk.choices(d, book, dayOf(s.now()))
	p.Payments, p.Slots = desk.Payments, desk.Slots
	group := catalog.ReasonRevise
	if o.Status == order.Batched {
		group = catalog.ReasonBatched
	}
	p.Reasons = reasons(book, group, p.Lang, t.V("reason"))
	last := 0
	for i, row := range d.Rows {
		if f := d.Form.Lines[i]; f != (order.FormLine{}) {
			p.Lines = append(p.Lines, p.line(book, row, f))
			last = row + 1
		}
	}
	for i := range 3 {
		p.Lines = append(p.Lines, DeskLine{Row: last + i})
	}
	return p
}

func (p *RevisePage) line(book *catalog.Book, row int, f order.FormLine) DeskLine {
	l := DeskLine{Row: row, Code: f.Code, Quantity: f.Quantity, Edition: f.Edition}
	if x, ok := book.Product(f.Code); ok {
		l.Known, l.Name, l.Volume = true, x.Name, x.Volume
	}
	return l
}

// labelOf is how a choice reads; its code where it is none of the choices.
func labelOf(choices []Choice, value string) string {
	for _, c := range choices {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

// RowErr are the problems of one row.
func (p *RevisePage) RowErr(row int) FieldError { return p.rowErr(row) }

// compare sets what somebody else saved against what was typed here.
func (p *RevisePage) compare(d deskForm) {
	theirs, yours := map[string]int{}, map[string]int{} // a product may stand in two lines
	typedAs := map[string]string{}
	var codes []string
	note := func(code string) {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	add := func(label, a, b string) {
		if a != b {
			p.Diff = append(p.Diff, Difference{label, a, b})
		}
	}
	add(p.T("screen.payment"), labelOf(p.Payments, p.Order.Payment), labelOf(p.Payments, d.Form.Payment))
	add(p.T("screen.date"), string(p.Order.Date), d.Form.Date)
	add(p.T("screen.slot"), labelOf(p.Slots, p.Order.Slot), labelOf(p.Slots, d.Form.Slot))
	for _, l := range d.Form.Lines {
		code := catalog.Code(l.Code)
		note(code)
		n, err := strconv.Atoi(japan.FoldASCII(l.Quantity))
		if err != nil {
			typedAs[code] = l.Quantity
		}
		yours[code] += n
	}
	for _, l := range p.Order.Lines {
		note(l.Code)
		theirs[l.Code] += l.Quantity
	}
	for _, code := range codes {
		add(code, pieces(theirs[code]), cmpOr(typedAs[code], pieces(yours[code])))
	}
}

// pieces is a quantity; empty for none.
func pieces(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
