package forms

import (
	"io"
	"iter"
	"strings"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// SlipHeader is what all slips of a run share.
type SlipHeader struct {
	Title    string    // 納品書, or 納品書兼請求書
	Made     japan.Day // stands in the file's properties only
	Seller   Seller    // 適格請求書発行事業者
	Greeting string    // may be empty
	Notices  []Notice  // returns and the like, below the amounts
}

// Slip is the statement of one parcel (納品書). With its header it is a
// qualified invoice (適格請求書, 消費税法第57条の4第1項): issuer and registration
// number, day of the transaction, content with reduced-rate items marked,
// totals and tax by rate, recipient.
type Slip struct {
	Order      string    // order number, also printed as Code 128
	Date       japan.Day // 取引年月日: the day of shipping
	Name       string    // of the recipient of the invoice
	Honorific  string    // 様 when empty
	PostalCode string
	Address    []string
	ShipTo     string // another person the parcel goes to; may be empty
	Lines      []SlipLine
	Goods      yen.Yen // 商品計
	Shipping   yen.Yen
	CODFee     yen.Yen
	Gift       yen.Yen // ギフト料
	Discount   yen.Yen // 値引き, taken off
	Campaign   string  // for which there is one
	Total      yen.Yen
	Rates      []RateTotal
	Payment    string  // 代金引換
	Collect    yen.Yen // to be paid to the driver; 0 when nothing is
	Note       string
	Heading    string // below the title; may be empty
	Sender     string // ご依頼主 of a gift; may be empty
	Unpriced   bool   // a gift's: says what is in the parcel, not what it cost
}

// SlipLine is one line; a component of a set has no price of its own.
type SlipLine struct {
	Code      string
	Name      string
	Volume    string
	Price     yen.Yen // tax included, for one
	Quantity  int
	Amount    yen.Yen
	Reduced   bool // 軽減税率: marked ※
	Component bool
}

// RateTotal is the total of one tax rate and the tax in it, rounded once.
type RateTotal struct {
	Percent int
	Reduced bool
	Total   yen.Yen // tax included
	Tax     yen.Yen
}

// Validate refuses a slip that says nothing, or that does not add up.
func (s Slip) Validate() error {
	var f errs.Fields
	need(&f, "order", "forms.slip_need_order", s.Order)
	if s.Date.Time().IsZero() {
		f.Add("date", "forms.slip_need_date", s.Order)
	}
	if strings.TrimSpace(s.Name) == "" {
		f.Add("name", "forms.slip_need_name", s.Order)
	}
	if s.Unpriced {
		if len(s.Lines) == 0 {
			f.Add("lines", "forms.slip_sum", s.Order)
		}
		return f.Err()
	}
	var goods, rates yen.Yen
	for _, l := range s.Lines {
		if !l.Component {
			goods += l.Amount
		}
		if !l.Component && l.Amount != l.Price*yen.Yen(l.Quantity) {
			f.Add("lines", "forms.slip_line_sum", s.Order, l.Code)
		}
	}
	for _, r := range s.Rates {
		rates += r.Total
	}
	if len(s.Lines) == 0 || goods != s.Goods || s.Goods+s.Shipping+s.CODFee+s.Gift-s.Discount != s.Total || rates != s.Total {
		f.Add("total", "forms.slip_sum", s.Order)
	}
	return f.Err()
}

// Slips writes the slips of a batch, each on pages of its own, as they come.
// gofpdf holds the finished pages (some KB each) until the end; the slips
// themselves are not kept. The first error, of the sequence or of a slip, ends
// the run with nothing written: errs.Invalid names the order.
func Slips(w io.Writer, slips iter.Seq2[Slip, error], head SlipHeader) error {
	var f errs.Fields
	head.Seller.check(&f)
	needDay(&f, "made", head.Made)
	if err := f.Err(); err != nil {
		return err
	}
	if head.Title == "" {
		head.Title = Say("paper.slip")
	}
	run := &slipRun{canvas: newCanvas(newPDF(head.Title, head.Made)), head: head}
	run.place = "slips"
	for s, err := range slips {
		if err != nil {
			return err
		}
		if err := s.Validate(); err != nil {
			return err
		}
		if run.slip(s); run.err != nil {
			return run.err
		}
	}
	if run.page == 0 {
		return errs.E(errs.Invalid, "forms.slip_none")
	}
	return run.output(w)
}
