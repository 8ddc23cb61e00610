package server

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

// PlacedPage says the order's number, large.
type PlacedPage struct {
	BasePage
	Order order.Order
	Holds []string
}

// placedOrder is where the desk arrives after an order was taken.
func (s *Server) placedOrder(c *gin.Context) error {
	o, book, err := s.orderOf(c)
	if err != nil {
		return err
	}
	p := PlacedPage{BasePage: s.base(c, "screen.placed_title"), Order: o}
	for _, h := range o.Holds {
		if h.Open() {
			p.Holds = append(p.Holds, book.ReasonLabel(catalog.ReasonHold, h.Reason, p.Lang))
		}
	}
	s.page(c, http.StatusOK, "placed", p)
	return nil
}

// OrderPage is one order: lines, money, holds, who did what.
type OrderPage struct {
	BasePage
	Order    order.Order
	Taxes    []string
	Payment  string       // label
	Parcels  []ParcelView // where the order has several, or a gift
	Slot     string
	Holds    []HoldView
	History  []EventView
	Payments []order.Money
	ReadBack []order.ReadMark
	Campaign string         // name
	Agreed   map[int]string // line number → what was agreed on its price
	Customer customer.Hit
	People   []OpenedParcel // opened: the recipients of parcels
	Typed    typed
	Back     string // the list that it was opened from

	OpenReasons, HoldReasons, ReleaseReasons []Choice

	MayOpen, MayChange, MaySupervise, MayPay bool
	Today                                    string
}

// HoldView is a hold in words.
type HoldView struct {
	order.Hold
	Reason, Released string
	Because          string // the hold's detail in a sentence; empty when it has none
	MayRelease       bool
}

// EventView is one entry of the history in words.
type EventView struct {
	order.Event
	What, Why string
	After     order.Snapshot
	Delta     []DeltaRow // against the version before
	Sheet     string     // where it is printed for whoever has the slip already; empty before the cut
}

// orderOf finds the order of the path and the catalog with its words.
func (s *Server) orderOf(c *gin.Context) (order.Order, *catalog.Book, error) {
	n, err := orderParam(c)
	if err != nil {
		return order.Order{}, nil, err
	}
	book, err := s.Catalog.Book(c.Request.Context())
	if err != nil {
		return order.Order{}, nil, err
	}
	o, err := s.Orders.Find(c.Request.Context(), n)
	return o, book, err
}

func (s *Server) showOrder(c *gin.Context) error {
	p, err := s.orderPage(c)
	if err != nil {
		return err
	}
	s.page(c, http.StatusOK, "order", p)
	return nil
}

func (s *Server) orderPage(c *gin.Context) (*OrderPage, error) {
	ctx := c.Request.Context()
	o, book, err := s.orderOf(c)
	if err != nil {
		return nil, err
	}
	p := &OrderPage{BasePage: s.base(c, "screen.order_title"), Order: o, Typed: typed{}, Today: string(dayOf(s.now()))}
	p.Title += " " + o.Number
	p.Back = backToList(cmp.Or(c.Query("back"), c.PostForm("back")))
	events, err := s.Orders.History(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	if p.Payments, err = s.Orders.Payments(ctx, o.ID); err != nil {
		return nil, err
	}
	if p.ReadBack, err = s.Orders.ReadBack(ctx, o.ID); err != nil {
		return nil, err
	}
	p.Customer = s.masked(c, []string{o.Customer.ID})[o.Customer.ID]
	p.words(book, events)
	s.name(c, &p.BasePage, p.actors()...)
	p.agree(book)
	p.rights(book)
	return p, nil
}

// NoteOf is the remark that was typed into one of the page's forms.
func (p *OrderPage) NoteOf(form string) string {
	if p.Typed.V("form") != form {
		return ""
	}
	return p.Typed.V("reason_note")
}

// Due is what is still to be paid after the payments received; less than 0
// where too much came. 0 before any payment.
func (p *OrderPage) Due() yen.Yen {
	if len(p.Payments) == 0 {
		return 0
	}
	return p.Rest()
}

// Rest is the total without what was paid.
func (p *OrderPage) Rest() yen.Yen {
	rest := p.Order.Total
	for _, m := range p.Payments {
		rest -= m.Amount
	}
	return rest
}

// actors are all whom the page shows.
func (p *OrderPage) actors() []string {
	ids := []string{p.Order.PlacedBy}
	for _, e := range p.History {
		ids = append(ids, e.Actor)
	}
	for _, h := range p.Holds {
		ids = append(ids, h.OpenedBy, h.ReleasedBy)
	}
	for _, m := range p.Payments {
		ids = append(ids, m.Actor)
	}
	for _, m := range p.ReadBack {
		ids = append(ids, m.By)
	}
	for _, l := range p.Order.Lines {
		ids = append(ids, l.ApprovedBy)
	}
	return ids
}

// words turns codes into what people read.
func (p *OrderPage) words(book *catalog.Book, events []order.Event) {
	tariff, o := book.Tariff(), p.Order
	p.Payment, p.Slot = o.Payment, o.Slot
	if pay, ok := tariff.PaymentOf(o.Payment); ok {
		p.Payment = label(p.Printer, pay.Label, pay.LabelEN, pay.Code)
	}
	if slot, ok := tariff.SlotOf(o.Slot); ok {
		p.Slot = label(p.Printer, slot.Label, slot.LabelEN, slot.Code)
	}
	p.Parcels = p.parcels(book)
	if o.Campaign.Code != "" {
		p.Campaign = book.CampaignLabel(o.Campaign.Code, p.Lang)
	}
	p.Taxes = taxWords(p.BasePage, taxesOf(tariff, o))
	for _, h := range o.Holds {
		v := HoldView{Hold: h, Reason: book.ReasonLabel(catalog.ReasonHold, h.Reason, p.Lang)}
		v.Because, v.MayRelease = p.because(h), order.MayRelease(p.User.Role, h.Reason)
		v.Released = book.ReasonLabel(catalog.ReasonRelease, h.ReleaseReason, p.Lang)
		p.Holds = append(p.Holds, v)
	}
	for i, e := range events {
		v := EventView{Event: e, What: p.Code("action", e.Action), Why: p.why(book, e)}
		v.After, _ = e.After() // a history row of our own
		if i+1 < len(events) {
			was, _ := events[i+1].After()
			v.Delta = p.delta(book, order.Diff(was, v.After))
			if was.Status == order.Batched && afterCut(e) {
				v.Sheet = sheetPath(o.Number, e.Version)
			}
		}
		p.History = append(p.History, v)
	}
}

// why is the reason of an event in words; its group follows from the action.
func (b BasePage) why(book *catalog.Book, e order.Event) string {
	for _, group := range []string{e.Action, catalog.ReasonBatched, catalog.ReasonHold} {
		if l := book.ReasonLabel(group, e.Reason, b.Lang); l != e.Reason {
			return l
		}
	}
	return e.Reason
}

// taxesOf is the contained tax of a taken order, at the rates of today or of
// its delivery date; the rate is fixed when the order is cut.
func taxesOf(t *quote.Tariff, o order.Order) quote.Quote {
	byClass := o.TaxBases()
	day := string(dayOf(o.PlacedAt))
	if o.Date != "" {
		day = string(o.Date)
	}
	var q quote.Quote
	for _, class := range []yen.TaxClass{yen.Standard, yen.Reduced} {
		percent, err := t.Rates.At(class, day)
		if base := byClass[class]; err == nil && base > 0 {
			q.Taxes = append(q.Taxes, quote.TaxLine{Class: class, Percent: percent, Base: base, Tax: t.Rounding.IncludedTax(base, percent)})
		}
	}
	return q
}

// rights decides which forms the page shows; the services decide again.
func (p *OrderPage) rights(book *catalog.Book) {
	role, status := p.User.Role, p.Order.Status
	p.MaySupervise = chiefs.admits(role)
	p.MayOpen = finders.admits(role)
	p.MayPay = p.MaySupervise && status != order.Cancelled && order.Owes(p.Order) && p.Rest() > 0
	p.MayChange = status == order.Placed && takers.admits(role) || status == order.Batched && p.MaySupervise
	p.OpenReasons = reasons(book, catalog.ReasonOpen, p.Lang, "")
	p.HoldReasons = slices.DeleteFunc(reasons(book, catalog.ReasonHold, p.Lang, ""), func(c Choice) bool {
		return !order.ByHand(c.Value) // the program's own
	})
	p.ReleaseReasons = reasons(book, catalog.ReasonRelease, p.Lang, "")
}

// showPerson opens the recipients of the parcels asked for, for a reason; the
// vault logs each before it opens it.
func (s *Server) showPerson(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p, err := s.orderPage(c)
	if err != nil {
		return err
	}
	reason := t.V("reason")
	if !known(p.OpenReasons, reason) {
		p.Errors.Add("open_reason", "order.reason")
		s.page(c, http.StatusUnprocessableEntity, "order", p)
		return nil
	}
	for _, parcel := range chosenParcels(p.Order, t.V("parcel")) {
		opened, err := s.openParcel(c, parcel, reason)
		if err != nil {
			return err
		}
		p.People = append(p.People, opened)
	}
	s.page(c, http.StatusOK, "order", p)
	return nil
}

// showNote opens the remark to one entry of the history for a reason.
func (s *Server) showNote(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p, err := s.orderPage(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(p.History, func(e EventView) bool { return e.NoteID != "" && e.Version == number(t.V("entry")) })
	if i < 0 {
		return errNoPage
	}
	if !known(p.OpenReasons, t.V("reason")) {
		p.Errors.Add("note_reason", "order.reason")
		s.page(c, http.StatusUnprocessableEntity, "order", p)
		return nil
	}
	rec, err := s.Vault.Open(c.Request.Context(), p.History[i].NoteID, t.V("reason"))
	if err != nil {
		return err
	}
	if note, ok := rec.Body.(customer.Note); ok {
		p.Notice = p.T("screen.note_of", p.History[i].What) + ": " + note.Text
	}
	s.page(c, http.StatusOK, "order", p)
	return nil
}

func known(choices []Choice, value string) bool {
	for _, c := range choices {
		if c.Value == value && value != "" {
			return true
		}
	}
	return false
}

// admits says whether a role is let through.
func (a access) admits(role actor.Role) bool {
	for _, r := range a.roles {
		if r == role {
			return true
		}
	}
	return a.public
}
