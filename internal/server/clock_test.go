package server_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"uketsuke/internal/actor"
	"uketsuke/internal/japan"
	"uketsuke/internal/server/servertest"
)

// The head at hours of a week with a holiday, a weekend and the end of a year.
func TestHeadSaysTheHours(t *testing.T) {
	s := servertest.New(t, "sqlite")
	for _, test := range []struct{ at, want string }{
		{"2026-11-24 08:59", "11月24日(火) 電話受付 9:00から 今日15:00の便で発送 あと6:01"},
		{"2026-11-24 09:00", "11月24日(火) 電話受付中 18:00まで 今日15:00の便で発送 あと6:00"},
		{"2026-11-24 14:59", "11月24日(火) 電話受付中 18:00まで 今日15:00の便で発送 あと0:01"},
		{"2026-11-24 15:00", "11月24日(火) 電話受付中 18:00まで 発送は11/25(水)"},
		{"2026-11-24 18:00", "11月24日(火) 電話受付 11/25(水) 9:00から 発送は11/25(水)"},
		{"2026-11-27 17:59", "11月27日(金) 電話受付中 18:00まで 発送は11/30(月)"},
		{"2026-11-28 10:00", "11月28日(土) 受付休業日 電話受付 11/30(月) 9:00から 発送は11/30(月)"},
		{"2026-12-28 18:30", "12月28日(月) 電話受付 1/4(月) 9:00から 発送は1/4(月)"},
		{"2027-01-11 12:00", "1月11日(月) 成人の日 電話受付 1/12(火) 9:00から 発送は1/12(火)"},
		{"2027-02-26 12:00", "2月26日(金) 電話受付中 18:00まで 発送は3/1(月)"},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", test.at, japan.JST)
		if err != nil {
			t.Fatal(err)
		}
		s.Advance(at.Sub(s.Now()))
		c := s.Client(t, actor.Operator)
		if got := shownNow(c.Get("/orders/new").ID("clock")); got != test.want {
			t.Errorf("%s: %q, want %q", test.at, got, test.want)
		}
	}
}

// shownNow is the text of a node without what is hidden.
func shownNow(n *html.Node) string {
	var out []string
	for x := range n.Descendants() {
		if x.Type == html.TextNode && !servertest.Has(x.Parent, "hidden") {
			out = append(out, strings.Fields(x.Data)...)
		}
	}
	return strings.Join(out, " ")
}
