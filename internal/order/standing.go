package order

import (
	"context"

	"uketsuke/internal/actor"
	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

// Standing is what a clerk has to know of a customer's orders before the first
// word: the last ones, what is still under way or unpaid, and what is usually
// bought.
type Standing struct {
	Recent []Order     // newest first
	Orders store.Count // all of them
	Under  []OpenOrder
	Usual  []Usual
}

// OpenOrder is an order that is not shipped yet, or whose money is missing.
type OpenOrder struct {
	Number string
	Status Status
	Total  yen.Yen
	Due    yen.Yen // what is unpaid of an order that should be paid by now; else 0
}

// Usual is a product that the customer buys again and again.
type Usual struct {
	Code, Name string
	Orders     int64
	Quantity   int64 // in the order in which it was bought last
}

// How much of it fits on the card.
const (
	recentOrders = 4
	openOrders   = 20
	usualItems   = 5
)

// StandingOf reads the standing of a customer, under whatever number the
// person's orders stand: five statements, however many the orders.
func (s *Service) StandingOf(ctx context.Context, customers ...string) (Standing, error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return Standing{}, err
	}
	if len(customers) == 0 {
		return Standing{}, nil
	}
	customers, err := s.vault.Aliases(ctx, customers...)
	if err != nil {
		return Standing{}, err
	}
	var out Standing
	if out.Recent, out.Orders, err = s.list(ctx, Filter{Customers: customers, Size: recentOrders}); err != nil || out.Orders == 0 {
		return out, err
	}
	if out.Under, err = s.underWay(ctx, customers); err != nil {
		return out, err
	}
	out.Usual, err = s.usual(ctx, customers)
	return out, err
}

// underWay lists orders on their way and those whose money is missing: on
// account and shipped, or held until it comes.
func (s *Service) underWay(ctx context.Context, customers []string) ([]OpenOrder, error) {
	var rows []struct {
		Number, Status      string
		TotalYen, Paid, Owe int64
	}
	err := s.db.Read(ctx).Raw(`SELECT * FROM (
			SELECT o.number, o.status, o.total_yen, o.placed_at,
				(SELECT COALESCE(SUM(p.amount_yen), 0) FROM payment_received p WHERE p.order_id = o.id) AS paid,
				CASE WHEN o.payment = ? AND o.status = ? OR EXISTS
					(SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.reason = ? AND h.released_at IS NULL) THEN 1 ELSE 0 END AS owe
			FROM orders o WHERE o.customer_id IN ? AND o.status <> ?) x
		WHERE x.status IN ? OR x.owe = 1 AND x.paid < x.total_yen
		ORDER BY x.placed_at DESC LIMIT ?`,
		payLater, string(Shipped), HoldPayment, customers, string(Cancelled), []string{string(Placed), string(Batched)}, openOrders).Scan(&rows).Error
	if err != nil {
		return nil, store.Classify(err)
	}
	out := make([]OpenOrder, len(rows))
	for i, r := range rows {
		out[i] = OpenOrder{Number: r.Number, Status: Status(r.Status), Total: yen.Yen(r.TotalYen)}
		if r.Owe == 1 && r.Paid < r.TotalYen {
			out[i].Due = yen.Yen(r.TotalYen - r.Paid)
		}
	}
	return out, nil
}

// usual lists what was bought more than once, the most frequent first.
func (s *Service) usual(ctx context.Context, customers []string) ([]Usual, error) {
	var out []Usual
	err := s.db.Read(ctx).Raw(`SELECT u.code, u.name, u.orders, l.quantity FROM (
			SELECT l.code, MAX(l.name) AS name, COUNT(DISTINCT o.id) AS orders, MAX(o.number) AS latest
			FROM orders o JOIN order_line l ON l.order_id = o.id
			WHERE o.customer_id IN ? AND o.status <> ?
			GROUP BY l.code HAVING COUNT(DISTINCT o.id) > 1
			ORDER BY COUNT(DISTINCT o.id) DESC, MAX(o.number) DESC, l.code LIMIT ?) u
		JOIN orders o ON o.number = u.latest
		JOIN order_line l ON l.order_id = o.id AND l.code = u.code
			AND l.line = (SELECT MIN(f.line) FROM order_line f WHERE f.order_id = o.id AND f.code = u.code)
		ORDER BY u.orders DESC, u.latest DESC, u.code`, customers, string(Cancelled), usualItems).Scan(&out).Error
	return out, store.Classify(err)
}
