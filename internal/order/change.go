package order

import (
	"context"
	"errors"
	"slices"
	"strings"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
	"uketsuke/internal/store"
)

// changeRequest is what every change of an order carries.
type changeRequest struct {
	seen    int64  // the version that the writer saw
	group   string // reason group of the shop; empty when no reason is asked
	reason  string
	note    string // free text, for the vault
	action  string
	columns []string
	dry     bool // undone at the end: answers what it would have done
}

// errDry undoes a change that was only tried.
var errDry = errors.New("order: tried only")

// change runs one change of one order: permission, reason, note to the vault,
// then one transaction with the order locked. A stale version is a Conflict,
// and the caller shows both versions.
func (s *Service) change(ctx context.Context, number string, roles []actor.Role, c changeRequest,
	apply func(context.Context, *store.Tx, *Order) error) (Order, error) {
	if _, err := actor.Require(ctx, roles...); err != nil {
		return Order{}, err
	}
	if err := s.checkReason(ctx, c); err != nil {
		return Order{}, err
	}
	noteID, err := s.putNote(ctx, number, c)
	if err != nil {
		return Order{}, err
	}
	var o Order
	err = s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if o, err = lock(tx, number); err != nil {
			return err
		}
		if o.Version != c.seen {
			return errs.E(errs.Conflict, "order.stale", o.Number)
		}
		if err := apply(ctx, tx, &o); err != nil {
			return err
		}
		if err := record(ctx, tx, &o, c.seen, Event{Action: c.action, Reason: c.reason, NoteID: noteID}, c.columns...); err != nil || !c.dry {
			return err
		}
		if o, err = find(tx.DB, "id = ?", o.ID); err != nil {
			return err
		}
		return errDry
	})
	if errors.Is(err, errDry) {
		return o, nil
	}
	if err != nil {
		return Order{}, err
	}
	return s.Find(ctx, number)
}

func (s *Service) checkReason(ctx context.Context, c changeRequest) error {
	if c.group == "" || c.dry && c.reason == "" {
		return nil
	}
	book, err := s.catalog.Book(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(book.Reasons(c.group), func(r catalog.Reason) bool { return r.Code == c.reason }) {
		return nil
	}
	var bad errs.Fields
	bad.Add("reason", "order.reason")
	return bad
}

// putNote seals the note to an act under the order's customer; a trial only
// checks it.
func (s *Service) putNote(ctx context.Context, number string, c changeRequest) (string, error) {
	var bad errs.Fields
	note := freeText("reason_note", c.note, maxNote, &bad)
	if note == "" || len(bad) > 0 || c.dry {
		return "", bad.Err()
	}
	var row orderRow
	if err := s.db.Read(ctx).Where("number = ?", number).Take(&row).Error; err != nil {
		return "", store.Classify(err)
	}
	id := customer.NewID()
	_, err := s.vault.Put(ctx, customer.Put{ID: id, Customer: row.CustomerID, Body: customer.Note{Text: note}})
	return id, err
}

// Revision is what may change in an order. Lines that stay (same product and
// edition) keep the price at which they were taken.
type Revision struct {
	Payment string
	Date    string
	Slot    string
	Edition string // for new lines
	Lines   []FormLine
	Parcels []FormParcel // date and slot of the second parcel and those after it, and another recipient where one is typed; nil keeps them
	To      *Address     // another recipient of the first parcel; nil keeps the one of the order
	Note    string       // the customer's words; taken together with To

	Campaign *string `json:",omitempty"` // another campaign's code, or none; nil keeps it
	Reason   string
	Remark   string // free text to the reason, for the vault
}

// Revise changes an order. Before the cut the desk may; afterwards a
// supervisor with a reason of the "batched" group, and a flag is raised that
// the next pull of the batch shows.
func (s *Service) Revise(ctx context.Context, number string, seen int64, rev Revision) (Order, error) {
	_, o, err := s.revise(ctx, number, changeRequest{seen: seen}, rev)
	if err == nil {
		s.settlePlaced(ctx)
	}
	return o, err
}

// revise is Revise, or its trial; it answers the order before and after.
func (s *Service) revise(ctx context.Context, number string, c changeRequest, rev Revision) (old, now Order, err error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return old, now, err
	}
	if old, err = s.Find(ctx, number); err != nil {
		return old, now, err
	}
	if old.Version != c.seen { // before the lines are read by an order that nobody saw
		return old, now, errs.E(errs.Conflict, "order.stale", old.Number)
	}
	req, err := s.revised(ctx, old, rev)
	if err == nil {
		req.same, err = s.vault.Aliases(ctx, old.Customer.ID)
	}
	if err != nil {
		return old, now, err
	}
	if err := s.revisedCOD(ctx, old, rev, req); err != nil {
		return old, now, err
	}
	recipients, err := s.newRecipients(ctx, old, rev, req, c.dry)
	if err != nil {
		return old, now, err
	}
	approves(ctx, old.Lines, req.Lines)
	c.reason, c.note, c.action = rev.Reason, rev.Remark, "revise"
	c.columns = []string{"payment", "delivery_date", "delivery_slot", "goods_yen", "shipping_yen", "cod_fee_yen", "gift_yen", "discount_yen", "total_yen",
		"pieces", "recipient_id", "recipient_kept", "region", "campaign", "campaign_percent", "campaign_yen", "campaign_min_yen"}
	var roles []actor.Role
	roles, c.group = mayChange(old, catalog.ReasonRevise)
	now, err = s.change(ctx, number, roles, c, func(ctx context.Context, tx *store.Tx, o *Order) error {
		if err := changeable(ctx, tx, *o, old.Status, "revised"); err != nil {
			return err
		}
		return applyRevision(ctx, tx, o, req, recipients)
	})
	return old, now, err
}

// mayChange answers who may change an order in its state and from which group
// the reason must come.
func mayChange(o Order, group string) ([]actor.Role, string) {
	if o.Status == Batched {
		return supervisor, catalog.ReasonBatched
	}
	return takers, group
}

// changeable refuses what can no longer change and raises the flag for the
// warehouse where the order is in a batch. was is the status for which role
// and reason were checked.
func changeable(ctx context.Context, tx *store.Tx, o Order, was Status, kind string) error {
	switch {
	case o.Status != was:
		return errs.E(errs.Conflict, "order.stale", o.Number)
	case o.Status == Placed:
		return nil
	case o.Status == Batched:
		if err := settled(tx, o.Batch); err != nil {
			return err
		}
		return tx.Exec(`INSERT INTO order_flag (order_id, version, batch_no, kind, at) VALUES (?, ?, ?, ?, ?)`,
			o.ID, o.Version+1, o.Batch, kind, store.At(tx.Now)).Error
	}
	return errs.E(errs.Conflict, "order.closed", o.Number)
}

// revised parses and quotes a revision against the order as it stands.
func (s *Service) revised(ctx context.Context, old Order, rev Revision) (Request, error) {
	book, err := s.catalog.Book(ctx)
	if err != nil {
		return Request{}, err
	}
	stock, err := s.Stocks(ctx)
	if err != nil {
		return Request{}, err
	}
	var bad errs.Fields
	r := Request{rules: book.Shop.Rules, Payment: strings.TrimSpace(rev.Payment), Parcels: rev.parcels(old, &bad)}
	f := Form{Edition: rev.Edition, Lines: rev.Lines, Parcels: make([]FormParcel, len(old.Parcels)-1), stock: stock}
	r.Lines = f.revisedLines(book, old, &bad)
	checkFilled(r.Lines, len(old.Parcels), &bad)
	r.Campaign = rev.campaign(book, old, r.Lines, &bad)
	err = r.requote(book, old, quote.Input{Discount: r.Campaign, Lines: quoteLines(r.Lines), Payment: r.Payment, At: f.ready(s.db.Now(), r.Lines)}, &bad)
	if err != nil {
		return Request{}, err
	}
	return r, bad.Err()
}

// revisedLines parses lines; one that was in the order keeps its frozen price,
// whatever the catalog says today.
func (f Form) revisedLines(book *catalog.Book, old Order, bad *errs.Fields) []Line {
	frozen := frozenLines(slices.Clone(old.Lines))
	var out []Line
	if len(f.Lines) == 0 {
		bad.Add("product_code", "order.no_lines")
	}
	for i, l := range f.Lines {
		var line Line
		kept, ok := frozen.take(l)
		if ok {
			line = kept.again(book, i, l, bad)
			qty, badQty := parseQuantity(l.Quantity)
			if badQty {
				bad.Add(LineField(i, "quantity"), "order.quantity")
			}
			f.restock(&line, i, qty > kept.Quantity, bad)
			if qty > kept.Quantity {
				line.ApprovedBy = "" // it was agreed for fewer
			}
			line.Quantity = qty
		} else if line, ok = f.line(book, i, l, japan.DayOf(old.ReceivedAt), bad); !ok {
			continue
		}
		line.No, line.Parcel = i+1, f.parcelOf(i, l, bad)
		out = append(out, line)
	}
	return out
}

// requote prices a revision. Without a new address the region stays.
func (r *Request) requote(book *catalog.Book, old Order, in quote.Input, bad *errs.Fields) error {
	tariff := book.Tariff()
	parcels := quoteParcels(r.Parcels)
	for i, p := range old.Parcels {
		if parcels[i].Prefecture == "" {
			parcels[i].Region = p.Region
		}
		if parcels[i].Date == p.Date {
			parcels[i].Date = "" // promised already; only a new date is checked against today
		}
	}
	in.SetParcels(parcels)
	pay, ok := tariff.PaymentOf(r.Payment)
	if r.Payment == "" {
		bad.Add("payment", "order.payment")
	}
	r.Prepaid = ok && pay.Prepaid
	return r.quote(tariff, in, bad)
}

func applyRevision(ctx context.Context, tx *store.Tx, o *Order, r Request, recipients []string) error {
	o.Payment, o.Lines, o.Campaign = r.Payment, r.Lines, r.Campaign
	for i, id := range recipients {
		o.Parcels[i].Recipient = id
	}
	o.deliver(r)
	o.money(r)
	if err := replaceParcels(tx, *o); err != nil {
		return err
	}
	if err := tx.Exec(`DELETE FROM order_line WHERE order_id = ?`, o.ID).Error; err != nil {
		return err
	}
	lines := lineRows(*o)
	if err := tx.CreateInBatches(&lines, 200).Error; err != nil {
		return err
	}
	// What was paid before counts: a total that it covers needs no more money,
	// a higher one does.
	if r.Prepaid {
		sum, err := paid(tx, o.ID)
		if err != nil {
			return err
		}
		r.Prepaid = sum < o.Total
	}
	if err := releaseRevised(ctx, tx, o, HoldEncode); err != nil {
		return err
	}
	return ruleHolds(ctx, tx, o, r)
}

// Cancel cancels an order; see Revise for who may and the flag.
func (s *Service) Cancel(ctx context.Context, number string, seen int64, reason, remark string) (Order, error) {
	_, o, err := s.cancel(ctx, number, changeRequest{seen: seen, reason: reason, note: remark})
	return o, err
}

// cancel is Cancel, or its trial; it answers the order before and after.
func (s *Service) cancel(ctx context.Context, number string, c changeRequest) (old, now Order, err error) {
	if old, err = s.Find(ctx, number); err != nil {
		return old, now, err
	}
	c.action, c.columns = "cancel", []string{"status"}
	var roles []actor.Role
	roles, c.group = mayChange(old, catalog.ReasonCancel)
	now, err = s.change(ctx, number, roles, c, func(ctx context.Context, tx *store.Tx, o *Order) error {
		if err := changeable(ctx, tx, *o, old.Status, "cancelled"); err != nil {
			return err
		}
		o.Status = Cancelled
		return nil
	})
	return old, now, err
}
