package server

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/forms"
	"uketsuke/internal/i18n"
	"uketsuke/internal/japan"
)

// welcomeReason is the reason code with which a card is opened to print it
// (shop.yaml, group open).
const welcomeReason = "form"

// welcomeSheet prints what is registered for a member (会員登録のお知らせ), as
// PDF. The card is opened for it, with evidence as for every opening.
func (s *Server) welcomeSheet(c *gin.Context) error {
	ctx := c.Request.Context()
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	book, err := s.Catalog.Book(ctx)
	if err != nil {
		return err
	}
	ids, err := s.Vault.Aliases(ctx, id)
	if err != nil {
		return err
	}
	rec, err := s.Vault.Open(ctx, ids[0], welcomeReason)
	if err != nil {
		return err
	}
	person, ok := rec.Body.(customer.Person)
	if !ok {
		return errs.E(errs.NotFound, "server.no_customer")
	}
	var pdf bytes.Buffer
	sheet := welcomeOf(s.texts.For("ja"), book, person, dayOf(s.now()))
	if err := forms.Welcome(&pdf, sheet); err != nil {
		return err
	}
	c.Header("Content-Disposition", `inline; filename="welcome.pdf"`)
	c.Data(http.StatusOK, "application/pdf", pdf.Bytes())
	return nil
}

// welcomeOf is the sheet of a card: paper for customers is Japanese.
func welcomeOf(p i18n.Printer, book *catalog.Book, person customer.Person, today japan.Day) forms.WelcomeSheet {
	d := forms.WelcomeSheet{
		Title: p.T("people.sheet_title"), Made: today, Name: p.T("people.sheet_name", person.Name), NumberLabel: p.T("people.sheet_number"), Number: person.No,
		Greeting: p.T("people.sheet_greeting", book.Shop.Seller.Brand),
		Seller:   sellerOf(book),
	}
	if person.PostalCode != "" {
		d.PostalCode = "〒" + japan.PostalCode(person.PostalCode).Display()
	}
	for _, line := range []string{person.Address1, person.Address2} {
		if line != "" {
			d.Address = append(d.Address, line)
		}
	}
	fact := func(label, value string) {
		if value != "" {
			d.Facts = append(d.Facts, forms.Notice{Title: p.T(label), Text: value})
		}
	}
	if person.Joined != "" {
		fact("people.sheet_joined", p.T("people.sheet_day", person.Joined.Time().Year(), int(person.Joined.Time().Month()), person.Joined.Time().Day()))
		fact("people.sheet_way", BasePage{Printer: p}.Code("channel", person.JoinedBy))
	}
	fact("screen.kana", person.Kana)
	fact("screen.phone", japan.Phone(person.Phone).Display())
	fact("people.sheet_mail", sheetConsent(p, person.ConsentMail))
	fact("people.sheet_fax", sheetConsent(p, person.ConsentFax))
	legal := book.Shop.Legal
	d.Sections = []forms.Notice{
		{Title: p.T("people.sheet_order"), Text: strings.Join(book.Shop.Order, "\n")},
		{Title: p.T("people.sheet_consents"), Text: p.T("people.sheet_consents_text") + legal.FaxConsent},
		{Title: p.T("people.sheet_change"), Text: p.T("people.sheet_change_text") + legal.Disclosure},
		{Title: p.T("people.sheet_purpose"), Text: legal.Purpose},
	}
	return d
}

func sheetConsent(p i18n.Printer, yes bool) string {
	if yes {
		return p.T("people.sheet_yes")
	}
	return p.T("people.sheet_no")
}

// sellerOf is who sells, as it stands on paper.
func sellerOf(book *catalog.Book) forms.Seller {
	s := book.Shop.Seller
	return forms.Seller{Name: s.Name, PostalCode: s.PostalCode, Address: s.Address, Phone: s.Phone, Fax: s.Fax,
		Responsible: s.Responsible, Registration: s.InvoiceNo, Hours: s.PhoneHours}
}
