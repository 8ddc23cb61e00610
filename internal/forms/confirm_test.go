package forms

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"uketsuke/internal/errs"
)

func sampleConfirmation() Confirmation {
	return Confirmation{
		Title: "ご注文確認書", Made: "2026-11-24", Order: "261124-0001-5", To: "𠮷田 髙子 様", Greeting: "ご注文ありがとうございます。", FaxHead: []string{"送信先FAX", "送信枚数"},
		Seller: sampleSeller(), Facts: []Notice{{"受注番号", "261124-0001-5"}, {"受付日", "11月24日(火)"}, {"お支払", "代金引換"}},
		Heads:    [4]string{"品番", "品名", "数量", "金額"},
		Lines:    []ConfirmLine{{"BL-0701", "ブレンドオイル 朝の庭", "単価 2,200円(税込)", "2", "4,400"}},
		Sums:     []Notice{{"商品計(2点)", "4,400"}, {"送料", "550"}, {"合計(税込)", "4,950円"}},
		Parcels:  []Notice{{"お届け先", "〒180-0001 東京都武蔵野市吉祥寺北町 3-4-5\n髙橋 美咲 様\n11月25日(水) 午前中"}},
		Sections: []Notice{{"お支払いについて", "商品のお受け取りのときに配達員へお支払いください。"}, {"返品・交換", "8日以内にお電話ください。"}},
	}
}

func TestConfirmationShowsEverything(t *testing.T) {
	for _, fax := range []bool{false, true} {
		d := sampleConfirmation()
		d.Fax = fax
		var except []string
		if !fax {
			except = append(d.FaxHead, d.Seller.Responsible, d.Seller.Registration)
		} else {
			except = []string{d.Seller.Responsible, d.Seller.Registration}
		}
		_, file := written(t, func(w io.Writer) error { return Confirm(w, d) })
		pages := pageTexts(t, file)
		mustShow(t, strings.Join(pages, ""), d, except...)
		if len(pages) != 1 {
			t.Errorf("fax %v: %d pages", fax, len(pages))
		}
		for i := range 60 {
			d.Lines = append(d.Lines, ConfirmLine{Code: fmt.Sprintf("EO-%04d", i), Name: "精油", Quantity: "1", Amount: "1,100"})
		}
		_, file = written(t, func(w io.Writer) error { return Confirm(w, d) })
		pages = pageTexts(t, file)
		mustShow(t, strings.Join(pages, ""), d, except...)
		for i, page := range pages {
			if !strings.Contains(page, d.Order) {
				t.Errorf("fax %v: page %d does not say of which order it is", fax, i+1)
			}
		}
	}
}

func TestConfirmationRefuses(t *testing.T) {
	err := Confirm(io.Discard, Confirmation{})
	for _, key := range []string{"need_day", "confirm_need_number", "confirm_need_name", "confirm_need_lines", "need_seller_name"} {
		if !strings.Contains(err.Error(), key) {
			t.Errorf("an empty confirmation: %v lacks %s", err, key)
		}
	}
	d := sampleConfirmation()
	d.To = "😀 様"
	if err := Confirm(io.Discard, d); !errs.Is(err, errs.Invalid) {
		t.Errorf("a character without glyph: %v", err)
	}
}
