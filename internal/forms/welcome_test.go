package forms

import (
	"io"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"uketsuke/internal/errs"
)

func sampleWelcome() WelcomeSheet {
	return WelcomeSheet{
		Title: "会員登録のお知らせ", Made: "2026-11-24", Seller: sampleSlipHeader().Seller, PostalCode: "〒180-0001",
		Address: []string{"東京都武蔵野市吉祥寺北町", "3-4-5 すみれ荘201"}, Name: "𠮷田 髙子 様",
		Greeting: "このたびはご入会いただき、ありがとうございます。", NumberLabel: "お客様番号", Number: "1000001-2",
		Facts:    []Notice{{"入会日", "2026年11月24日"}, {"FAXでのご案内", "希望しない"}},
		Sections: []Notice{{"ご注文の方法", "電話 0120-000-012\nFAX 042-000-0019"}, {"登録の変更・消去", strings.Repeat("個人情報相談窓口で承ります。", 8)}},
	}
}

func TestWelcomeShowsEverything(t *testing.T) {
	d := sampleWelcome()
	_, file := written(t, func(w io.Writer) error { return Welcome(w, d) })
	pages := pageTexts(t, file)
	mustShow(t, strings.Join(pages, ""), d, d.Seller.Responsible, d.Seller.Registration)
	if len(pages) != 1 {
		t.Errorf("%d pages", len(pages))
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(part(raster(t, file, 1), Rect{145, 60, 50, 80}))
	if err != nil {
		t.Fatal(err)
	}
	if code, err := qrcode.NewQRCodeReader().Decode(bitmap, nil); err != nil || code.GetText() != d.Number {
		t.Errorf("the QR code says %v, %v", code, err)
	}
	for range 40 {
		d.Sections = append(d.Sections, Notice{"見出し", strings.Repeat("長い文です。", 30)})
	}
	_, file = written(t, func(w io.Writer) error { return Welcome(w, d) })
	pages = pageTexts(t, file)
	mustShow(t, strings.Join(pages, ""), d, d.Seller.Responsible, d.Seller.Registration)
	if len(pages) < 2 {
		t.Error("long texts are on one page")
	}
}

func TestWelcomeRefuses(t *testing.T) {
	d := sampleWelcome()
	d.Name = "😀 様"
	if err := Welcome(io.Discard, d); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "no_glyph") {
		t.Errorf("a character without glyph: %v", err)
	}
	if err := Welcome(io.Discard, WelcomeSheet{}); !strings.Contains(err.Error(), "welcome_need_number") || !strings.Contains(err.Error(), "need_day") {
		t.Errorf("an empty sheet: %v", err)
	}
}
