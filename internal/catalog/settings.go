package catalog

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

// The settings files. The last two go with the first.
const (
	shopFile     = "shop.yaml"
	deliveryFile = "delivery.yaml"
	calendarFile = "calendar.yaml"
)

// Codes that orders, carriers and the program itself know.
var (
	paymentCodes = []string{"cod", "bank_before", "postal_before", "postal_after"}
	encodings    = []string{"utf-8", "cp932"}
	reasonCode   = regexp.MustCompile(`^[a-z][a-z0-9_]{1,31}$`)
	clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

func (s *source) readSettings() {
	if !s.exists(shopFile) {
		for _, f := range []string{deliveryFile, calendarFile} {
			if s.exists(f) {
				s.problems.Add(s.name(f), 0, "", "catalog.needs_shop")
			}
		}
		return
	}
	var set Settings
	var shop, delivery, calendar bool
	s.shop, shop = s.readYAML(shopFile, &set.Shop)
	s.delivery, delivery = s.readYAML(deliveryFile, &set.Delivery)
	s.calendar, calendar = s.readYAML(calendarFile, &set.Calendar)
	s.settings = &set
	if shop {
		s.checkShop(&set.Shop)
	}
	if delivery {
		s.checkDelivery(set.Delivery, set.Shop)
	}
	if calendar {
		s.checkCalendar(set.Calendar)
	}
}

func (s *source) checkShop(shop *Shop) {
	s.checkSeller(shop.Seller)
	s.required(s.shop, "legal", reflect.ValueOf(shop.Legal), "catalog.legal")
	s.checkWindows(shop)
	s.checkPayments(shop)
	s.checkCall(shop.Call)
	s.checkTax(shop.Tax)
	s.checkReasons(shop.Reasons)
	s.checkRules(shop.Rules)
	s.checkGifts(shop.Gift)
	s.checkCampaigns(shop.Campaigns)
	if len(shop.Order) == 0 {
		s.bad(s.shop.at("how_to_order"), "catalog.legal", "how_to_order")
	}
	for _, n := range []struct {
		key        string
		value, max int
	}{{"open_budget", shop.OpenBudget, 100_000}, {"artefact_days", shop.ArtefactDays, 3650}, {"quantity_warn", shop.QuantityWarn, 9999}} {
		if n.value < 1 || n.value > n.max {
			s.bad(s.shop.at(n.key), "catalog.number", 1, n.max)
		}
	}
	if !slices.Contains(encodings, shop.ExportEncoding) {
		s.bad(s.shop.at("export_encoding"), "catalog.choice", shop.ExportEncoding, strings.Join(encodings, ", "))
	}
	for i, g := range shop.Groups {
		if g.Code == "" || g.Label == "" || slices.ContainsFunc(shop.Groups[:i], func(o Group) bool { return o.Code == g.Code }) {
			s.bad(s.shop.at("groups", strconv.Itoa(i)), "catalog.entry", g.Code)
		}
	}
}

// required notes every empty text field of a struct, by its yaml name.
func (s *source) required(f yamlFile, section string, v reflect.Value, key string) {
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("yaml")
		if v.Field(i).Kind() == reflect.String && strings.TrimSpace(v.Field(i).String()) == "" {
			s.bad(f.at(section, name), key, name)
		}
	}
}

// checkSeller: name, address, phone and a responsible person must be shown
// (特商法 第11条, 施行規則 第23条); the registration number makes the slip an invoice.
func (s *source) checkSeller(v Seller) {
	s.required(s.shop, "seller", reflect.ValueOf(v), "catalog.seller")
	if v.InvoiceNo != "" && !validInvoiceNo(v.InvoiceNo) {
		s.bad(s.shop.at("seller", "invoice_no"), "catalog.invoice_no", v.InvoiceNo)
	}
	if _, err := japan.ParsePostalCode(v.PostalCode); v.PostalCode != "" && err != nil {
		s.bad(s.shop.at("seller", "postal_code"), "catalog.postal_code", v.PostalCode)
	}
	if v.Email != "" && !strings.Contains(v.Email, "@") {
		s.bad(s.shop.at("seller", "email"), "catalog.email", v.Email)
	}
	for _, f := range []struct{ key, number string }{{"phone", v.Phone}, {"fax", v.Fax}} {
		digits := strings.ReplaceAll(f.number, "-", "")
		if f.number != "" && !regexp.MustCompile(`^0[0-9]{9,10}$`).MatchString(digits) {
			s.bad(s.shop.at("seller", f.key), "catalog.phone", f.number)
		}
	}
}

// validInvoiceNo: T and 13 digits; the first is 9 − (Σ of the other twelve,
// weighted 1, 2, 1, 2 … from the right) mod 9 (法人番号の検査用数字).
func validInvoiceNo(s string) bool {
	if !regexp.MustCompile(`^T[1-9][0-9]{12}$`).MatchString(s) {
		return false
	}
	sum := 0
	for i, body := 0, s[2:]; i < 12; i++ {
		weight := 2 - i%2 // the rightmost, i = 11, weighs 1
		sum += int(body[i]-'0') * weight
	}
	return int(s[1]-'0') == 9-sum%9
}

// checkWindows: named editions have a window in force each, none overlapping,
// within the window in which orders at their prices are taken.
func (s *source) checkWindows(shop *Shop) {
	for i := range shop.Editions {
		e := &shop.Editions[i]
		e.Code = Code(e.Code)
		e.From, e.Until = s.day(e.From, i, "from"), s.day(e.Until, i, "until")
		e.AcceptFrom, e.AcceptUntil = s.day(e.AcceptFrom, i, "accept_from"), s.day(e.AcceptUntil, i, "accept_until")
		at := func(key string) place { return s.shop.at("editions", strconv.Itoa(i), key) }
		switch {
		case !editionPattern.MatchString(e.Code):
			s.bad(at("code"), "catalog.edition_name", e.Code)
		case slices.ContainsFunc(shop.Editions[:i], func(o Edition) bool { return o.Code == e.Code }):
			s.bad(at("code"), "catalog.edition_twice", e.Code)
		}
		if e.Name == "" {
			s.bad(at("name"), "catalog.edition_noname", e.Code)
		}
		if e.From == "" {
			s.bad(at("from"), "catalog.edition_from", e.Code)
		}
		if e.Until != "" && e.Until < e.From {
			s.bad(at("until"), "catalog.until", string(e.Until), string(e.From))
		}
		if e.AcceptFrom > e.From || e.AcceptUntil != "" && (e.Until == "" || e.AcceptUntil < e.Until) {
			s.bad(at("accept_until"), "catalog.accept", e.Code)
		}
		for _, o := range shop.Editions[:i] {
			if overlap(*e, o) {
				s.bad(at("from"), "catalog.overlap", e.Code, o.Code)
			}
		}
	}
}

// day checks a date of an edition; a wrong one is noted and counts as none.
func (s *source) day(d japan.Day, i int, key string) japan.Day {
	if d == "" {
		return ""
	}
	parsed, err := japan.ParseDay(string(d))
	if err != nil {
		s.bad(s.shop.at("editions", strconv.Itoa(i), key), "catalog.day", string(d))
	}
	return parsed
}

// forever is later than any day.
const forever japan.Day = "9999-12-31"

func overlap(a, b Edition) bool {
	return a.From <= cmp.Or(b.Until, forever) && b.From <= cmp.Or(a.Until, forever) && a.Code != b.Code
}

func (s *source) checkPayments(shop *Shop) {
	for i := range shop.Payments {
		p := &shop.Payments[i]
		p.COD = p.Code == "cod"
		p.Prepaid = strings.HasSuffix(p.Code, "_before")
		at := s.shop.at("payments", strconv.Itoa(i), "code")
		switch {
		case !slices.Contains(paymentCodes, p.Code):
			s.bad(at, "catalog.choice", p.Code, strings.Join(paymentCodes, ", "))
		case slices.Contains(payCodes(shop)[:i], p.Code), p.Label == "", p.LabelEN == "", p.Terms == "":
			s.bad(at, "catalog.entry", p.Code)
		}
	}
	if len(shop.Payments) == 0 {
		s.bad(s.shop.at("payments"), "catalog.no_payment")
	}
}

// checkGifts: every gift service has a code of its own in its list, both names
// and a price that is none below zero.
func (s *source) checkGifts(m quote.GiftMenu) {
	for _, list := range []struct {
		key     string
		options []quote.GiftOption
	}{{"noshi", m.Noshi}, {"wrapping", m.Wrapping}, {"cards", m.Cards}} {
		for i, o := range list.options {
			at := s.shop.at("gift", list.key, strconv.Itoa(i))
			_, twice := quote.GiftOptionOf(list.options[:i], o.Code)
			if !reasonCode.MatchString(o.Code) || o.Label == "" || o.LabelEN == "" || twice {
				s.bad(at, "catalog.entry", o.Code)
			}
			if o.Price < 0 || o.Price > maxPrice {
				s.bad(at, "catalog.number", 0, maxPrice)
			}
		}
	}
}

func payCodes(shop *Shop) []string {
	out := make([]string, len(shop.Payments))
	for i, p := range shop.Payments {
		out[i] = p.Code
	}
	return out
}

func (s *source) checkTax(tax Tax) {
	if !slices.Contains([]yen.Rounding{yen.Floor, yen.Ceil, yen.Round}, tax.Rounding) {
		s.bad(s.shop.at("tax", "rounding"), "catalog.choice", string(tax.Rounding), "floor, ceil, round")
	}
	have := map[yen.TaxClass]bool{}
	for i, r := range tax.Rates {
		if d, err := japan.ParseDay(r.From); !r.Class.Valid() || r.Percent < 0 || r.Percent > 100 || err != nil || string(d) != r.From {
			s.bad(s.shop.at("tax", "rates", strconv.Itoa(i)), "catalog.rate")
		}
		have[r.Class] = true
	}
	for _, class := range []yen.TaxClass{yen.Standard, yen.Reduced} {
		if !have[class] {
			s.bad(s.shop.at("tax", "rates"), "catalog.rate_missing", string(class))
		}
	}
}

func (s *source) checkReasons(reasons map[string][]Reason) {
	for _, group := range ReasonGroups {
		if len(reasons[group]) == 0 {
			s.bad(s.shop.at("reasons", group), "catalog.reason_group", group)
		}
		for _, code := range RequiredReasons[group] {
			if !slices.ContainsFunc(reasons[group], func(r Reason) bool { return r.Code == code }) {
				s.bad(s.shop.at("reasons", group), "catalog.reason_required", code)
			}
		}
	}
	for _, group := range sortedKeys(reasons) {
		if group != ReasonPrice && !slices.Contains(ReasonGroups, group) {
			s.bad(s.shop.at("reasons", group), "catalog.choice", group, strings.Join(ReasonGroups, ", "))
		}
		for i, r := range reasons[group] {
			twice := slices.ContainsFunc(reasons[group][:i], func(o Reason) bool { return o.Code == r.Code })
			if !reasonCode.MatchString(r.Code) || r.Label == "" || r.LabelEN == "" || twice {
				s.bad(s.shop.at("reasons", group, strconv.Itoa(i)), "catalog.reason", r.Code)
			}
		}
	}
}

// checkRules: a threshold that is not written is off.
func (s *source) checkRules(r Rules) {
	s.checkAccepted(r.EditionAccepted)
	for _, n := range []struct {
		key        string
		value, max int
	}{{"duplicate_days", r.DuplicateDays, 366}, {"duplicate_share", r.DuplicateShare, 100}, {"quantity_hold", r.QuantityHold, 9999},
		{"unpaid_days", r.UnpaidDays, 3650}} {
		if n.value < 0 || n.value > n.max {
			s.bad(s.shop.at("rules", n.key), "catalog.number", 0, n.max)
		}
	}
}
