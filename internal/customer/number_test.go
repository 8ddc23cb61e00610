package customer_test

import (
	"testing"

	"uketsuke/internal/customer"
)

func TestMisread(t *testing.T) {
	no := customer.MakeNo(1000001)
	for text, want := range map[string]bool{
		no: false, "１０００００１ー" + no[8:]: false, "1000011" + no[8:]: true, "1000010" + no[8:]: true,
		"1000001": false, "00000042": false, "A-1234567": false, "": false, "100000123": false,
	} {
		if got := customer.Misread(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	for d := '0'; d <= '9'; d++ {
		if typed := no[:8] + string(d); customer.Misread(typed) != (typed != no) {
			t.Errorf("%s is taken for right, or %s for wrong", typed, no)
		}
	}
}
