package layout

import (
	"strconv"

	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// Shipment is one order as the warehouse sends it. Money in yen, tax included.
type Shipment struct {
	Batch   int64
	OrderNo string

	Name, Kana, Phone, PostalCode, Address1, Address2 string

	Payment                                 string
	Goods, Shipping, CODFee, Total, Collect yen.Yen
	Date                                    string
	Slot                                    string
	Note                                    string
	Parcel                                  int
	Gift, Discount                          yen.Yen
	Campaign                                string // code
}

// Line is one line of a shipment. A component of a set has price 0 and names
// its set in ComponentOf, so that the sum over all rows is the goods total.
type Line struct {
	Batch       int64
	OrderNo     string
	No          int
	Code, Name  string
	Quantity    int
	Price       yen.Yen
	Tax         yen.TaxClass
	Edition     string
	ComponentOf string
	Parcel      int
}

func num[N ~int | ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// Orders is orders.csv: one row an order.
var Orders = Table[Shipment]{Name: "orders.csv", Columns: []Column[Shipment]{
	{"batch", func(s Shipment) string { return num(s.Batch) }},
	{"order_no", func(s Shipment) string { return s.OrderNo }},
	{"name", func(s Shipment) string { return s.Name }},
	{"kana", func(s Shipment) string { return s.Kana }},
	{"phone", func(s Shipment) string { return japan.Phone(s.Phone).Display() }},
	{"postal_code", func(s Shipment) string { return japan.PostalCode(s.PostalCode).Display() }},
	{"address1", func(s Shipment) string { return s.Address1 }},
	{"address2", func(s Shipment) string { return s.Address2 }},
	{"payment", func(s Shipment) string { return s.Payment }},
	{"goods_yen", func(s Shipment) string { return num(s.Goods) }},
	{"shipping_yen", func(s Shipment) string { return num(s.Shipping) }},
	{"cod_fee_yen", func(s Shipment) string { return num(s.CODFee) }},
	{"total_yen", func(s Shipment) string { return num(s.Total) }},
	{"collect_yen", func(s Shipment) string { return num(s.Collect) }},
	{"delivery_date", func(s Shipment) string { return s.Date }},
	{"delivery_slot", func(s Shipment) string { return s.Slot }},
	{"note", func(s Shipment) string { return s.Note }},
	{"parcel", func(s Shipment) string { return num(s.Parcel) }},
	{"gift_yen", func(s Shipment) string { return num(s.Gift) }},
	{"discount_yen", func(s Shipment) string { return num(s.Discount) }},
	{"campaign", func(s Shipment) string { return s.Campaign }},
}}

// Lines is lines.csv: one row a line, sets followed by their components.
var Lines = Table[Line]{Name: "lines.csv", Columns: []Column[Line]{
	{"batch", func(l Line) string { return num(l.Batch) }},
	{"order_no", func(l Line) string { return l.OrderNo }},
	{"line", func(l Line) string { return num(l.No) }},
	{"product_code", func(l Line) string { return l.Code }},
	{"name", func(l Line) string { return l.Name }},
	{"quantity", func(l Line) string { return num(l.Quantity) }},
	{"price_yen", func(l Line) string { return num(l.Price) }},
	{"tax_class", func(l Line) string { return string(l.Tax) }},
	{"edition", func(l Line) string { return l.Edition }},
	{"component_of", func(l Line) string { return l.ComponentOf }},
	{"parcel", func(l Line) string { return num(l.Parcel) }},
}}
