package batch

import (
	"strconv"

	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

type batchRow struct {
	No                    int64 `gorm:"primaryKey;autoIncrement:false"`
	State                 string
	Orders, Lines, Pieces int64
	GoodsYen, TotalYen    int64
	CutAt                 store.Time
	CutBy                 string
	SealedAt, AckedAt     store.Time
	AckedBy               string
}

func (batchRow) TableName() string { return "batch" }

func (r batchRow) batch() Batch {
	return Batch{No: r.No, State: State(r.State), Orders: int(r.Orders), Lines: int(r.Lines), Pieces: int(r.Pieces),
		Goods: yen.Yen(r.GoodsYen), Total: yen.Yen(r.TotalYen), CutAt: r.CutAt.Time, CutBy: r.CutBy,
		SealedAt: r.SealedAt.Time, AckedAt: r.AckedAt.Time, AckedBy: r.AckedBy, Flags: []Flag{}}
}

type batchOrderRow struct {
	OrderID         string `gorm:"primaryKey"`
	BatchNo         int64
	Version         int64
	ShipDay         string
	PercentStandard int64
	PercentReduced  int64
}

func (batchOrderRow) TableName() string { return "batch_order" }

func (r batchOrderRow) manifest(o order.Order) ManifestOrder {
	return ManifestOrder{Order: o, ShipDay: japan.Day(r.ShipDay), PercentStandard: int(r.PercentStandard), PercentReduced: int(r.PercentReduced)}
}

// batchSubject is how the evidence names a batch.
func batchSubject(no int64) string { return "batch/" + strconv.FormatInt(no, 10) }

// recount makes the batch's totals those of the orders in it. Components of a
// set are no lines of their own.
func recount(tx *store.Tx, no int64) error {
	return tx.Exec(`UPDATE batch SET
		orders    = (SELECT COUNT(*) FROM batch_order b WHERE b.batch_no = batch.no),
		lines     = (SELECT COUNT(*) FROM batch_order b JOIN order_line l ON l.order_id = b.order_id WHERE b.batch_no = batch.no),
		pieces    = (SELECT COALESCE(SUM(o.pieces), 0) FROM batch_order b JOIN orders o ON o.id = b.order_id WHERE b.batch_no = batch.no),
		goods_yen = (SELECT COALESCE(SUM(o.goods_yen), 0) FROM batch_order b JOIN orders o ON o.id = b.order_id WHERE b.batch_no = batch.no),
		total_yen = (SELECT COALESCE(SUM(o.total_yen), 0) FROM batch_order b JOIN orders o ON o.id = b.order_id WHERE b.batch_no = batch.no)
		WHERE no = ?`, no).Error
}
