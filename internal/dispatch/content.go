package dispatch

import (
	"cmp"
	"io"
	"iter"
	"slices"
	"strconv"

	"uketsuke/internal/catalog"
	"uketsuke/internal/dispatch/layout"
	"uketsuke/internal/forms"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/yen"
)

// shipment is the parcel's row of orders.csv.
func (r *run) shipment(p parcel) layout.Shipment {
	s := layout.Shipment{
		Batch: r.m.No, OrderNo: p.Number,
		Name: cmp.Or(p.to.LabelName, p.to.Name), Kana: p.to.Kana, Phone: p.to.Phone, PostalCode: p.to.PostalCode,
		Address1: cmp.Or(p.to.LabelAddress1, p.to.Address1), Address2: cmp.Or(p.to.LabelAddress2, p.to.Address2),
		Payment: p.Payment, Goods: p.goods(), Shipping: p.part.Shipping,
		Parcel: p.part.No, Gift: p.part.Charge, Discount: p.DiscountOf(p.part.No), Campaign: p.Campaign.Code,
		Date: string(p.part.Date), Slot: p.part.Slot, Note: p.to.Note,
	}
	if p.part.No == 1 { // what belongs to the whole order
		s.CODFee, s.Collect = p.CODFee, p.Collect()
	}
	s.Total = s.Goods + s.Shipping + s.CODFee + s.Gift - s.Discount
	return s
}

// own are the lines that go into the parcel.
func (p parcel) own() []order.Line { return p.LinesOf(p.part.No) }

func (p parcel) goods() (sum yen.Yen) {
	for _, l := range p.own() {
		sum += l.Amount()
	}
	return sum
}

// lines are the parcel's rows of lines.csv.
func (r *run) lines(p parcel) []layout.Line {
	var out []layout.Line
	for _, l := range p.own() {
		row := layout.Line{Batch: r.m.No, OrderNo: p.Number, No: l.No, Code: l.Code, Name: l.Name, Quantity: l.Quantity,
			Price: l.Price, Tax: l.Tax, Edition: l.Edition, Parcel: p.part.No}
		out = append(out, row)
		for _, c := range l.Components {
			row.Code, row.Name, row.Quantity, row.Price, row.ComponentOf = c.Code, r.nameOf(c), c.Quantity*l.Quantity, 0, l.Code
			out = append(out, row)
		}
	}
	return out
}

// nameOf is a component's name; the code where the catalog no longer has it.
func (r *run) nameOf(c catalog.Component) string {
	if p, ok := r.book.Product(c.Code); ok {
		return p.Name
	}
	return c.Code
}

func (r *run) volumeOf(code string) string {
	p, _ := r.book.Product(code)
	return p.Volume
}

func (r *run) pickList() forms.PickListData {
	d := forms.PickListData{Batch: strconv.FormatInt(r.m.No, 10), Date: japan.DayOf(r.m.CutAt)}
	for _, p := range r.parcels {
		o := forms.PickOrder{Number: p.Number, Note: r.giftWork(p)}
		if n := len(p.Parcels); n > 1 {
			o.Number += " (" + strconv.Itoa(p.part.No) + "/" + strconv.Itoa(n) + ")"
		}
		for _, l := range p.own() {
			o.Lines = append(o.Lines, forms.PickLine{Code: l.Code, Name: l.Name, Volume: r.volumeOf(l.Code), Quantity: l.Quantity, Set: len(l.Components) > 0})
			for _, c := range l.Components {
				o.Lines = append(o.Lines, forms.PickLine{Code: c.Code, Name: r.nameOf(c), Volume: r.volumeOf(c.Code), Quantity: c.Quantity * l.Quantity, Component: true})
			}
		}
		d.Orders = append(d.Orders, o)
	}
	return d
}

func (r *run) slips(w io.Writer) error {
	var seq iter.Seq2[forms.Slip, error] = func(yield func(forms.Slip, error) bool) {
		for _, p := range r.parcels {
			for _, s := range r.slipsOf(p) {
				if !yield(s, nil) {
					return
				}
			}
		}
	}
	legal := r.book.Shop.Legal
	return forms.Slips(w, seq, forms.SlipHeader{Made: japan.DayOf(r.m.CutAt), Seller: seller(r.book.Shop.Seller),
		Greeting: forms.Say("paper.greeting"),
		Notices:  []forms.Notice{{Title: forms.Say("paper.about_returns"), Text: legal.Returns}}})
}

func seller(s catalog.Seller) forms.Seller {
	return forms.Seller{Name: s.Name, PostalCode: s.PostalCode, Address: s.Address, Phone: s.Phone, Fax: s.Fax,
		Responsible: s.Responsible, Registration: s.InvoiceNo, Hours: s.PhoneHours}
}

func (r *run) slip(p parcel) forms.Slip {
	s := forms.Slip{
		Order: p.Number, Date: p.ShipDay, Name: p.to.Name, PostalCode: japan.PostalCode(p.to.PostalCode).Display(),
		Address: nonEmpty(p.to.Address1, p.to.Address2),
		Goods:   p.Goods, Shipping: p.Shipping, CODFee: p.CODFee, Gift: p.Gift, Discount: p.Discount, Campaign: p.Campaign.Code, Total: p.Total, Rates: r.rates(p),
		Payment: r.paymentLabel(p.Payment), Collect: p.Collect(), Note: p.to.Note,
	}
	if p.to.Buyer != "" {
		s.Name, s.ShipTo = p.to.Buyer, p.to.Name
	}
	for _, l := range p.Lines {
		s.Lines = append(s.Lines, r.slipLines(l)...)
	}
	return s
}

func (r *run) slipLines(l order.Line) []forms.SlipLine {
	out := []forms.SlipLine{{Code: l.Code, Name: l.Name, Volume: r.volumeOf(l.Code), Price: l.Price, Quantity: l.Quantity,
		Amount: l.Amount(), Reduced: l.Tax == yen.Reduced}}
	for _, c := range l.Components {
		out = append(out, forms.SlipLine{Code: c.Code, Name: r.nameOf(c), Volume: r.volumeOf(c.Code), Quantity: c.Quantity * l.Quantity, Component: true})
	}
	return out
}

func (r *run) paymentLabel(code string) string {
	if p, ok := r.book.Tariff().PaymentOf(code); ok {
		return p.Label
	}
	return code
}

// rates totals the order by tax rate. The tax is rounded once per rate.
func (r *run) rates(p parcel) []forms.RateTotal {
	bases := p.TaxBases()
	standard, reduced := bases[yen.Standard], bases[yen.Reduced]
	rounding := r.book.Tariff().Rounding
	out := []forms.RateTotal{
		{Percent: p.PercentStandard, Total: standard, Tax: rounding.IncludedTax(standard, p.PercentStandard)},
		{Percent: p.PercentReduced, Reduced: true, Total: reduced, Tax: rounding.IncludedTax(reduced, p.PercentReduced)},
	}
	return slices.DeleteFunc(out, func(t forms.RateTotal) bool { return t.Total == 0 })
}

func nonEmpty(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}
