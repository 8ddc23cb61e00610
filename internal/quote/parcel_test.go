package quote

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/yen"
)

func gifts(t *testing.T) *Tariff {
	tf := tariff(t)
	tf.Gifts = GiftMenu{Noshi: []GiftOption{{Code: "oiwai"}}, Wrapping: []GiftOption{{Code: "paper", Price: 220}},
		Cards: []GiftOption{{Code: "message", Price: 110}}}
	return tf
}

// two parcels: 4,180 yen to Tokyo, 3,960 yen and a tea to Okinawa as a gift.
func two() Input {
	lines := sketch()
	lines[1].Parcel, lines[2].Parcel, lines[3].Parcel = 1, 2, 2
	lines[1].Quantity = 1
	return Input{Lines: lines, Prefecture: "東京都", Payment: "cod", At: jst("2026-11-24 13:18"), Further: []Parcel{
		{Prefecture: "沖縄県", Date: "2026-12-05", Slot: "am", Gift: Gift{Noshi: "oiwai", Wrapping: "paper", Card: "message"}}}}
}

func TestParcels(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Tariff, *Input)
		want   []ParcelQuote
		total  yen.Yen // with 440 of COD fee
	}{
		"free by the order": {func(*Tariff, *Input) {}, []ParcelQuote{
			{Region: "honshu", Goods: 5280, ShipDate: "2026-11-24", Earliest: "2026-11-25"},
			{Region: "okinawa", Goods: 4824, Gift: 330, ShipDate: "2026-12-02", Earliest: "2026-11-28"}}, 10104 + 330 + 440},
		"free by the parcel": {func(tf *Tariff, _ *Input) { tf.FreePerParcel = true }, []ParcelQuote{
			{Region: "honshu", Goods: 5280, Shipping: 660, FreeShort: 220, ShipDate: "2026-11-24", Earliest: "2026-11-25"},
			{Region: "okinawa", Goods: 4824, Shipping: 1430, FreeShort: 676, Gift: 330, ShipDate: "2026-12-02", Earliest: "2026-11-28"}}, 10104 + 2090 + 330 + 440},
		"no aircraft in the second": {func(_ *Tariff, in *Input) { in.Lines[1].Parcel = 2; in.Further[0].Date = "" }, []ParcelQuote{
			{Region: "honshu", Goods: 4180, ShipDate: "2026-11-24", Earliest: "2026-11-25"},
			{Region: "okinawa", Goods: 5924, Gift: 330, ShipDate: "2026-11-24", Earliest: "2026-12-01", NoAirDays: 4}}, 10104 + 330 + 440},
		"nothing in the second yet": {func(_ *Tariff, in *Input) { in.Lines = in.Lines[:2] }, []ParcelQuote{
			{Region: "honshu", Goods: 5280, Shipping: 660, FreeShort: 220, ShipDate: "2026-11-24", Earliest: "2026-11-25"},
			{Region: "okinawa", ShipDate: "2026-12-02", Earliest: "2026-11-28"}}, 5280 + 660 + 330},
	} {
		t.Run(name, func(t *testing.T) {
			tf, in := gifts(t), two()
			tt.change(tf, &in)
			q, err := tf.Quote(in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, q.Parcels); diff != "" {
				t.Error(diff)
			}
			var bases yen.Yen
			for _, x := range q.Taxes {
				bases += x.Base
			}
			if q.Total != tt.total || bases != tt.total || !q.ShippingKnown || q.ShipDate != "2026-11-24" {
				t.Errorf("total %d, by rate %d, want %d; %+v", q.Total, bases, tt.total, q)
			}
		})
	}
}

func TestFurtherParcelIsRefusedByName(t *testing.T) {
	in := two()
	in.Further[0] = Parcel{Prefecture: "江戸", Date: "2026-11-24", Slot: "1214", Gift: Gift{Noshi: "x", Wrapping: "y", Card: "z"}}
	in.Gift = Gift{Card: "z"}
	_, err := gifts(t).Quote(in)
	want := []string{"card: parcel.option", "to_address1.2: quote.no_region", "noshi.2: parcel.option", "wrapping.2: parcel.option", "card.2: parcel.option",
		"delivery_slot.2: quote.slot"}
	if diff := cmp.Diff(want, keys(t, err)); diff != "" {
		t.Error(diff)
	}
}
