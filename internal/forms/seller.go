package forms

import (
	"strings"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// Seller is who sells (販売業者), as the law wants it on paper (特定商取引法第11条,
// 消費税法第57条の4).
type Seller struct {
	Name         string // 販売業者名
	PostalCode   string // 123-4567
	Address      string
	Phone        string
	Fax          string
	Responsible  string // 代表者または通信販売業務の責任者
	Registration string // 適格請求書発行事業者の登録番号: T and 13 digits
	Hours        string // 受付時間; may be empty
}

// check adds what is missing for a form or a catalog.
func (s Seller) check(f *errs.Fields) {
	need(f, "seller.name", "forms.need_seller_name", s.Name)
	need(f, "seller.address", "forms.need_seller_address", s.PostalCode, s.Address)
	need(f, "seller.phone", "forms.need_seller_phone", s.Phone)
	need(f, "seller.responsible", "forms.need_seller_responsible", s.Responsible)
	if !isRegistration(s.Registration) {
		f.Add("seller.registration", "forms.need_registration")
	}
}

// need adds a problem unless every text is there.
func need(f *errs.Fields, field, key string, texts ...string) {
	for _, s := range texts {
		if strings.TrimSpace(s) == "" {
			f.Add(field, key)
			return
		}
	}
}

// needDay adds a problem unless there is a day: a document without one would
// not be the same twice.
func needDay(f *errs.Fields, field string, d japan.Day) {
	if d.Time().IsZero() {
		f.Add(field, "forms.need_day")
	}
}

func isRegistration(s string) bool {
	return len(s) == 14 && s[0] == 'T' && strings.Trim(s[1:], "0123456789") == ""
}

// line is the seller in one paragraph.
func (s Seller) line() string {
	parts := []string{s.Name, "〒" + s.PostalCode + " " + s.Address, "TEL\u00a0" + s.Phone}
	for _, p := range [][2]string{{"FAX", s.Fax}, {Say("paper.hours"), s.Hours}, {Say("paper.responsible"), s.Responsible}, {Say("paper.registration"), s.Registration}} {
		if p[1] != "" {
			parts = append(parts, p[0]+"\u00a0"+p[1])
		}
	}
	return strings.Join(parts, " / ")
}
