package order

import (
	"gorm.io/gorm"

	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

type parcelRow struct {
	OrderID       string
	Parcel        int64
	RecipientID   string
	RecipientKept int16 // the first parcel's is told by the order's own row
	Region        string
	DeliveryDate  string
	DeliverySlot  string
	ShippingYen   int64
	GiftYen       int64
	Noshi         string
	Wrapping      string
	Card          string
}

func (parcelRow) TableName() string { return "order_parcel" }

func (r parcelRow) parcel() Parcel {
	return Parcel{No: int(r.Parcel), Recipient: r.RecipientID, Region: r.Region, Date: japan.Day(r.DeliveryDate), Slot: r.DeliverySlot,
		Shipping: yen.Yen(r.ShippingYen), Gift: GiftWrap{Noshi: r.Noshi, Wrapping: r.Wrapping, Card: r.Card}, Charge: yen.Yen(r.GiftYen)}
}

// single says that the order's own columns tell everything of its one parcel.
func (o Order) single() bool { return len(o.Parcels) == 1 && !o.Parcels[0].Gift.Any() }

// plainParcel is the parcel of such an order.
func (o Order) plainParcel() Parcel {
	return Parcel{No: 1, Recipient: o.Recipient, Region: o.Region, Date: o.Date, Slot: o.Slot, Shipping: o.Shipping, Charge: o.Gift}
}

func insertParcels(tx *store.Tx, o Order) error {
	if o.single() {
		return nil
	}
	rows := make([]parcelRow, len(o.Parcels))
	for i, p := range o.Parcels {
		rows[i] = parcelRow{OrderID: o.ID, Parcel: int64(p.No), RecipientID: p.Recipient, RecipientKept: flag(i == 0), Region: p.Region,
			DeliveryDate: string(p.Date), DeliverySlot: p.Slot, ShippingYen: int64(p.Shipping), GiftYen: int64(p.Charge),
			Noshi: p.Gift.Noshi, Wrapping: p.Gift.Wrapping, Card: p.Gift.Card}
	}
	return tx.Create(&rows).Error
}

// replaceParcels writes the parcels anew; recipients that were kept stay so.
func replaceParcels(tx *store.Tx, o Order) error {
	var kept []string
	if err := tx.Raw(`SELECT recipient_id FROM order_parcel WHERE order_id = ? AND recipient_kept = 1`, o.ID).Scan(&kept).Error; err != nil {
		return err
	}
	if err := tx.Exec(`DELETE FROM order_parcel WHERE order_id = ?`, o.ID).Error; err != nil {
		return err
	}
	if err := insertParcels(tx, o); err != nil || len(kept) == 0 {
		return err
	}
	return tx.Exec(`UPDATE order_parcel SET recipient_kept = 1 WHERE order_id = ? AND recipient_id IN ?`, o.ID, kept).Error
}

// fillParcels reads the parcels of a page of orders: one statement.
func fillParcels(tx *gorm.DB, ids []string, at map[string]*Order) error {
	var rows []parcelRow
	if err := tx.Where("order_id IN ?", ids).Order("order_id, parcel").Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		o := at[r.OrderID]
		o.Parcels = append(o.Parcels, r.parcel())
	}
	for _, o := range at {
		if len(o.Parcels) == 0 {
			o.Parcels = []Parcel{o.plainParcel()}
		}
	}
	return nil
}
