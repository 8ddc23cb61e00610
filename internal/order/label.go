package order

import (
	"uketsuke/internal/carrier"
	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
)

// LabelFields are the fields of a form for which a label may say something else.
var LabelFields = []string{carrier.Name, carrier.Address1, carrier.Address2}

// label keeps what was agreed that the carrier's labels say (送り状の表記) where
// they cannot print the true spelling. Only what the carrier's rules propose for
// just this text counts: what was agreed about another is out of date.
func (f Form) label(c carrier.Carrier, parcels []RequestParcel) {
	for i := range parcels {
		prefix := "to_"
		if i == 0 && f.To == nil {
			prefix = ""
		}
		r := &parcels[i].Recipient
		for _, x := range c.Check(carrier.Place{Name: r.Name, Address1: r.Address1, Address2: r.Address2}) {
			agreed := japan.Clean(f.Labels[quote.ParcelField(prefix+x.Field, i+1)])
			if agreed != "" && agreed == x.Label {
				setLabel(r, x.Field, agreed)
			}
		}
	}
}

func setLabel(r *customer.Recipient, field, text string) {
	switch field {
	case carrier.Name:
		r.LabelName = text
	case carrier.Address1:
		r.LabelAddress1 = text
	case carrier.Address2:
		r.LabelAddress2 = text
	}
}
