package server

import (
	"cmp"
	"strings"

	"uketsuke/internal/carrier"
	"uketsuke/internal/catalog"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
)

// DeskLabels is what the desk says of the carrier's label (送り状).
type DeskLabels struct {
	Labels map[string][]LabelHint // by the name field of the address, and "note"
}

// LabelHint is what the label cannot print of a field, and what it may say instead.
type LabelHint struct {
	Field  string
	Text   string
	Say    string // the proposal; empty for none
	Fields string // JSON: fields of the address as they should be, for a building to be moved
	Taken  bool
}

// labelPrefix is that of the fields in which an agreed proposal comes back.
const labelPrefix = "label_"

// readLabels reads what was agreed.
func readLabels(t typed) map[string]string {
	var out map[string]string
	for name := range t {
		if field, ok := strings.CutPrefix(name, labelPrefix); ok && t.V(name) != "" {
			if out == nil {
				out = map[string]string{}
			}
			out[field] = t.V(name)
		}
	}
	return out
}

// labels checks every address and the note that are typed, the field left out
// in which somebody is just typing.
func (p *DeskPage) labels(d deskForm, book *catalog.Book) {
	c := book.Carrier()
	p.Labels = map[string][]LabelHint{}
	p.label(d, c, "", 1, order.Address{Name: d.Form.Name, Address1: d.Form.Address1, Address2: d.Form.Address2})
	if d.Form.To != nil {
		p.label(d, c, "to_", 1, *d.Form.To)
	}
	for i, x := range d.Form.Parcels {
		p.label(d, c, "to_", i+2, x.To)
	}
	if f, ok := c.CheckNote(d.Form.Note); ok && d.Typed.V("at") != "note" {
		p.Labels["note"] = []LabelHint{{Field: "note", Text: p.found(c, f)}}
	}
}

func (p *DeskPage) label(d deskForm, c carrier.Carrier, prefix string, no int, a order.Address) {
	name := func(field string) string { return quote.ParcelField(prefix+field, no) }
	for _, f := range c.Check(carrier.Place{Name: a.Name, Address1: a.Address1, Address2: a.Address2}) {
		h := LabelHint{Field: name(f.Field), Text: p.found(c, f), Say: f.Label}
		h.Taken = h.Say != "" && d.Form.Labels[h.Field] == h.Say
		if d.Typed.V("at") == h.Field && !h.Taken {
			continue
		}
		if f.Split != nil {
			h.Fields = typed{name("address1"): {f.Split.Address1}, name("address2"): {f.Split.Address2}}.json()
		}
		p.Labels[name("name")] = append(p.Labels[name("name")], h)
	}
}

// found is a finding in words.
func (p *DeskPage) found(c carrier.Carrier, f carrier.Finding) string {
	who := c.Name
	if p.Lang == "en" {
		who = c.NameEN
	}
	what := p.T("call.label_" + cmp.Or(string(f.Part), f.Field))
	if f.Max > 0 {
		return p.T("call.label_long", who, what, f.Max, f.Have)
	}
	return p.T("call.label_chars", who, what, f.Chars)
}

// Label is the line of one address.
func (p *DeskPage) Label(name string) labelView { return labelView{p, name, p.Labels[name]} }

// labelView is the line below an address: what is open, or else what was agreed.
type labelView struct {
	Page  *DeskPage
	Name  string
	Hints []LabelHint
}

// Open are the findings about which nothing was agreed.
func (v labelView) Open() (out []LabelHint) {
	for _, h := range v.Hints {
		if !h.Taken {
			out = append(out, h)
		}
	}
	return out
}

// Taken are the proposals agreed.
func (v labelView) Taken() (out []LabelHint) {
	for _, h := range v.Hints {
		if h.Taken {
			out = append(out, h)
		}
	}
	return out
}
