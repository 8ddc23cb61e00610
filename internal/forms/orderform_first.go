package forms

import "strings"

// applySentence says that sending the form is the application: a form must not
// hide it (特定商取引法第12条の6第2項第1号).
const applySentence = "本書をFAXまたは郵送で当社にお送りいただくことが商品のお申込みとなります。"

// The first page's left column of labels, and its right edge.
const (
	fieldX  = 10.0
	labelW  = 26.0
	fieldR  = 200.0
	valueX  = fieldX + labelW
	middleX = 118.0
)

// firstPage draws who orders, where it goes, how it is paid, and rows for people
// who need no list.
func (f *orderForm) firstPage() {
	f.faxBanner()
	f.personFields()
	f.deliveryFields()
	f.choices()
	f.freeRows()
	f.totals()
}

func (f *orderForm) faxBanner() {
	f.text(style{24, true}, 23, 36, "FAX "+f.d.Seller.Fax)
	f.mustCell(style{8, true}, Rect{118, 26, 35, 14}, left, "↑ この向きで、文字の面をお送りください。", 8)
	f.box(rule, Rect{fieldX, 41.5, fieldR - fieldX, 9.5})
	f.mustCell(style{11, true}, Rect{fieldX + 2, 41.8, fieldR - fieldX - 4, 5}, left, applySentence, 8)
	f.mustCell(style{8, true}, Rect{fieldX + 2, 46.3, fieldR - fieldX - 4, 4.4}, left,
		"黒のペンでわくの中にはっきりとお書きください。拡大コピーしてお使いいただけます。選択は□に レ か ■ をお書きください。", 8)
}

// field is a labelled cell with a value, or room to write one.
func (f *orderForm) field(x, y, w, h float64, label, value string) {
	lw := labelW
	if w < 90 {
		lw = 20
	}
	f.box(rule, Rect{x, y, w, h})
	f.line(rule, x+lw, y, x+lw, y+h)
	f.mustCell(style{9, true}, Rect{x + 1, y, lw - 2, h}, left, label, 8)
	if value != "" {
		f.mustCell(style{12, true}, Rect{x + lw + 2, y, w - lw - 4, h}, left, value, 8)
	}
}

func (f *orderForm) personFields() {
	c := f.d.Customer
	if c == nil {
		c = &FormCustomer{}
	}
	const full = fieldR - fieldX
	f.field(fieldX, 52, middleX-fieldX, 8, "ご注文日", "")
	f.unit(60, 52, 8, "年")
	f.unit(80, 52, 8, "月")
	f.unit(100, 52, 8, "日")
	f.field(middleX, 52, fieldR-middleX, 8, "お客様番号", c.No)
	f.field(fieldX, 60, full, 6.5, "フリガナ", c.Kana)
	f.field(fieldX, 66.5, full, 9.5, "お名前", c.Name)
	f.unit(193, 66.5, 9.5, "様")
	f.field(fieldX, 76, full, 14.5, "ご住所", "")
	f.postalCode(valueX+1, 76.6, c.PostalCode)
	f.mustCell(style{11, true}, Rect{valueX + 56, 76, fieldR - valueX - 58, 14.5}, left, strings.Join(c.Address, "\n"), 8)
	f.field(fieldX, 90.5, middleX-fieldX, 8, "お電話(日中)", c.Phone)
	if c.Phone == "" {
		f.digitBoxes(valueX+2, 91.2, 11)
	}
	f.field(middleX, 90.5, fieldR-middleX, 8, "FAX", c.Fax)
}

// digitBoxes are for a number written by hand from the left.
func (f *orderForm) digitBoxes(x, y float64, n int) {
	for i := range n {
		f.box(hair, Rect{x + float64(i)*6.8, y, 6.4, 6.5})
	}
}

// unit prints a small word that ends a handwritten part.
func (f *orderForm) unit(x, y, h float64, s string) {
	f.text(style{9, true}, x, y+h/2+middle*style{9, true}.em(), s)
}

// postalCode draws the seven boxes, filled when the code is known.
func (f *orderForm) postalCode(x, y float64, code string) {
	f.text(style{10, true}, x, y+4.8, "〒")
	digits := strings.ReplaceAll(code, "-", "")
	x += 4.5
	for i := range 7 {
		if i == 3 {
			f.text(style{10, true}, x+0.3, y+4.8, "-")
			x += 2.5
		}
		f.box(hair, Rect{x, y + 0.6, 6, 6.5})
		if len(digits) == 7 {
			f.mustCell(style{12, true}, Rect{x, y + 0.6, 6, 6.5}, center, digits[i:i+1], 8)
		}
		x += 6.4
	}
}

// deliveryFields: to the customer, or to somebody else.
func (f *orderForm) deliveryFields() {
	const y, h = 98.5, 17.0
	f.field(fieldX, y, fieldR-fieldX, h, "お届け先", "")
	f.mark(f.l.ShipTo[0], "ご住所と同じ")
	f.mark(f.l.ShipTo[1], "別の方・別の住所へ(下にお書きください)")
	st := style{8, true}
	f.line(rule, valueX, y+7, fieldR, y+7)
	f.text(st, valueX+1, y+11, "お名前")
	f.text(st, valueX+62, y+11, "〒・ご住所")
	f.text(st, valueX+1, y+16, "電話")
}

// mark draws a mark box with its label at the right.
func (f *orderForm) mark(p Point, label string) {
	f.box(hair, f.l.Mark(p))
	f.text(style{9, true}, p.X+f.l.MarkBox+1.2, p.Y+f.l.MarkBox/2+middle*style{9, true}.em(), label)
}

func (f *orderForm) choices() {
	const full = fieldR - fieldX
	f.field(fieldX, 115.5, full, 8, "お支払方法", "")
	for i, p := range f.d.Payments {
		f.markIn(f.l.Payment, i, 41, p.Name)
	}
	f.field(fieldX, 123.5, full, 8, "お届け希望", "")
	f.unit(50, 123.5, 8, "月")
	f.unit(65, 123.5, 8, "日")
	for i, s := range f.d.Slots {
		f.markIn(f.l.Slot, i, 21, s)
	}
	f.field(fieldX, 131.5, full, 8, "今後のご案内", "")
	f.unit(valueX+2, 131.5, 8, "FAXでの案内")
	f.mark(f.l.Consent[0], "希望する")
	f.mark(f.l.Consent[1], "希望しない")
	f.unit(118, 131.5, 8, "郵便での案内")
	f.mark(f.l.Consent[2], "希望する")
	f.mark(f.l.Consent[3], "希望しない")
	f.field(fieldX, 139.5, full, 8, "通信欄", "")
}

// markIn draws the i-th mark of a row with a label that keeps to its share of it.
func (f *orderForm) markIn(places []Point, i int, pitch float64, label string) {
	p := places[i]
	f.box(hair, f.l.Mark(p))
	f.mustCell(style{9, true}, Rect{p.X + f.l.MarkBox + 1, p.Y - 2, pitch - f.l.MarkBox - 1.6, f.l.MarkBox + 4}, left, label, 8)
}

// freeRows are for orders by product code without the product pages.
func (f *orderForm) freeRows() {
	l, top := f.l, f.l.FreeTop
	bottom := top + float64(l.FreeRows)*l.Pitch
	columns := []float64{formColumns[0], 78, formColumns[colPrice], formColumns[colQuantity], formColumns[colAmount], formColumns[colAmount+1]}
	for i, t := range []string{"品番(左づめ)", "品名", "税込単価", "数量", "金額"} {
		f.mustCell(style{9, true}, Rect{columns[i], top - 5, columns[i+1] - columns[i], 5}, center, t, 8)
	}
	for _, x := range columns {
		f.line(rule, x, top-5, x, bottom)
	}
	f.line(rule, columns[0], top-5, columns[5], top-5)
	f.line(rule, columns[0], top, columns[5], top)
	for row := range l.FreeRows {
		y := top + float64(row+1)*l.Pitch
		f.line(rule, columns[1], y, columns[3], y)
		f.line(rule, columns[4], y, columns[5], y)
		for i := range l.CodeBoxes {
			f.box(hair, l.CodeBox(row, i))
		}
		for digit := range l.DigitX {
			f.box(hair, l.FreeQuantityBox(row, digit))
		}
		f.text(style{8, true}, columns[5]-4, y-l.Pitch/2+1.1, "円")
	}
	f.line(rule, columns[0], bottom, columns[5], bottom)
}

// totals draws the sums for people to fill in, and how to write digits.
func (f *orderForm) totals() {
	x := formColumns[colPrice]
	y := f.l.FreeTop + float64(f.l.FreeRows)*f.l.Pitch + 1.5
	for i, label := range []string{"商品計(全ページ・税込)", "送料", "代引手数料", "合計(税込)"} {
		f.subtotal(Rect{x, y + float64(i)*6.2, fieldR - x, 6.2}, label)
	}
	st := style{8, true}
	f.text(style{9, true}, fieldX, y+5, "記入例")
	for i := range 10 {
		r := Rect{fieldX + 14 + float64(i)*7.4, y, f.l.DigitW, f.l.DigitH}
		f.box(hair, r)
		f.digitSample(r, i)
	}
	f.text(st, fieldX+90, y+5, "1わくに1字")
	hint := "品番がおわかりのときは上の欄に、商品一覧から選ぶときは次ページからの数量欄にお書きください。" +
		"合計と送料は当社でも計算し、違いがあるときはお電話で確認いたします。"
	if f.d.ReducedPercent > 0 {
		hint += f.d.reducedNote()
	}
	f.block(st, fieldX, y+8.5, x-fieldX-3, hint)
}

// digitSample prints a digit as it should be written: the 1 is a plain bar,
// since a 1 with a flag reads as 7.
func (f *orderForm) digitSample(r Rect, digit int) {
	if digit == 1 {
		f.line(0.5, r.X+r.W/2, r.Y+1.3, r.X+r.W/2, r.Y+r.H-1.3)
		return
	}
	f.mustCell(style{14, false}, r, center, string(rune('0'+digit)), 8)
}
