package forms

import (
	"strconv"
	"strings"

	"uketsuke/internal/errs"
)

// FormCode is what the QR codes of an order form say, and the same in clear:
// which form, whose, which page of it. It never names a person: the customer is
// the shop's number, or none.
type FormCode struct {
	Layout   int    // version of the Layout that the page was printed with
	Form     string // form id: edition and printing
	Customer string // customer number; empty on a form for everybody
	Page     int    // 1-based
	Pages    int
}

// alnum are the characters of the parts, in the order of their check values;
// all of them are in QR's alphanumeric set.
const alnum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// maxCode is the capacity of a version 2 QR code at level M, alphanumeric.
const maxCode = 38

// String is the payload, e.g. V1*F26A*C0012345*2/4*K: parts that a person can
// read over the phone, and a check character over all before it.
func (c FormCode) String() string {
	s := "V" + strconv.Itoa(c.Layout) + "*" + c.Form + "*" + c.Customer + "*" +
		strconv.Itoa(c.Page) + "/" + strconv.Itoa(c.Pages)
	return s + "*" + string(checkCharacter(s))
}

// Validate refuses a code that the QR code cannot hold.
func (c FormCode) Validate() error {
	for _, part := range []string{c.Form, c.Customer} {
		if strings.Trim(part, alnum+"-") != "" {
			return errs.E(errs.Invalid, "forms.code_characters", part)
		}
	}
	if c.Form == "" || len(c.String()) > maxCode {
		return errs.E(errs.Invalid, "forms.code_too_long", c.String())
	}
	return nil
}

// ParseFormCode reads a payload, from the QR code or typed in by a person.
// It refuses one whose check character is wrong.
func ParseFormCode(s string) (FormCode, error) {
	parts := strings.Split(strings.ToUpper(strings.TrimSpace(s)), "*")
	if len(parts) != 5 || len(parts[4]) != 1 || len(parts[0]) < 2 || parts[0][0] != 'V' {
		return FormCode{}, errs.E(errs.Invalid, "forms.code_unreadable", s)
	}
	page, pages, _ := strings.Cut(parts[3], "/")
	var c FormCode
	var err [3]error
	c.Form, c.Customer = parts[1], parts[2]
	c.Layout, err[0] = strconv.Atoi(parts[0][1:])
	c.Page, err[1] = strconv.Atoi(page)
	c.Pages, err[2] = strconv.Atoi(pages)
	for _, e := range err {
		if e != nil {
			return FormCode{}, errs.E(errs.Invalid, "forms.code_unreadable", s)
		}
	}
	if c.String() != strings.Join(parts, "*") || c.Validate() != nil {
		return FormCode{}, errs.E(errs.Invalid, "forms.code_unreadable", s)
	}
	return c, nil
}

// checkCharacter is ISO 7064 MOD 37,36 over the letters and digits of s: it
// finds every single wrong character and nearly every swap of two neighbours.
func checkCharacter(s string) byte {
	p := 36
	for i := range len(s) {
		v := strings.IndexByte(alnum, s[i])
		if v < 0 {
			continue
		}
		p = (p + v) % 36
		if p == 0 {
			p = 36
		}
		p = p * 2 % 37
	}
	return alnum[(37-p)%36]
}
