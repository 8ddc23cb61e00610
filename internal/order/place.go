package order

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"

	"uketsuke/internal/actor"
	"uketsuke/internal/contact"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

// Receipt answers Place.
type Receipt struct {
	Order    Order
	Existing bool // the same request was taken before; nothing was placed now
}

// Prepare checks a form against the catalog in force now (errs.Fields).
func (s *Service) Prepare(ctx context.Context, f Form) (Request, error) {
	book, err := s.catalog.Book(ctx)
	if err != nil {
		return Request{}, err
	}
	if f.stock, err = s.Stocks(ctx); err != nil {
		return Request{}, err
	}
	return f.Parse(book, s.db.Now())
}

// Place places the requests, all or none, and answers in the same order. A
// request whose key was used before for the same content answers with the
// order of then; for other content it is a Conflict.
//
// The vault is written first: a crash in between leaves recipients that no
// order came for, which expire there.
func (s *Service) Place(ctx context.Context, reqs ...Request) ([]Receipt, error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return nil, err
	}
	prints, err := s.fingerprints(ctx, reqs)
	if err != nil {
		return nil, err
	}
	out, fresh, err := s.known(ctx, reqs, prints)
	if err != nil || len(fresh) == 0 {
		return out, err
	}
	orders, err := s.seal(ctx, reqs, fresh)
	if err != nil {
		return nil, err
	}
	if err := s.markReadback(ctx, reqs); err != nil {
		return nil, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return s.insert(ctx, tx, reqs, prints, fresh, orders, out)
	})
	if errs.Is(err, errs.Conflict) {
		// The same request arrived twice at once: the other one's order is the answer.
		if again, left, kerr := s.known(ctx, reqs, prints); kerr == nil && len(left) == 0 {
			return again, nil
		}
	}
	if err != nil {
		return nil, err
	}
	s.settlePlaced(ctx)
	return out, nil
}

// Repeated answers the order that an earlier request with this key placed; ok
// is false when there was none. Another content under the key is a Conflict.
// It comes before Prepare: what was accepted once is not checked again against
// a catalog or a calendar that has moved on.
func (s *Service) Repeated(ctx context.Context, key string, f Form) (r Receipt, ok bool, err error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return Receipt{}, false, err
	}
	out, fresh, err := s.repeats(ctx, Request{Key: key, form: f})
	if err != nil || len(fresh) > 0 {
		return Receipt{}, false, err
	}
	return out[0], true, nil
}

// repeats is known for requests whose fingerprints nobody has yet.
func (s *Service) repeats(ctx context.Context, reqs ...Request) ([]Receipt, []int, error) {
	prints, err := s.fingerprints(ctx, reqs)
	if err != nil {
		return nil, nil, err
	}
	return s.known(ctx, reqs, prints)
}

// fingerprints are keyed hashes of what was sent, made by the vault since they
// cover personal fields; nil for a request without a key. The key itself is
// hashed too: whoever made it may have put a telephone number into it.
func (s *Service) fingerprints(ctx context.Context, reqs []Request) ([][]byte, error) {
	out := make([][]byte, len(reqs))
	for i, r := range reqs {
		if r.Key == "" {
			continue
		}
		clear, err := json.Marshal(r.form)
		if err != nil {
			return nil, err
		}
		if out[i], err = s.vault.Fingerprint(ctx, "order", clear); err != nil {
			return nil, err
		}
		key, err := s.vault.Fingerprint(ctx, "idem", []byte(r.Key))
		if err != nil {
			return nil, err
		}
		reqs[i].idem = hex.EncodeToString(key)
	}
	return out, nil
}

// known answers requests that were taken before; fresh are the indexes of the rest.
func (s *Service) known(ctx context.Context, reqs []Request, prints [][]byte) (out []Receipt, fresh []int, err error) {
	out = make([]Receipt, len(reqs))
	for i, r := range reqs {
		if r.Key == "" {
			fresh = append(fresh, i)
			continue
		}
		var row idemRow
		found := s.db.Read(ctx).Where("id = ?", r.idem).Limit(1).Find(&row)
		switch {
		case found.Error != nil:
			return nil, nil, store.Classify(found.Error)
		case found.RowsAffected == 0:
			fresh = append(fresh, i)
		case !bytes.Equal(row.Fingerprint, prints[i]):
			return nil, nil, errs.E(errs.Conflict, "order.key_reused")
		default:
			o, err := find(s.db.Read(ctx), "id = ?", row.OrderID)
			if err != nil {
				return nil, nil, err
			}
			out[i] = Receipt{Order: o, Existing: true}
		}
	}
	return out, fresh, nil
}

type idemRow struct {
	ID          string
	Fingerprint []byte
	OrderID     string
	At          store.Time
}

func (idemRow) TableName() string { return "idem" }

// seal writes persons and their recipients into the vault, in one call, and
// makes the orders, still without numbers.
func (s *Service) seal(ctx context.Context, reqs []Request, fresh []int) ([]Order, error) {
	orders := make([]Order, len(fresh))
	cards := make([]int, len(fresh)) // whose put is whose card
	var puts []customer.Put
	for i, at := range fresh {
		orders[i] = reqs[at].order()
		cards[i] = len(puts)
		puts = append(puts, reqs[at].card())
		for k, p := range orders[i].Parcels {
			puts = append(puts, customer.Put{ID: p.Recipient, Of: cards[i] + 1, Body: reqs[at].Parcels[k].Recipient})
		}
	}
	sealed, err := s.vault.Put(ctx, puts...)
	if err != nil {
		return nil, err
	}
	for i, at := range fresh {
		card := sealed[cards[i]]
		orders[i].Customer, reqs[at].memo, reqs[at].same = card.Ref, card.Memo, card.Same
	}
	return orders, nil
}

// card is the put of a request's customer.
func (r Request) card() customer.Put {
	if r.CustomerID != "" {
		return customer.Put{ID: r.CustomerID, Customer: r.CustomerID, Expected: r.Seen, Body: r.Person}
	}
	return customer.Put{Body: r.Person, Identify: true}
}

// order makes the order of a request, still without its customer.
func (r Request) order() Order {
	o := Order{
		ID: customer.NewID(), Ref: r.Ref, Channel: r.Channel, Payment: r.Payment, Status: Placed, Version: 1,
		Lines: r.Lines, ReceivedAt: r.ReceivedAt, Campaign: r.Campaign,
	}
	for range r.Parcels {
		o.Parcels = append(o.Parcels, Parcel{Recipient: customer.NewID()})
	}
	o.deliver(r)
	o.money(r)
	return o
}

// deliver fills the parcels with what was asked for them and what they cost;
// their recipients stay.
func (o *Order) deliver(r Request) {
	for i, p := range r.Parcels {
		q := r.Quote.Parcels[i]
		o.Parcels[i] = Parcel{No: i + 1, Recipient: o.Parcels[i].Recipient, Region: q.Region, Date: p.Date, Slot: p.Slot,
			Shipping: q.Shipping, Gift: p.Gift, Charge: q.Gift}
	}
	o.mirror()
}

// mirror keeps the order's own recipient, region, date and slot those of its
// first parcel.
func (o *Order) mirror() {
	first := o.Parcels[0]
	o.Recipient, o.Region, o.Date, o.Slot = first.Recipient, first.Region, first.Date, first.Slot
}

func (o *Order) money(r Request) {
	o.Goods, o.Shipping, o.CODFee, o.Total = r.Quote.Goods, r.Quote.Shipping, r.Quote.CODFee, r.Quote.Total
	o.Gift, o.Discount = r.Quote.Gift, r.Quote.Discount
	o.Pieces = 0
	for _, l := range o.Lines {
		o.Pieces += l.Quantity
	}
	var shipping, gift yen.Yen
	for _, p := range o.Parcels {
		shipping, gift = shipping+p.Shipping, gift+p.Charge
	}
	if shipping != o.Shipping || gift != o.Gift {
		panic("order: shipping and gift charges are not those of the parcels")
	}
	if sum := o.Goods + o.Shipping + o.CODFee + o.Gift - o.Discount; sum != o.Total {
		panic("order: total is not the sum of its parts") // never let wrong money in
	}
}

// insert numbers and writes the orders in one transaction.
func (s *Service) insert(ctx context.Context, tx *store.Tx, reqs []Request, prints [][]byte, fresh []int, orders []Order, out []Receipt) error {
	a, _ := actor.From(ctx)
	for i, at := range fresh {
		o := &orders[i]
		approves(ctx, nil, o.Lines)
		o.PlacedAt, o.PlacedBy, o.Day = tx.Now, a.ID, japan.DayOf(tx.Now)
		n, err := tx.Next("order:" + string(o.Day))
		if err != nil {
			return err
		}
		o.Number = makeNumber(o.Day, n)
		if err := insertOne(ctx, tx, o, reqs[at], prints[at]); err != nil {
			return err
		}
		out[at] = Receipt{Order: *o}
	}
	return nil
}

func insertOne(ctx context.Context, tx *store.Tx, o *Order, r Request, print []byte) error {
	row := toRow(*o)
	if err := tx.Create(&row).Error; err != nil {
		return err
	}
	lines := lineRows(*o)
	if err := tx.CreateInBatches(&lines, 200).Error; err != nil {
		return err
	}
	if err := insertReadback(ctx, tx, *o, r.Readback); err != nil {
		return err
	}
	if err := insertParcels(tx, *o); err != nil {
		return err
	}
	if r.Called {
		if err := contact.LogOrder(tx, o.ID, o.Customer.ID, o.PlacedBy, r.CallBegun); err != nil {
			return err
		}
	}
	if r.Key != "" {
		idem := idemRow{ID: r.idem, Fingerprint: print, OrderID: o.ID, At: store.At(tx.Now)}
		if err := tx.Create(&idem).Error; err != nil {
			return err
		}
	}
	if err := addHistory(ctx, tx, *o, Event{Action: "place"}); err != nil {
		return err
	}
	return ruleHolds(ctx, tx, o, r)
}

// Totals add up what a list of receipts newly placed.
type Totals struct {
	Orders, Lines, Pieces int
	Goods                 yen.Yen
}

// Sum adds up the orders placed now.
func Sum(receipts []Receipt) (t Totals) {
	for _, r := range receipts {
		if !r.Existing {
			t.Orders++
			t.Lines += len(r.Order.Lines)
			t.Pieces += r.Order.Pieces
			t.Goods += r.Order.Goods
		}
	}
	return t
}
