package order

import (
	"fmt"
	"strconv"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
	"uketsuke/internal/store"
	"uketsuke/internal/yen"
)

type orderRow struct {
	ID, Number, Day, Ref     string
	Channel, Payment, Status string
	Version                  int64
	CustomerID               string
	CustomerVersion          int64
	RecipientID              string
	RecipientKept            int16
	Region                   string
	DeliveryDate             string
	DeliverySlot             string
	GoodsYen                 int64
	ShippingYen              int64
	CodFeeYen                int64
	GiftYen, DiscountYen     int64
	TotalYen                 int64
	Pieces                   int64
	BatchNo                  int64
	ReceivedAt, PlacedAt     store.Time
	PlacedBy                 string

	Campaign                    *string
	CampaignPercent             *int64
	CampaignYen, CampaignMinYen *int64
}

func (orderRow) TableName() string { return "orders" }

type lineRow struct {
	OrderID    string
	Line       int64
	Code, Name string
	Quantity   int64
	PriceYen   int64
	TaxClass   string
	Edition    string
	NoAir      int16
	Components string
	Parcel     int64

	ListPriceYen, TodayPriceYen *int64
	EditionRule                 *string
	CatalogPriceYen             *int64
	PriceReason, ApprovedBy     *string
	BackorderDay                *string
	Proposed                    *int16
}

func (lineRow) TableName() string { return "order_line" }

type holdRow struct {
	ID, OrderID, Reason, Detail string
	OpenedAt                    store.Time
	OpenedBy                    string
	ReleasedAt                  store.Time
	ReleasedBy, ReleaseReason   string
}

func (holdRow) TableName() string { return "hold" }

type historyRow struct {
	OrderID               string
	Version               int64
	At                    store.Time
	Actor, Action, Reason string
	NoteID, Snapshot      string
}

func (historyRow) TableName() string { return "order_history" }

func toRow(o Order) orderRow {
	return orderRow{
		ID: o.ID, Number: o.Number, Day: string(o.Day), Ref: o.Ref,
		Channel: string(o.Channel), Payment: o.Payment, Status: string(o.Status), Version: o.Version,
		CustomerID: o.Customer.ID, CustomerVersion: o.Customer.Version, RecipientID: o.Recipient,
		Region: o.Region, DeliveryDate: string(o.Date), DeliverySlot: o.Slot,
		GoodsYen: int64(o.Goods), ShippingYen: int64(o.Shipping), CodFeeYen: int64(o.CODFee),
		GiftYen: int64(o.Gift), DiscountYen: int64(o.Discount), TotalYen: int64(o.Total),
		Pieces: int64(o.Pieces), BatchNo: o.Batch,
		ReceivedAt: store.At(o.ReceivedAt), PlacedAt: store.At(o.PlacedAt), PlacedBy: o.PlacedBy,
		Campaign: orNull(o.Campaign.Code), CampaignPercent: orNull(int64(o.Campaign.Percent)),
		CampaignYen: orNull(int64(o.Campaign.Yen)), CampaignMinYen: orNull(int64(o.Campaign.Minimum)),
	}
}

func (r orderRow) order() Order {
	return Order{
		ID: r.ID, Number: r.Number, Day: japan.Day(r.Day), Ref: r.Ref,
		Channel: Channel(r.Channel), Payment: r.Payment, Status: Status(r.Status), Version: r.Version,
		Customer: customer.Ref{ID: r.CustomerID, Version: r.CustomerVersion}, Recipient: r.RecipientID,
		Region: r.Region, Date: japan.Day(r.DeliveryDate), Slot: r.DeliverySlot,
		Goods: yen.Yen(r.GoodsYen), Shipping: yen.Yen(r.ShippingYen), CODFee: yen.Yen(r.CodFeeYen),
		Gift: yen.Yen(r.GiftYen), Discount: yen.Yen(r.DiscountYen), Total: yen.Yen(r.TotalYen),
		Pieces: int(r.Pieces), Batch: r.BatchNo,
		ReceivedAt: r.ReceivedAt.Time, PlacedAt: r.PlacedAt.Time, PlacedBy: r.PlacedBy,
		Campaign: quote.Discount{Code: orZero(r.Campaign), Percent: int(orZero(r.CampaignPercent)),
			Yen: yen.Yen(orZero(r.CampaignYen)), Minimum: yen.Yen(orZero(r.CampaignMinYen))},
	}
}

func lineRows(o Order) []lineRow {
	out := make([]lineRow, len(o.Lines))
	for i, l := range o.Lines {
		out[i] = lineRow{OrderID: o.ID, Line: int64(l.No), Code: l.Code, Name: l.Name, Quantity: int64(l.Quantity),
			PriceYen: int64(l.Price), TaxClass: string(l.Tax), Edition: l.Edition, NoAir: flag(l.NoAir), Components: joinComponents(l.Components), Parcel: int64(l.Parcel),
			ListPriceYen: orNull(int64(l.Accepted.List)), TodayPriceYen: orNull(int64(l.Accepted.Today)), EditionRule: orNull(l.Accepted.Rule),
			CatalogPriceYen: orNull(int64(l.ListPrice)), PriceReason: orNull(l.PriceReason), ApprovedBy: orNull(l.ApprovedBy), BackorderDay: orNull(string(l.Backorder)), Proposed: orNull(flag(l.Proposed))}
	}
	return out
}

func (r lineRow) line() (Line, error) {
	components, err := splitComponents(r.Components)
	return Line{No: int(r.Line), Code: r.Code, Name: r.Name, Quantity: int(r.Quantity), Price: yen.Yen(r.PriceYen),
		Tax: yen.TaxClass(r.TaxClass), Edition: r.Edition, NoAir: r.NoAir != 0, Components: components, Parcel: int(r.Parcel),
		ListPrice: yen.Yen(orZero(r.CatalogPriceYen)), PriceReason: orZero(r.PriceReason), ApprovedBy: orZero(r.ApprovedBy), Backorder: japan.Day(orZero(r.BackorderDay)), Proposed: orZero(r.Proposed) != 0,
		Accepted: catalog.Accepted{Rule: orZero(r.EditionRule), List: yen.Yen(orZero(r.ListPriceYen)), Today: yen.Yen(orZero(r.TodayPriceYen))}}, err
}

func (r holdRow) hold() Hold {
	return Hold{ID: r.ID, Reason: r.Reason, Detail: r.Detail, OpenedAt: r.OpenedAt.Time, OpenedBy: r.OpenedBy,
		ReleasedAt: r.ReleasedAt.Time, ReleasedBy: r.ReleasedBy, ReleaseReason: r.ReleaseReason}
}

func (r historyRow) event() Event {
	return Event{Version: r.Version, At: r.At.Time, Actor: r.Actor, Action: r.Action, Reason: r.Reason, NoteID: r.NoteID, Change: r.Snapshot}
}

// orNull is a nullable column's value: NULL for the zero value.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// orZero undoes orNull.
func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func flag(b bool) int16 {
	if b {
		return 1
	}
	return 0
}

// Components are frozen on the line as in the catalog file: CODE*n+CODE*n.
func joinComponents(cs []catalog.Component) string {
	parts := make([]string, len(cs))
	for i, c := range cs {
		parts[i] = fmt.Sprintf("%s*%d", c.Code, c.Quantity)
	}
	return strings.Join(parts, "+")
}

func splitComponents(s string) ([]catalog.Component, error) {
	if s == "" {
		return nil, nil
	}
	var out []catalog.Component
	for part := range strings.SplitSeq(s, "+") {
		code, n, _ := strings.Cut(part, "*")
		qty, err := strconv.Atoi(n)
		if err != nil {
			return nil, fmt.Errorf("order: components of a line: %w", err)
		}
		out = append(out, catalog.Component{Code: code, Quantity: qty})
	}
	return out, nil
}
