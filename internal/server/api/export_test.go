package api

import (
	"errors"

	"uketsuke/internal/order"
)

// ParseOrder reads the body of an order as the handler does.
func ParseOrder(body []byte) (order.Form, error) {
	obj, err := parseObject(body)
	if err != nil {
		return order.Form{}, err
	}
	return readOrder(obj)
}

// IsRefusal reports whether an error has a status of its own.
func IsRefusal(err error) bool {
	var r refusal
	return errors.As(err, &r)
}
