package carrier

import (
	"strings"
	"unicode/utf8"

	"uketsuke/internal/japan"
)

// Place is who receives a parcel and where, as typed.
type Place struct{ Name, Address1, Address2 string }

// The fields that a Finding is about.
const (
	Name     = "name"
	Address1 = "address1"
	Address2 = "address2"
	Note     = "note"
)

// Part is the part of an address that is too long.
type Part string

// The parts.
const (
	Whole    Part = ""
	Street   Part = "street"   // prefecture to house number
	Building Part = "building" // building and room
)

// Finding is what a label cannot print of a field.
type Finding struct {
	Field string
	Part  Part
	Max   int    // full-width characters; 0 where the length is right
	Have  int    // as many there are
	Chars string // characters that the label's program refuses
	// Label is what the label can say instead; empty where nobody knows.
	Label string
	// Split, if set, are both address fields with the building in its own.
	Split *Place
}

// Check holds a place against the label, field by field. A field without a
// finding can be printed as it is.
func (c Carrier) Check(p Place) []Finding {
	var out []Finding
	if f, ok := c.field(Name, japan.Clean(p.Name), c.name, spaceless); ok {
		out = append(out, f)
	}
	return append(out, c.address1(japan.Clean(p.Address1), japan.Clean(p.Address2))...)
}

// CheckNote holds the note against the label. Nobody can say it shorter.
func (c Carrier) CheckNote(note string) (Finding, bool) {
	f, ok := c.field(Note, japan.Clean(note), c.note, nil)
	f.Label = ""
	return f, ok
}

// field checks one text against a length; shorten lists what may be done to it.
func (c Carrier) field(name, text string, limit int, shorten []shortening) (Finding, bool) {
	f := Finding{Field: name, Chars: c.odd(text)}
	if limit > 0 && c.width(text) > limit {
		f.Max, f.Have = limit/2, (c.width(text)+1)/2
	}
	if f.Chars == "" && f.Max == 0 {
		return f, false
	}
	label := spell(text)
	for _, s := range shorten {
		if c.width(label) <= limit {
			break
		}
		label = s(label)
	}
	if c.odd(label) == "" && c.width(label) <= limit && label != text {
		f.Label = label
	}
	return f, true
}

// address1 checks both address fields: the label has a line for prefecture to
// house number, and one for the building.
func (c Carrier) address1(one, two string) []Finding {
	if town, street, building := split(one); street != "" && building != "" && c.width(one) > c.address {
		return []Finding{{Field: Address1, Part: Street, Max: c.address / 2, Have: (c.width(one) + 1) / 2, Chars: c.odd(one),
			Split: &Place{Address1: town, Address2: strings.TrimSpace(street + " " + strings.TrimSpace(building+" "+two))}}}
	}
	before, street, building := split(two)
	if street == "" || building == "" && before != "" && digits(street) { // a building alone
		before, building = "", two
	}
	var out []Finding
	if f, ok := c.field(Address1, one, c.address-c.width(before+street), nil); ok {
		f.Part = Street
		if f.Max > 0 {
			f.Max, f.Have = c.address/2, (c.width(one+before+street)+1)/2
		}
		out = append(out, f)
	}
	house, wrong := c.field(Address2, building, c.house, buildings)
	house.Part = Building
	if odd := c.odd(before + street); odd != "" {
		wrong, house.Chars = true, odd+house.Chars
		if house.Label == "" && house.Max == 0 {
			house.Label = spell(building)
		}
	}
	if wrong {
		if house.Label != "" {
			house.Label = strings.TrimSpace(spell(before+street) + " " + house.Label)
		}
		out = append(out, house)
	}
	return out
}

// digits says whether a text is a plain number.
func digits(s string) bool { return strings.Trim(japan.FoldASCII(s), "0123456789") == "" }

// width is the length on the label.
func (c Carrier) width(text string) int {
	if c.wide {
		return 2 * utf8.RuneCountInString(text)
	}
	return japan.CP932Len(text)
}

// odd are the characters that the label's program refuses.
func (c Carrier) odd(text string) string {
	if c.jis {
		return string(japan.DependentChars(text))
	}
	_, unmappable := japan.EncodeCP932(text)
	return string(unmappable)
}
