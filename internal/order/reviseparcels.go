package order

import (
	"context"
	"strings"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/quote"
)

// parcels are those of the order with the dates and slots of the revision, and
// its recipients where it has others. Their gifts stay.
func (rev Revision) parcels(old Order, bad *errs.Fields) []RequestParcel {
	out := make([]RequestParcel, len(old.Parcels))
	for i, p := range old.Parcels {
		date, slot := string(p.Date), p.Slot
		switch {
		case i == 0:
			date, slot = rev.Date, rev.Slot
		case i <= len(rev.Parcels):
			date, slot = rev.Parcels[i-1].Date, rev.Parcels[i-1].Slot
		}
		out[i] = RequestParcel{Gift: p.Gift, Slot: strings.TrimSpace(slot), Date: parseDay(quote.ParcelField("delivery_date", p.No), date, bad)}
		if to := rev.to(i); to != nil {
			out[i].Recipient = to.parse("to_", quote.ParcelField("", p.No), bad)
		}
	}
	if rev.To != nil {
		out[0].Recipient.Note = freeText("note", rev.Note, maxNote, bad)
	}
	return out
}

// to is the other recipient of a parcel (from 0); nil keeps the one of the order.
func (rev Revision) to(i int) *Address {
	switch {
	case i == 0:
		return rev.To
	case i <= len(rev.Parcels) && rev.Parcels[i-1].To != Address{}:
		return &rev.Parcels[i-1].To
	}
	return nil
}

// revisedCOD refuses cash at another person's door, as placing does: the first
// parcel must go to who is on the customer's card. What the revision leaves as
// it is was looked at before.
func (s *Service) revisedCOD(ctx context.Context, old Order, rev Revision, r Request) error {
	if r.Payment != "cod" || old.Payment == "cod" && rev.to(0) == nil {
		return nil
	}
	to := r.Parcels[0].Recipient
	if rev.to(0) == nil {
		rec, err := s.vault.Open(ctx, old.Recipient, "correction")
		if err != nil {
			return err
		}
		to, _ = rec.Body.(customer.Recipient)
	}
	rec, err := s.vault.Open(ctx, old.Customer.ID, "correction")
	if err != nil {
		return err
	}
	buyer, _ := rec.Body.(customer.Person)
	first := toOther(customer.Recipient{Name: buyer.Name}, to)
	var bad errs.Fields
	checkCOD(Request{Payment: r.Payment, Parcels: []RequestParcel{first}}, "", &bad)
	return bad.Err()
}

// newRecipients are the ids of the parcels' recipients after the revision.
func (s *Service) newRecipients(ctx context.Context, old Order, rev Revision, r Request, dry bool) ([]string, error) {
	out := make([]string, len(old.Parcels))
	for i, p := range old.Parcels {
		out[i] = p.Recipient
		if rev.to(i) == nil {
			continue
		}
		if out[i] = customer.NewID(); dry {
			continue
		}
		to, err := s.keepGift(ctx, p, r.Parcels[i].Recipient, rev.Reason)
		if err != nil {
			return nil, err
		}
		if _, err = s.vault.Put(ctx, customer.Put{ID: out[i], Customer: old.Customer.ID, Body: to}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// keepGift carries buyer, sender and the words of a gift over to another
// recipient of the same parcel.
func (s *Service) keepGift(ctx context.Context, p Parcel, to customer.Recipient, reason string) (customer.Recipient, error) {
	if !p.Gift.Any() && p.No == 1 {
		return to, nil
	}
	rec, err := s.vault.Open(ctx, p.Recipient, reason)
	if err != nil {
		return to, err
	}
	was, ok := rec.Body.(customer.Recipient)
	if !ok {
		return to, errs.E(errs.NotFound, "parcel.no_recipient")
	}
	was.Name, was.Kana, was.Phone, was.PostalCode, was.Address1, was.Address2, was.Note = to.Name, to.Kana, to.Phone, to.PostalCode, to.Address1, to.Address2, to.Note
	// What a label says instead was agreed about the person before.
	was.LabelName, was.LabelAddress1, was.LabelAddress2 = to.LabelName, to.LabelAddress1, to.LabelAddress2
	return was, nil
}
