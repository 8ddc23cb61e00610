package order

import (
	"slices"
	"strconv"
	"strings"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
)

// FormGift are the gift services of a parcel as typed: codes of the shop, and
// the words that go with them.
type FormGift struct {
	Noshi     string
	NoshiName string // 名入れ
	Wrapping  string
	Card      string
	Message   string
	Sender    *Address // who sends it (ご依頼主) where it is not the buyer; fields from_name …, no kana
}

// FormParcel is a further parcel as typed. Its fields end in its number: to_name.2.
type FormParcel struct {
	To   Address
	Date string
	Slot string
	Gift FormGift
}

// RequestParcel is one parcel of a request.
type RequestParcel struct {
	Recipient customer.Recipient
	Own       bool // goes to the buyer, at whatever address
	Date      japan.Day
	Slot      string
	Gift      GiftWrap
}

// The longest texts of a gift, and how many parcels one order may have.
const (
	maxNoshiName = 30
	maxMessage   = 200
	maxParcels   = 20
)

// parcels checks the parcels of the order, the buyer's first.
func (f Form) parcels(buyer customer.Recipient, bad *errs.Fields) []RequestParcel {
	first := RequestParcel{Recipient: buyer, Own: true}
	if f.To != nil {
		first = toOther(buyer, f.To.parse("to_", "", bad))
	}
	first.Recipient.Note = freeText("note", f.Note, maxNote, bad)
	first.Date, first.Slot = parseDay("delivery_date", f.Date, bad), strings.TrimSpace(f.Slot)
	f.Gift.into(&first, 1, bad)
	out := []RequestParcel{first}
	if len(f.Parcels) >= maxParcels {
		bad.Add("parcels", "parcel.too_many", maxParcels)
		return out
	}
	for i, p := range f.Parcels {
		no := i + 2
		r := toOther(buyer, p.To.parse("to_", quote.ParcelField("", no), bad))
		r.Date, r.Slot = parseDay(quote.ParcelField("delivery_date", no), p.Date, bad), strings.TrimSpace(p.Slot)
		p.Gift.into(&r, no, bad)
		out = append(out, r)
	}
	return out
}

// toOther is a parcel to an address of its own. The buyer's name at another
// address is the buyer still.
func toOther(buyer, to customer.Recipient) RequestParcel {
	own := to.Name != "" && plain(to.Name) == plain(buyer.Name)
	if !own {
		to.Buyer = buyer.Name
		to.SenderName, to.SenderPhone, to.SenderPostalCode = buyer.Name, buyer.Phone, buyer.PostalCode
		to.SenderAddress1, to.SenderAddress2 = buyer.Address1, buyer.Address2
	}
	return RequestParcel{Recipient: to, Own: own}
}

// plain is a name without its spaces.
func plain(name string) string { return strings.Join(strings.Fields(name), "") }

// into checks the gift services of a parcel. Words without the service that
// carries them would be lost; a card without words is none.
func (g FormGift) into(p *RequestParcel, no int, bad *errs.Fields) {
	field := func(name string) string { return quote.ParcelField(name, no) }
	p.Gift = GiftWrap{Noshi: strings.TrimSpace(g.Noshi), Wrapping: strings.TrimSpace(g.Wrapping), Card: strings.TrimSpace(g.Card)}
	p.Recipient.NoshiName = freeText(field("noshi_name"), g.NoshiName, maxNoshiName, bad)
	p.Recipient.Message = freeText(field("message"), g.Message, maxMessage, bad)
	switch {
	case p.Gift.Noshi == "" && p.Recipient.NoshiName != "":
		bad.Add(field("noshi"), "parcel.need_noshi")
	case p.Gift.Card == "" && p.Recipient.Message != "":
		bad.Add(field("card"), "parcel.need_card")
	case p.Gift.Card != "" && p.Recipient.Message == "":
		bad.Add(field("message"), "parcel.need_message")
	}
	if g.Sender != nil {
		g.Sender.send(&p.Recipient, no, bad)
	}
}

// send makes the address the sender of a parcel.
func (a Address) send(to *customer.Recipient, no int, bad *errs.Fields) {
	s := a.parsePlace("from_", quote.ParcelField("", no), bad)
	to.SenderName, to.SenderPhone, to.SenderPostalCode = s.Name, s.Phone, s.PostalCode
	to.SenderAddress1, to.SenderAddress2 = s.Address1, s.Address2
}

// parcelOf is the parcel into which a line goes.
func (f Form) parcelOf(i int, l FormLine, bad *errs.Fields) int {
	text := strings.TrimSpace(japan.FoldASCII(l.Parcel))
	if text == "" {
		return 1
	}
	no, err := strconv.Atoi(text)
	if err != nil || no < 1 || no > len(f.Parcels)+1 {
		bad.Add(LineField(i, "parcel"), "parcel.number", len(f.Parcels)+1)
		return 1
	}
	return no
}

// checkFilled refuses a parcel into which nothing goes.
func checkFilled(lines []Line, parcels int, bad *errs.Fields) {
	filled := map[int]bool{}
	for _, l := range lines {
		filled[l.Parcel] = true
	}
	for no := 1; no <= parcels && len(lines) > 0 && len(*bad) == 0; no++ {
		switch {
		case filled[no]:
		case no == 1:
			bad.Add(LineField(0, "parcel"), "parcel.empty", no)
		default:
			bad.Add(quote.ParcelField("to_name", no), "parcel.empty", no)
		}
	}
}

// checkCOD: the carrier collects once, at the buyer's own door, with the first
// parcel. That a gift's recipient pays nothing is asked, since the caller may
// have meant otherwise.
func checkCOD(r Request, confirmed string, bad *errs.Fields) {
	if r.Payment != "cod" {
		return
	}
	if first := r.Parcels[0]; !first.Own && first.Recipient.Name != "" {
		bad.Add("payment", "parcel.cod_own")
		return
	}
	for _, p := range r.Parcels[1:] {
		if !p.Own && confirmed != "yes" {
			bad.Add("cod_gift", "parcel.cod_gift")
			return
		}
	}
}

// AsksCOD reports whether the caller is to be asked about the cash: it is
// collected at the buyer's door, and a gift goes to somebody else.
func (f Form) AsksCOD() bool {
	return strings.TrimSpace(f.Payment) == "cod" && slices.ContainsFunc(f.Parcels, func(p FormParcel) bool {
		return japan.Clean(p.To.Name) != "" && plain(japan.Clean(p.To.Name)) != plain(japan.Clean(f.Name))
	})
}

// typedCOD says of cash what is wrong with the parcels as far as they are typed.
func (f Form) typedCOD(bad *errs.Fields) {
	if f.To == nil || strings.TrimSpace(f.Payment) != "cod" {
		return
	}
	if to := plain(japan.Clean(f.To.Name)); to != "" && to != plain(japan.Clean(f.Name)) {
		bad.Add("payment", "parcel.cod_own")
	}
}

// quoteParcels are the parcels as a quote wants them.
func quoteParcels(parcels []RequestParcel) []quote.Parcel {
	out := make([]quote.Parcel, len(parcels))
	for i, p := range parcels {
		out[i] = quote.Parcel{Prefecture: prefecture(p.Recipient.Address1), PostalCode: p.Recipient.PostalCode, Date: p.Date, Slot: p.Slot, Gift: p.Gift}
	}
	return out
}

// prefecture is the one with which an address begins; empty for none.
func prefecture(address string) string {
	p, _, ok := japan.PrefectureOf(japan.Clean(address))
	if !ok {
		return ""
	}
	return string(p)
}

// typedParcels are the parcels as far as they are typed.
func (f Form) typedParcels(bad *errs.Fields) []quote.Parcel {
	address, code := f.Address1, f.PostalCode
	if f.To != nil {
		address, code = f.To.Address1, f.To.PostalCode
	}
	out := []quote.Parcel{typedParcel(1, address, code, f.Date, f.Slot, f.Gift, bad)}
	for i, p := range f.Parcels[:min(len(f.Parcels), maxParcels)] {
		out = append(out, typedParcel(i+2, p.To.Address1, p.To.PostalCode, p.Date, p.Slot, p.Gift, bad))
	}
	return out
}

func typedParcel(no int, address, code, date, slot string, g FormGift, bad *errs.Fields) quote.Parcel {
	postal, _ := japan.ParsePostalCode(code) // half a code is none yet
	return quote.Parcel{Prefecture: prefecture(address), PostalCode: string(postal), Date: parseDay(quote.ParcelField("delivery_date", no), date, bad),
		Slot: strings.TrimSpace(slot), Gift: GiftWrap{Noshi: g.Noshi, Wrapping: g.Wrapping, Card: g.Card}}
}
