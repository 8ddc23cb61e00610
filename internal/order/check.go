package order

import (
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
)

// Check checks a name and address by the rules of an order (errs.Fields with
// the names name, kana, phone, postal_code, address1, address2).
func (a Address) Check() (customer.Recipient, error) {
	var bad errs.Fields
	r := a.parse("", "", &bad)
	return r, bad.Err()
}
