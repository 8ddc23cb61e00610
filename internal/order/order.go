// Package order takes orders: one path for telephone, FAX and post, whether
// typed on the screen, sent to the API or read from a file.
//
// It owns the order, its lines, holds, history and drafts' index in the orders
// database. It never knows who a customer is: personal fields pass through to
// the vault and only opaque ids stay (customer.Ref). What may be ordered comes
// from catalog, what it costs from quote.
package order

import (
	"fmt"
	"strings"
	"time"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

// Channel is how an order arrived.
type Channel string

// The channels.
const (
	Phone Channel = "phone"
	Fax   Channel = "fax"
	Post  Channel = "post"
)

// Channels lists them in the order of the screen.
var Channels = []Channel{Phone, Fax, Post}

// Status of an order. Held is not a status: an order is held while it has an
// open hold.
type Status string

// placed → batched → shipped; cancelled from placed, and from batched by a supervisor.
const (
	Placed    Status = "placed"
	Batched   Status = "batched"
	Shipped   Status = "shipped"
	Cancelled Status = "cancelled"
)

// Line is one ordered product with what was frozen when it was taken.
type Line struct {
	No         int                 `json:"line"`
	Code       string              `json:"code"`
	Name       string              `json:"name"`
	Quantity   int                 `json:"quantity"`
	Price      yen.Yen             `json:"price_yen"`
	Tax        yen.TaxClass        `json:"tax_class"`
	Edition    string              `json:"edition"`
	NoAir      bool                `json:"no_air,omitempty"`
	Parcel     int                 `json:"parcel,omitempty"`     // from 1
	Components []catalog.Component `json:"components,omitempty"` // of one set

	ListPrice   yen.Yen `json:"catalog_price_yen,omitempty"` // what it costs without the agreed price; 0 where there is none
	PriceReason string  `json:"price_reason,omitempty"`      // reason code of an agreed price (値引承認)
	ApprovedBy  string  `json:"approved_by,omitempty"`       // who agreed; empty while nobody has

	Proposed  bool      `json:"proposed,omitempty"`      // by staff, on the telephone
	Backorder japan.Day `json:"backorder_day,omitempty"` // expected day of goods that the customer waits for (入荷待ち)

	catalog.Accepted // of a line from an older edition
}

// Amount is price times quantity.
func (l Line) Amount() yen.Yen { return l.Price * yen.Yen(l.Quantity) }

// Hold keeps an order out of the batch.
type Hold struct {
	ID            string
	Reason        string
	Detail        string // machine fact: code points of characters; never free text
	OpenedAt      time.Time
	OpenedBy      string
	ReleasedAt    time.Time // zero while open
	ReleasedBy    string
	ReleaseReason string
}

// Open reports whether the hold still holds.
func (h Hold) Open() bool { return h.ReleasedAt.IsZero() }

// GiftWrap are the gift services of a parcel by the shop's codes; the words on
// noshi and card are in the vault's Recipient.
type GiftWrap = quote.Gift

// Parcel is one parcel (お届け先) of an order.
type Parcel struct {
	No        int       `json:"parcel"` // from 1
	Recipient string    `json:"-"`      // vault id
	Region    string    `json:"region"`
	Date      japan.Day `json:"delivery_date"`
	Slot      string    `json:"delivery_slot"`
	Shipping  yen.Yen   `json:"shipping_yen"`
	Gift      GiftWrap  `json:"gift"`
	Charge    yen.Yen   `json:"gift_yen"` // of the gift services
}

// Order is one order. Recipient, Region, Date and Slot are those of its first
// parcel. Money is in yen, tax included.
type Order struct {
	ID         string
	Number     string    // YYMMDD-NNNN-C
	Day        japan.Day // JST day of placing
	Ref        string    // order_ref of an import; empty otherwise
	Channel    Channel
	Payment    string
	Status     Status
	Version    int64
	Customer   customer.Ref
	Recipient  string // vault id
	Region     string // shipping region of the tariff
	Date       japan.Day
	Slot       string
	Parcels    []Parcel // one at least
	Lines      []Line
	Goods      yen.Yen
	Shipping   yen.Yen
	CODFee     yen.Yen
	Gift       yen.Yen // noshi, wrapping and cards of all parcels
	Discount   yen.Yen // taken off
	Campaign   quote.Discount
	Total      yen.Yen
	Pieces     int
	Batch      int64 // 0 while in none
	ReceivedAt time.Time
	PlacedAt   time.Time
	PlacedBy   string
	Holds      []Hold
}

// Collect is what the carrier collects (代引金額): the total for COD, else 0.
func (o Order) Collect() yen.Yen {
	if o.Payment == "cod" {
		return o.Total
	}
	return 0
}

// Held reports whether a hold is open.
func (o Order) Held() bool {
	for _, h := range o.Holds {
		if h.Open() {
			return true
		}
	}
	return false
}

// CarrierKey is the order's key in a carrier's file: the number without
// hyphens and the parcel's index, at most 15 ASCII characters.
func (o Order) CarrierKey(parcel int) string {
	return fmt.Sprintf("%s-%d", strings.ReplaceAll(o.Number, "-", ""), parcel)
}

// Event is one entry of an order's history.
type Event struct {
	Version int64
	At      time.Time
	Actor   string
	Action  string // place, revise, cancel, hold, release, payment, batch, unbatch …
	Reason  string
	NoteID  string // vault id of the note, opened only on request
	Change  string // the order after it, JSON without a person
}

// LinesOf are the lines that go into a parcel.
func (o Order) LinesOf(parcel int) []Line {
	var out []Line
	for _, l := range o.Lines {
		if l.Parcel == parcel {
			out = append(out, l)
		}
	}
	return out
}
