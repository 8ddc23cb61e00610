package server

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/store"
)

// mergeReason is the reason code with which two cards are opened to compare
// them (shop.yaml, group open).
const mergeReason = "correction"

// MergePage compares two customers: masked until somebody opens both.
type MergePage struct {
	BasePage
	MergeID  string
	Survivor MergeSide
	Merged   MergeSide
	Same     []string // what they share, in words
	Opened   bool
	Rows     []MergeRow
	Keeps    []MergeRow // what stays of both
	Orders   []OrderRow // of both
	Total    store.Count
}

// MergeSide is one of the two.
type MergeSide struct {
	ID      string
	Hit     customer.Hit
	Version int64
	person  customer.Person
}

// MergeRow is one field of both cards with what survives.
type MergeRow struct {
	Field, Label       string
	Survivor, Merged   string
	Differs, Take      bool
	KeepWord, TakeWord string
}

// merge finds the two customers of the path; a card that was merged meanwhile
// stands for its survivor.
func (s *Server) merge(c *gin.Context) (*MergePage, error) {
	ids := []string{c.Param("id"), c.Param("with")}
	if !opaque.MatchString(ids[0]) || !opaque.MatchString(ids[1]) {
		return nil, errNoPage
	}
	ctx := c.Request.Context()
	hits, err := s.Vault.Search(ctx, customer.Query{IDs: ids})
	if err != nil {
		return nil, err
	}
	if len(hits) != 2 {
		return nil, errs.E(errs.NotFound, "server.no_customer")
	}
	p := &MergePage{BasePage: s.base(c, "people.merge_title"), MergeID: customer.NewID()}
	p.Survivor, p.Merged = MergeSide{ID: hits[0].Ref.ID, Hit: hits[0]}, MergeSide{ID: hits[1].Ref.ID, Hit: hits[1]}
	pairs, _, err := s.Vault.Pairs(ctx, customer.PairQuery{Customer: p.Survivor.ID})
	if err != nil {
		return nil, err
	}
	for _, pair := range pairs {
		if pair.A.Ref.ID == p.Merged.ID || pair.B.Ref.ID == p.Merged.ID {
			p.Same = p.Reasons(pair)
		}
	}
	list, total, err := s.Orders.List(ctx, order.Filter{Customers: []string{p.Survivor.ID, p.Merged.ID}, Size: 20})
	p.Orders, _ = s.withPersons(c, list, nil)
	p.Total = total
	return p, err
}

func (s *Server) mergePage(c *gin.Context) error {
	p, err := s.merge(c)
	if err != nil {
		return err
	}
	return s.showMerge(c, http.StatusOK, p)
}

// showMerge answers the page, or the customer whom both are already.
func (s *Server) showMerge(c *gin.Context, status int, p *MergePage) error {
	if p.Survivor.ID == p.Merged.ID {
		s.putNotice(c.Request.Context(), "people.one_already")
		return redirect(c, "/customers/"+p.Survivor.ID)
	}
	s.page(c, status, "merge", p)
	return nil
}

// openMerge opens both cards beside each other; the vault writes the evidence
// of each first.
func (s *Server) openMerge(c *gin.Context) error {
	p, err := s.merge(c)
	if err == nil && p.Survivor.ID != p.Merged.ID {
		err = p.open(s, c, nil)
	}
	if err != nil {
		return err
	}
	return s.showMerge(c, http.StatusOK, p)
}

func (p *MergePage) open(s *Server, c *gin.Context, take []string) error {
	for _, side := range []*MergeSide{&p.Survivor, &p.Merged} {
		rec, err := s.Vault.Open(c.Request.Context(), side.ID, mergeReason)
		if err != nil {
			return err
		}
		person, ok := rec.Body.(customer.Person)
		if !ok {
			return errs.E(errs.NotFound, "server.no_customer")
		}
		side.person, side.Version = person, rec.Ref.Version
	}
	p.Opened = true
	p.compare(take)
	return nil
}

// compare says field by field what differs and what would survive.
func (p *MergePage) compare(take []string) {
	a, b := p.Survivor.person, p.Merged.person
	row := func(field, label, x, y string) {
		r := MergeRow{Field: field, Label: p.T(label), Survivor: x, Merged: y, Differs: x != y}
		r.Take = r.Differs && (slices.Contains(take, field) || x == "")
		r.KeepWord, r.TakeWord = r.Survivor, r.Merged
		p.Rows = append(p.Rows, r)
	}
	row("name", "screen.name", a.Name, b.Name)
	row("kana", "screen.kana", a.Kana, b.Kana)
	row("phone", "screen.phone", japan.Phone(a.Phone).Display(), japan.Phone(b.Phone).Display())
	row("address", "people.address", addressLine(a), addressLine(b))
	for _, consent := range []struct {
		field, label string
		a, b         bool
	}{{"consent_mail", "people.consent_mail", a.ConsentMail, b.ConsentMail}, {"consent_fax", "people.consent_fax", a.ConsentFax, b.ConsentFax}} {
		p.Rows = append(p.Rows, MergeRow{Field: consent.field, Label: p.T(consent.label), Survivor: p.consent(consent.a), Merged: p.consent(consent.b),
			Differs: consent.a != consent.b, Take: consent.a != consent.b && slices.Contains(take, consent.field),
			KeepWord: p.T("people.stricter"), TakeWord: p.T("people.looser")})
	}
	keep := func(label, x, y string) {
		if x != "" || y != "" {
			p.Keeps = append(p.Keeps, MergeRow{Label: p.T(label), Survivor: x, Merged: y})
		}
	}
	keep("card.memo", a.Memo, b.Memo)
	if len(a.Saved)+len(b.Saved) > 0 {
		keep("card.saved", p.T("people.saved_count", len(a.Saved)), p.T("people.saved_count", len(b.Saved)))
	}
}

func (p *MergePage) consent(yes bool) string {
	if yes {
		return p.T("people.consent_yes")
	}
	return p.T("people.consent_no")
}

func addressLine(p customer.Person) string {
	line := p.Address1
	if p.PostalCode != "" {
		line = "〒" + japan.PostalCode(p.PostalCode).Display() + " " + line
	}
	if p.Address2 != "" {
		line += " " + p.Address2
	}
	return line
}

// mergeCustomers merges as chosen. A card that was changed meanwhile is shown
// again as it is now, with the choices kept.
func (s *Server) mergeCustomers(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	id, with := c.Param("id"), c.Param("with")
	if !opaque.MatchString(id) || !opaque.MatchString(with) || !opaque.MatchString(t.V("merge_id")) {
		return errNoPage
	}
	m := customer.Merge{ID: t.V("merge_id"), Survivor: customer.Ref{ID: id, Version: number(t.V("survivor_version"))},
		Merged: customer.Ref{ID: with, Version: number(t.V("merged_version"))}}
	for _, field := range customer.MergeFields {
		if t.V("take_"+field) != "" {
			m.Take = append(m.Take, field)
		}
	}
	err = s.Vault.Merge(c.Request.Context(), m)
	switch {
	case err == nil:
		s.putNotice(c.Request.Context(), "people.done_merge")
		return redirect(c, "/customers/"+id)
	case errs.Is(err, errs.Conflict):
		return s.mergeAgain(c, m, err)
	}
	return err
}

func (s *Server) mergeAgain(c *gin.Context, m customer.Merge, cause error) error {
	p, err := s.merge(c)
	if err == nil && p.Survivor.ID != p.Merged.ID {
		err = p.open(s, c, m.Take)
	}
	if err != nil {
		return err
	}
	p.refuse(p.sentences(cause)[0])
	return s.showMerge(c, http.StatusConflict, p)
}
