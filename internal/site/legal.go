package site

import (
	"slices"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/quote"
)

// needed is a text that the site may not be without.
type needed struct {
	name string // where the catalog keeps it
	text string
	law  string // what asks for it
}

const (
	article11 = "特定商取引法第11条"
	privacy   = "個人情報保護法第21条・第32条"
)

// neededTexts are the advertisement's items (特定商取引法第11条, 同施行規則第23条),
// the number that makes the shop's slips invoices, and what the privacy page
// must say (個人情報保護法第21条第2項, 第25条, 第32条).
func neededTexts(s catalog.Shop) []needed {
	v, l := s.Seller, s.Legal
	return []needed{
		{"shop.yaml seller.name", v.Name, article11},
		{"shop.yaml seller.responsible", v.Responsible + v.Representative, article11},
		{"shop.yaml seller.postal_code", v.PostalCode, article11},
		{"shop.yaml seller.address", v.Address, article11},
		{"shop.yaml seller.phone", v.Phone, article11},
		{"shop.yaml seller.fax", v.Fax, article11},
		{"shop.yaml seller.phone_hours", v.PhoneHours, article11},
		{"shop.yaml seller.invoice_no", v.InvoiceNo, "消費税法第57条の4"},
		{"shop.yaml legal.application", l.Application, "特定商取引法第12条の6"},
		{"shop.yaml legal.prices", l.Prices, article11},
		{"shop.yaml legal.fees", l.Fees, article11},
		{"shop.yaml legal.payment", l.Payment, article11},
		{"shop.yaml legal.delivery", l.Delivery, article11},
		{"shop.yaml legal.period", l.Period, article11},
		{"shop.yaml legal.returns", l.Returns, article11},
		{"shop.yaml legal.defects", l.Defects, article11},
		{"shop.yaml legal.limits", l.Limits, article11},
		{"shop.yaml legal.purpose", l.Purpose, privacy},
		{"shop.yaml legal.entrust", l.Entrust, privacy},
		{"shop.yaml legal.disclosure", l.Disclosure, privacy},
		{"shop.yaml legal.fax_consent", l.FaxConsent, "特定商取引法第12条の5"},
		{"shop.yaml legal.caution", l.Caution, "景品表示法第5条"},
		{"shop.yaml legal.invoice", l.Invoice, "消費税法第57条の4"},
		{"shop.yaml how_to_order", strings.Join(s.Order, ""), article11},
	}
}

// checkShop names every text and table that the law wants and the catalog
// lacks, all at once, as errs.Fields.
func checkShop(b *catalog.Book) error {
	var bad errs.Fields
	for _, n := range neededTexts(b.Shop) {
		if strings.TrimSpace(n.text) == "" {
			bad.Add(n.name, "site.need_text", n.law)
		}
	}
	if len(b.Shop.Payments) == 0 {
		bad.Add("shop.yaml payments", "site.need_text", article11)
	}
	for _, p := range b.Shop.Payments {
		if strings.TrimSpace(p.Label) == "" || strings.TrimSpace(p.Terms) == "" {
			bad.Add("shop.yaml payments "+p.Code, "site.need_text", article11)
		}
	}
	// Shipping must be shown as an amount (施行規則: 表示の方法).
	if len(b.Delivery.Regions) == 0 {
		bad.Add("delivery.yaml regions", "site.need_text", article11)
	}
	cod := slices.ContainsFunc(b.Shop.Payments, func(p quote.Payment) bool { return p.COD })
	if cod && len(b.Delivery.COD) == 0 {
		bad.Add("delivery.yaml cod", "site.need_text", article11)
	}
	return bad.Err()
}
