package customer

import "strconv"

// cardBrand is the range of issuer prefixes of a payment card brand with the
// lengths its numbers have (ISO/IEC 7812 and the brands' published ranges).
type cardBrand struct {
	from, to int // first digits, both of the same length
	lengths  []int
}

var cardBrands = []cardBrand{
	{4, 4, []int{13, 16, 19}},               // Visa
	{51, 55, []int{16}},                     // Mastercard
	{2221, 2720, []int{16}},                 // Mastercard
	{34, 34, []int{15}},                     // American Express
	{37, 37, []int{15}},                     // American Express
	{3528, 3589, []int{16, 17, 18, 19}},     // JCB
	{300, 305, []int{14, 16}},               // Diners Club
	{3095, 3095, []int{14, 16}},             // Diners Club
	{36, 36, []int{14, 16, 19}},             // Diners Club
	{38, 39, []int{14, 16}},                 // Diners Club
	{6011, 6011, []int{16, 19}},             // Discover
	{644, 659, []int{16, 19}},               // Discover
	{62, 62, []int{16, 17, 18, 19}},         // UnionPay
	{81, 81, []int{16, 17, 18, 19}},         // UnionPay
	{50, 50, []int{13, 15, 16, 17, 18, 19}}, // Maestro
	{56, 58, []int{13, 15, 16, 17, 18, 19}}, // Maestro
	{60, 61, []int{13, 15, 16, 17, 18, 19}}, // Maestro
	{63, 69, []int{13, 15, 16, 17, 18, 19}}, // Maestro
}

// cardNumber reports whether digits have a brand's prefix and length and pass Luhn.
func cardNumber(digits string) bool {
	return luhn(digits) && branded(digits)
}

func branded(digits string) bool {
	for _, b := range cardBrands {
		n := len(strconv.Itoa(b.from))
		prefix, err := strconv.Atoi(digits[:n])
		if err != nil || prefix < b.from || prefix > b.to {
			continue
		}
		for _, l := range b.lengths {
			if len(digits) == l {
				return true
			}
		}
	}
	return false
}

// luhn is the check of ISO/IEC 7812-1 annex B.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
