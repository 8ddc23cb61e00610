package order

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

// Service takes, changes and finds orders.
type Service struct {
	db      *store.DB
	catalog *catalog.Service
	vault   customer.Vault
}

// New makes the service over the orders database.
func New(db *store.DB, cat *catalog.Service, vault customer.Vault) *Service {
	return &Service{db: db, catalog: cat, vault: vault}
}

// Who may do what.
var (
	takers     = []actor.Role{actor.Operator, actor.Supervisor, actor.Admin}
	readers    = []actor.Role{actor.Operator, actor.Supervisor, actor.Warehouse, actor.Privacy, actor.Admin}
	supervisor = []actor.Role{actor.Supervisor, actor.Admin}
)

// record bumps the order's version by one with the columns changed, writes the
// history and the evidence. It is the only way an order changes; seen is the
// version that the writer saw, and another one in the database is a Conflict.
func record(ctx context.Context, tx *store.Tx, o *Order, seen int64, e Event, columns ...string) error {
	o.Version = seen + 1
	row := toRow(*o)
	done := tx.Model(&orderRow{}).Where("id = ? AND version = ?", o.ID, seen).
		Select(append(columns, "version")).Updates(row)
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return errs.E(errs.Conflict, "order.stale", o.Number)
	}
	return addHistory(ctx, tx, *o, e)
}

// addHistory writes the history row of the order's present version and the evidence.
func addHistory(ctx context.Context, tx *store.Tx, o Order, e Event) error {
	a, ok := actor.From(ctx)
	if !ok {
		return errs.E(errs.Unauthenticated, "actor.none")
	}
	row := historyRow{OrderID: o.ID, Version: o.Version, At: store.At(tx.Now), Actor: a.ID, Action: e.Action,
		Reason: e.Reason, NoteID: e.NoteID, Snapshot: snapshot(o)}
	if err := tx.Create(&row).Error; err != nil {
		return err
	}
	return audit.Emit(ctx, tx, "order."+e.Action, o.Number, e.Reason)
}

// Snapshot is an order without a person, as the history keeps it.
type Snapshot struct {
	Status    Status   `json:"status"`
	Channel   string   `json:"channel"`
	Payment   string   `json:"payment"`
	Date      string   `json:"delivery_date"`
	Slot      string   `json:"delivery_slot"`
	Recipient string   `json:"recipient,omitempty"` // vault id
	Goods     int64    `json:"goods_yen"`
	Shipping  int64    `json:"shipping_yen"`
	CODFee    int64    `json:"cod_fee_yen"`
	Gift      int64    `json:"gift_yen,omitempty"`
	Discount  int64    `json:"discount_yen,omitempty"`
	Campaign  string   `json:"campaign,omitempty"`
	Total     int64    `json:"total_yen"`
	Lines     []Line   `json:"lines"`
	Parcels   []Parcel `json:"parcels,omitempty"` // of an order with several, or with a gift
}

// Collect is what the carrier collects (代引金額); nothing for a cancelled order.
func (s Snapshot) Collect() yen.Yen {
	if s.Status == Cancelled {
		return 0
	}
	return Order{Payment: s.Payment, Total: yen.Yen(s.Total)}.Collect()
}

func snapshot(o Order) string {
	b, err := json.Marshal(o.Snapshot())
	if err != nil {
		panic(err) // plain values only
	}
	return string(b)
}

// find reads one order with lines and holds.
func find(db *gorm.DB, where string, arg any) (Order, error) {
	return findBy(db, db.Where(where, arg))
}

// lock reads one order and keeps others from changing it until the end of the
// transaction.
func lock(tx *store.Tx, number string) (Order, error) {
	return findBy(tx.DB, tx.ForUpdate().Where("number = ?", number))
}

func findBy(db, first *gorm.DB) (Order, error) {
	var row orderRow
	if err := first.Take(&row).Error; err != nil {
		return Order{}, store.Classify(err)
	}
	orders := []Order{row.order()}
	err := fill(db, orders)
	return orders[0], err
}

// chunk keeps lists of ids below what a statement may carry.
const chunk = 500

// byIDs reads orders in the order of their numbers; after 8999 comes 10000.
func byIDs(db *gorm.DB, ids []string) ([]Order, error) {
	var out []Order
	for part := range slices.Chunk(ids, chunk) {
		var rows []orderRow
		if err := db.Where("id IN ?", part).Find(&rows).Error; err != nil {
			return nil, err
		}
		orders := make([]Order, len(rows))
		for i, r := range rows {
			orders[i] = r.order()
		}
		if err := fill(db, orders); err != nil {
			return nil, err
		}
		out = append(out, orders...)
	}
	slices.SortFunc(out, func(a, b Order) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(len(a.Number), len(b.Number)), cmp.Compare(a.Number, b.Number))
	})
	return out, nil
}

// fill reads lines, parcels and holds of a page of orders: one statement each.
func fill(tx *gorm.DB, orders []Order) error {
	at := map[string]*Order{}
	ids := make([]string, len(orders))
	for i := range orders {
		ids[i], at[orders[i].ID] = orders[i].ID, &orders[i]
	}
	var lines []lineRow
	if err := tx.Where("order_id IN ?", ids).Order("order_id, line").Find(&lines).Error; err != nil {
		return err
	}
	for _, r := range lines {
		l, err := r.line()
		if err != nil {
			return err
		}
		at[r.OrderID].Lines = append(at[r.OrderID].Lines, l)
	}
	if err := fillParcels(tx, ids, at); err != nil {
		return err
	}
	return fillHolds(tx, ids, at)
}

func fillHolds(tx *gorm.DB, ids []string, at map[string]*Order) error {
	var holds []holdRow
	if err := tx.Where("order_id IN ?", ids).Order("order_id, opened_at, id").Find(&holds).Error; err != nil {
		return err
	}
	for _, r := range holds {
		at[r.OrderID].Holds = append(at[r.OrderID].Holds, r.hold())
	}
	return nil
}
