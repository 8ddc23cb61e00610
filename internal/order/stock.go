package order

import (
	"context"
	"slices"
	"strings"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
)

// StockState is what the warehouse says of a product.
type StockState string

// The states.
const (
	Available    StockState = "available"
	Out          StockState = "out"          // 欠品: expected again, or nobody knows when
	Discontinued StockState = "discontinued" // 販売終了
)

// StockStates lists them in the order of the screen.
var StockStates = []StockState{Out, Discontinued, Available}

// Stock is the state of a product that is not simply there.
type Stock struct {
	Code  string
	State StockState
	Until japan.Day // expected on this day; empty while nobody knows
	At    time.Time
	By    string
}

type stockRow struct {
	Code, State, UntilDay string
	At                    store.Time
	ByActor               string
}

func (stockRow) TableName() string { return "stock" }

func (r stockRow) stock() Stock {
	return Stock{Code: r.Code, State: StockState(r.State), Until: japan.Day(r.UntilDay), At: r.At.Time, By: r.ByActor}
}

// Stocks are the products that are not simply there, by code.
type Stocks map[string]Stock

// Of is the state of a product; a set is there when all its parts are.
func (s Stocks) Of(code string, components []catalog.Component) Stock {
	worst := s[code]
	for _, c := range components {
		part := s[c.Code]
		switch {
		case part.State == "" || worst.State == Discontinued:
		case part.State == Discontinued, worst.State == "", part.Until == "", worst.Until != "" && part.Until > worst.Until:
			worst = part
		}
	}
	return worst
}

// Stocks reads what the warehouse has set.
func (s *Service) Stocks(ctx context.Context) (Stocks, error) {
	var rows []stockRow
	if err := s.db.Read(ctx).Find(&rows).Error; err != nil {
		return nil, store.Classify(err)
	}
	out := Stocks{}
	today := japan.DayOf(s.db.Now())
	for _, r := range rows {
		st := r.stock()
		if st.Until < today {
			st.Until = "" // it did not come: nobody knows when it will
		}
		out[r.Code] = st
	}
	return out, nil
}

// StockSize is how many products a page of ListStock has.
const StockSize = 100

// ListStock lists the products that are not simply there, by code.
func (s *Service) ListStock(ctx context.Context, page int) ([]Stock, store.Count, error) {
	if _, err := actor.Require(ctx, readers...); err != nil {
		return nil, 0, err
	}
	rows, total, err := store.List[stockRow](s.db.Read(ctx).Table("stock"), "*", "code", store.Page{No: page, Size: StockSize})
	out := make([]Stock, len(rows))
	for i, r := range rows {
		out[i] = r.stock()
	}
	return out, total, err
}

// keepers may say what is in stock.
var keepers = []actor.Role{actor.Warehouse, actor.Supervisor, actor.Admin}

// SetStock says how a product stands from now on. One that is available again
// lets the orders go that waited for nothing else; it answers how many.
func (s *Service) SetStock(ctx context.Context, code, state, until string) (released int, err error) {
	a, err := actor.Require(ctx, keepers...)
	if err != nil {
		return 0, err
	}
	row, err := s.stockRow(ctx, code, state, until)
	if err != nil {
		return 0, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		row.At, row.ByActor = store.At(tx.Now), a.ID
		if err := tx.Exec(`DELETE FROM stock WHERE code = ?`, row.Code).Error; err != nil {
			return err
		}
		if row.State != string(Available) {
			if err := tx.Create(&row).Error; err != nil {
				return err
			}
		}
		return audit.Emit(ctx, tx, "stock."+row.State, row.Code, row.UntilDay)
	})
	if err != nil || row.State != string(Available) {
		return 0, err
	}
	return s.arrived(ctx, row.Code)
}

// stockRow checks what was typed (fields stock_code, stock_state, stock_until).
func (s *Service) stockRow(ctx context.Context, code, state, until string) (stockRow, error) {
	book, err := s.catalog.Book(ctx)
	if err != nil {
		return stockRow{}, err
	}
	var bad errs.Fields
	p, ok := book.Product(code)
	if !ok {
		bad.Add("stock_code", "goods.stock_code")
	}
	row := stockRow{Code: p.Code, State: state}
	if !slices.Contains(StockStates, StockState(state)) {
		bad.Add("stock_state", "goods.stock_state")
	}
	if state == string(Out) {
		row.UntilDay = string(parseDay("stock_until", until, &bad))
		if row.UntilDay != "" && row.UntilDay < string(japan.DayOf(s.db.Now())) {
			bad.Add("stock_until", "goods.stock_past")
		}
	}
	return row, bad.Err()
}

// arrived releases the orders that waited for a product and now wait for none.
func (s *Service) arrived(ctx context.Context, code string) (released int, err error) {
	stocks, err := s.Stocks(ctx)
	if err != nil {
		return 0, err
	}
	var ids []string
	err = s.db.Read(ctx).Raw(`SELECT DISTINCT h.order_id FROM hold h JOIN order_line l ON l.order_id = h.order_id
		WHERE h.reason = ? AND h.released_at IS NULL AND l.backorder_day IS NOT NULL
		AND (l.code = ? OR '+' || l.components LIKE ?)`, HoldStock, code, "%+"+code+"*%").Scan(&ids).Error
	if err != nil {
		return 0, store.Classify(err)
	}
	orders, err := byIDs(s.db.Read(ctx), ids)
	if err != nil {
		return 0, store.Classify(err)
	}
	var failed error
	for _, o := range orders {
		gone, err := s.letGoAll(ctx, o, stocks)
		if err != nil {
			failed = err // the others do not wait for this one
		}
		if gone {
			released++
		}
	}
	return released, failed
}

// arrivalTries is how often an order is read again that somebody changes
// meanwhile.
const arrivalTries = 3

// letGoAll releases an order when none of its goods is awaited any more.
func (s *Service) letGoAll(ctx context.Context, o Order, stocks Stocks) (gone bool, err error) {
	for range arrivalTries {
		if !o.arrived(stocks) {
			return false, nil
		}
		if err = s.letGo(ctx, o); !errs.Is(err, errs.Conflict) {
			return err == nil, err
		}
		var again error
		if o, again = find(s.db.Read(ctx), "id = ?", o.ID); again != nil {
			return false, again
		}
	}
	return false, err
}

// arrived says that the order is held for goods all of which are there now.
func (o Order) arrived(stocks Stocks) bool {
	return slices.ContainsFunc(o.Holds, func(h Hold) bool { return h.Open() && h.Reason == HoldStock }) &&
		!slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Backorder != "" && stocks.Of(l.Code, l.Components).State != "" })
}

// letGo releases the hold for goods that have come.
func (s *Service) letGo(ctx context.Context, o Order) error {
	const arrived = "arrived"
	_, err := s.change(ctx, o.Number, keepers, changeRequest{seen: o.Version, reason: arrived, action: "release"},
		func(ctx context.Context, tx *store.Tx, o *Order) error {
			for _, h := range o.Holds {
				if h.Open() && h.Reason == HoldStock {
					return releaseHold(ctx, tx, o, h.ID, arrived)
				}
			}
			return nil
		})
	return err
}

// await marks a line whose goods are not there, or refuses what nobody can
// promise.
func (f Form) await(l *Line, i int, bad *errs.Fields) {
	switch st := f.stock.Of(l.Code, l.Components); {
	case st.State == Discontinued:
		bad.Add(LineField(i, "product_code"), "goods.discontinued", st.Code)
	case st.State == Out && st.Until == "":
		bad.Add(LineField(i, "product_code"), "goods.out_unknown", st.Code)
	case st.State == Out:
		l.Backorder = st.Until
	}
}

// restock is await for a line of a revision: what has come is no longer waited
// for, and only more of it than before has to be promised.
func (f Form) restock(l *Line, i int, more bool, bad *errs.Fields) {
	switch {
	case f.stock.Of(l.Code, l.Components).State == "":
		l.Backorder = ""
	case more:
		f.await(l, i, bad)
	}
}

// ready is when an order can be packed: now, or on the day on which the last
// of the goods is expected that is not there yet.
func (f Form) ready(now time.Time, lines []Line) time.Time {
	for _, l := range lines {
		if st := f.stock.Of(l.Code, l.Components); l.Backorder != "" && st.State == Out {
			if t := st.Until.Time(); t.After(now) {
				now = t
			}
		}
	}
	return now
}

// awaitsStock: the order leaves in one piece, when everything is there. The
// detail is CODE@day+CODE@day.
func awaitsStock(_ context.Context, c ruleCase) (string, bool, error) {
	var waiting []string
	for _, l := range c.order.Lines {
		if l.Backorder != "" {
			waiting = append(waiting, l.Code+"@"+string(l.Backorder))
		}
	}
	return strings.Join(waiting, "+"), len(waiting) > 0, nil
}
