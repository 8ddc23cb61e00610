package server

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
)

// DeskPage is the order desk: one page on which an order is taken.
type DeskPage struct {
	BasePage
	DeskCall
	DeskLabels
	Typed    typed
	Draft    string
	Version  int64
	SavedAt  time.Time
	DraftNo  string // what clerks call the draft
	TakenBy  string // who has taken the draft over; empty for nobody
	Channels []Choice
	Editions []Choice
	Payments []Choice
	Lines    []DeskLine
	Repeat   DeskRepeat
	Campaign string   // name of the one whose code is typed
	Blank    DeskLine // the row that the browser copies for the next line
	Quote    quote.Quote
	Pieces   int
	FreeFrom string // amount from which shipping is free; empty when never
	Card     *Card
	Hits     []DeskHit
	Searched bool   // a search was made: no hits means nobody is known
	Found    string // what a search says of the customer number typed
	Places   []Place
	PlacesOf string // the field of the postal code looked up
	Mismatch string // code and address do not fit
	Readback []Readback
	Ticked   int
	Stale    bool // the customer's card changed while the order was typed
	Warn     int  // from this quantity on the desk asks back
	DeskParcels
}

// DeskLine is one row of the order.
type DeskLine struct {
	Row        int
	Code       string
	Quantity   string
	Parcel     string // number of the parcel into which it goes
	Edition    string
	Editions   []Choice
	Name       string
	Volume     string
	Price      string
	Amount     string
	Marks      []string // 航空不可, ※
	Components string   // of a set
	Older      string   // both prices of a line from an older edition
	Agreed     string   // the price agreed instead of the catalog's, in words
	Override   Override
	Proposed   string // the row's field: "yes" for what staff proposed
	Wait       Wait
	Waits      string // what the row's field says of it
	Known      bool
	Guard      Guard      // what may be wrong with the quantity
	Proposals  []Choice   // for a code that is none
	Problems   FieldError // price and quote problems of the row
}

// newOrder is an empty order with a draft id of its own.
func (s *Server) newOrder(c *gin.Context) error {
	t := typed{"channel": {string(order.Phone)}, "to": {"self"}}
	p, err := s.desk(c, readDesk(t, s.now(), true))
	if err != nil {
		return err
	}
	s.page(c, http.StatusOK, "desk", p)
	return nil
}

// previewOrder answers what follows from what is typed so far: lines, dates,
// money and the words to read back. Nothing is stored.
func (s *Server) previewOrder(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p, err := s.desk(c, readDesk(t, s.now(), true))
	if err != nil {
		return err
	}
	s.fragment(c, http.StatusOK, "desk", "preview", p)
	return nil
}

// placeOrder takes the order. What is wrong comes back beside its field with
// everything typed still there; the order's number comes by redirect, so that
// reloading the page places nothing again.
func (s *Server) placeOrder(c *gin.Context) error {
	ctx := c.Request.Context()
	t, err := posted(c)
	if err != nil {
		return err
	}
	d := readDesk(t, s.now(), false)
	got, err := s.place(ctx, d)
	if err != nil {
		return s.redisplay(c, t, d, err)
	}
	if err := s.Orders.DropDraft(ctx, d.Draft); err != nil && !errs.Is(err, errs.NotFound) {
		s.log.WarnContext(ctx, "draft of a placed order stays", "error", err.Error())
	}
	return redirect(c, "/orders/"+got.Order.Number+"/placed")
}

// place answers a resend with the order of the first time, before anything is
// checked again against a catalog or a clock that has moved on.
func (s *Server) place(ctx context.Context, d deskForm) (order.Receipt, error) {
	key := "web:" + d.Draft
	if r, ok, err := s.Orders.Repeated(ctx, key, d.Form); ok || err != nil {
		return r, err
	}
	if err := s.Orders.OwnsDraft(ctx, d.Draft); err != nil {
		return order.Receipt{}, err
	}
	req, err := s.Orders.Prepare(ctx, d.Form)
	if err := s.awaited(ctx, d, s.confirmed(ctx, d, err)); err != nil {
		return order.Receipt{}, err
	}
	req.Key, req.Seen = key, d.Seen
	req.Called, req.CallBegun = req.Channel == order.Phone, d.begun()
	if req.Readback, err = s.readBack(ctx, d); err != nil {
		return order.Receipt{}, err
	}
	got, err := s.Orders.Place(ctx, req)
	if err != nil {
		return order.Receipt{}, err
	}
	return got[0], nil
}

// redisplay shows the desk again with the sentences about what is wrong. What
// is no matter of a field stands above the page; other failures are the
// adapter's.
func (s *Server) redisplay(c *gin.Context, t typed, d deskForm, err error) error {
	kind := errs.KindOf(err)
	var fields errs.Fields
	var known *errs.Error
	if !errors.As(err, &fields) && (!errors.As(err, &known) || kind == errs.Forbidden || kind == errs.Internal) {
		return err
	}
	p, perr := s.desk(c, readDesk(t, s.now(), true))
	if perr != nil {
		return perr
	}
	s.remember(c, p.Card)
	p.BasePage = p.with(d.onScreen(fields))
	if known != nil {
		p.refuse(p.Message(known.Message))
		p.Stale = kind == errs.Conflict && d.Form.CustomerID != ""
	}
	s.page(c, statusOf[kind], "desk", p)
	return nil
}

// desk makes the page of an order as far as it is typed.
func (s *Server) desk(c *gin.Context, d deskForm) (*DeskPage, error) {
	ctx := c.Request.Context()
	book, err := s.Catalog.Book(ctx)
	if err != nil {
		return nil, err
	}
	preview, err := s.Orders.Preview(ctx, d.Form)
	if err != nil {
		return nil, err
	}
	p := &DeskPage{BasePage: s.base(c, "screen.desk_title"), Typed: d.Typed, Draft: d.Draft, Version: d.Version, Quote: preview.Quote}
	p.at("/orders/new")
	if d.Version > 0 {
		p.Here = "/drafts/" + d.Draft
	}
	if d.Form.CustomerID != "" {
		p.Card = &Card{ID: d.Form.CustomerID, No: d.Form.CustomerNo, Version: d.Seen}
	}
	p.Errors = d.onScreen(preview.Problems)
	p.choices(d, book, japan.DayOf(s.now()))
	if code := d.Form.Campaign; code != "" {
		p.Campaign = book.CampaignLabel(code, p.Lang)
	}
	p.lines(d, book, preview, s.now())
	p.parcels(d, book, preview.Quote, s.now())
	p.readback(d, book, preview, s.now())
	p.call(d.Typed, s.now())
	p.labels(d, book)
	if book.Delivery.FreeFrom > 0 {
		p.FreeFrom = book.Delivery.FreeFrom.String()
	}
	return p, nil
}

// choices fills what is the same for every order of the day.
func (p *DeskPage) choices(d deskForm, book *catalog.Book, today japan.Day) {
	for _, ch := range order.Channels {
		p.Channels = append(p.Channels, Choice{Value: string(ch), Label: p.Code("channel", string(ch))})
	}
	choose(1, d.Form.Channel, p.Channels)
	for _, pay := range book.Shop.Payments {
		p.Payments = append(p.Payments, Choice{Value: pay.Code, Label: label(p.Printer, pay.Label, pay.LabelEN, pay.Code)})
	}
	choose(1, d.Form.Payment, p.Payments)
	p.Editions = p.editionChoices(book, d.Form.Edition, today)
}

// slotChoices are no slot and those of the shop.
func slotChoices(p BasePage, book *catalog.Book, chosen string) []Choice {
	out := []Choice{{Value: "", Label: p.T("screen.slot_none")}}
	for _, slot := range book.Delivery.Slots {
		out = append(out, Choice{Value: slot.Code, Label: label(p.Printer, slot.Label, slot.LabelEN, slot.Code)})
	}
	return choose(0, chosen, out)
}

// editionChoices are the editions whose orders are still taken, the shop's
// current one first.
func (p *DeskPage) editionChoices(book *catalog.Book, chosen string, today japan.Day) []Choice {
	var out []Choice
	current, ok := book.DefaultEdition(today)
	if ok {
		out = append(out, Choice{Value: "", Label: current.Name})
	}
	for _, e := range book.Editions() {
		if e.Code != current.Code && book.Accepts(e.Code, today) {
			out = append(out, Choice{Value: e.Code, Label: e.Name})
		}
	}
	return choose(1, chosen, out)
}
