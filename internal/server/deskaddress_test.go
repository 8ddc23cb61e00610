package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/server/servertest"
)

// An address without a code gets the codes that it may have; one whose code
// lies elsewhere is warned of, and nothing is said where both may be right.
func TestDeskAddress(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	for _, tt := range []struct {
		name, field, code, address string
		codes                      string // those offered, the first ones
		warned                     bool
	}{
		{"no code", "postal_code", "", "東京都武蔵野市吉祥寺北町3-4-5", "180-0001", false},
		{"no code, no prefecture", "to_postal_code.2", "", "武蔵野市吉祥寺北町3", "180-0001", false},
		{"no code, no such place", "postal_code", "", "どこかの町", "", false},
		{"fits", "postal_code", "180-0001", "東京都武蔵野市吉祥寺北町3-4-5", "", false},
		{"fits without the prefecture", "postal_code", "１８０－０００１", "武蔵野市吉祥寺北町", "", false},
		{"not typed to its end", "postal_code", "180-0001", "東京都武蔵野市", "", false},
		{"the city's own code", "postal_code", "180-0000", "東京都武蔵野市吉祥寺北町3-4-5", "", false},
		{"another town", "to_postal_code", "180-0002", "東京都武蔵野市吉祥寺北町3-4-5", "180-0001", true},
		{"another prefecture", "from_postal_code", "530-0001", "東京都武蔵野市吉祥寺北町3-4-5", "180-0001", true},
		{"a street of Kyoto", "postal_code", "604-8091", "京都府京都市中京区寺町通御池下る下本能寺前町522", "", false},
		{"an office", "postal_code", "100-8111", "東京都千代田区千代田1-1", "", false},
		{"unreadable code", "postal_code", "18", "東京都武蔵野市吉祥寺北町3-4-5", "", false},
		{"unknown code", "postal_code", "999-9999", "東京都武蔵野市吉祥寺北町3-4-5", "", false},
	} {
		p := c.HX("/orders/new/address", url.Values{"places_of": {tt.field}, tt.field: {tt.code}, strings.Replace(tt.field, "postal_code", "address1", 1): {tt.address}})
		var first string
		for b := range p.Tags("button") {
			first = servertest.Attr(b, "data-code")
			break
		}
		warned := strings.Contains(p.Text(), "住所と合いません")
		if first != tt.codes || warned != tt.warned || (p.Status == http.StatusNoContent) != (tt.codes == "" && !tt.warned) {
			t.Errorf("%s: %d, code %q, warned %v: %s", tt.name, p.Status, first, warned, p.Text())
		}
	}
	c.HX("/orders/new/address", url.Values{"places_of": {"name"}}).Want(http.StatusNotFound)
}
