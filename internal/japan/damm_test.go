package japan

import (
	"fmt"
	"testing"
)

func TestDammKnown(t *testing.T) {
	if Damm("572") != '4' || !CheckDamm("5724") { // the example of Damm's thesis
		t.Errorf("Damm(572) = %c", Damm("572"))
	}
	if !CheckDamm("26-1123-0001-"+string(Damm("2611230001"))) || CheckDamm("") || CheckDamm("0") || CheckDamm("-") {
		t.Error("hyphens are passed over; a number without digits has no check digit")
	}
}

// Every single wrong digit and every swap of neighbours is found.
func TestDammFindsCommonErrors(t *testing.T) {
	for n := 0; n < 100_000; n += 7 {
		number := fmt.Sprintf("2611%05d", n)
		number += string(Damm(number))
		if !CheckDamm(number) {
			t.Fatalf("%s does not check", number)
		}
		for i := range len(number) {
			for wrong := byte('0'); wrong <= '9'; wrong++ {
				if wrong != number[i] && CheckDamm(number[:i]+string(wrong)+number[i+1:]) {
					t.Fatalf("%s: digit %d as %c passes", number, i, wrong)
				}
			}
			if i > 0 && number[i] != number[i-1] &&
				CheckDamm(number[:i-1]+string(number[i])+string(number[i-1])+number[i+1:]) {
				t.Fatalf("%s: swap at %d passes", number, i)
			}
		}
	}
}
