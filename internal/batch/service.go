package batch

import (
	"context"
	"errors"
	"regexp"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

// Service cuts, finishes and hands out batches.
type Service struct {
	db      *store.DB
	catalog *catalog.Service
	orders  *order.Service
	sealer  Sealer
}

// New makes the service over the orders database.
func New(db *store.DB, cat *catalog.Service, orders *order.Service, sealer Sealer) *Service {
	return &Service{db: db, catalog: cat, orders: orders, sealer: sealer}
}

var (
	cutters = []actor.Role{actor.Supervisor, actor.Warehouse, actor.Admin}
	pullers = []actor.Role{actor.Warehouse, actor.Admin}
	viewers = []actor.Role{actor.Operator, actor.Supervisor, actor.Warehouse, actor.Privacy, actor.Admin}
)

// Result is what a cut did. Batch is nil when there was nothing to take.
type Result struct {
	Batch *Batch
	Held  []Held // every order on hold after the cut, with each open reason
}

// Held is one open hold.
type Held struct {
	Order  string `json:"order"`
	Reason string `json:"reason"`
	Detail string `json:"detail,omitempty"`
}

var errNothing = errors.New("batch: nothing to take")

// CutNow takes every placed order without an open hold into a new batch and
// seals it. Batches that an earlier crash left unsealed are finished first.
// Cuts at the same time take disjoint orders; numbers have no gap, and a cut
// that finds nothing uses none.
func (s *Service) CutNow(ctx context.Context) (Result, error) {
	if _, err := actor.Require(ctx, cutters...); err != nil {
		return Result{}, err
	}
	if err := s.Finish(ctx); err != nil {
		return Result{}, err
	}
	no, err := s.take(ctx)
	if err != nil && !errors.Is(err, errNothing) {
		return Result{}, err
	}
	var out Result
	if no != 0 {
		if err := s.seal(ctx, no); err != nil {
			return Result{}, err
		}
		if out.Batch, err = s.find(ctx, no); err != nil {
			return Result{}, err
		}
	}
	out.Held, err = s.Holds(ctx)
	return out, err
}

// take chooses the orders in one transaction. Cuts wait for one another at the
// counter row, so what one takes the next no longer sees.
func (s *Service) take(ctx context.Context) (no int64, err error) {
	book, err := s.catalog.Book(ctx)
	if err != nil {
		return 0, err
	}
	a, _ := actor.From(ctx)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if no, err = tx.Next("batch"); err != nil {
			return err
		}
		ids, err := order.LockFree(tx)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return errNothing // rolls the number back
		}
		row := batchRow{No: no, State: string(Cut), CutAt: store.At(tx.Now), CutBy: a.ID}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		if err := order.TakeIntoBatch(ctx, tx, ids, no, func(o order.Order) error { return addOrder(tx, book.Tariff(), no, o) }); err != nil {
			return err
		}
		if err := recount(tx, no); err != nil {
			return err
		}
		return audit.Emit(ctx, tx, "batch.cut", batchSubject(no), "")
	})
	if err != nil {
		no = 0
	}
	return no, err
}

// addOrder fixes the tax rates of the ship day: the tax follows the day on
// which the goods leave, not the day of the order.
func addOrder(tx *store.Tx, t *quote.Tariff, no int64, o order.Order) error {
	day := string(order.CutShipDay(t, o, tx.Now))
	standard, err := t.Rates.At(yen.Standard, day)
	if err != nil {
		return err
	}
	reduced, err := t.Rates.At(yen.Reduced, day)
	if err != nil {
		return err
	}
	return tx.Create(&batchOrderRow{OrderID: o.ID, BatchNo: no, Version: o.Version, ShipDay: day,
		PercentStandard: int64(standard), PercentReduced: int64(reduced)}).Error
}

// Finish seals batches that were cut but not sealed.
func (s *Service) Finish(ctx context.Context) error {
	if _, err := actor.Require(ctx, cutters...); err != nil {
		return err
	}
	var nos []int64
	if err := s.db.Read(ctx).Model(&batchRow{}).Where("state = ?", string(Cut)).Order("no").Pluck("no", &nos).Error; err != nil {
		return store.Classify(err)
	}
	for _, no := range nos {
		if err := s.seal(ctx, no); err != nil {
			return err
		}
	}
	return nil
}

// seal has the files frozen. Orders that cannot be encoded go back to placed
// with a hold before anything is written; the rest of the day ships.
func (s *Service) seal(ctx context.Context, no int64) error {
	ctx = context.WithoutCancel(ctx) // the batch is cut: it is made also when the asker hangs up
	for {
		m, err := s.manifest(ctx, no)
		if err != nil {
			return err
		}
		if len(m.Orders) == 0 {
			return s.close(ctx, no, Void)
		}
		held, err := s.sealer.Seal(ctx, m)
		if err != nil {
			return err
		}
		if len(held) == 0 {
			return s.close(ctx, no, Sealed)
		}
		if err := s.putBack(ctx, no, held); err != nil {
			return err
		}
	}
}

// close ends the cut; another process that did so first is agreed with.
func (s *Service) close(ctx context.Context, no int64, state State) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		done := tx.Model(&batchRow{}).Where("no = ? AND state = ?", no, string(Cut)).
			Select("state", "sealed_at").Updates(batchRow{State: string(state), SealedAt: store.At(tx.Now)})
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return audit.Emit(ctx, tx, "batch."+string(state), batchSubject(no), "")
	})
}

func (s *Service) putBack(ctx context.Context, no int64, held []HeldOrder) error {
	ids := make([]string, len(held))
	for i, h := range held {
		ids[i] = h.OrderID
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := order.Lock(tx, ids); err != nil {
			return err
		}
		for _, h := range held {
			gone := tx.Exec(`DELETE FROM batch_order WHERE order_id = ? AND batch_no = ?`, h.OrderID, no)
			if gone.Error != nil {
				return gone.Error
			}
			if gone.RowsAffected == 0 {
				continue // another process put it back first
			}
			if err := order.PutBack(ctx, tx, h.OrderID, h.Reason, h.Detail); err != nil {
				return err
			}
		}
		return recount(tx, no)
	})
}

// manifest reads the batch's orders as they stand.
func (s *Service) manifest(ctx context.Context, no int64) (Manifest, error) {
	b, err := s.find(ctx, no)
	if err != nil {
		return Manifest{}, err
	}
	var rows []batchOrderRow
	if err := s.db.Read(ctx).Where("batch_no = ?", no).Find(&rows).Error; err != nil {
		return Manifest{}, store.Classify(err)
	}
	at := map[string]batchOrderRow{}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i], at[r.OrderID] = r.OrderID, r
	}
	orders, err := s.orders.ByIDs(ctx, ids)
	if err != nil {
		return Manifest{}, err
	}
	m := Manifest{No: no, CutAt: b.CutAt, Orders: make([]ManifestOrder, len(orders))}
	for i, o := range orders {
		m.Orders[i] = at[o.ID].manifest(o)
	}
	return m, nil
}

// Files lists the frozen files of a sealed batch.
func (s *Service) Files(ctx context.Context, no int64) ([]customer.File, error) {
	if _, err := s.sealed(ctx, no, pullers); err != nil {
		return nil, err
	}
	return s.sealer.Files(ctx, no)
}

// Fetch is Files with the reason, a word, for which somebody outside the
// warehouse's own pull wants them; the evidence keeps it.
func (s *Service) Fetch(ctx context.Context, no int64, reason string) ([]customer.File, error) {
	if !reasonShape.MatchString(reason) {
		return nil, errs.E(errs.Invalid, "batch.reason")
	}
	files, err := s.Files(ctx, no)
	if err != nil {
		return nil, err
	}
	return files, s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return audit.Emit(ctx, tx, "batch.fetch", batchSubject(no), reason)
	})
}

var reasonShape = regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]{0,39}$`)

// OpenFile opens one frozen file of a sealed batch; the bytes never change.
func (s *Service) OpenFile(ctx context.Context, no int64, name string) (customer.File, error) {
	if _, err := s.sealed(ctx, no, pullers); err != nil {
		return customer.File{}, err
	}
	return s.sealer.Open(ctx, no, name)
}

func (s *Service) sealed(ctx context.Context, no int64, roles []actor.Role) (*Batch, error) {
	if _, err := actor.Require(ctx, roles...); err != nil {
		return nil, err
	}
	b, err := s.find(ctx, no)
	if err != nil {
		return nil, err
	}
	if b.State != Sealed && b.State != Acked {
		return nil, errs.E(errs.NotFound, "batch.unknown", no)
	}
	return b, nil
}
