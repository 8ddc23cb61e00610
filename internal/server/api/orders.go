package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/yen"
)

var (
	orderNames = []string{"order_ref", "channel", "received_at", "customer_no", "name", "kana", "phone", "postal_code", "address1", "address2",
		"to", "payment", "delivery_date", "delivery_slot", "edition", "note", "lines", "gift", "parcels", "cod_gift", "campaign"}
	addressNames = []string{"name", "kana", "phone", "postal_code", "address1", "address2"}
	lineNames    = []string{"product_code", "quantity", "edition", "parcel"}
)

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// readOrder turns the document into the form that the screen fills too. What
// the values mean is checked there; here only their place and type.
func readOrder(obj map[string]any) (order.Form, error) {
	var r reader
	r.only(obj, "", orderNames)
	text := func(name string) string { return r.text(obj, "", name) }
	f := order.Form{
		Ref: text("order_ref"), Channel: text("channel"), ReceivedAt: text("received_at"), CustomerNo: text("customer_no"),
		Name: text("name"), Kana: text("kana"), Phone: text("phone"), PostalCode: text("postal_code"), Address1: text("address1"), Address2: text("address2"),
		Payment: text("payment"), Date: text("delivery_date"), Slot: text("delivery_slot"), Edition: text("edition"), Note: text("note"), CODGift: text("cod_gift"), Gift: r.gift(obj, ""), Campaign: text("campaign"),
	}
	if to := r.object(obj["to"], "to"); to != nil {
		f.To = r.address(to, "to")
	}
	for i, v := range r.list(obj, "parcels") {
		f.Parcels = append(f.Parcels, r.parcel(v, index("parcels", i)))
	}
	for i, v := range r.list(obj, "lines") {
		f.Lines = append(f.Lines, r.line(v, index("lines", i)))
	}
	return f, r.bad.Err()
}

func (r *reader) address(obj map[string]any, path string) *order.Address {
	r.only(obj, path, addressNames)
	text := func(name string) string { return r.text(obj, path, name) }
	return &order.Address{Name: text("name"), Kana: text("kana"), Phone: text("phone"),
		PostalCode: text("postal_code"), Address1: text("address1"), Address2: text("address2")}
}

func (r *reader) line(v any, path string) order.FormLine {
	obj := r.object(v, path)
	if obj == nil {
		if v == nil {
			r.bad.Add(path, "api.object_field")
		}
		return order.FormLine{}
	}
	r.only(obj, path, lineNames)
	return order.FormLine{Code: r.text(obj, path, "product_code"), Quantity: r.digits(obj, path, "quantity"), Edition: r.text(obj, path, "edition"),
		Parcel: r.digits(obj, path, "parcel")}
}

// maxKey is the longest idempotency key.
const maxKey = 100

// idempotencyKey is the caller's name of this request, within its token.
func idempotencyKey(c *gin.Context) (string, error) {
	keys := c.Request.Header.Values("Idempotency-Key")
	if len(keys) != 1 || len(keys[0]) > maxKey || !visible(keys[0]) {
		return "", refusal{http.StatusBadRequest, errs.Msg("api.key", maxKey)}
	}
	who, err := actor.Require(c.Request.Context(), takers...)
	if err != nil {
		return "", err
	}
	return "api:" + who.ID + ":" + keys[0], nil
}

// Placed is an order as the API answers it. Money is in yen, tax included.
type Placed struct {
	Number   string       `json:"number"`
	Ref      string       `json:"order_ref"`
	PlacedAt time.Time    `json:"placed_at"`
	Status   order.Status `json:"status"`
	Lines    int          `json:"lines"`
	Pieces   int          `json:"pieces"`
	Goods    yen.Yen      `json:"goods_yen"`
	Shipping yen.Yen      `json:"shipping_yen"`
	CODFee   yen.Yen      `json:"cod_fee_yen"`
	Gift     yen.Yen      `json:"gift_yen"`
	Discount yen.Yen      `json:"discount_yen"`
	Total    yen.Yen      `json:"total_yen"`
	Collect  yen.Yen      `json:"collect_yen"`
	Held     []string     `json:"held"` // reason codes of open holds
	Ships    japan.Day    `json:"ship_date"`
	Earliest japan.Day    `json:"earliest_delivery"`
	Date     japan.Day    `json:"delivery_date"`
	Slot     string       `json:"delivery_slot"`
	Parcels  []Parcel     `json:"parcels"`
}

func (a *API) placeOrder(c *gin.Context) error {
	key, err := idempotencyKey(c)
	if err != nil {
		return err
	}
	obj, err := readJSON(c)
	if err != nil {
		return err
	}
	form, err := readOrder(obj)
	if err != nil {
		return err
	}
	receipt, err := a.place(c.Request.Context(), key, form)
	if err != nil {
		return reused(err)
	}
	body, err := a.placed(c.Request.Context(), receipt.Order)
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if receipt.Existing {
		status = http.StatusOK
		c.Header("Idempotent-Replay", "true")
	}
	answer(c, status, body)
	return nil
}

// place answers a repeated request before anything is checked: what was
// accepted then stays accepted, though the catalog may refuse it today.
func (a *API) place(ctx context.Context, key string, form order.Form) (order.Receipt, error) {
	receipt, ok, err := a.Orders.Repeated(ctx, key, form)
	if err != nil || ok {
		return receipt, err
	}
	req, err := a.Orders.Prepare(ctx, form)
	if err != nil {
		return order.Receipt{}, err
	}
	req.Key = key
	receipts, err := a.Orders.Place(ctx, req)
	if err != nil {
		return order.Receipt{}, err
	}
	return receipts[0], nil
}

// reused gives a key that stands for another order the status of an invalid
// request: sending it again cannot succeed, unlike after other conflicts.
func reused(err error) error {
	if errs.Is(err, errs.Conflict) {
		return refusal{http.StatusUnprocessableEntity, errs.Msg("order.key_reused")}
	}
	return err
}

func (a *API) placed(ctx context.Context, o order.Order) (Placed, error) {
	ships, earliest, err := a.Orders.Expected(ctx, o)
	if err != nil {
		return Placed{}, err
	}
	held := []string{}
	for _, h := range o.Holds {
		if h.Open() {
			held = append(held, h.Reason)
		}
	}
	return Placed{
		Number: o.Number, Ref: o.Ref, PlacedAt: o.PlacedAt, Status: o.Status, Lines: len(o.Lines), Pieces: o.Pieces,
		Goods: o.Goods, Shipping: o.Shipping, CODFee: o.CODFee, Gift: o.Gift, Discount: o.Discount, Total: o.Total, Collect: o.Collect(),
		Held: held, Ships: ships, Earliest: earliest, Date: o.Date, Slot: o.Slot, Parcels: parcelsOf(o),
	}, nil
}
