package server

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// JoinPage takes a membership sign-up (入会) of somebody who is new.
type JoinPage struct {
	BasePage
	ID    string // of the card to be, so that a second click makes no second one
	Typed typed
	Ways  []Choice
	Today string
}

// JoinField is one field of name and address on the sign-up.
type JoinField struct{ Name, Label, Value, Kana, Mode string }

// Fields are name and address in the order of the desk.
func (p *JoinPage) Fields() []JoinField {
	out := []JoinField{{Name: "phone", Label: p.T("screen.phone"), Mode: "tel"}, {Name: "name", Label: p.T("screen.name"), Kana: "kana"},
		{Name: "kana", Label: p.T("screen.kana")}, {Name: "postal_code", Label: p.T("screen.postal_code"), Mode: "numeric"},
		{Name: "address1", Label: p.T("screen.address1")}, {Name: "address2", Label: p.T("screen.address2")}}
	for i := range out {
		out[i].Value = p.Typed.V(out[i].Name)
	}
	return out
}

// joinWays are the channels by which a sign-up may come.
func joinWays(b BasePage) []Choice {
	var out []Choice
	for _, ch := range order.Channels {
		out = append(out, Choice{Value: string(ch), Label: b.Code("channel", string(ch))})
	}
	return out
}

func (s *Server) joinFrame(c *gin.Context, t typed) *JoinPage {
	p := &JoinPage{BasePage: s.base(c, "people.join_title"), ID: t.V("id"), Typed: t, Today: string(dayOf(s.now()))}
	p.Ways = joinWays(p.BasePage)
	choose(0, t.V("joined_by"), p.Ways)
	return p
}

func (s *Server) joinPage(c *gin.Context) error {
	p := s.joinFrame(c, typed{"id": {customer.NewID()}, "joined_by": {string(order.Phone)}})
	s.page(c, http.StatusOK, "join", p)
	return nil
}

// joinCustomer makes a member. Somebody whose telephone number and reading are
// known already becomes one under the number that they have.
func (s *Server) joinCustomer(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	id := t.V("id")
	if !opaque.MatchString(id) {
		return errNoPage
	}
	person, err := readPerson(t)
	if t.V("joined_by") == "" {
		var bad errs.Fields
		errors.As(err, &bad)
		bad.Add("joined_by", "order.channel")
		err = bad
	}
	err = s.readJoin(c, t, &person, err)
	var res []customer.Result
	if err == nil {
		person.No, person.Affected = "", false
		res, err = s.Vault.Put(c.Request.Context(), customer.Put{ID: id, Identify: true, Join: true, Body: person})
	}
	var bad errs.Fields
	if errors.As(err, &bad) {
		p := s.joinFrame(c, t)
		p.Errors = bad
		s.page(c, http.StatusUnprocessableEntity, "join", p)
		return nil
	}
	if err != nil {
		return err
	}
	notice := "people.done_join"
	if res[0].Ref.ID != id {
		notice = "people.done_join_known"
	}
	s.putNotice(c.Request.Context(), notice)
	return redirect(c, "/customers/"+res[0].Ref.ID)
}

// readJoin reads the sign-up of a form into a card and adds what is wrong with
// it to what is wrong already; without a channel there is none.
func (s *Server) readJoin(c *gin.Context, t typed, p *customer.Person, err error) error {
	by := t.V("joined_by")
	if by == "" {
		return err
	}
	var bad errs.Fields
	if err != nil && !errors.As(err, &bad) {
		return err
	}
	if !slices.Contains(order.Channels, order.Channel(by)) {
		bad.Add("joined_by", "order.channel")
	}
	day, derr := japan.ParseDay(t.V("joined"))
	switch {
	case derr != nil:
		bad.Add("joined", "people.joined_bad")
	case day > dayOf(s.now()):
		bad.Add("joined", "people.joined_future")
	}
	a, _ := actor.From(c.Request.Context())
	p.Joined, p.JoinedBy, p.JoinedTaker = day, by, a.ID
	return bad.Err()
}
