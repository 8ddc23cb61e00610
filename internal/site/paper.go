package site

import (
	"io/fs"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/forms"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// BookForm is the order form of an edition as the shop's catalog has it, for
// everybody or, with a customer number, for that customer; the caller fills in
// the rest of Customer where it may. made is the day printed on it. Unknown
// editions are errs.NotFound; what the law wants and the catalog lacks is
// named by forms.OrderForm.
func BookForm(b *catalog.Book, edition, customerNo string, made japan.Day) (forms.OrderFormData, error) {
	e, ok := b.Edition(edition)
	if !ok {
		return forms.OrderFormData{}, errs.E(errs.NotFound, "site.unknown_edition", edition)
	}
	d := forms.OrderFormData{FormID: e.Code, Edition: e.Code, EditionName: e.Name, Made: made, Terms: bookTerms(b, e, made)}
	if customerNo != "" {
		d.Customer = &forms.FormCustomer{No: customerNo}
	}
	for _, g := range groupsOf(b, e.Code, made) {
		for _, p := range g.Products {
			d.Products = append(d.Products, forms.FormProduct{Group: g.Label, Code: p.Code, Name: p.Name, Volume: p.Volume,
				Note: noteOf(p), Price: p.Price, Reduced: p.Reduced})
		}
	}
	d.Slots = slotsOf(b)
	return d, nil
}

// BookCatalog is the printed catalog of an edition. images is the catalog's
// images/; nil prints no pictures, and a picture that is no JPEG is left out.
func BookCatalog(b *catalog.Book, edition string, made japan.Day, images fs.FS) (forms.CatalogData, error) {
	e, ok := b.Edition(edition)
	if !ok {
		return forms.CatalogData{}, errs.E(errs.NotFound, "site.unknown_edition", edition)
	}
	d := forms.CatalogData{Title: "商品カタログ", Subtitle: b.Shop.Seller.Brand, Edition: e.Code, EditionName: e.Name, Made: made,
		Terms: bookTerms(b, e, made), HowToOrder: b.Shop.Order, Cautions: paragraphs(b.Shop.Legal.Caution)}
	for _, g := range groupsOf(b, e.Code, made) {
		group := forms.CatalogGroup{Name: g.Label}
		for _, p := range g.Products {
			item, err := catalogProduct(p, images)
			if err != nil {
				return forms.CatalogData{}, err
			}
			group.Products = append(group.Products, item)
		}
		d.Groups = append(d.Groups, group)
	}
	return d, nil
}

func catalogProduct(p product, images fs.FS) (forms.CatalogProduct, error) {
	out := forms.CatalogProduct{Code: p.Code, Name: p.Name, Latin: p.Latin, Family: p.Family, Part: p.Part, Volume: p.Volume,
		Price: p.Price, Reduced: p.Reduced, Description: p.Description, Contents: p.Contents, Period: periodOf(p)}
	if p.NoAir {
		out.Flags = append(out.Flags, "航空便不可")
	}
	if p.Limited {
		out.Flags = append(out.Flags, "期間限定")
	}
	if images == nil || !isJPEG(p.Image) {
		return out, nil
	}
	var err error
	if out.Image, err = fs.ReadFile(images, p.Image); err != nil {
		return out, errs.E(errs.Invalid, "site.picture", p.Code, p.Image, err)
	}
	return out, nil
}

func isJPEG(name string) bool {
	return strings.HasSuffix(name, ".jpg") || strings.HasSuffix(name, ".jpeg")
}

// bookTerms are the conditions of sale, the same on the form and the catalog.
func bookTerms(b *catalog.Book, e catalog.Edition, day japan.Day) forms.Terms {
	l := b.Shop.Legal
	t := forms.Terms{
		Seller: bookSeller(b.Shop.Seller), ValidFrom: e.AcceptFrom, ValidUntil: e.AcceptUntil, Period: l.Period,
		FreeFrom: b.Delivery.FreeFrom, CODNote: l.Fees, Delivery: l.Delivery, Returns: l.Returns, Privacy: l.Purpose + l.Entrust,
		Other: []forms.Notice{
			{Title: "販売価格", Text: l.Prices}, {Title: "販売数量など", Text: l.Limits},
			{Title: "契約不適合責任", Text: l.Defects}, {Title: "個人情報の開示など", Text: l.Disclosure},
			{Title: "FAXによるご案内", Text: l.FaxConsent}, {Title: "ご使用上の注意", Text: l.Caution},
		},
	}
	for _, r := range b.Delivery.Regions {
		t.Shipping = append(t.Shipping, forms.ShippingFee{Region: r.Name, Fee: r.Fee})
	}
	for _, c := range b.Delivery.COD {
		t.COD = append(t.COD, forms.CODFee{UpTo: c.UpTo, Fee: c.Fee})
	}
	for _, p := range b.Shop.Payments {
		t.Payments = append(t.Payments, forms.PaymentTerm{Name: p.Label, Timing: p.Terms})
	}
	// Without a rate the writer refuses a reduced item and names it.
	t.ReducedPercent, _ = b.Shop.Tax.Rates.At(yen.Reduced, string(day))
	return t
}

func bookSeller(s catalog.Seller) forms.Seller {
	responsible := s.Responsible
	if responsible == "" {
		responsible = s.Representative
	}
	return forms.Seller{Name: s.Name, PostalCode: s.PostalCode, Address: s.Address, Phone: s.Phone, Fax: s.Fax,
		Responsible: responsible, Registration: s.InvoiceNo, Hours: s.PhoneHours}
}

// slotsOf are the delivery slots, with 指定なし first: the box to tick when
// every time is right.
func slotsOf(b *catalog.Book) []string {
	slots := []string{"指定なし"}
	for _, s := range b.Delivery.Slots {
		if s.Code != "" {
			slots = append(slots, s.Label)
		}
	}
	return slots
}

// noteOf is what stands beside a product on the form: the content of a set and
// the period of a limited item (特定商取引法第12条の6: 分量, 申込みの期間).
func noteOf(p product) string {
	var parts []string
	if p.Contents != "" {
		parts = append(parts, "セット内容 "+p.Contents)
	}
	if period := periodOf(p); period != "" {
		parts = append(parts, period)
	}
	return strings.Join(parts, " / ")
}

// periodOf is the application period of a limited item in words.
func periodOf(p product) string {
	switch {
	case p.From != "" && p.Until != "":
		return "期間限定 " + dayText(p.From) + "〜" + dayText(p.Until)
	case p.From != "":
		return "期間限定 " + dayText(p.From) + "から"
	case p.Until != "":
		return "期間限定 " + dayText(p.Until) + "まで"
	case p.Limited:
		return "数量・期間限定"
	}
	return ""
}
