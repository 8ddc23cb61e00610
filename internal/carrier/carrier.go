// Package carrier knows what the labels of the carriers (配送会社の送り状) can
// hold: how long a name, an address and a note may be, in which characters, and
// in which time slots parcels are delivered. It proposes what a label can say
// instead; the true spelling is never touched here.
//
// The limits are those of the programs that print the labels: Yamato B2クラウド,
// Sagawa e飛伝Ⅲ, Japan Post ゆうパックプリントR.
package carrier

import "slices"

// Default is the carrier of a shop that names none.
const Default = "yamato"

// Carrier is one carrier's label. Lengths are bytes in CP932: a full-width
// character has two.
type Carrier struct {
	Code    string
	Name    string // as staff call it
	NameEN  string
	name    int
	address int // prefecture to house number
	house   int // building and room
	note    int // 0: not known
	wide    bool
	jis     bool // JIS level 1 and 2 only, not all of CP932
	Slots   []string
}

// carriers are all, by code. Sagawa turns everything into full width and prints
// an address in three rows of 16 characters, of which the last is the building's.
var carriers = []Carrier{
	{Code: "yamato", Name: "ヤマト", NameEN: "Yamato", name: 32, address: 64, house: 32, note: 44, jis: true,
		Slots: []string{"am", "1416", "1618", "1820", "1921"}},
	{Code: "sagawa", Name: "佐川", NameEN: "Sagawa", name: 32, address: 64, house: 32, note: 32, wide: true,
		Slots: []string{"am", "1214", "1416", "1618", "1820", "1821", "1921"}},
	{Code: "yupack", Name: "ゆうパック", NameEN: "Yu-Pack", name: 50, address: 100, house: 50, jis: true,
		Slots: []string{"am", "1214", "1416", "1618", "1820", "1921"}},
}

// Of is the carrier with a code; the default one for the empty code.
func Of(code string) (Carrier, bool) {
	if code == "" {
		code = Default
	}
	i := slices.IndexFunc(carriers, func(c Carrier) bool { return c.Code == code })
	if i < 0 {
		return Carrier{}, false
	}
	return carriers[i], true
}

// Codes are the codes of all carriers.
func Codes() []string {
	out := make([]string, len(carriers))
	for i, c := range carriers {
		out[i] = c.Code
	}
	return out
}
