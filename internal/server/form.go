package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/quote"
)

// typed is a form as it came, text in every field.
type typed url.Values

// posted reads the body of a POST and never the address (a query string must
// not fill in what the person did not type). A body that is no form is the
// sender's fault; the parser's own words would repeat a piece of it.
func posted(c *gin.Context) (typed, error) {
	err := c.Request.ParseForm()
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return nil, err
	case err != nil || !readable(c.Request.PostForm):
		return nil, errs.E(errs.Invalid, "server.unreadable")
	}
	return typed(c.Request.PostForm), nil
}

// readable says whether every value is text: UTF-8 without U+0000, which
// PostgreSQL can hold nowhere and no keyboard types.
func readable(values url.Values) bool {
	for _, list := range values {
		for _, v := range list {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return false
			}
		}
	}
	return true
}

// V is the value of a field, trimmed.
func (t typed) V(name string) string { return strings.TrimSpace(url.Values(t).Get(name)) }

// Set overwrites a field.
func (t typed) Set(name, value string) { url.Values(t).Set(name, value) }

// deskForm is an order of the screen: what was typed and where each line of
// the order stands on it.
type deskForm struct {
	Typed   typed
	Draft   string // id minted with the page; also the order's idempotency key
	Version int64  // version of the draft that the screen saw
	Seen    int64  // version of the customer's card
	Rows    []int  // row on the screen of each line of Form
	Form    order.Form
}

// maxRows bounds the rows of the screen.
const maxRows = 500

// readDesk turns the screen into an order. With blanks, rows without a code
// keep their place, as the preview wants it; without, they are left out.
func readDesk(t typed, now time.Time, blanks bool) deskForm {
	d := deskForm{Typed: t, Draft: draftID(t.V("draft")), Version: number(t.V("draft_version")), Seen: number(t.V("customer_seen"))}
	d.Form = order.Form{
		Channel: t.V("channel"), ReceivedAt: receivedAt(t), CustomerID: t.V("customer_id"), CustomerNo: t.V("customer_no"),
		Name: t.V("name"), Kana: t.V("kana"), Phone: t.V("phone"), PostalCode: t.V("postal_code"),
		Address1: t.V("address1"), Address2: t.V("address2"), Payment: t.V("payment"), Edition: t.V("edition"), Note: t.V("note"), Campaign: t.V("campaign"),
	}
	d.Form.Labels = readLabels(t)
	readParcels(t, &d.Form, japan.DayOf(now))
	for _, row := range rowsOf(t) {
		l := lineOf(t, row)
		if l == (order.FormLine{}) && !blanks {
			continue
		}
		d.Rows = append(d.Rows, row)
		d.Form.Lines = append(d.Form.Lines, l)
	}
	return d
}

func lineOf(t typed, row int) order.FormLine {
	l := order.FormLine{Code: t.V(order.LineField(row, "product_code")), Quantity: t.V(order.LineField(row, "quantity"))}
	if l != (order.FormLine{}) {
		l.Edition = t.V(order.LineField(row, "edition"))
		l.Parcel = t.V(order.LineField(row, "parcel"))
		l.Price = t.V(order.LineField(row, "override"))
		l.PriceReason = t.V(order.LineField(row, "override_reason"))
		l.Proposed = t.V(order.LineField(row, "proposed"))
	}
	return l
}

// rowsOf lists the rows that the form has, in order.
func rowsOf(t typed) []int {
	var rows []int
	for name := range t {
		if column, i := order.SplitField(name); column == "product_code" && i >= 0 && i < maxRows {
			rows = append(rows, i)
		}
	}
	sort.Ints(rows)
	return rows
}

// onScreen gives the problems of lines the numbers of the rows on the screen,
// and orders them as the screen reads. Parcels have the same numbers on both.
func (d deskForm) onScreen(bad errs.Fields) errs.Fields {
	out := slices.Clone(bad)
	for i, f := range out {
		column, n := order.SplitField(f.Name)
		switch {
		case parcelNo(f.Name) > 0:
		case n >= 0 && n < len(d.Rows):
			out[i].Name = order.LineField(d.Rows[n], column)
		case f.Name == "product_code":
			out[i].Name = order.LineField(0, "product_code")
		}
	}
	slices.SortStableFunc(out, func(a, b errs.Field) int { return screenOrder(a.Name) - screenOrder(b.Name) })
	return out
}

// How the eye goes over the order desk: the customer, the lines row by row, the
// parcels one after another, the rest.
var (
	customerOrder = []string{"channel", "received_at", "phone", "name", "kana", "postal_code", "address1", "address2", "campaign", "edition"}
	lineOrder     = []string{"product_code", "edition", "quantity", "override", "override_reason", "price", "parcel"}
	parcelOrder   = append([]string{"to", "gift"}, parcelFields...)
	restOrder     = []string{"parcels", "payment", "cod_gift", "note"}
)

func screenOrder(name string) int {
	const rows, parcels, rest = 1_000, 1_000_000, 2_000_000
	column, n := order.SplitField(name)
	if n < 0 && slices.Contains(customerOrder, column) {
		return slices.Index(customerOrder, column)
	}
	if no := parcelNo(name); no > 0 || column == "to" || column == "gift" {
		return parcels + max(no, 1)*100 + slices.Index(parcelOrder, column)
	}
	if n >= 0 {
		return rows + n*10 + (slices.Index(lineOrder, column)+10)%10
	}
	if i := slices.Index(restOrder, column); i >= 0 {
		return rest + i
	}
	return rest + len(restOrder)
}

// receivedAt is when a FAX or letter came: minutes in JST as the browser's
// field has them, or RFC 3339. A call arrives while it is taken.
func receivedAt(t typed) string {
	s := t.V("received_at")
	if t.V("channel") == string(order.Phone) {
		return ""
	}
	if at, err := time.ParseInLocation("2006-01-02T15:04", s, japan.JST); err == nil {
		return at.Format(time.RFC3339)
	}
	return s
}

var shortDay = regexp.MustCompile(`^(\d{1,2})[/.月-]?(\d{2}|\d)日?$`)

// deliveryDate is the date chosen or typed for a parcel. "11/28" and "1128" are
// the next such day.
func deliveryDate(t typed, no int, today japan.Day) string {
	s := t.V(quote.ParcelField("delivery_date", no))
	if s != "other" {
		return s
	}
	s = japan.FoldASCII(t.V(quote.ParcelField("delivery_date_other", no)))
	m := shortDay.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	for year := range 2 {
		month, _ := strconv.Atoi(m[1])
		day, _ := strconv.Atoi(m[2])
		d, err := japan.ParseDay(fmt.Sprintf("%04d-%02d-%02d", today.Time().Year()+year, month, day))
		if err == nil && d >= today {
			return string(d)
		}
	}
	return s
}

// draftID is the id of the page's draft, or a new one where it is none of ours.
func draftID(s string) string {
	if opaque.MatchString(s) {
		return s
	}
	return customer.NewID()
}

// opaque is the shape of the ids that may stand in an address.
var opaque = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// number is a number that a page of ours wrote; 0 for anything else.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// pageOf is the page asked for in the address, from 1.
func pageOf(c *gin.Context) int { return int(max(1, min(number(c.Query("page")), mostPages))) }

// opaqueParam is an id of the path; what has not the shape of one is unknown.
func opaqueParam(c *gin.Context) (string, error) {
	if id := c.Param("id"); opaque.MatchString(id) {
		return id, nil
	}
	return "", errNoPage
}

// orderParam is the order number of the path.
func orderParam(c *gin.Context) (string, error) {
	n, ok := order.ParseNumber(c.Param("number"))
	if !ok {
		return "", errNoPage
	}
	return n, nil
}
