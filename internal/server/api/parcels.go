package api

import (
	"slices"
	"strconv"
	"strings"

	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/yen"
)

var (
	parcelNames = []string{"to", "delivery_date", "delivery_slot", "gift"}
	giftNames   = []string{"noshi", "noshi_name", "wrapping", "card", "message", "from"}
	senderNames = []string{"name", "phone", "postal_code", "address1", "address2"}
	// lineColumns are the error fields of a line; any other with a number is
	// that of a further parcel.
	lineColumns = []string{"product_code", "quantity", "edition", "price", "parcel"}
)

// parcel reads the second parcel or one after it.
func (r *reader) parcel(v any, path string) order.FormParcel {
	obj := r.object(v, path)
	if obj == nil {
		if v == nil {
			r.bad.Add(path, "api.object_field")
		}
		return order.FormParcel{}
	}
	r.only(obj, path, parcelNames)
	p := order.FormParcel{Date: r.text(obj, path, "delivery_date"), Slot: r.text(obj, path, "delivery_slot"), Gift: r.gift(obj, path+".")}
	if to := r.object(obj["to"], path+".to"); to != nil {
		p.To = *r.address(to, path+".to")
	}
	return p
}

// gift reads the gift services of a parcel; path leads to it.
func (r *reader) gift(parent map[string]any, path string) (g order.FormGift) {
	path += "gift"
	obj := r.object(parent["gift"], path)
	if obj == nil {
		return g
	}
	r.only(obj, path, giftNames)
	text := func(name string) string { return r.text(obj, path, name) }
	g = order.FormGift{Noshi: text("noshi"), NoshiName: text("noshi_name"), Wrapping: text("wrapping"), Card: text("card"), Message: text("message")}
	if from := r.object(obj["from"], path+".from"); from != nil {
		r.only(from, path+".from", senderNames)
		text := func(name string) string { return r.text(from, path+".from", name) }
		g.Sender = &order.Address{Name: text("name"), Phone: text("phone"), PostalCode: text("postal_code"), Address1: text("address1"), Address2: text("address2")}
	}
	return g
}

// parcelField is the place of a parcel's field below the parcel.
func parcelField(column string) string {
	if name, ok := strings.CutPrefix(column, "to_"); ok {
		return "to." + name
	}
	if name, ok := strings.CutPrefix(column, "from_"); ok {
		return "gift.from." + name
	}
	if slices.Contains(giftNames, column) {
		return "gift." + column
	}
	return column
}

// numbered is the place of a field with a number: of a line, or of a further parcel.
func numbered(column string, i int) string {
	if slices.Contains(lineColumns, column) {
		return "lines[" + strconv.Itoa(i) + "]." + column
	}
	return "parcels[" + strconv.Itoa(i-2) + "]." + parcelField(column)
}

// Parcel is one parcel of a placed order.
type Parcel struct {
	No       int       `json:"parcel"`
	Date     japan.Day `json:"delivery_date"`
	Slot     string    `json:"delivery_slot"`
	Shipping yen.Yen   `json:"shipping_yen"`
	Gift     yen.Yen   `json:"gift_yen"`
}

func parcelsOf(o order.Order) []Parcel {
	out := make([]Parcel, len(o.Parcels))
	for i, p := range o.Parcels {
		out[i] = Parcel{No: p.No, Date: p.Date, Slot: p.Slot, Shipping: p.Shipping, Gift: p.Charge}
	}
	return out
}
