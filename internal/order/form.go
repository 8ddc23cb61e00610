package order

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
)

// Form is an order as it was typed, on the screen, in a file or in JSON: text
// in every field. The field names of errors are the column names of the import
// file. Form names a person: it must not be logged or stored.
type Form struct {
	Ref        string // order_ref: the sender's own number of the order; empty for none
	Channel    string
	ReceivedAt string // RFC 3339; empty means now
	CustomerID string // vault id of a chosen customer; empty otherwise
	CustomerNo string
	Name       string
	Kana       string
	Phone      string
	PostalCode string
	Address1   string
	Address2   string
	To         *Address // another recipient than the customer; nil for the customer
	Payment    string
	Date       string
	Slot       string
	Edition    string // default of the lines
	Note       string
	Lines      []FormLine
	Gift       FormGift          `json:",omitzero"`  // of the first parcel
	Parcels    []FormParcel      `json:",omitempty"` // the second and those after it
	Labels     map[string]string `json:",omitempty"` // by address field: what the carrier's label says instead
	CODGift    string            `json:",omitempty"` // "yes": the buyer knows that a gift's recipient pays nothing at the door
	Campaign   string            `json:",omitempty"` // code that the caller names
	stock      Stocks            // as it stands when the form is checked
}

// Address is a recipient who is not the customer; its fields are to_name ….
type Address struct {
	Name       string
	Kana       string
	Phone      string
	PostalCode string
	Address1   string
	Address2   string
}

// FormLine is one line as typed.
type FormLine struct {
	Code     string
	Quantity string
	Edition  string
	Parcel   string `json:",omitempty"` // number of the parcel; empty is the first

	Price       string `json:",omitempty"` // agreed instead of the catalog's; field override
	PriceReason string `json:",omitempty"` // reason code for it; field override_reason
	Proposed    string `json:",omitempty"` // "yes": staff proposed it
}

// LineField is the error field of a column of the i-th line (from 0).
func LineField(i int, column string) string { return column + "." + strconv.Itoa(i) }

// SplitField undoes LineField; i is -1 for a field of the order.
func SplitField(name string) (column string, i int) {
	column, n, ok := strings.Cut(name, ".")
	if !ok {
		return name, -1
	}
	i, err := strconv.Atoi(n)
	if err != nil {
		return name, -1
	}
	return column, i
}

// Request is an order that passed every check.
type Request struct {
	Key        string // idempotency key; empty for none
	Ref        string // order_ref
	Channel    Channel
	ReceivedAt time.Time
	CustomerID string
	Seen       int64 // version of the card that was seen; 0 when unknown
	Person     customer.Person
	Parcels    []RequestParcel // one at least
	Payment    string
	Lines      []Line
	Quote      quote.Quote
	memo       bool     // the card bears an alert memo
	same       []string // all ids of the person, where several customers were merged (名寄せ)
	Prepaid    bool     // ships when the money has come
	Campaign   quote.Discount
	Readback   []ReadSection
	Called     bool      // taken of a caller on the line: the call is logged with the order
	CallBegun  time.Time // zero when unknown
	rules      catalog.Rules
	form       Form
	idem       string // the key as the database keeps it: hashed
}

// The longest texts that a slip can carry.
const (
	maxNo      = 40
	maxName    = 60
	maxAddress = 120
	maxNote    = 200
	maxLines   = 2000
)

// Parse checks a form against the catalog as it stands at a moment and answers
// everything wrong with it at once (errs.Fields).
func (f Form) Parse(book *catalog.Book, now time.Time) (Request, error) {
	var bad errs.Fields
	r := Request{Ref: strings.TrimSpace(f.Ref), CustomerID: f.CustomerID, form: f, rules: book.Shop.Rules, ReceivedAt: f.received(now, &bad)}
	if r.Ref != "" {
		checkRef(r.Ref, &bad)
	}
	r.Channel = Channel(f.Channel)
	if r.Channel != Phone && r.Channel != Fax && r.Channel != Post {
		bad.Add("channel", "order.channel")
	}
	buyer := Address{f.Name, f.Kana, f.Phone, f.PostalCode, f.Address1, f.Address2}.parse("", "", &bad)
	r.Person = customer.Person{No: customerNo(f.CustomerNo, &bad), Name: buyer.Name, Kana: buyer.Kana, Phone: buyer.Phone,
		PostalCode: buyer.PostalCode, Address1: buyer.Address1, Address2: buyer.Address2}
	r.Parcels = f.parcels(buyer, &bad)
	f.label(book.Carrier(), r.Parcels)
	r.Payment = strings.TrimSpace(f.Payment)
	r.Lines = f.lines(book, japan.DayOf(r.ReceivedAt), &bad)
	checkFilled(r.Lines, len(r.Parcels), &bad)
	checkCOD(r, f.CODGift, &bad)
	r.Campaign = campaign(book, f.Campaign, japan.DayOf(r.ReceivedAt), goodsOf(r.Lines), &bad)
	if err := r.price(book, f.ready(now, r.Lines), &bad); err != nil {
		return Request{}, err
	}
	return r, bad.Err()
}

// checkRef checks the sender's own number of an order, which stays outside the vault.
func checkRef(ref string, bad *errs.Fields) {
	switch {
	case !refShape.MatchString(ref):
		bad.Add("order_ref", "order.ref")
	case customer.ContainsCardNumber(ref):
		bad.Add("order_ref", "order.card_number")
	}
}

// customerNo keeps a number as the shop writes it.
func customerNo(s string, bad *errs.Fields) string {
	return freeText("customer_no", japan.FoldASCII(s), maxNo, bad)
}

func (f Form) received(now time.Time, bad *errs.Fields) time.Time {
	if f.ReceivedAt == "" {
		return now
	}
	t, err := time.Parse(time.RFC3339, f.ReceivedAt)
	switch {
	case err != nil:
		bad.Add("received_at", "order.received_at")
	case t.Year() < 2000:
		bad.Add("received_at", "order.received_at")
	case t.After(now.Add(24 * time.Hour)):
		bad.Add("received_at", "order.received_future")
	default:
		return t
	}
	return now
}

func parseDay(field, s string, bad *errs.Fields) japan.Day {
	s = japan.FoldASCII(strings.TrimSpace(s))
	if s == "" {
		return ""
	}
	d, err := japan.ParseDay(s)
	if err != nil {
		bad.Add(field, "order.day")
	}
	return d
}

// parse checks a name and address; prefix and suffix go around the field names.
func (a Address) parse(prefix, suffix string, bad *errs.Fields) customer.Recipient {
	r := a.parsePlace(prefix, suffix, bad)
	if kana, err := japan.NormalizeKana(japan.Clean(a.Kana)); err != nil || kana == "" || utf8.RuneCountInString(kana) > maxName {
		bad.Add(prefix+"kana"+suffix, "order.kana")
	} else {
		r.Kana = kana
	}
	return r
}

// parsePlace is parse without the reading.
func (a Address) parsePlace(prefix, suffix string, bad *errs.Fields) customer.Recipient {
	field := func(name string) string { return prefix + name + suffix }
	r := customer.Recipient{
		Name:     required(field("name"), "order.name", a.Name, maxName, bad),
		Address1: required(field("address1"), "order.address1", a.Address1, maxAddress, bad),
		Address2: freeText(field("address2"), a.Address2, maxAddress, bad),
	}
	if p, err := japan.ParsePhone(a.Phone); err != nil {
		bad.Add(field("phone"), "order.phone")
	} else {
		r.Phone = string(p)
	}
	if c, err := japan.ParsePostalCode(a.PostalCode); err != nil {
		bad.Add(field("postal_code"), "order.postal_code")
	} else {
		r.PostalCode = string(c)
	}
	if _, _, ok := japan.PrefectureOf(r.Address1); r.Address1 != "" && !ok {
		bad.Add(field("address1"), "order.prefecture")
	}
	return r
}

func required(field, key, s string, limit int, bad *errs.Fields) string {
	out := freeText(field, s, limit, bad)
	if out == "" {
		bad.Add(field, key)
	}
	return out
}

// freeText cleans what was typed and refuses what is too long or passes as a
// card number: this shop must never come to hold one.
func freeText(field, s string, limit int, bad *errs.Fields) string {
	s = japan.Clean(s)
	if n := utf8.RuneCountInString(s); n > limit {
		bad.Add(field, "order.too_long", limit, n)
	}
	if customer.ContainsCardNumber(s) {
		bad.Add(field, "order.card_number")
	}
	return s
}

// lines checks the ordered products. A limited product must have been within
// its application period when the order arrived; an edition must have been
// accepted then.
func (f Form) lines(book *catalog.Book, arrived japan.Day, bad *errs.Fields) []Line {
	var out []Line
	if len(f.Lines) == 0 {
		bad.Add("product_code", "order.no_lines")
	}
	if len(f.Lines) > maxLines {
		bad.Add("product_code", "order.too_many_lines", maxLines)
		return nil
	}
	for i, l := range f.Lines {
		if line, ok := f.line(book, i, l, arrived, bad); ok {
			line.No, line.Parcel = i+1, f.parcelOf(i, l, bad)
			out = append(out, line)
		}
	}
	return out
}

func (f Form) line(book *catalog.Book, i int, l FormLine, arrived japan.Day, bad *errs.Fields) (Line, bool) {
	edition, ok := lineEdition(book, l.Edition, f.Edition, arrived)
	qty, qerr := parseQuantity(l.Quantity)
	switch {
	case !ok:
		bad.Add(LineField(i, "edition"), "order.edition")
		return Line{}, false
	case !book.Accepts(edition, arrived):
		bad.Add(LineField(i, "edition"), "order.edition_closed", edition)
		return Line{}, false
	case qerr:
		bad.Add(LineField(i, "quantity"), "order.quantity")
	}
	price, err := book.Orderable(edition, l.Code, arrived)
	if err != nil {
		*bad = append(*bad, errs.Field{Name: LineField(i, "product_code"), Message: messageOf(err)})
		return Line{}, false
	}
	p, _ := book.Product(price.Code)
	line := Line{Code: p.Code, Name: p.Name, Quantity: qty, Tax: p.Tax, Edition: edition, NoAir: p.NoAir, Components: p.Components}
	line.Price, line.Accepted = book.Accept(edition, price, arrived)
	line.override(book, i, l, bad)
	f.propose(book, &line, i, l, arrived, bad)
	f.await(&line, i, bad)
	return line, !qerr
}

// lineEdition is the line's edition, else the order's, else the shop's default
// on the day when the order arrived: the prices that the customer could know.
func lineEdition(book *catalog.Book, line, form string, arrived japan.Day) (string, bool) {
	code := strings.TrimSpace(line)
	if code == "" {
		code = strings.TrimSpace(form)
	}
	if code == "" {
		e, ok := book.DefaultEdition(arrived)
		return e.Code, ok
	}
	e, ok := book.Edition(code)
	return e.Code, ok
}

func parseQuantity(s string) (n int, bad bool) {
	n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(japan.FoldASCII(s)), ",", ""))
	return n, err != nil || n < 1 || n > 9999
}

// messageOf is the sentence of a classified error.
func messageOf(err error) errs.Message {
	var known *errs.Error
	if errors.As(err, &known) {
		return known.Message
	}
	return errs.Msg("order.invalid")
}

// price quotes the order; a quote that cannot be made yet because of other
// mistakes is left out.
func (r *Request) price(book *catalog.Book, now time.Time, bad *errs.Fields) error {
	in := quote.Input{Lines: quoteLines(r.Lines), Payment: r.Payment, At: now, Discount: r.Campaign}
	in.SetParcels(quoteParcels(r.Parcels))
	tariff := book.Tariff()
	pay, ok := tariff.PaymentOf(r.Payment)
	if r.Payment == "" {
		bad.Add("payment", "order.payment")
	}
	r.Prepaid = ok && pay.Prepaid
	return r.quote(tariff, in, bad)
}

// quote keeps the quote; what is wrong with the input joins bad, a tariff that
// lacks what the order needs (a tax rate) is an error.
func (r *Request) quote(tariff *quote.Tariff, in quote.Input, bad *errs.Fields) error {
	q, err := tariff.Quote(in)
	var fields errs.Fields
	if errors.As(err, &fields) {
		*bad, err = append(*bad, fields...), nil
	}
	r.Quote = q
	return err
}

func quoteLines(lines []Line) []quote.Line {
	out := make([]quote.Line, len(lines))
	for i, l := range lines {
		out[i] = quote.Line{Code: l.Code, Quantity: l.Quantity, Price: l.Price, Tax: l.Tax, NoAir: l.NoAir, Parcel: l.Parcel}
	}
	return out
}
