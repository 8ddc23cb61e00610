package order

import (
	"context"
	"slices"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

// openHold opens a hold in the order's transaction. One that a rule opened for
// the same reason says from now on what the rule says; one by hand stays as it is.
func openHold(ctx context.Context, tx *store.Tx, o *Order, reason, detail string) error {
	a, _ := actor.From(ctx)
	for i, h := range o.Holds {
		switch {
		case !h.Open() || h.Reason != reason:
		case h.Detail == "" || detail == "" || h.Detail == detail:
			return nil
		default:
			o.Holds[i].Detail = detail
			return tx.Model(&holdRow{}).Where("id = ?", h.ID).Update("detail", detail).Error
		}
	}
	row := holdRow{ID: customer.NewID(), OrderID: o.ID, Reason: reason, Detail: detail, OpenedAt: store.At(tx.Now), OpenedBy: a.ID}
	if err := tx.Create(&row).Error; err != nil {
		return err
	}
	o.Holds = append(o.Holds, row.hold())
	return nil
}

// Hold puts a placed order on hold for a reason of the shop ("hold" group).
// note, if any, goes to the vault.
func (s *Service) Hold(ctx context.Context, number string, seen int64, reason, note string) (Order, error) {
	return s.change(ctx, number, takers, changeRequest{seen: seen, group: catalog.ReasonHold, reason: reason, note: note, action: "hold"},
		func(ctx context.Context, tx *store.Tx, o *Order) error {
			if o.Status != Placed {
				return errs.E(errs.Conflict, "order.not_placed", o.Number)
			}
			if !ByHand(reason) {
				var bad errs.Fields
				bad.Add("reason", "order.reason_program")
				return bad // only the program knows when such a hold ends
			}
			return openHold(ctx, tx, o, reason, "")
		})
}

// Release releases one hold; whose reason decides who may (releaseRoles). An
// order that awaits payment is released by recording the payment.
func (s *Service) Release(ctx context.Context, number string, seen int64, holdID, reason, note string) (Order, error) {
	return s.change(ctx, number, takers, changeRequest{seen: seen, group: catalog.ReasonRelease, reason: reason, note: note, action: "release"},
		func(ctx context.Context, tx *store.Tx, o *Order) error {
			if o.Status != Placed {
				return errs.E(errs.Conflict, "order.closed", o.Number)
			}
			if err := releasable(ctx, *o, holdID); err != nil {
				return err
			}
			if err := releaseHold(ctx, tx, o, holdID, reason); err != nil || !o.waitsFor(holdID, HoldPrice) {
				return err
			}
			return approvePrices(ctx, tx, o)
		})
}

// waitsFor says that one of the order's holds is for a reason.
func (o Order) waitsFor(holdID, reason string) bool {
	return slices.ContainsFunc(o.Holds, func(h Hold) bool { return h.ID == holdID && h.Reason == reason })
}

// releasable refuses to release what is not for the actor to release.
func releasable(ctx context.Context, o Order, holdID string) error {
	a, _ := actor.From(ctx)
	for _, h := range o.Holds {
		switch {
		case h.ID != holdID:
		case h.Reason == HoldPayment:
			return errs.E(errs.Invalid, "order.release_by_payment")
		case !MayRelease(a.Role, h.Reason):
			return errs.E(errs.Forbidden, "order.release_role")
		}
	}
	return nil
}

func releaseHold(ctx context.Context, tx *store.Tx, o *Order, holdID, reason string) error {
	a, _ := actor.From(ctx)
	done := tx.Model(&holdRow{}).Where("id = ? AND order_id = ? AND released_at IS NULL", holdID, o.ID).
		Select("released_at", "released_by", "release_reason").
		Updates(holdRow{ReleasedAt: store.At(tx.Now), ReleasedBy: a.ID, ReleaseReason: reason})
	if done.Error == nil && done.RowsAffected == 0 {
		return errs.E(errs.NotFound, "order.no_hold")
	}
	return done.Error
}

// Money is a payment received for a prepaid order.
type Money struct {
	Day    japan.Day
	Amount yen.Yen
	At     time.Time
	Actor  string
}

type moneyRow struct {
	ID, OrderID string
	Day         string
	AmountYen   int64
	At          store.Time
	Actor       string
}

func (moneyRow) TableName() string { return "payment_received" }

// RecordPayment records date and amount of money received. When the sum covers
// the total, the order's awaiting_payment hold is released; less keeps it.
func (s *Service) RecordPayment(ctx context.Context, number string, seen int64, day japan.Day, amount yen.Yen) (Order, error) {
	var bad errs.Fields
	if amount < 1 || amount > 99_999_999 {
		bad.Add("amount", "order.amount")
	}
	if day == "" || day > japan.DayOf(s.db.Now()) {
		bad.Add("day", "order.payment_day")
	}
	if err := bad.Err(); err != nil {
		return Order{}, err
	}
	return s.change(ctx, number, supervisor, changeRequest{seen: seen, action: "payment"},
		func(ctx context.Context, tx *store.Tx, o *Order) error {
			if o.Status == Cancelled || !Owes(*o) {
				return errs.E(errs.Conflict, "order.not_awaiting", o.Number)
			}
			return recordMoney(ctx, tx, o, day, amount)
		})
}

// Owes reports whether the desk ever records money for the order: a prepaid
// one is paid before it leaves, one on account (後払い) after; the carrier
// collects the rest.
func Owes(o Order) bool {
	return o.Payment == payLater || slices.ContainsFunc(o.Holds, func(h Hold) bool { return h.Reason == HoldPayment })
}

func recordMoney(ctx context.Context, tx *store.Tx, o *Order, day japan.Day, amount yen.Yen) error {
	a, _ := actor.From(ctx)
	row := moneyRow{ID: customer.NewID(), OrderID: o.ID, Day: string(day), AmountYen: int64(amount), At: store.At(tx.Now), Actor: a.ID}
	if err := tx.Create(&row).Error; err != nil {
		return err
	}
	sum, err := paid(tx, o.ID)
	if err != nil {
		return err
	}
	for _, h := range o.Holds {
		if h.Open() && h.Reason == HoldPayment && sum >= o.Total {
			return releaseHold(ctx, tx, o, h.ID, "paid")
		}
	}
	return nil
}

// paid is the money received for an order so far.
func paid(tx *store.Tx, orderID string) (yen.Yen, error) {
	var sum int64
	err := tx.Raw(`SELECT COALESCE(SUM(amount_yen), 0) FROM payment_received WHERE order_id = ?`, orderID).Scan(&sum).Error
	return yen.Yen(sum), err
}

// Payments lists the money received for an order.
func (s *Service) Payments(ctx context.Context, orderID string) ([]Money, error) {
	if _, err := actor.Require(ctx, readers...); err != nil {
		return nil, err
	}
	var rows []moneyRow
	if err := s.db.Read(ctx).Where("order_id = ?", orderID).Order("day, at").Find(&rows).Error; err != nil {
		return nil, store.Classify(err)
	}
	out := make([]Money, len(rows))
	for i, r := range rows {
		out[i] = Money{Day: japan.Day(r.Day), Amount: yen.Yen(r.AmountYen), At: r.At.Time, Actor: r.Actor}
	}
	return out, nil
}
