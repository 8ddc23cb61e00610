package server

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/forms"
	"uketsuke/internal/japan"
)

// confirmation prints the order for the customer (ご注文確認書), for the post or
// for a FAX, as PDF in Japanese. The recipients are opened for it, for a reason
// and with evidence as for every opening.
func (s *Server) confirmation(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p, err := s.orderPage(c)
	if err != nil {
		return err
	}
	reason := t.V("reason")
	if !known(p.OpenReasons, reason) {
		p.Errors.Add("open_reason", "order.reason")
		s.page(c, http.StatusUnprocessableEntity, "order", p)
		return nil
	}
	for _, parcel := range p.Order.Parcels {
		opened, err := s.openParcel(c, parcel, reason)
		if err != nil {
			return err
		}
		p.People = append(p.People, opened)
	}
	book, err := s.Catalog.Book(c.Request.Context())
	if err != nil {
		return err
	}
	p.BasePage = BasePage{Printer: s.texts.For("ja")}
	p.words(book, nil)
	p.agree(book)
	var pdf bytes.Buffer
	if err := forms.Confirm(&pdf, p.confirmationOf(book, dayOf(s.now()), t.V("layout") == "fax")); err != nil {
		return err
	}
	c.Header("Content-Disposition", fmt.Sprintf(`inline; filename="%s.pdf"`, p.Order.Number))
	c.Data(http.StatusOK, "application/pdf", pdf.Bytes())
	return nil
}

func (p *OrderPage) confirmationOf(book *catalog.Book, today japan.Day, fax bool) forms.Confirmation {
	o := p.Order
	buyer := cmp.Or(p.People[0].Buyer, p.People[0].Name)
	d := forms.Confirmation{Title: p.T("sheet.confirm_title"), Made: today, Fax: fax, Order: o.Number, To: p.T("people.sheet_name", buyer),
		Greeting: p.T("sheet.confirm_greeting"), Seller: sellerOf(book),
		Heads: [4]string{p.T("screen.product_code"), p.T("screen.product_name"), p.T("screen.quantity"), p.T("screen.amount")},
		Sums:  p.confirmSums()}
	if fax {
		d.FaxHead = []string{p.T("sheet.fax_to"), p.T("sheet.fax_pages")}
	}
	d.Facts = []forms.Notice{{Title: p.T("sheet.order_number"), Text: o.Number}, {Title: p.T("sheet.order_day"), Text: p.DayWords(o.Day)},
		{Title: p.T("screen.payment"), Text: p.Payment}}
	for _, l := range o.Lines {
		d.Lines = append(d.Lines, forms.ConfirmLine{Code: l.Code, Name: l.Name, Note: p.T("sheet.price_each", l.Price), Quantity: strconv.Itoa(l.Quantity), Amount: l.Amount().String()})
	}
	for i := range o.Parcels {
		d.Parcels = append(d.Parcels, p.confirmParcel(book, i))
	}
	legal := book.Shop.Legal
	d.Sections = []forms.Notice{{Title: p.T("sheet.payment_terms"), Text: legal.Payment}, {Title: p.T("sheet.returns"), Text: legal.Returns},
		{Title: p.T("sheet.mistake"), Text: p.T("sheet.mistake_text")}}
	return d
}

// confirmSums is the money from the goods to the total with the tax in it.
func (p *OrderPage) confirmSums() []forms.Notice {
	o := p.Order
	sums := []forms.Notice{{Title: p.T("screen.goods_sum", o.Pieces), Text: o.Goods.String()}, {Title: p.T("screen.shipping"), Text: o.Shipping.String()}}
	for _, m := range []struct {
		key  string
		text string
		any  bool
	}{
		{"screen.cod_fee", o.CODFee.String(), o.CODFee != 0},
		{"parcel.gift_charge", o.Gift.String(), o.Gift != 0},
		{"parcel.discount", "−" + o.Discount.String(), o.Discount != 0},
	} {
		if m.any {
			sums = append(sums, forms.Notice{Title: p.T(m.key), Text: m.text})
		}
	}
	for _, tax := range p.Taxes {
		sums = append(sums, forms.Notice{Title: tax})
	}
	return append(sums, forms.Notice{Title: p.T("screen.total"), Text: o.Total.String() + p.T("screen.yen")})
}

// confirmParcel says whom a parcel goes to, when, and what is done to it. A
// gift's words for the card are the sender's own and stay out.
func (p *OrderPage) confirmParcel(book *catalog.Book, i int) forms.Notice {
	x, to := p.Order.Parcels[i], p.People[i]
	title := p.T("screen.recipient")
	if len(p.Order.Parcels) > 1 {
		title = p.T("parcel.title") + " " + strconv.Itoa(x.No)
	}
	time := p.T("screen.slot_none")
	if slot, ok := book.Tariff().SlotOf(x.Slot); ok {
		time = slot.Label
	}
	text := []string{
		"〒" + japan.PostalCode(to.PostalCode).Display() + " " + to.Address1 + " " + to.Address2,
		p.T("people.sheet_name", to.Name),
		cmp.Or(p.DayWords(x.Date), p.T("screen.date_none")) + " " + time,
	}
	if gifts := p.giftWords(book.Shop.Gift, x.Gift); gifts != "" {
		text = append(text, strings.TrimSpace(gifts+" "+to.NoshiName))
	}
	if len(p.Order.Parcels) > 1 {
		var goods []string
		for _, l := range p.Order.LinesOf(x.No) {
			goods = append(goods, l.Name+" ×"+strconv.Itoa(l.Quantity))
		}
		text = append(text, strings.Join(goods, "、"))
	}
	return forms.Notice{Title: title, Text: strings.Join(text, "\n")}
}
