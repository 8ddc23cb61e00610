package quote

import (
	"slices"
	"strconv"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// Gift are the gift services (ギフト) of one parcel by the shop's codes; empty
// where none is wanted.
type Gift struct {
	Noshi    string `json:"noshi,omitempty"`    // 熨斗, by its occasion (表書き)
	Wrapping string `json:"wrapping,omitempty"` // 包装
	Card     string `json:"card,omitempty"`     // メッセージカード
}

// Any reports whether a service is wanted.
func (g Gift) Any() bool { return g != Gift{} }

// GiftOption is one gift service that the shop offers.
type GiftOption struct {
	Code    string  `yaml:"code" json:"code"`
	Label   string  `yaml:"label" json:"label"`
	LabelEN string  `yaml:"label_en" json:"label_en"`
	Price   yen.Yen `yaml:"price" json:"price"` // a parcel, tax included, standard rate
}

// GiftMenu is what the shop offers for gifts.
type GiftMenu struct {
	Noshi    []GiftOption `yaml:"noshi" json:"noshi"`
	Wrapping []GiftOption `yaml:"wrapping" json:"wrapping"`
	Cards    []GiftOption `yaml:"cards" json:"cards"`
}

// GiftOptionOf finds an option of a list by code.
func GiftOptionOf(list []GiftOption, code string) (GiftOption, bool) {
	i := slices.IndexFunc(list, func(o GiftOption) bool { return o.Code == code })
	if i < 0 {
		return GiftOption{}, false
	}
	return list[i], true
}

// Parcel is one parcel (お届け先) of an order: where it goes, when, and as what gift.
type Parcel struct {
	Prefecture string // Japanese name of the destination; empty until known
	PostalCode string // its seven digits; empty until known
	Region     string // code of the region, of a parcel that was quoted before
	Date       japan.Day
	Slot       string
	Gift       Gift
}

// ParcelQuote is what one parcel costs and when it arrives.
type ParcelQuote struct {
	Region    string // code; empty until the prefecture is known
	Goods     yen.Yen
	Shipping  yen.Yen
	FreeShort yen.Yen // goods still missing for free shipping
	Gift      yen.Yen
	ShipDate  japan.Day
	Earliest  japan.Day // empty until the prefecture is known
	NoAirDays int       // by how much goods barred from aircraft delay it
}

// ParcelField is the error field of a parcel: the name alone for the first,
// name.N for the N-th.
func ParcelField(name string, no int) string {
	if no <= 1 {
		return name
	}
	return name + "." + strconv.Itoa(no)
}

// parcels are all parcels of the order, the first made of the order's own fields.
func (in Input) parcels() []Parcel {
	return append([]Parcel{{Prefecture: in.Prefecture, PostalCode: in.PostalCode, Region: in.Region, Date: in.Date, Slot: in.Slot, Gift: in.Gift}}, in.Further...)
}

// SetParcels fills the parcels, the first into the order's own fields.
func (in *Input) SetParcels(parcels []Parcel) {
	if len(parcels) == 0 {
		return
	}
	first := parcels[0]
	in.Prefecture, in.PostalCode, in.Region = first.Prefecture, first.PostalCode, first.Region
	in.Date, in.Slot, in.Gift, in.Further = first.Date, first.Slot, first.Gift, parcels[1:]
}

// linesOf are the lines that go into a parcel.
func (in Input) linesOf(no int) []Line {
	return slices.DeleteFunc(slices.Clone(in.Lines), func(l Line) bool { return max(l.Parcel, 1) != no })
}

// parcel quotes one parcel: its region, its days and its gift services.
// Shipping follows when all are known.
func (t *Tariff) parcel(in Input, no int, p Parcel, bad *errs.Fields) ParcelQuote {
	region, known := t.region(p, no, bad)
	q := ParcelQuote{Region: region.Code, Gift: t.gift(p.Gift, no, bad)}
	t.dates(&q, in.linesOf(no), p, region, known, no, in.At, bad)
	return q
}

// gift adds up the charges of the services wanted.
func (t *Tariff) gift(g Gift, no int, bad *errs.Fields) (sum yen.Yen) {
	for _, s := range []struct {
		field, code string
		list        []GiftOption
	}{{"noshi", g.Noshi, t.Gifts.Noshi}, {"wrapping", g.Wrapping, t.Gifts.Wrapping}, {"card", g.Card, t.Gifts.Cards}} {
		o, ok := GiftOptionOf(s.list, s.code)
		if s.code != "" && !ok {
			bad.Add(ParcelField(s.field, no), "parcel.option")
		}
		sum += o.Price
	}
	return sum
}

// join makes the order's figures of those of its parcels. The order leaves
// when the first of them has to.
func (q *Quote) join() {
	first := q.Parcels[0]
	q.Region, q.ShipDate, q.Earliest, q.ShippingKnown = first.Region, first.ShipDate, first.Earliest, true
	for _, p := range q.Parcels {
		q.ShippingKnown = q.ShippingKnown && p.Region != ""
		q.ShipDate = min(q.ShipDate, p.ShipDate)
	}
}

// ship fills what the parcels' shipping and gifts cost. Shipping is free from a
// goods total, by the shop's choice that of the order or of the parcel; an
// empty parcel costs nothing yet.
func (t *Tariff) ship(q *Quote) {
	for i := range q.Parcels {
		p := &q.Parcels[i]
		if p.Goods == 0 {
			p.Gift = 0
			continue
		}
		counts := q.Goods
		if t.FreePerParcel {
			counts = p.Goods
		}
		if t.FreeFrom == 0 || counts < t.FreeFrom {
			p.Shipping, p.FreeShort = t.regionOf(p.Region).Fee, max(0, t.FreeFrom-counts)
		}
		q.Shipping += p.Shipping
		q.Gift += p.Gift
	}
	q.FreeShort = q.Parcels[0].FreeShort
}

// regionOf finds a region by its code; none costs nothing.
func (t *Tariff) regionOf(code string) Region {
	if i := slices.IndexFunc(t.Regions, func(r Region) bool { return r.Code == code }); i >= 0 {
		return t.Regions[i]
	}
	return Region{}
}
