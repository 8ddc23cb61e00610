package server

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
)

// DraftHeldPage says who has a draft, and offers to take it over. It shows
// nothing of what is in it.
type DraftHeldPage struct {
	BasePage
	Draft  order.DraftInfo
	Locked bool
}

// heldDraft shows that page for a draft of somebody else.
func (s *Server) heldDraft(c *gin.Context, id string) (bool, error) {
	d, err := s.Orders.Draft(c.Request.Context(), id)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	p := DraftHeldPage{BasePage: s.base(c, "desk.draft_held_title"), Draft: d, Locked: d.LockUntil.After(s.now())}
	if err != nil || d.Owner == p.User.ID {
		return false, err
	}
	s.name(c, &p.BasePage, d.Owner)
	s.page(c, http.StatusOK, "draftheld", p)
	return true, nil
}

func (s *Server) takeDraft(c *gin.Context) error {
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	if err := s.Orders.TakeDraft(c.Request.Context(), id); err != nil {
		return noDraft(err)
	}
	return redirect(c, "/drafts/"+id)
}

// noDraft says of a draft that is gone what may have become of it.
func noDraft(err error) error {
	if errs.Is(err, errs.NotFound) {
		return errs.E(errs.NotFound, "server.no_draft")
	}
	return err
}

// DraftDiffPage shows what stands on a screen beside what was saved meanwhile.
type DraftDiffPage struct {
	BasePage
	Draft  order.DraftInfo
	Mine   map[string][]string // everything typed, to be sent again
	Fields []DraftField        // where the two differ
}

// DraftField is a field in both versions.
type DraftField struct{ Label, Mine, Theirs string }

// compareDraft shows both versions to somebody whose save was refused.
func (s *Server) compareDraft(c *gin.Context) error { return s.draftDiff(c, http.StatusOK) }

// replaceDraft saves what the comparison showed as mine over the version that
// it showed as theirs. If that has changed again there is a new comparison.
func (s *Server) replaceDraft(c *gin.Context) error {
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	t, err := posted(c)
	if err != nil {
		return err
	}
	err = s.Orders.ReplaceDraft(c.Request.Context(), id, number(t.V("draft_version")), customer.Draft{Fields: kept(t)})
	if errs.Is(err, errs.Conflict) {
		return s.draftDiff(c, http.StatusConflict)
	}
	if err != nil {
		return noDraft(err)
	}
	return redirect(c, "/drafts/"+id)
}

func (s *Server) draftDiff(c *gin.Context, status int) error {
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	t, err := posted(c)
	if err != nil {
		return err
	}
	info, theirs, err := s.Orders.CompareDraft(c.Request.Context(), id)
	if err != nil {
		return noDraft(err)
	}
	book, err := s.Catalog.Book(c.Request.Context())
	if err != nil {
		return err
	}
	p := &DraftDiffPage{BasePage: s.base(c, "desk.draft_diff_title"), Draft: info, Mine: kept(t)}
	p.at("/drafts/" + id)
	s.name(c, &p.BasePage, info.Owner)
	p.differ(book, theirs.Fields)
	s.page(c, status, "draftdiff", p)
	return nil
}

// differ lists the fields that differ, as the screen reads.
func (p *DraftDiffPage) differ(book *catalog.Book, theirs map[string][]string) {
	names := slices.Collect(maps.Keys(p.Mine))
	for name := range theirs {
		if _, ok := p.Mine[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	slices.SortStableFunc(names, func(a, b string) int { return screenOrder(a) - screenOrder(b) })
	for _, name := range names {
		mine, other := strings.Join(p.Mine[name], " "), strings.Join(theirs[name], " ")
		if mine != other && !machineField(name) {
			p.Fields = append(p.Fields, DraftField{p.fieldLabel(name), p.fieldText(book, name, mine), p.fieldText(book, name, other)})
		}
	}
}

// machineField is a field that nobody reads: the customer stands in the others,
// and ticks are made anew.
func machineField(name string) bool {
	return name == "customer_id" || name == callerField || name == begunField || name == "customer_seen" || strings.HasPrefix(name, labelPrefix) || strings.HasPrefix(name, "tick_") || strings.HasPrefix(name, "since_")
}

// fieldLabels are the labels of the desk's fields.
var fieldLabels = map[string]string{
	"channel": "screen.channel", "received_at": "screen.received_at", "customer_no": "screen.customer", "phone": "screen.phone",
	"name": "screen.name", "kana": "screen.kana", "postal_code": "screen.postal_code", "address1": "screen.address1",
	"address2": "screen.address2", "parcel": "parcel.title", "edition": "screen.edition", "product_code": "screen.product_code", "quantity": "screen.quantity",
	"to": "screen.delivery_short", "delivery_date": "screen.date", "delivery_date_other": "screen.date_other",
	"delivery_slot": "screen.slot", "payment": "screen.payment", "note": "screen.note",
}

// goodsLabels are the labels of what is agreed about a row.
var goodsLabels = map[string]string{"override": "goods.agreed_price", "override_reason": "goods.agreed_reason", "campaign": "goods.campaign",
	"backorder": "goods.wait_which", "proposed": "goods.proposed"}

// giftLabels are the labels of the fields of a gift.
var giftLabels = map[string]string{"gift": "parcel.gift", "noshi": "parcel.noshi", "noshi_name": "parcel.noshi_name",
	"wrapping": "parcel.wrapping", "card": "parcel.card", "message": "parcel.message", "from": "parcel.from", "cod_gift": "parcel.cod_field",
	"from_name": "parcel.from", "from_phone": "screen.phone", "from_postal_code": "screen.postal_code", "from_address1": "screen.address1",
	"from_address2": "screen.address2"}

// fieldLabel is a field's label, with the row or the recipient that it is of.
func (p *DraftDiffPage) fieldLabel(name string) string {
	column, row := order.SplitField(name)
	if no := parcelNo(name); no > 1 {
		return p.T("parcel.field_of", no, p.fieldLabel(column))
	}
	if key, ok := giftLabels[column]; ok {
		return p.T(key)
	}
	base, recipient := strings.CutPrefix(column, "to_")
	text := base
	if key := cmpOr(fieldLabels[base], goodsLabels[base]); key != "" {
		text = p.T(key)
	}
	switch {
	case row >= 0:
		return p.T("desk.field_of_row", row+1, text)
	case recipient:
		return p.T("desk.field_of_recipient", text)
	}
	return text
}

// fieldText is a value as the desk shows it: choices by their labels.
func (p *DraftDiffPage) fieldText(book *catalog.Book, name, value string) string {
	column, _ := order.SplitField(name)
	switch column {
	case "channel", "to":
		return p.Code(column, value)
	case "noshi", "wrapping", "card":
		return giftWord(p.Printer, book.Shop.Gift, column, value)
	case "from":
		if value != "" {
			return p.T("parcel.from_" + value)
		}
	case "delivery_date":
		return p.Code("date", value)
	case "payment":
		for _, pay := range book.Shop.Payments {
			if pay.Code == value {
				return label(p.Printer, pay.Label, pay.LabelEN, value)
			}
		}
	case "delivery_slot":
		for _, slot := range book.Delivery.Slots {
			if slot.Code == value {
				return label(p.Printer, slot.Label, slot.LabelEN, value)
			}
		}
	}
	return value
}
