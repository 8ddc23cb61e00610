// Package quote computes what an order costs and when it arrives, while the
// operator types: goods, shipping by region (送料), COD fee (代引手数料), the tax
// contained in the total per rate (内消費税), the total, and the earliest
// delivery date.
//
// It is pure: the shop's terms come in as a Tariff, the order as an Input with
// the moment it is taken; it knows no database, no clock, no product and no
// person beyond the prefecture that a parcel goes to.
package quote

import (
	"slices"
	"strings"
	"time"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// Limits of one order. A total above MaxTotal is refused as a typing error.
const (
	MaxQuantity         = 9999
	MaxTotal    yen.Yen = 999_999_999
)

// Calendar says on which days parcels leave and arrive.
type Calendar interface {
	ShipDay(japan.Day) bool
	DeliveryDay(japan.Day) bool
}

// Region is a shipping region: prefectures that cost and take the same, or remote
// islands (離島) of one by their postal codes.
type Region struct {
	Code          string   `yaml:"code" json:"code"`
	Name          string   `yaml:"name" json:"name"`
	Prefectures   []string `yaml:"prefectures" json:"prefectures"` // Japanese names: 東京都
	Fee           yen.Yen  `yaml:"fee" json:"fee"`
	LeadDays      int      `yaml:"lead_days" json:"lead_days"`                 // from ship day to delivery
	PostalCodes   []string `yaml:"postal_codes" json:"postal_codes,omitempty"` // of islands: whole, or how they begin; outweigh the prefecture
	NoSlots       bool     `yaml:"no_slots" json:"no_slots,omitempty"`         // nobody delivers there by the hour
	NoAirLeadDays int      `yaml:"no_air_lead_days" json:"no_air_lead_days"`   // the same for goods barred from aircraft (航空搭載不可)
}

// Band is a step of the COD fee: it holds for a collected total up to UpTo.
type Band struct {
	UpTo yen.Yen `yaml:"up_to" json:"up_to"`
	Fee  yen.Yen `yaml:"fee" json:"fee"`
}

// Payment is a way to pay that the shop offers.
type Payment struct {
	Code    string `yaml:"code" json:"code"`
	Label   string `yaml:"label" json:"label"`
	LabelEN string `yaml:"label_en" json:"label_en"`
	Terms   string `yaml:"terms" json:"terms"` // when and how, as the form and the site print it
	COD     bool   `yaml:"-" json:"cod"`       // collected at the door: the fee applies
	Prepaid bool   `yaml:"-" json:"prepaid"`   // ships when the money has come
}

// Slot is a delivery time slot (配達時間帯).
type Slot struct {
	Code    string `yaml:"code" json:"code"`
	Label   string `yaml:"label" json:"label"`
	LabelEN string `yaml:"label_en" json:"label_en"`
}

// Tariff is everything of the shop that a quote depends on.
type Tariff struct {
	Regions  []Region
	FreeFrom yen.Yen // goods total from which shipping is free; 0 means never
	// FreePerParcel says that each parcel must reach FreeFrom, not the order.
	FreePerParcel bool
	Gifts         GiftMenu
	COD           []Band // rising
	Payments      []Payment
	Slots         []Slot
	Rates         yen.Rates
	Rounding      yen.Rounding
	Calendar      Calendar
	CutOff        string // "15:00" JST: from then on an order leaves on the next ship day
	MaxDays       int    // how far ahead, from the order's day, a delivery date may lie
}

// Line is one line of the order.
type Line struct {
	Code     string // names the line in messages
	Quantity int
	Price    yen.Yen // each, tax included
	Tax      yen.TaxClass
	NoAir    bool
	Parcel   int // from 1; 0 is the first too
}

// Input is an order so far. What is empty is not known yet and no error.
type Input struct {
	Lines      []Line
	Prefecture string // Japanese name of the destination
	PostalCode string // its seven digits, where known
	Region     string // code of the region, of a parcel that was quoted before
	Payment    string // code
	At         time.Time
	Date       japan.Day // delivery date asked for
	Slot       string    // code
	Gift       Gift
	Further    []Parcel // the second parcel and those after it
	Discount   Discount // of a campaign
}

// TaxLine is the tax contained in the total of one rate.
type TaxLine struct {
	Class   yen.TaxClass
	Percent int
	Base    yen.Yen // tax-inclusive total of the rate, shipping, COD fee and gift charges within the standard one
	Tax     yen.Yen
}

// Quote is the answer, tax included throughout.
type Quote struct {
	Goods, Shipping, CODFee, Total yen.Yen
	Gift                           yen.Yen // noshi, wrapping and cards
	Discount                       yen.Yen // taken off; not negative
	ShippingKnown                  bool    // false until the prefecture is known; Total then lacks it
	FreeShort                      yen.Yen // goods still missing for free shipping; 0 when free or never free
	Taxes                          []TaxLine
	ShipDate                       japan.Day     // the day the parcel leaves: the last one that meets the date asked for
	Earliest                       japan.Day     // empty until the prefecture is known
	CODOverLimit                   bool          // more than the carrier collects; CODFee is the last band's
	Region                         string        // code
	Parcels                        []ParcelQuote // one for each parcel; Region, Earliest and FreeShort are those of the first
}

// Quote computes. The error is errs.Fields (quantity.N and price.N with N from
// 0, payment, address1, delivery_date, delivery_slot, noshi, wrapping, card;
// those of a further parcel as ParcelField names them); the Quote is filled as
// far as the input allows even then, so that a wrong date does not blank the
// totals. A tariff that lacks what the order needs is errs.Internal.
func (t *Tariff) Quote(in Input) (Quote, error) {
	var q Quote
	var bad errs.Fields
	sum := goods(in.Lines, &bad)
	q.Goods = sum.total
	for i, p := range in.parcels() {
		part := t.parcel(in, i+1, p, &bad)
		part.Goods = sum.parcel[i+1]
		q.Parcels = append(q.Parcels, part)
	}
	q.join()
	t.charges(&q, in, &bad)
	if err := t.taxes(&q, sum.class); err != nil {
		return q, err
	}
	return q, bad.Err()
}

// PaymentOf finds a payment by code.
func (t *Tariff) PaymentOf(code string) (Payment, bool) {
	i := slices.IndexFunc(t.Payments, func(p Payment) bool { return p.Code == code })
	if i < 0 {
		return Payment{}, false
	}
	return t.Payments[i], true
}

// SlotOf finds a delivery slot by code.
func (t *Tariff) SlotOf(code string) (Slot, bool) {
	i := slices.IndexFunc(t.Slots, func(s Slot) bool { return s.Code == code })
	if i < 0 {
		return Slot{}, false
	}
	return t.Slots[i], true
}

// RegionOf finds the shipping region of a prefecture.
func (t *Tariff) RegionOf(prefecture string) (Region, bool) {
	i := slices.IndexFunc(t.Regions, func(r Region) bool { return slices.Contains(r.Prefectures, prefecture) })
	if i < 0 {
		return Region{}, false
	}
	return t.Regions[i], true
}

// region is where a parcel goes: an island by its postal code, else the
// prefecture's.
func (t *Tariff) region(p Parcel, no int, bad *errs.Fields) (Region, bool) {
	if p.Region != "" {
		r := t.regionOf(p.Region)
		return r, r.Code != ""
	}
	if p.Prefecture == "" {
		return Region{}, false
	}
	if r, ok := t.island(p.PostalCode); ok {
		return r, true
	}
	r, ok := t.RegionOf(p.Prefecture)
	if !ok {
		bad.Add(addressField(no), "quote.no_region", p.Prefecture)
	}
	return r, ok
}

// island finds the island's region of a postal code: the one that names most of it.
func (t *Tariff) island(postalCode string) (found Region, ok bool) {
	longest := 0
	for _, r := range t.Regions {
		for _, begin := range r.PostalCodes {
			if len(begin) > longest && strings.HasPrefix(postalCode, begin) {
				found, longest = r, len(begin)
			}
		}
	}
	return found, longest > 0
}

// addressField is where a parcel's prefecture stands.
func addressField(no int) string {
	if no <= 1 {
		return "address1"
	}
	return ParcelField("to_address1", no)
}
