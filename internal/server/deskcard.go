package server

import (
	"encoding/json"
	"strconv"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/contact"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/yen"
)

// Card is what the desk shows of a customer, without a click: the card itself
// once it is open, and how the customer's orders stand.
type Card struct {
	ID      string
	No      string
	Version int64
	Person  customer.Person
	Opened  bool
	Calls   []contact.Call // the last ones
	order.Standing
}

// Due is what is unpaid of all orders.
func (c *Card) Due() (sum yen.Yen) {
	for _, o := range c.Under {
		sum += o.Due
	}
	return sum
}

// SavedChoice is a saved recipient that a digit takes into the order.
type SavedChoice struct {
	Key    int
	Label  string
	Place  string
	Fields string // JSON: the fields of a recipient
}

// Choices are the saved recipients with their digits; the tenth has none.
func (c *Card) Choices() []SavedChoice {
	out := make([]SavedChoice, len(c.Person.Saved))
	for i, r := range c.Person.Saved {
		t := typed{}
		setPlace(t, r.Name, r.Kana, r.Phone, r.PostalCode, r.Address1, r.Address2)
		out[i] = SavedChoice{Key: i + 1, Label: r.Name, Place: r.Address1, Fields: t.json()}
	}
	return out
}

func setPlace(t typed, name, kana, phone, postal, address1, address2 string) {
	for field, value := range map[string]string{
		"name": name, "kana": kana, "phone": japan.Phone(phone).Display(), "postal_code": japan.PostalCode(postal).Display(),
		"address1": address1, "address2": address2,
	} {
		t.Set(field, value)
	}
}

// json is the form for a script that fills fields with it.
func (t typed) json() string {
	flat := map[string]string{}
	for name := range t {
		flat[name] = t.V(name)
	}
	b, err := json.Marshal(flat)
	if err != nil {
		panic(err) // strings only
	}
	return string(b)
}

// fillCustomer puts a card into the form.
func fillCustomer(t typed, card Card) {
	p := card.Person
	t.Set("customer_id", card.ID)
	t.Set("customer_no", p.No)
	t.Set("customer_seen", strconv.FormatInt(card.Version, 10))
	setPlace(t, p.Name, p.Kana, p.Phone, p.PostalCode, p.Address1, p.Address2)
}

// openAlone opens the card of the only customer of a telephone number, so that
// it stands there with the last digit. Who has spent the day's budget chooses
// from the masked list as before.
func (s *Server) openAlone(c *gin.Context, p *DeskPage) error {
	hit := &p.Hits[0]
	card, err := s.openCard(c, hit.Ref.ID)
	if errs.Is(err, errs.TooMany) || errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	fields := typed{}
	fillCustomer(fields, *card)
	hit.Fields, p.Card = fields.json(), card
	s.standing(c, card)
	return nil
}

// remember shows the card of an order that comes back: one that was refused or
// resumed. Its version stays the one that the order saw.
func (s *Server) remember(c *gin.Context, card *Card) {
	if card == nil {
		return
	}
	s.standing(c, card)
	if again, err := s.openCard(c, card.ID); err == nil {
		card.Person, card.Opened = again.Person, true
		return
	}
	hits, err := s.Vault.Search(c.Request.Context(), customer.Query{IDs: []string{card.ID}})
	if err == nil && len(hits) > 0 {
		card.Person.Affected = hits[0].Affected
	}
}

// standing fills in how the customer's orders stand; the desk works without.
func (s *Server) standing(c *gin.Context, card *Card) {
	var err error
	if card.Standing, err = s.Orders.StandingOf(c.Request.Context(), card.ID); err != nil {
		s.log.WarnContext(c.Request.Context(), "standing of a customer", "error", err.Error())
	}
	if card.Calls, err = s.Contacts.Of(c.Request.Context(), cardCalls, card.ID); err != nil {
		s.log.WarnContext(c.Request.Context(), "calls of a customer", "error", err.Error())
	}
}
