package order

import (
	"context"
	"slices"
	"strings"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/store"
)

// The reasons for which the program itself holds an order. Others are reason
// codes of the shop ("hold" group of shop.yaml).
const (
	HoldPayment   = "awaiting_payment" // 前払い: until the money is recorded
	HoldCOD       = "cod_limit"        // 代金引換 beyond what the carrier collects
	HoldEncode    = "unencodable"      // a file for the warehouse cannot hold a character; Detail names it
	HoldErased    = "erased"           // the customer was erased before the order left
	HoldDuplicate = "duplicate"        // 重複のおそれ; Detail is the other order's number
	HoldQuantity  = "quantity"         // 大口; Detail is CODE*n+CODE*n
	HoldUnpaid    = "unpaid_before"    // 以前の未払い; Detail is that order's number
	HoldMemo      = "memo"             // the customer's alert memo asks for it
	HoldIllegible = "illegible"        // 判読不能; Detail names the fields, comma between
	HoldLegal     = "legal"            // the law forbids to ship it as it is
	HoldPrice     = "price"            // 値引承認: a price that somebody must approve; Detail is CODE*n@yen+CODE*n@yen
	HoldStock     = "stock"            // 入荷待ち: goods are expected; Detail is CODE@day+CODE@day
	HoldRecheck   = "recheck"          // 検品入力: a second person's entry is due
)

// holdRule is one rule that may hold an order. A rule looks at the order as it
// was just written, within its transaction, and at the request that it came
// from. A new reason is a new row of holdRules, its roles in releaseRoles, its
// label in shop.yaml (catalog.RequiredReasons) and, where it has a detail, the
// sentence desk.hold_<reason> for it.
type holdRule struct {
	reason string
	// holds says whether the rule demands a hold, with a machine's fact about
	// it: codes, numbers, never a text that somebody typed.
	holds func(context.Context, ruleCase) (detail string, yes bool, err error)
	// once: a hold that was released is not opened again by a revision for the
	// same detail. What somebody decided stays decided.
	once bool
	// ends: a revision after which the rule demands nothing releases the hold.
	ends bool
}

// ruleCase is what a rule judges.
type ruleCase struct {
	tx    *store.Tx
	order *Order
	req   Request
}

// holdRules are looked at from top to bottom.
var holdRules = []holdRule{
	{reason: HoldPayment, holds: awaitsMoney, ends: true},
	{reason: HoldCOD, holds: overCODLimit, ends: true},
	{reason: HoldQuantity, holds: largeQuantity, once: true, ends: true},
	{reason: HoldDuplicate, holds: looksTwice, once: true},
	{reason: HoldUnpaid, holds: owesMoney, once: true},
	{reason: HoldMemo, holds: bearsMemo, once: true},
	{reason: HoldPrice, holds: unapproved, ends: true},
	{reason: HoldStock, holds: awaitsStock, once: true, ends: true},
}

// releaseRoles say who may release a hold of a reason; a reason that is not
// named is released by a supervisor. Nobody releases HoldPayment by hand: the
// recorded money does.
var releaseRoles = map[string][]actor.Role{
	HoldPayment:   nil,
	HoldDuplicate: takers, // whoever asked the customer knows
	HoldQuantity:  takers,
	HoldIllegible: takers,
	"callback":    takers, // お客様に確認中
	"address":     takers,
}

// MayRelease says whether a role may release a hold of a reason by hand.
func MayRelease(role actor.Role, reason string) bool {
	roles, ok := releaseRoles[reason]
	if !ok {
		roles = supervisor
	}
	return slices.Contains(roles, role)
}

// byProgram are the reasons of which only the program knows when they begin
// and end.
var byProgram = []string{HoldPayment, HoldCOD, HoldEncode, HoldErased, HoldRecheck}

// ByHand says whether a clerk may put an order on hold for a reason.
func ByHand(reason string) bool { return !slices.Contains(byProgram, reason) }

// ruleHolds opens the holds that the rules demand of a new or revised order.
func ruleHolds(ctx context.Context, tx *store.Tx, o *Order, r Request) error {
	for _, rule := range holdRules {
		detail, yes, err := rule.holds(ctx, ruleCase{tx: tx, order: o, req: r})
		switch {
		case err != nil:
			return err
		case yes && (!rule.once || !decided(*o, rule.reason, detail)):
			err = openHold(ctx, tx, o, rule.reason, detail)
		case !yes && rule.ends:
			err = releaseRevised(ctx, tx, o, rule.reason)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// decided reports whether a hold for the same cause was released before.
func decided(o Order, reason, detail string) bool {
	return slices.ContainsFunc(o.Holds, func(h Hold) bool { return h.Reason == reason && h.Detail == detail && !h.Open() })
}

// releaseRevised releases the hold whose cause a revision removed; what
// somebody held by hand has a cause that only people know.
func releaseRevised(ctx context.Context, tx *store.Tx, o *Order, reason string) error {
	for _, h := range o.Holds {
		byHand := h.Detail == "" && ByHand(reason)
		if h.Open() && h.Reason == reason && !byHand {
			return releaseHold(ctx, tx, o, h.ID, "revised")
		}
	}
	return nil
}

func awaitsMoney(_ context.Context, c ruleCase) (string, bool, error) { return "", c.req.Prepaid, nil }

func overCODLimit(_ context.Context, c ruleCase) (string, bool, error) {
	return "", c.req.Quote.CODOverLimit, nil
}

// largeQuantity: the catalog asks to be called before so many pieces of one
// product are ordered, and stock may have to be bought.
func largeQuantity(_ context.Context, c ruleCase) (string, bool, error) {
	var large []catalog.Component
	for _, l := range c.order.Lines {
		if limit := c.req.rules.QuantityHold; limit > 0 && l.Quantity >= limit {
			large = append(large, catalog.Component{Code: l.Code, Quantity: l.Quantity})
		}
	}
	return joinComponents(large), len(large) > 0, nil
}

// looksTwice: the same customer sent a FAX and calls to ask about it, or a
// letter was typed by two clerks. Orders are numbered one after the other, so
// that of two that are saved at once the later one sees the earlier.
func looksTwice(ctx context.Context, c ruleCase) (string, bool, error) {
	number, err := similarOrder(c.tx.DB.WithContext(ctx), c.req.rules, *c.order, c.req.sameAs(*c.order), c.tx.Now)
	return number, number != "", err
}

// owesMoney: an earlier order of the customer was not paid in time, be it that
// it was delivered on account (後払い) or that it still waits for its money.
func owesMoney(ctx context.Context, c ruleCase) (string, bool, error) {
	days := c.req.rules.UnpaidDays
	if days < 1 {
		return "", false, nil
	}
	var number string
	err := c.tx.WithContext(ctx).Raw(`SELECT o.number FROM orders o WHERE o.customer_id IN ? AND o.id <> ? AND o.placed_at < ?
		AND (o.payment = ? AND o.status = ? OR o.status = ? AND EXISTS
			(SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.reason = ? AND h.released_at IS NULL))
		AND o.total_yen > (SELECT COALESCE(SUM(p.amount_yen), 0) FROM payment_received p WHERE p.order_id = o.id)
		ORDER BY o.placed_at LIMIT 1`,
		c.req.sameAs(*c.order), c.order.ID, store.At(c.tx.Now.AddDate(0, 0, -days)),
		payLater, string(Shipped), string(Placed), HoldPayment).Scan(&number).Error
	return number, number != "", err
}

// bearsMemo: what the card warns of is looked at by a person before it ships.
func bearsMemo(_ context.Context, c ruleCase) (string, bool, error) { return "", c.req.memo, nil }

// payLater is payment after delivery (郵便振替・後払い).
const payLater = "postal_after"

// HoldParts splits the detail of a hold into what a sentence names: order
// numbers, products with their quantity, fields.
func HoldParts(h Hold) []string {
	if h.Detail == "" {
		return nil
	}
	switch h.Reason {
	case HoldQuantity:
		return strings.Split(strings.ReplaceAll(h.Detail, "*", " ×"), "+")
	case HoldPrice, HoldStock:
		return strings.Split(strings.NewReplacer("@", " ", "*", " ×").Replace(h.Detail), "+")
	case HoldIllegible:
		return strings.Split(h.Detail, ",")
	}
	return []string{h.Detail}
}
