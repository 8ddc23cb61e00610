package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
)

// DeskParcels is the part of the desk with the parcels of the order.
type DeskParcels struct {
	First       DeskParcel   // the buyer's own
	Further     []DeskParcel // the second and those after it
	BlankParcel DeskParcel   // what the browser copies for the next one
	Gifts       bool         // the shop offers gift services
	AskCOD      bool         // cash is collected and a gift goes elsewhere
}

// DeskParcel is one parcel (お届け先) as the desk shows it.
type DeskParcel struct {
	No       int // 0 for the one to copy
	Dates    []Choice
	DateText string // what stands in the field for another date
	DateWhy  string // one sentence: earliest day, ship day
	Slots    []Choice
	Noshi    []Choice
	Wrapping []Choice
	Cards    []Choice
	Senders  []Choice
	Shipping string
}

// maxDeskParcels is how many parcels the screen takes.
const maxDeskParcels = 20

// parcelFields are the fields that every parcel of the desk has; those of the
// second and later ones end in the parcel's number.
var parcelFields = []string{"to_name", "to_kana", "to_phone", "to_postal_code", "to_address1", "to_address2",
	"delivery_date", "delivery_date_other", "delivery_slot", "noshi", "noshi_name", "wrapping", "card", "message",
	"from", "from_name", "from_phone", "from_postal_code", "from_address1", "from_address2"}

// parcelNo is the number of the parcel to which a field belongs; 0 for none.
func parcelNo(name string) int {
	column, n := order.SplitField(strings.TrimPrefix(name, "label_")) // what the carrier prints instead
	switch {
	case !slices.Contains(parcelFields, column):
		return 0
	case n < 0:
		return 1
	}
	return n
}

// parcelsOf is how many parcels the form has. Radio buttons come with every
// one of them, so that a parcel in which nothing is typed counts as well.
func parcelsOf(t typed) int {
	count := 1
	for name := range t {
		if no := parcelNo(name); no <= maxDeskParcels {
			count = max(count, no)
		}
	}
	return count
}

// readParcels reads the parcels of the screen. What is hidden there (another
// recipient or gift services after all not wanted) is not part of the order,
// nor are parcels at the end in which nothing is typed.
func readParcels(t typed, f *order.Form, today japan.Day) {
	f.CODGift = t.V("cod_gift")
	f.Slot, f.Date = t.V("delivery_slot"), deliveryDate(t, 1, today)
	if t.V("to") == "other" {
		to := readAddress(t, "to_", 1)
		f.To = &to
	}
	if t.V("gift") == "yes" {
		f.Gift = readGift(t, 1)
		if f.To == nil {
			f.Gift.Sender = nil
		}
	}
	for no := 2; no <= parcelsOf(t); no++ {
		f.Parcels = append(f.Parcels, order.FormParcel{To: readAddress(t, "to_", no), Date: deliveryDate(t, no, today),
			Slot: t.V(quote.ParcelField("delivery_slot", no)), Gift: readGift(t, no)})
	}
	for n := len(f.Parcels); n > 0 && f.Parcels[n-1] == (order.FormParcel{}) && !used(t, n+1); n-- {
		f.Parcels = f.Parcels[:n-1]
	}
}

// used says whether a line goes into a parcel.
func used(t typed, no int) bool {
	return slices.ContainsFunc(rowsOf(t), func(row int) bool { return japan.FoldASCII(lineOf(t, row).Parcel) == strconv.Itoa(no) })
}

func readAddress(t typed, prefix string, no int) order.Address {
	v := func(field string) string { return t.V(quote.ParcelField(prefix+field, no)) }
	return order.Address{Name: v("name"), Kana: v("kana"), Phone: v("phone"), PostalCode: v("postal_code"), Address1: v("address1"), Address2: v("address2")}
}

func readGift(t typed, no int) order.FormGift {
	v := func(field string) string { return t.V(quote.ParcelField(field, no)) }
	g := order.FormGift{Noshi: v("noshi"), NoshiName: v("noshi_name"), Wrapping: v("wrapping"), Card: v("card"), Message: v("message")}
	if v("from") == "other" {
		from := readAddress(t, "from_", no)
		g.Sender = &from
	}
	return g
}

// parcels fills the parcels of the page.
func (p *DeskPage) parcels(d deskForm, book *catalog.Book, q quote.Quote, now time.Time) {
	menu, today := book.Shop.Gift, japan.DayOf(now)
	p.Gifts = len(menu.Noshi)+len(menu.Wrapping)+len(menu.Cards) > 0
	p.AskCOD = d.Form.AsksCOD()
	p.BlankParcel = p.parcel(typed{}, 0, book, quote.ParcelQuote{}, today)
	for no := 1; no <= parcelsOf(d.Typed); no++ {
		var of quote.ParcelQuote
		if no <= len(q.Parcels) {
			of = q.Parcels[no-1]
		}
		x := p.parcel(d.Typed, no, book, of, today)
		if no == 1 {
			p.First = x
		} else {
			p.Further = append(p.Further, x)
		}
	}
}

// Parcels are all of them.
func (p *DeskParcels) Parcels() []DeskParcel { return append([]DeskParcel{p.First}, p.Further...) }

func (p *DeskPage) parcel(t typed, no int, book *catalog.Book, q quote.ParcelQuote, today japan.Day) DeskParcel {
	v := func(field string) string { return t.V(quote.ParcelField(field, no)) }
	x := DeskParcel{No: no, Slots: slotChoices(p.BasePage, book, v("delivery_slot"))}
	x.Noshi = p.giftChoices(book.Shop.Gift.Noshi, v("noshi"))
	x.Wrapping = p.giftChoices(book.Shop.Gift.Wrapping, v("wrapping"))
	x.Cards = p.giftChoices(book.Shop.Gift.Cards, v("card"))
	x.Senders = choose(1, cmpOr(v("from"), "self"), []Choice{{Value: "self", Label: p.T("parcel.from_self")}, {Value: "other", Label: p.T("parcel.from_other")}})
	p.days(&x, t, book, q, today)
	p.reach(&x, book, q)
	if q.Region != "" && q.Goods > 0 {
		x.Shipping = p.T("parcel.shipping", q.Shipping)
	}
	return x
}

// giftChoices are none and the services of a list, with what they cost.
func (p *DeskPage) giftChoices(list []quote.GiftOption, chosen string) []Choice {
	out := []Choice{{Value: "", Label: p.T("parcel.none")}}
	for _, o := range list {
		text := label(p.Printer, o.Label, o.LabelEN, o.Code)
		if o.Price > 0 {
			text += " +" + o.Price.String()
		}
		out = append(out, Choice{Value: o.Code, Label: text})
	}
	return choose(0, chosen, out)
}

// parcelView is a parcel of the desk with the page for its words.
type parcelView struct {
	Page   *DeskPage
	Parcel DeskParcel
	Prefix string // of the fields of an address: to_ or from_
}

// Of is the view of one of the parcel's addresses.
func (v parcelView) Of(prefix string) parcelView {
	v.Prefix = prefix
	return v
}

// Name is the name of a field of the parcel; the parcel that the browser
// copies has a placeholder for its number.
func (v parcelView) Name(field string) string {
	if v.Parcel.No == 0 {
		return v.Prefix + field + ".__N__"
	}
	return quote.ParcelField(v.Prefix+field, v.Parcel.No)
}

// Label is the parcel's number as the page says it.
func (v parcelView) Label() string {
	if v.Parcel.No == 0 {
		return "__N__"
	}
	return strconv.Itoa(v.Parcel.No)
}

// V is what is typed into a field.
func (v parcelView) V(field string) string { return v.Page.Typed.V(v.Name(field)) }

// Err are the problems of a field.
func (v parcelView) Err(field string) FieldError { return v.Page.Err(v.Name(field)) }

// Bad says whether a field has one.
func (v parcelView) Bad(field string) bool { return v.Page.Bad(v.Name(field)) }

// Radios are choices with the name of their field.
func (v parcelView) Radios(field string, choices []Choice) radioView {
	return radioView{v.Name(field), choices}
}

type radioView struct {
	Name    string
	Choices []Choice
}

// dropParcel takes a parcel out of the form and shows those that are left,
// with new numbers.
func (s *Server) dropParcel(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	no := int(number(t.V("drop")))
	if no < 2 || no > parcelsOf(t) {
		return errNoPage
	}
	p, err := s.desk(c, readDesk(withoutParcel(t, no), s.now(), true))
	if err != nil {
		return err
	}
	s.fragment(c, http.StatusOK, "desk", "further-parcels", p)
	return nil
}

// withoutParcel is the form without one parcel: later ones move up, and what
// was to go into it goes into the first.
func withoutParcel(t typed, no int) typed {
	out := typed{}
	for name, values := range t {
		column, _ := order.SplitField(name)
		switch n := parcelNo(name); {
		case n < no:
			out[name] = values
		case n > no:
			out[quote.ParcelField(column, n-1)] = values
		}
	}
	for _, row := range rowsOf(t) {
		field := order.LineField(row, "parcel")
		if n, err := strconv.Atoi(strings.TrimSpace(japan.FoldASCII(t.V(field)))); err == nil && n == no {
			out.Set(field, "1")
		} else if err == nil && n > no {
			out.Set(field, strconv.Itoa(n-1))
		}
	}
	return out
}

// addressField is a field of an address.
type addressField struct {
	Name, Label, Value string
	Kana               string // the field that follows with the reading
	Phone              bool
	Max                int
	Err                FieldError
}

// Field is one of the address's fields, all but the postal code.
func (v parcelView) Field(field string) addressField {
	f := addressField{Name: v.Name(field), Label: v.Page.T("screen." + field), Value: v.V(field), Max: 80, Err: v.Err(field)}
	switch field {
	case "name":
		if v.Prefix == "to_" {
			f.Kana = v.Name("kana")
		}
	case "phone":
		f.Phone, f.Max = true, 30
	case "address1", "address2":
		f.Max = 160
	}
	return f
}

// MaxParcels is how many parcels the screen takes.
func (p *DeskParcels) MaxParcels() int { return maxDeskParcels }

// Places is the id of the list of addresses of the postal code's field.
func (v parcelView) Places() string { return placesID(v.Name("postal_code")) }
