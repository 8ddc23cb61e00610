package customer

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"uketsuke/internal/japan"
)

// Published test numbers of the brands and their processors.
var testPANs = []string{
	"4111111111111111", "4012888888881881", "4222222222222", "4242424242424242", "4000056655665556",
	"5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222", "2720992593319364",
	"378282246310005", "371449635398431", "378734493671000",
	"3530111333300000", "3566002020360505",
	"30569309025904", "38520000023237", "36227206271667",
	"6011111111111117", "6011000990139424", "6200000000000005", "6304000000000000",
}

func TestContainsCardNumberFindsPublishedNumbers(t *testing.T) {
	for _, pan := range testPANs {
		for _, text := range writings(pan) {
			if !ContainsCardNumber(text) {
				t.Errorf("not found: %q", text)
			}
		}
	}
}

// writings are ways to write a number into a note.
func writings(pan string) []string {
	shapes := []string{
		pan, "カード番号 " + pan + " です", "No." + pan + "。", "2 " + pan, pan + " 12/29",
		group4(pan, " "), group4(pan, "-"), group4(pan, "－"), group4(pan, "　"), group4(pan, " - "), group4(pan, "ー"),
		strings.Join(strings.Split(pan, ""), " "), strings.Join(strings.Split(pan, ""), "\u200b"),
		pan[:5] + " " + pan[5:8] + "-" + pan[8:],
		"042-329-0000 " + group4(pan, "-"), "〒185-0012 " + pan[:6] + " " + pan[6:],
	}
	out := shapes
	for _, s := range shapes {
		out = append(out, fullWidth(s))
	}
	return out
}

func group4(s, sep string) string {
	sizes := []int{4, 4, 4, 4, 4}
	switch len(s) {
	case 15:
		sizes = []int{4, 6, 5}
	case 14:
		sizes = []int{4, 6, 4}
	}
	var parts []string
	for _, n := range sizes {
		n = min(n, len(s))
		if n > 0 {
			parts = append(parts, s[:n])
		}
		s = s[n:]
	}
	return strings.Join(parts, sep)
}

func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, s)
}

// The numbers a desk really types are never refused, alone, several in a row
// or in a whole note.
func TestContainsCardNumberLetsTheTradeThrough(t *testing.T) {
	rng := rand.New(rand.NewPCG(20261123, 1))
	for range 10_000 {
		a, b := tradeText(rng), tradeText(rng)
		for _, text := range []string{a, fullWidth(a), a + " " + b, a + "\n" + b, "電話 " + a + " 注文 " + b} {
			if ContainsCardNumber(text) {
				t.Fatalf("refused: %q", text)
			}
		}
	}
}

func tradeText(rng *rand.Rand) string {
	n := func(digits int) string { return fmt.Sprintf("%0*d", digits, rng.Int64N(pow10(digits))) }
	switch rng.IntN(9) {
	case 0:
		return []string{"090", "080", "070", "060"}[rng.IntN(4)] + "-" + n(4) + "-" + n(4)
	case 1:
		return "0" + fmt.Sprint(1+rng.IntN(9)) + "1" + n(7)
	case 2:
		return "03-" + n(4) + "-" + n(4)
	case 3:
		return n(3) + "-" + n(4)
	case 4:
		order := "26" + n(4) + "-" + n(4) + "-"
		return order + string(japan.Damm(order))
	case 5:
		return n(4) + "-" + n(4) + "-" + n(4)
	case 6:
		return withJANCheck("49" + n(10))
	case 7:
		return "2026-11-" + n(2)
	}
	return n(7)
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

func withJANCheck(d string) string {
	for c := '0'; c <= '9'; c++ {
		if jan(d + string(c)) {
			return d + string(c)
		}
	}
	panic("no check digit fits")
}

func TestContainsCardNumberRefusesNothingElse(t *testing.T) {
	for _, text := range []string{
		"", "1234", "4111111111111112", "9999999999999995", "41111111111111111111", "4111 1111\n1111 1111",
		"398007150100 444803009836", "3980-0715-0100 4448-0300-9836", "品番 85123A を 6 個、22423 を 12 個",
	} {
		if ContainsCardNumber(text) {
			t.Errorf("refused: %q", text)
		}
	}
}

func FuzzContainsCardNumber(f *testing.F) {
	f.Add("4111 1111 1111 1111")
	f.Add("042-329-0000 185-0012")
	f.Fuzz(func(t *testing.T, s string) {
		if ContainsCardNumber(s) && !ContainsCardNumber("あ"+s+"あ") {
			t.Errorf("letters around it hide the number in %q", s)
		}
	})
}
