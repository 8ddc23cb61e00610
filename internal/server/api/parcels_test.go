package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func gifts() tree {
	return tree{"cod_gift": "yes", "lines": []any{tree{"product_code": "BL-0701", "quantity": 3}, tree{"product_code": "BL-0703", "quantity": 1, "parcel": 2}},
		"parcels": []any{tree{"to": tree{"name": "小林 栄", "kana": "コバヤシ サカエ", "phone": "026-226-0000", "postal_code": "380-0801", "address1": "長野県長野市箱清水"},
			"delivery_date": "2026-12-10", "delivery_slot": "am", "gift": tree{"noshi": "oseibo", "noshi_name": "髙橋", "wrapping": "paper"}}}}
}

func TestPlaceParcels(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		got := b.send("POST", "/orders", "operator", key("k1"), anOrder(gifts()))
		b.wantStatus(got, http.StatusCreated, "")
		want := `[{"delivery_date":"","delivery_slot":"","gift_yen":0,"parcel":1,"shipping_yen":0},` +
			`{"delivery_date":"2026-12-10","delivery_slot":"am","gift_yen":220,"parcel":2,"shipping_yen":550}]`
		if diff := cmp.Diff(want, string(must(got.json["parcels"]))); diff != "" {
			t.Error(diff)
		}
		if o := b.Find(got.text("number")); o.Gift != 220 || o.Parcels[1].Gift.Noshi != "oseibo" || o.LinesOf(2)[0].Code != "BL-0703" {
			t.Errorf("placed %+v", o)
		}
	})
}

func TestParcelsRefusedByPlace(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		body := gifts()
		to := body["parcels"].([]any)[0].(tree)
		to["to"].(tree)["phone"] = "1"
		to["gift"].(tree)["message"] = "お元気で"
		body["gift"] = tree{"wrapping": "gold"}
		got := b.send("POST", "/orders", "operator", key("k1"), anOrder(body))
		b.wantStatus(got, http.StatusUnprocessableEntity, "api.invalid")
		want := []string{"gift.wrapping parcel.option", "parcels[0].gift.card parcel.need_card", "parcels[0].to.phone order.phone"}
		problems := problemsOf(got)
		slices.Sort(problems)
		if diff := cmp.Diff(want, problems); diff != "" {
			t.Error(diff)
		}
	})
}
