package forms

import (
	"io"
	"strings"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// OrderFormData is everything that an order form (ご注文書・お申込書) says.
type OrderFormData struct {
	FormID      string // letters, digits, hyphen: edition and printing, e.g. F26A
	Edition     string // code of the catalog edition
	EditionName string // as people know it: 2026年秋冬号
	Made        japan.Day
	Terms

	Customer *FormCustomer // nil: a form for everybody
	Products []FormProduct
	Slots    []string // お届け時間帯, up to 6; the first may be 指定なし
}

// FormCustomer is the person whose form this is. Empty parts are left blank
// for handwriting.
type FormCustomer struct {
	No         string // letters, digits, hyphen
	Name       string
	Kana       string
	PostalCode string
	Address    []string
	Phone      string
	Fax        string
}

// FormProduct is a row of the form.
type FormProduct struct {
	Group   string // heading over the row when it changes; may be empty
	Code    string // 品番
	Name    string
	Volume  string // 容量, 分量
	Note    string // set contents, application period of a limited item; may be empty
	Price   yen.Yen
	Reduced bool // 軽減税率: marked ※
}

// Validate refuses data that would make an unlawful or unreadable form. It is
// an errs.Fields with one sentence for each thing missing.
func (d OrderFormData) Validate() error {
	var f errs.Fields
	d.Terms.check(&f)
	need(&f, "seller.fax", "forms.need_seller_fax", d.Seller.Fax)
	needDay(&f, "made", d.Made)
	if len(d.Products) == 0 {
		f.Add("products", "forms.need_products")
	}
	if len(d.Payments) > len(LayoutV1.Payment) {
		f.Add("payments", "forms.too_many_payments", len(LayoutV1.Payment))
	}
	if len(d.Slots) > len(LayoutV1.Slot) {
		f.Add("slots", "forms.too_many_slots", len(LayoutV1.Slot))
	}
	for _, p := range d.Products {
		d.checkProduct(&f, p.Code, p.Name, p.Price, p.Reduced)
	}
	return f.Err()
}

// code of a page. The customer number is empty on a form for everybody. QR's
// alphanumeric set has no small letters and no underscore.
func (d OrderFormData) code(page, pages int) FormCode {
	c := FormCode{Layout: LayoutV1.Version, Form: codePart(d.FormID), Page: page, Pages: pages}
	if d.Customer != nil {
		c.Customer = codePart(d.Customer.No)
	}
	return c
}

// edition as a person names it, with its code where that says more.
func (d OrderFormData) edition() string {
	if d.EditionName == d.Edition {
		return d.Edition
	}
	return d.EditionName + " (" + d.Edition + ")"
}

func codePart(s string) string {
	return strings.ReplaceAll(strings.ToUpper(s), "_", "-")
}

// OrderForm writes the order form: a first page for the person, the payment and
// the notices, then the products, thirty rows a page. Nothing is written when
// the data are refused: errs.Fields from Validate, or an errs.Invalid that names
// a character without a glyph and the product that has it.
func OrderForm(w io.Writer, d OrderFormData) error {
	if err := d.Validate(); err != nil {
		return err
	}
	pages := layoutRows(d)
	if err := d.code(len(pages)+2, len(pages)+2).Validate(); err != nil {
		return err
	}
	title := Say("paper.form") + " " + d.EditionName
	return render(w, title, d.Made, func(c *canvas) {
		f := &orderForm{canvas: c, d: d, l: LayoutV1, rows: pages}
		f.draw()
	})
}

// orderForm is one form being drawn.
type orderForm struct {
	*canvas
	d    OrderFormData
	l    Layout
	rows [][]formRow
	more bool // notices go on after the products
}

func (f *orderForm) draw() {
	f.strict = true
	f.startPage(Say("paper.form_title"))
	f.firstPage()
	rest := f.firstNotices()
	for i := range f.rows {
		f.startPage(Say("paper.form_lines"))
		f.productPage(f.rows[i])
	}
	f.lastNotices(rest)
}

// startPage begins a page with all that makes it a page of this form: marks, QR
// codes, title, code and page in clear, the FAX number.
func (f *orderForm) startPage(title string) {
	f.addPage()
	f.place = "form " + f.d.FormID
	for i := range f.l.Marks {
		f.fill(f.l.RegistrationMark(i))
	}
	code := f.d.code(f.page, max(f.total, f.page)).String()
	f.codes(code)
	f.mustCell(style{17, true}, Rect{23, 11, 88, 8}, left, title, 10)
	f.cell(style{10, true}, Rect{111, 11, 42, 8}, right, Say("paper.page_of", f.page, max(f.total, f.page)), 8)
	f.mustCell(style{10, true}, Rect{23, 19, 70, 5}, left, f.d.edition(), 8)
	f.mustCell(style{9, true}, Rect{93, 19, 60, 5}, right, code, 8)
}

// codes draws the two QR codes of a page. While recording, the number of pages
// is not known yet, so there is nothing to encode.
func (f *orderForm) codes(code string) {
	if f.pdf == nil {
		return
	}
	matrix, err := qrMatrix(code, f.l.QRVersion)
	if err != nil {
		f.fail(err)
		return
	}
	for _, p := range f.l.QR {
		f.qr(matrix, p.X, p.Y, f.l.Module)
	}
}
