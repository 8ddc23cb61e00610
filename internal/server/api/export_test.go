package api

import (
	"errors"
	"strconv"
	"time"

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

// Flood lets that many addresses send a wrong token and answers how many the
// limiter remembers.
func Flood(now func() time.Time, addresses int) int {
	l := newLimiter(now)
	for i := range addresses {
		l.miss(strconv.Itoa(i))
	}
	return len(l.empty)
}

// IsRefusal reports whether an error has a status of its own.
func IsRefusal(err error) bool {
	var r refusal
	return errors.As(err, &r)
}
