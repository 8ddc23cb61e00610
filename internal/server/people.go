package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// DuplicatesPage lists customers who may be one person (名寄せ), masked.
type DuplicatesPage struct {
	BasePage
	Pager
	Pairs []customer.Pair
}

func (s *Server) duplicatesPage(c *gin.Context) error {
	page := pageOf(c)
	pairs, total, err := s.Vault.Pairs(c.Request.Context(), customer.PairQuery{Page: page})
	if err != nil {
		return err
	}
	p := &DuplicatesPage{BasePage: s.base(c, "people.duplicates_title"), Pairs: pairs}
	p.Pager = newPager(page, store.Count(total), customer.PairPage, "/customers/duplicates?page=")
	s.page(c, http.StatusOK, "duplicates", p)
	return nil
}

// Reasons says what two cards share.
func (b BasePage) Reasons(p customer.Pair) (words []string) {
	for _, same := range p.Same {
		words = append(words, b.T("people.same_"+same))
	}
	return words
}

// partCustomers says that two customers are different persons, and goes back
// to where that was said.
func (s *Server) partCustomers(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	if err := s.Vault.Apart(c.Request.Context(), t.V("a"), t.V("b")); err != nil {
		return err
	}
	s.putNotice(c.Request.Context(), "people.done_apart")
	if id := t.V("from"); opaque.MatchString(id) {
		return redirect(c, "/customers/"+id)
	}
	return redirect(c, "/customers/duplicates")
}

// MergesPage is the history of merges.
type MergesPage struct {
	BasePage
	Pager
	Merges []customer.Merged
}

func (s *Server) mergesPage(c *gin.Context) error {
	p, err := s.merges(c)
	if err != nil {
		return err
	}
	s.page(c, http.StatusOK, "merges", p)
	return nil
}

func (s *Server) merges(c *gin.Context) (*MergesPage, error) {
	page := pageOf(c)
	list, total, err := s.Vault.Merges(c.Request.Context(), customer.MergeQuery{Page: page})
	if err != nil {
		return nil, err
	}
	p := &MergesPage{BasePage: s.base(c, "people.merges_title"), Merges: list}
	p.Pager = newPager(page, store.Count(total), customer.PairPage, "/customers/merges?page=")
	s.name(c, &p.BasePage, mergers(list)...)
	return p, nil
}

func mergers(list []customer.Merged) (actors []string) {
	for _, m := range list {
		actors = append(actors, m.By, m.UndoneBy)
	}
	return actors
}

// undoMerge undoes a merge; why it cannot stands above the history.
func (s *Server) undoMerge(c *gin.Context) error {
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	err = s.Vault.Unmerge(c.Request.Context(), id)
	switch kind := errs.KindOf(err); {
	case err == nil:
		s.putNotice(c.Request.Context(), "people.done_unmerge")
		return redirect(c, "/customers/merges")
	case kind == errs.Conflict || kind == errs.NotFound:
		p, perr := s.merges(c)
		if perr != nil {
			return perr
		}
		p.refuse(p.sentences(err)[0])
		s.page(c, statusOf[kind], "merges", p)
		return nil
	}
	return err
}

// Others are those who may be the same person, without this one.
func (p *CustomerPage) Others() (out []PairHit) {
	for _, pair := range p.Pairs {
		h := pair.A
		if h.Ref.ID == p.ID {
			h = pair.B
		}
		out = append(out, PairHit{Hit: h, Reasons: p.Reasons(pair)})
	}
	return out
}

// PairHit is one who may be the same person, and what they share.
type PairHit struct {
	customer.Hit
	Reasons []string
}

// With are the merged customers who go with this one when they are erased.
func (p *CustomerPage) With() (numbers []string) {
	for _, m := range p.Merges {
		if m.UndoneAt.IsZero() && m.From.No != "" {
			numbers = append(numbers, m.From.No)
		}
	}
	return numbers
}

// joins looks up who may be, and who was found to be, the same person.
func (p *CustomerPage) joins(s *Server, c *gin.Context) (err error) {
	if !p.Known {
		return nil
	}
	ctx := c.Request.Context()
	if p.Pairs, _, err = s.Vault.Pairs(ctx, customer.PairQuery{Customer: p.ID}); err != nil {
		return err
	}
	for page, more := 1, true; more && err == nil; page++ { // an erasure takes all of them
		var list []customer.Merged
		list, _, err = s.Vault.Merges(ctx, customer.MergeQuery{Customer: p.ID, Page: page})
		p.Merges, more = append(p.Merges, list...), len(list) == customer.PairPage
	}
	s.name(c, &p.BasePage, mergers(p.Merges)...)
	return err
}

// taker names who took the sign-up.
func (p *CustomerPage) taker(s *Server, c *gin.Context) {
	s.name(c, &p.BasePage, append(mergers(p.Merges), p.Typed.V("member_taker"))...)
}
