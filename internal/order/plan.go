package order

import (
	"context"
	"slices"

	"uketsuke/internal/yen"
)

// Plan is what a change would do. Nothing of it is saved: the change ran in
// its own transaction, which was undone.
type Plan struct {
	Old, New Order
	Opens    []Hold // that the change would open
	Closes   []Hold // and release
	Paid     yen.Yen
}

// Delta is what would differ.
func (p Plan) Delta() Delta { return Diff(p.Old.Snapshot(), p.New.Snapshot()) }

// Due is what would still have to be paid after what was; less than 0 is money
// to give back. A cancelled order is owed nothing.
func (p Plan) Due() yen.Yen {
	if p.New.Status == Cancelled {
		return -p.Paid
	}
	return p.New.Total - p.Paid
}

// PlanRevision tries a revision: it refuses what Revise refuses, but asks for
// no reason yet.
func (s *Service) PlanRevision(ctx context.Context, number string, seen int64, rev Revision) (Plan, error) {
	old, now, err := s.revise(ctx, number, changeRequest{seen: seen, dry: true}, rev)
	return s.plan(ctx, old, now, err)
}

// PlanCancel tries a cancellation.
func (s *Service) PlanCancel(ctx context.Context, number string, seen int64) (Plan, error) {
	old, now, err := s.cancel(ctx, number, changeRequest{seen: seen, dry: true})
	return s.plan(ctx, old, now, err)
}

func (s *Service) plan(ctx context.Context, old, now Order, err error) (Plan, error) {
	if err != nil {
		return Plan{}, err
	}
	p := Plan{Old: old, New: now}
	open := func(o Order, id string) bool {
		return slices.ContainsFunc(o.Holds, func(h Hold) bool { return h.ID == id && h.Open() })
	}
	for _, h := range now.Holds {
		switch {
		case h.Open() && !open(old, h.ID):
			p.Opens = append(p.Opens, h)
		case !h.Open() && open(old, h.ID):
			p.Closes = append(p.Closes, h)
		}
	}
	payments, err := s.Payments(ctx, old.ID)
	for _, m := range payments {
		p.Paid += m.Amount
	}
	return p, err
}
