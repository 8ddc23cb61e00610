package forms

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"uketsuke/internal/errs"
	"uketsuke/internal/yen"
)

func TestOrderFormShowsEverything(t *testing.T) {
	for _, products := range []int{2, 30, 45, 85} {
		for _, personal := range []bool{false, true} {
			t.Run(fmt.Sprint(products, personal), func(t *testing.T) {
				d := sampleForm(products)
				if personal {
					d.Customer = samplePerson()
				}
				_, file := written(t, func(w io.Writer) error { return OrderForm(w, d) })
				pages := pageTexts(t, file)
				mustShow(t, strings.Join(pages, ""), d, dayText(d.Made))
				for i, page := range pages {
					for _, want := range []string{applySentence(), d.code(i+1, len(pages)).String(), "FAX" + d.Seller.Fax, d.Edition} {
						if !strings.Contains(page, squeeze(want)) {
							t.Errorf("page %d lacks %q", i+1, want)
						}
					}
				}
			})
		}
	}
}

// Terms that the first page has no room for go on to pages of their own, and
// the first page says so.
func TestOrderFormLongTerms(t *testing.T) {
	d := sampleForm(2)
	for i := range 40 {
		d.Other = append(d.Other, Notice{fmt.Sprintf("注意%d", i), strings.Repeat(fmt.Sprintf("品質のため第%d項を設けます。", i), 1+i*3)})
	}
	_, file := written(t, func(w io.Writer) error { return OrderForm(w, d) })
	pages := pageTexts(t, file)
	mustShow(t, strings.Join(pages, ""), d, dayText(d.Made))
	if len(pages) < 4 || !strings.Contains(pages[0], "などは3ページにあります") || !strings.Contains(pages[1], "1ページと3ページの「ご案内」") {
		t.Errorf("%d pages; the first does not point to the others", len(pages))
	}
}

// A shop with a fee for every prefecture, or with long names of regions.
func TestOrderFormManyRegions(t *testing.T) {
	for _, n := range []int{1, 6, 24, 47, 120} {
		d := sampleForm(2)
		d.Shipping = nil
		for i := range n {
			d.Shipping = append(d.Shipping, ShippingFee{fmt.Sprintf("第%d地域(長野・新潟・富山・石川)", i+1), yen.Yen(500 + 10*i)})
		}
		_, file := written(t, func(w io.Writer) error { return OrderForm(w, d) })
		mustShow(t, strings.Join(pageTexts(t, file), ""), d, dayText(d.Made))
	}
}

func TestOrderFormLegalContent(t *testing.T) {
	_, file := written(t, func(w io.Writer) error { return OrderForm(w, sampleForm(85)) })
	first := pageTexts(t, file)[0]
	for _, want := range []string{
		"ご注文書(お申込書)", "お申込みとなります", "ご注文日", "お客様番号", "フリガナ", "お名前", "〒", "ご住所", "お電話", "FAX",
		"ご住所と同じ", "お支払方法", "お届け希望", "通信欄", "希望しない", "商品計", "送料", "代引手数料", "合計(税込)",
		"北海道880円", "11,000円(税込)以上は送料無料", "10,000円まで330円", "お支払方法と時期", "お届け時期", "お申込み期間",
		"2026年9月1日〜2027年2月28日", "返品・交換", "販売業者", "責任者", "登録番号T1234567890123", "個人情報の利用目的", "記入例", "※は軽減税率(8%)",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the first page lacks %q", want)
		}
	}
}

func TestOrderFormRefusesMissingTexts(t *testing.T) {
	for field, breakIt := range map[string]func(*OrderFormData){
		"seller.name":         func(d *OrderFormData) { d.Seller.Name = " " },
		"seller.address":      func(d *OrderFormData) { d.Seller.Address = "" },
		"seller.phone":        func(d *OrderFormData) { d.Seller.Phone = "" },
		"seller.fax":          func(d *OrderFormData) { d.Seller.Fax = "" },
		"seller.responsible":  func(d *OrderFormData) { d.Seller.Responsible = "" },
		"seller.registration": func(d *OrderFormData) { d.Seller.Registration = "1234567890123" },
		"delivery":            func(d *OrderFormData) { d.Delivery = "" },
		"returns":             func(d *OrderFormData) { d.Returns = "" },
		"privacy":             func(d *OrderFormData) { d.Privacy = "" },
		"shipping":            func(d *OrderFormData) { d.Shipping = nil },
		"cod":                 func(d *OrderFormData) { d.COD = nil },
		"payments":            func(d *OrderFormData) { d.Payments[1].Timing = "" },
		"valid_until":         func(d *OrderFormData) { d.ValidUntil, d.Period = "", "" },
		"made":                func(d *OrderFormData) { d.Made = "" },
		"products":            func(d *OrderFormData) { d.Products[0].Price = 0 },
		"slots":               func(d *OrderFormData) { d.Slots = make([]string, 7) },
	} {
		d := sampleForm(3)
		d.Payments = append([]PaymentTerm(nil), d.Payments...)
		breakIt(&d)
		var out bytes.Buffer
		err := OrderForm(&out, d)
		var fields errs.Fields
		if !errors.As(err, &fields) || len(fields) != 1 || len(fields.Get(field)) != 1 || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", field, err, out.Len())
		}
	}
}

func TestOrderFormNamesTheMissingGlyph(t *testing.T) {
	d := sampleForm(45)
	d.Products[30].Name = "香りの😀石鹸"
	err := OrderForm(io.Discard, d)
	if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), d.Products[30].Code) || !strings.Contains(err.Error(), "😀") {
		t.Errorf("err = %v", err)
	}
}

// Boxes that a machine reads back cannot grow: what does not fit is refused,
// never printed over its neighbour. A product's row does grow.
func TestOrderFormLongTexts(t *testing.T) {
	d := sampleForm(45)
	d.Payments = append([]PaymentTerm(nil), d.Payments...)
	d.Payments[0].Name = strings.Repeat("長い支払方法", 8)
	if err := OrderForm(io.Discard, d); !errs.Is(err, errs.Invalid) {
		t.Errorf("err = %v", err)
	}
	d = sampleForm(45)
	d.Products[3].Code = "ABCDEFGHIJKLMNOP-1234567"
	d.Products[4].Volume = "縦30cm×横20cm×高さ10cmの箱に12本入り"
	d.Products[5].Name = strings.Repeat("とても長い商品名", 30)
	_, file := written(t, func(w io.Writer) error { return OrderForm(w, d) })
	mustShow(t, strings.Join(pageTexts(t, file), ""), d, dayText(d.Made))
}

// Both QR codes of every page are read back from a raster at FAX resolution.
func TestOrderFormCodesAreReadable(t *testing.T) {
	d := sampleForm(45)
	d.Customer = samplePerson()
	_, file := written(t, func(w io.Writer) error { return OrderForm(w, d) })
	pages := len(pageTexts(t, file))
	for page := 1; page <= pages; page++ {
		img := raster(t, file, page)
		for i := range LayoutV1.QR {
			box := LayoutV1.QRBox(i).inset(-LayoutV1.Quiet + 0.5)
			bitmap, err := gozxing.NewBinaryBitmapFromImage(part(img, box))
			if err != nil {
				t.Fatal(err)
			}
			got, err := qrcode.NewQRCodeReader().DecodeWithoutHints(bitmap)
			if err != nil {
				t.Fatalf("page %d, code %d: %v", page, i, err)
			}
			code, err := ParseFormCode(got.GetText())
			if diff := cmp.Diff(d.code(page, pages), code); err != nil || diff != "" {
				t.Errorf("page %d, code %d: %v\n%s", page, i, err, diff)
			}
		}
	}
}

// What Layout says is what lies on the paper: the reader trusts it.
func TestLayoutMatchesThePaper(t *testing.T) {
	d := sampleForm(90)
	_, file := written(t, func(w io.Writer) error { return OrderForm(w, d) })
	l := LayoutV1
	first, second := raster(t, file, 1), raster(t, file, 2)
	for i := range l.Marks {
		r := l.RegistrationMark(i)
		for n, page := range []*image.Gray{first, second} {
			if got := darkness(part(page, r.inset(0.3))); got < 0.99 {
				t.Errorf("page %d: mark %d is %.2f dark", n+1, i, got)
			}
			around := darkness(part(page, r.inset(-5))) * (r.W + 10) * (r.H + 10)
			if around > r.W*r.H*1.06 {
				t.Errorf("page %d: there is ink within 5 mm of mark %d", n+1, i)
			}
		}
	}
	box := func(name string, page *image.Gray, r Rect) {
		if line, inside := outline(page, r); line < 0.5 || inside > 0.001 {
			t.Errorf("%s: outline %.2f dark, inside %.3f", name, line, inside)
		}
	}
	for _, row := range FormRows(d)[2] {
		for digit := range l.DigitX {
			box(fmt.Sprint("quantity ", row.Code, digit), second, l.QuantityBox(row.Slot, digit))
		}
	}
	for row := range l.FreeRows {
		box(fmt.Sprint("free quantity ", row), first, l.FreeQuantityBox(row, 0))
		for i := range l.CodeBoxes {
			box(fmt.Sprint("free code ", row, i), first, l.CodeBox(row, i))
		}
	}
	for name, marks := range map[string][]Point{"payment": l.Payment, "slot": l.Slot, "ship to": l.ShipTo, "consent": l.Consent} {
		for i, p := range marks {
			box(fmt.Sprint(name, i), first, l.Mark(p))
		}
	}
}

// Every product has its boxes, on one page only, and no two share a slot.
func TestFormRows(t *testing.T) {
	for _, n := range []int{2, 29, 31, 85, 300} {
		d := sampleForm(n)
		taken, products := map[string]bool{}, 0
		for page, rows := range FormRows(d) {
			for _, r := range rows {
				products++
				key := fmt.Sprint(page, r.Slot)
				if taken[key] || r.Slot < 0 || r.Slot >= LayoutV1.Rows || page < 2 {
					t.Errorf("%d products: page %d slot %d", n, page, r.Slot)
				}
				taken[key] = true
			}
		}
		if products != n {
			t.Errorf("%d products, %d rows", n, products)
		}
	}
}

func TestFormCode(t *testing.T) {
	for _, c := range []FormCode{
		{1, "F26A", "", 1, 4}, {1, "F26A", "C0012345", 12, 34}, {1, "A", "9-9", 1, 1}, {1, "F26ABCDEF9", "C123456789AB", 12, 34},
	} {
		if err := c.Validate(); err != nil {
			t.Errorf("%v: %v", c, err)
		}
		if _, err := qrMatrix(c.String(), LayoutV1.QRVersion); err != nil {
			t.Errorf("%v: %v", c, err)
		}
		got, err := ParseFormCode(strings.ToLower(" " + c.String() + "\n"))
		if err != nil || got != c {
			t.Errorf("%v came back as %v, %v", c, got, err)
		}
	}
	for _, c := range []FormCode{{1, "", "", 1, 1}, {1, "f26a", "", 1, 1}, {1, "F26A", "Ｃ１", 1, 1}, {1, "F26A", strings.Repeat("9", 30), 1, 1}} {
		if c.Validate() == nil {
			t.Errorf("%v was accepted", c)
		}
	}
}

// A single wrong character is always found, wherever it is.
func TestFormCodeFindsMistakes(t *testing.T) {
	good := FormCode{1, "F26A", "C0012345", 2, 4}.String()
	for i := range good {
		for _, other := range []byte(alnum) {
			if good[i] == other {
				continue
			}
			bad := good[:i] + string(other) + good[i+1:]
			if _, err := ParseFormCode(bad); err == nil {
				t.Errorf("%s was accepted for %s", bad, good)
			}
		}
	}
}

func FuzzParseFormCode(f *testing.F) {
	f.Add(FormCode{1, "F26A", "C0012345", 2, 4}.String())
	f.Add("V1****")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseFormCode(s)
		if err == nil && c.String() != strings.ToUpper(strings.TrimSpace(s)) {
			t.Errorf("%q was read as %q", s, c)
		}
	})
}
