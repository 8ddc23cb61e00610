package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/japan"
	"uketsuke/internal/japan/postal"
)

// deskAddress looks at an address that was typed: without a postal code it
// lists the codes that it may have, with one that does not fit it warns and
// lists those that do. Nothing is refused: a new town may be missing in the
// book. An address about which there is nothing to say changes nothing.
func (s *Server) deskAddress(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p := &DeskPage{BasePage: s.base(c, "screen.desk_title"), Typed: t, PlacesOf: cmpOr(t.V("places_of"), "postal_code")}
	if !postalField.MatchString(p.PlacesOf) {
		return errNoPage
	}
	book, err := s.Postal()
	if err != nil {
		return err
	}
	address := t.V(strings.Replace(p.PlacesOf, "postal_code", "address1", 1))
	typed := t.V(p.PlacesOf)
	if typed != "" {
		p.Mismatch = p.mismatch(book, typed, address)
	}
	if typed == "" || p.Mismatch != "" {
		p.Places = codesOf(book, address)
	}
	if p.Mismatch == "" && len(p.Places) == 0 {
		c.Status(http.StatusNoContent)
		return nil
	}
	s.fragment(c, http.StatusOK, "desk", "codes", p)
	return nil
}

// mismatch says that an address does not lie where its postal code does; empty
// when it may, or when one of the two cannot be read.
func (p *DeskPage) mismatch(book *postal.Book, typed, address string) string {
	code, err := japan.ParsePostalCode(typed)
	if err != nil || strings.TrimSpace(address) == "" || !disagree(book, code, japan.Clean(address)) {
		return ""
	}
	return p.T("people.code_mismatch", code.Display(), book.Lookup(code)[0].Address())
}

// disagree reports whether a code and an address can't belong together. The
// town is compared only where the address has one that the book knows: in Kyoto
// a street comes before it.
func disagree(book *postal.Book, code japan.PostalCode, address string) bool {
	places := book.Lookup(code)
	if len(places) == 0 {
		return false
	}
	towns := book.Reverse(address)
	if len(towns) == 0 {
		prefecture, _, ok := japan.PrefectureOf(address)
		return ok && prefecture != places[0].Prefecture
	}
	sameCity := func(a, b postal.Place) bool { return a.Prefecture == b.Prefecture && a.City == b.City }
	inCity, known := false, false
	for _, p := range places {
		if strings.HasPrefix(address, p.Address()) || strings.HasPrefix(p.Address(), address) {
			return false
		}
		near := slices.ContainsFunc(towns, func(t postal.Place) bool { return sameCity(p, t) })
		if near && p.Office != "" {
			return false // an office has a code of its own
		}
		inCity = inCity || near
	}
	for _, t := range towns {
		if t.Code == code {
			return false
		}
		known = known || t.Town != ""
	}
	return !inCity || known
}

// codesOf lists the postal codes that an address may have, the likeliest first.
func codesOf(book *postal.Book, address string) []Place {
	var out []Place
	for _, x := range book.Reverse(address) {
		p := Place{Code: x.Code.Display(), Address: x.Address(), Reading: x.Reading()}
		if !slices.ContainsFunc(out, func(o Place) bool { return o.Code == p.Code }) {
			out = append(out, p)
		}
	}
	return out
}
