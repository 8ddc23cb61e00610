package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/store"
)

// CustomersPage searches for customers. Only masked hits are shown.
type CustomersPage struct {
	BasePage
	Find     string
	Hits     []customer.Hit
	Searched bool
	Found    string // what the search says of the customer number typed
	MayJoin  bool   // may see and merge duplicates
	MayTake  bool   // may take a membership sign-up
}

func (s *Server) customersPage(c *gin.Context) error {
	s.page(c, http.StatusOK, "customers", s.customersFrame(c))
	return nil
}

func (s *Server) customersFrame(c *gin.Context) CustomersPage {
	p := CustomersPage{BasePage: s.base(c, "screen.customers_title")}
	p.MayJoin, p.MayTake = joiners.admits(p.User.Role), takers.admits(p.User.Role)
	return p
}

// searchCustomers is a POST: a name or number looked for never stands in an address.
func (s *Server) searchCustomers(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p := s.customersFrame(c)
	p.Find, p.Searched = t.V("find"), true
	status := http.StatusOK
	f, err := s.find(c.Request.Context(), searchFor(p.Find, 20))
	p.Hits, p.Found = f.Hits, f.sentence(p.Printer)
	if errs.Is(err, errs.Invalid) || p.Find == "" {
		p.Errors.Add("find", "server.search_short")
		status, p.Searched = http.StatusUnprocessableEntity, false
	} else if err != nil {
		return err
	}
	s.page(c, status, "customers", p)
	return nil
}

// CustomerPage is one customer: masked until the card is opened for a reason.
type CustomerPage struct {
	BasePage
	ID            string
	Hit           customer.Hit
	Known         bool
	Opened        bool
	Version       int64
	Typed         typed
	Theirs        *customer.Person // the card as somebody else saved it meanwhile
	Orders        []order.Order
	Total         store.Count
	OpenReasons   []Choice
	DeleteReasons []Choice
	MayEdit       bool
	MayErase      bool
	MayJoin       bool
	Today         string
	Ways          []Choice          // by which a sign-up may come
	Pairs         []customer.Pair   // who may be the same person
	Merges        []customer.Merged // who was, newest first
}

func (s *Server) customerPage(c *gin.Context) error {
	p, err := s.customer(c)
	if err != nil {
		return err
	}
	if p.merged() {
		return s.toSurvivor(c, p)
	}
	s.page(c, http.StatusOK, "customer", p)
	return nil
}

// merged says that the customer of the path is another one now.
func (p *CustomerPage) merged() bool { return p.Known && p.Hit.Ref.ID != p.ID }

func (s *Server) toSurvivor(c *gin.Context, p *CustomerPage) error {
	s.putNotice(c.Request.Context(), "people.merged_here")
	return redirect(c, "/customers/"+p.Hit.Ref.ID)
}

func (s *Server) customer(c *gin.Context) (*CustomerPage, error) {
	ctx := c.Request.Context()
	id, err := opaqueParam(c)
	if err != nil {
		return nil, err
	}
	book, err := s.Catalog.Book(ctx)
	if err != nil {
		return nil, err
	}
	p := &CustomerPage{BasePage: s.base(c, "screen.customer_title"), ID: id, Typed: typed{}}
	hits, err := s.Vault.Search(ctx, customer.Query{IDs: []string{id}})
	if err != nil {
		return nil, err
	}
	if len(hits) > 0 {
		p.Hit, p.Known = hits[0], true
	}
	if p.Orders, p.Total, err = s.Orders.List(ctx, order.Filter{Customers: []string{id}, Size: 20}); err != nil {
		return nil, err
	}
	if !p.Known && p.Total == 0 {
		return nil, errs.E(errs.NotFound, "server.no_customer")
	}
	if err := p.joins(s, c); err != nil {
		return nil, err
	}
	p.OpenReasons = reasons(book, catalog.ReasonOpen, p.Lang, "")
	p.DeleteReasons = reasons(book, catalog.ReasonDelete, p.Lang, "")
	p.Today, p.Ways = string(dayOf(s.now())), joinWays(p.BasePage)
	p.MayEdit, p.MayErase, p.MayJoin = takers.admits(p.User.Role), p.User.Role == actor.Privacy, joiners.admits(p.User.Role)
	return p, nil
}

// openCustomer opens the card for a reason; the vault writes the evidence first.
func (s *Server) openCustomer(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p, err := s.customer(c)
	if err != nil {
		return err
	}
	if p.merged() {
		return s.toSurvivor(c, p)
	}
	if reason := t.V("reason"); !known(p.OpenReasons, reason) {
		p.Errors.Add("reason", "order.reason")
		s.page(c, http.StatusUnprocessableEntity, "customer", p)
		return nil
	} else if err := p.open(s, c, reason); err != nil {
		return err
	}
	s.page(c, http.StatusOK, "customer", p)
	return nil
}

func (p *CustomerPage) open(s *Server, c *gin.Context, reason string) error {
	rec, err := s.Vault.Open(c.Request.Context(), p.ID, reason)
	if err != nil {
		return err
	}
	person, ok := rec.Body.(customer.Person)
	if !ok {
		return errs.E(errs.NotFound, "server.no_customer")
	}
	p.Opened, p.Version, p.Typed = true, rec.Ref.Version, typedPerson(person)
	p.taker(s, c)
	return nil
}

func typedPerson(p customer.Person) typed {
	t := typed{"customer_no": {p.No}, "name": {p.Name}, "kana": {p.Kana}, "phone": {japan.Phone(p.Phone).Display()},
		"postal_code": {japan.PostalCode(p.PostalCode).Display()}, "address1": {p.Address1}, "address2": {p.Address2}}
	t.Set("memo", p.Memo)
	t.Set("member_since", string(p.Joined))
	t.Set("member_by", p.JoinedBy)
	t.Set("member_taker", p.JoinedTaker)
	for i, to := range p.Saved {
		setSaved(t, i, to)
	}
	for name, on := range map[string]bool{"consent_mail": p.ConsentMail, "consent_fax": p.ConsentFax, "affected": p.Affected} {
		if on {
			t.Set(name, "1")
		}
	}
	return t
}

// saveCustomer writes a new version of the card. A stale save changes nothing:
// the card as it is now stands beside what was typed.
func (s *Server) saveCustomer(c *gin.Context) error {
	ctx := c.Request.Context()
	t, err := posted(c)
	if err != nil {
		return err
	}
	p, err := s.customer(c)
	if err != nil {
		return err
	}
	p.Opened, p.Typed, p.Version = true, t, number(t.V("version"))
	choose(0, t.V("joined_by"), p.Ways)
	if p.merged() {
		return s.savedMerged(c, p)
	}
	person, err := readPerson(t)
	err = s.readJoin(c, t, &person, err)
	if err == nil {
		_, err = s.Vault.Put(ctx, customer.Put{ID: p.ID, Customer: p.ID, Expected: p.Version, Flags: true, Card: true, Body: person})
		err = savedOnScreen(t, err)
	}
	var fields errs.Fields
	switch kind := errs.KindOf(err); {
	case err == nil:
		s.putNotice(ctx, "screen.done_customer")
		return redirect(c, "/customers/"+p.ID)
	case errors.As(err, &fields):
		p.Errors = fields
	case kind == errs.Conflict:
		if err := p.theirs(s, c); err != nil {
			return err
		}
	case kind == errs.Invalid:
		p.refuse(p.sentences(err)[0])
	default:
		return err
	}
	s.page(c, statusOf[errs.KindOf(err)], "customer", p)
	return nil
}

// savedMerged shows the survivor's card beside what was typed into one that was
// merged meanwhile; the number stays the survivor's.
func (s *Server) savedMerged(c *gin.Context, p *CustomerPage) error {
	p.ID = p.Hit.Ref.ID
	p.Typed.Set("customer_no", p.Hit.No)
	if err := p.theirs(s, c); err != nil {
		return err
	}
	p.refuse(p.T("people.merged_here"))
	s.page(c, http.StatusConflict, "customer", p)
	return nil
}

// theirs opens the card as somebody else left it, beside what was typed.
func (p *CustomerPage) theirs(s *Server, c *gin.Context) error {
	rec, err := s.Vault.Open(c.Request.Context(), p.ID, openReason)
	if err != nil {
		return err
	}
	if person, ok := rec.Body.(customer.Person); ok {
		p.Theirs, p.Version = &person, rec.Ref.Version
	}
	return nil
}

// readPerson checks a card as an order's customer is checked.
func readPerson(t typed) (customer.Person, error) {
	a := order.Address{Name: t.V("name"), Kana: t.V("kana"), Phone: t.V("phone"), PostalCode: t.V("postal_code"),
		Address1: t.V("address1"), Address2: t.V("address2")}
	r, err := a.Check()
	saved, bad := readSaved(t)
	if len(bad) > 0 {
		var fields errs.Fields
		errors.As(err, &fields) // Check answers nothing else
		err = append(fields, bad...)
	}
	return customer.Person{No: t.V("customer_no"), Name: r.Name, Kana: r.Kana, Phone: r.Phone, PostalCode: r.PostalCode,
		Address1: r.Address1, Address2: r.Address2, ConsentMail: t.V("consent_mail") != "", ConsentFax: t.V("consent_fax") != "",
		Affected: t.V("affected") != "", Memo: japan.Clean(t.V("memo")), Saved: saved}, err
}
