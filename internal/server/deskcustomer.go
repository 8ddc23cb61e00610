package server

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/japan/postal"
)

// openReason is the reason code with which the desk opens the card of the
// customer on the telephone (shop.yaml, group open).
const openReason = "order"

// DeskHit is a masked customer of a number list.
type DeskHit struct {
	Key int
	customer.Hit
	Fields string // JSON: the customer's fields, where the card is open already
}

// hitKeys is how many customers one digit can choose among.
const hitKeys = 9

// deskSearch finds customers by the telephone number, or by what was typed to
// look for: a customer number, or the beginning of a name or reading.
func (s *Server) deskSearch(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	q := customer.Query{Phone: t.V("phone"), Limit: hitKeys}
	if find := t.V("find"); find != "" {
		q = searchFor(find, hitKeys)
	}
	f, err := s.find(c.Request.Context(), q)
	if err != nil {
		return err
	}
	p := &DeskPage{BasePage: s.base(c, "screen.desk_title"), Typed: t, Searched: true}
	p.Found = f.sentence(p.Printer)
	for i, h := range f.Hits[:min(len(f.Hits), hitKeys)] {
		p.Hits = append(p.Hits, DeskHit{Key: i + 1, Hit: h})
	}
	if t.V("find") == "" {
		if err := s.waiting(c, p); err != nil {
			return err
		}
	}
	p.askIdentity()
	if len(p.Hits) == 1 && t.V("find") == "" && t.V("customer_id") == "" && t.V(callerField) == "" {
		if err := s.openAlone(c, p); err != nil {
			return err
		}
	}
	s.fragment(c, http.StatusOK, "desk", "found", p)
	return nil
}

// searchFor turns one line of typing into a query: a telephone number, a
// customer number, or the beginning of a name.
func searchFor(text string, limit int) customer.Query {
	if phone, err := japan.ParsePhone(text); err == nil {
		return customer.Query{Phone: string(phone), Limit: limit}
	}
	if folded := japan.FoldASCII(text); strings.ContainsAny(folded, "0123456789") {
		return customer.Query{No: folded, Limit: limit}
	}
	return customer.Query{Text: text, Limit: limit}
}

// deskOpen opens the card chosen and fills the customer's fields with it;
// "new" (an empty choice) lets go of a card and leaves the fields as typed.
func (s *Server) deskOpen(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	focus := "name"
	var card *Card
	if id := t.V("pick"); id != "" {
		if mustIdentify(t, s.now()) {
			return s.refuseIdentity(c, t)
		}
		if card, err = s.openCard(c, id); err != nil {
			return err
		}
		fillCustomer(t, *card)
		focus = "product_code.0"
	} else {
		for _, name := range []string{"customer_id", "customer_no", "customer_seen"} {
			t.Set(name, "")
		}
	}
	page, err := s.desk(c, readDesk(t, s.now(), true))
	if err != nil {
		return err
	}
	page.Card = card
	if card != nil {
		s.standing(c, card)
	}
	c.Header("HX-Trigger-After-Settle", `{"desk:filled":"`+focus+`"}`)
	s.fragment(c, http.StatusOK, "desk", "opened", page)
	return nil
}

// openCard opens a customer's card for the order being taken; that of a customer
// who was merged with another meanwhile is the other's.
func (s *Server) openCard(c *gin.Context, id string) (*Card, error) {
	if !opaque.MatchString(id) {
		return nil, errNoPage
	}
	rec, err := s.Vault.Open(c.Request.Context(), id, openReason)
	if err != nil {
		return nil, err
	}
	person, ok := rec.Body.(customer.Person)
	if !ok {
		return nil, errs.E(errs.NotFound, "server.no_customer")
	}
	if person.Into != "" {
		return s.openCard(c, person.Into)
	}
	return &Card{ID: id, No: person.No, Version: rec.Ref.Version, Person: person, Opened: true}, nil
}

// Place is an address that a postal code may stand for.
type Place struct {
	Code    string // where the address was given and the code is asked for
	Address string
	Reading string
	Office  string
}

// postalField is the shape of the fields for which addresses are looked up.
var postalField = regexp.MustCompile(`^(to_|from_)?postal_code(\.[1-9][0-9]?)?$`)

// PlacesID is the id of the list of addresses of a postal code's field.
func (p *DeskPage) PlacesID() string { return placesID(p.PlacesOf) }

func placesID(field string) string {
	return fieldID(strings.Replace(field, "postal_code", "places", 1))
}

// deskPlaces lists the addresses of the postal code typed. It never changes a
// field itself: the browser fills one that is still empty.
func (s *Server) deskPlaces(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	if _, err := actor.Require(c.Request.Context(), takers.roles...); err != nil {
		return err
	}
	p := &DeskPage{BasePage: s.base(c, "screen.desk_title"), Typed: t}
	p.PlacesOf = cmpOr(t.V("places_of"), "postal_code")
	if !postalField.MatchString(p.PlacesOf) {
		return errNoPage
	}
	book, err := s.Postal()
	if err != nil {
		return err
	}
	if code, err := japan.ParsePostalCode(t.V(p.PlacesOf)); err != nil {
		p.Errors.Add(p.PlacesOf, "order.postal_code")
	} else if p.Places = placesOf(book, code); len(p.Places) == 0 {
		p.Errors.Add(p.PlacesOf, "server.postal_unknown", code.Display())
	} else {
		p.Mismatch = p.mismatch(book, string(code), t.V(strings.Replace(p.PlacesOf, "postal_code", "address1", 1)))
	}
	s.fragment(c, http.StatusOK, "desk", "places", p)
	return nil
}

// maxPlaces bounds the list; no postal code of Japan stands for more towns.
const maxPlaces = 100

func placesOf(book *postal.Book, code japan.PostalCode) []Place {
	var out []Place
	for _, x := range book.Lookup(code) {
		out = append(out, Place{Address: x.Address(), Reading: x.Reading(), Office: x.Office})
	}
	return out[:min(len(out), maxPlaces)]
}
