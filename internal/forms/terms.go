package forms

import (
	"strings"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// Terms are the conditions of sale that the order form and the catalog show.
// The texts are the shop's own; check names each one that the law wants and that
// is missing (特定商取引法第11条, 第12条の6).
type Terms struct {
	Seller Seller

	ValidFrom  japan.Day // 申込みの期間; may be empty
	ValidUntil japan.Day
	Period     string // more about the period (limited items…); may be empty

	Shipping     []ShippingFee // 送料
	FreeFrom     yen.Yen       // goods total from which shipping is free; 0: never
	ShippingNote string
	COD          []CODFee // 代引手数料; empty when the shop has no cash on delivery
	CODNote      string
	Payments     []PaymentTerm // 支払の方法と時期; the order form has room for 4
	Delivery     string        // 引渡時期, as a period or a deadline
	Returns      string        // 申込みの撤回・解除, 返品・交換
	Privacy      string        // 個人情報の利用目的
	Other        []Notice      // 販売数量の制限 and the like

	ReducedPercent int // 軽減税率, for the note at ※; 0 when no product is marked
}

// ShippingFee is the shipping to a region, tax included.
type ShippingFee struct {
	Region string
	Fee    yen.Yen
}

// CODFee is the cash-on-delivery fee up to an amount; UpTo 0 means without limit.
type CODFee struct {
	UpTo yen.Yen
	Fee  yen.Yen
}

// PaymentTerm is a way to pay and when it is due.
type PaymentTerm struct {
	Name   string // short, beside its mark box: 代金引換
	Timing string // 商品お受け取り時に…
}

// Notice is a titled text.
type Notice struct{ Title, Text string }

func (n Notice) line() string { return "【" + n.Title + "】" + n.Text }

// check adds a sentence for each text missing.
func (t Terms) check(f *errs.Fields) {
	t.Seller.check(f)
	need(f, "delivery", "forms.need_delivery", t.Delivery)
	need(f, "returns", "forms.need_returns", t.Returns)
	need(f, "privacy", "forms.need_privacy", t.Privacy)
	if len(t.Shipping) == 0 {
		f.Add("shipping", "forms.need_shipping")
	}
	t.checkPayments(f)
	if t.ValidUntil == "" && strings.TrimSpace(t.Period) == "" {
		f.Add("valid_until", "forms.need_period")
	}
	if t.ValidFrom != "" && t.ValidUntil != "" && t.ValidUntil < t.ValidFrom {
		f.Add("valid_until", "forms.period_reversed")
	}
}

func (t Terms) checkPayments(f *errs.Fields) {
	if len(t.Payments) == 0 {
		f.Add("payments", "forms.need_payments")
	}
	cod := false
	for _, p := range t.Payments {
		need(f, "payments", "forms.need_payment_timing", p.Name, p.Timing)
		cod = cod || strings.Contains(p.Name, "代引") || strings.Contains(p.Name, "代金引換")
	}
	if cod && len(t.COD) == 0 {
		f.Add("cod", "forms.need_cod")
	}
}

// checkProduct adds what a printed product must have.
func (t Terms) checkProduct(f *errs.Fields, code, name string, price yen.Yen, reduced bool) {
	if code == "" || name == "" || price <= 0 {
		f.Add("products", "forms.need_product_parts", code)
	}
	if reduced && t.ReducedPercent == 0 {
		f.Add("products", "forms.need_reduced_percent", code)
	}
}

// period is the sentence of the application period (申込みの期間).
func (t Terms) period() string {
	text := ""
	if t.ValidUntil != "" {
		text = dayText(t.ValidFrom) + "〜" + dayText(t.ValidUntil) + "。"
	}
	return text + t.Period
}

func (t Terms) reducedNote() string {
	return Say("paper.reduced_at", t.ReducedPercent)
}

// grid is a small table of equal cells under a title.
type grid struct {
	title   string
	cells   []string
	columns int
}

// grids are the amounts that the law wants as amounts: shipping by region and
// the cash-on-delivery fee.
func (t Terms) grids() []grid {
	shipping := grid{title: Say("paper.shipping_incl"), columns: 6}
	for _, s := range t.Shipping {
		shipping.cells = append(shipping.cells, s.Region+" "+money(s.Fee))
	}
	if t.FreeFrom > 0 {
		shipping.title += Say("paper.free_from", money(t.FreeFrom))
	}
	out := []grid{shipping}
	if len(t.COD) > 0 {
		cod := grid{title: Say("paper.cod_fee_incl"), columns: 4}
		for _, b := range t.COD {
			limit := Say("paper.above")
			if b.UpTo > 0 {
				limit = Say("paper.until", money(b.UpTo))
			}
			cod.cells = append(cod.cells, limit+" "+money(b.Fee))
		}
		out = append(out, cod)
	}
	return out
}

// notices are the terms in words, the most necessary first.
func (t Terms) notices() []Notice {
	var pay []string
	for _, p := range t.Payments {
		pay = append(pay, p.Name+": "+p.Timing)
	}
	all := []Notice{
		{Say("paper.about_shipping"), t.ShippingNote},
		{Say("paper.about_cod"), t.CODNote},
		{Say("paper.about_payment"), strings.Join(pay, " ")},
		{Say("paper.about_delivery"), t.Delivery},
		{Say("paper.period"), t.period()},
		{Say("paper.about_returns"), t.Returns},
		{Say("paper.seller"), t.Seller.line()},
		{Say("paper.about_privacy"), t.Privacy},
	}
	all = append(all, t.Other...)
	out := all[:0]
	for _, n := range all {
		if strings.TrimSpace(n.Text) != "" {
			out = append(out, n)
		}
	}
	return out
}

// dayText is a day as people write it: 2026年11月23日; empty for no day.
func dayText(d japan.Day) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return Say("paper.date", t.Year(), t.Month(), t.Day())
}
