package japan

// dammTable is Damm's totally anti-symmetric quasigroup of order 10
// (H. Michael Damm, "Total anti-symmetrische Quasigruppen", 2004). Its
// diagonal is zero, so a number followed by its check digit sums to zero.
var dammTable = [10]string{
	"0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
	"3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
}

// Damm is the check digit, '0' to '9', of the digits in s; other characters
// such as the hyphens of an order number are passed over. It finds every
// single wrong digit and every swap of neighbours, the two errors that make
// up most of what is misheard and mistyped.
func Damm(s string) byte {
	interim := byte('0')
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			interim = dammTable[interim-'0'][s[i]-'0']
		}
	}
	return interim
}

// CheckDamm reports whether s ends with the check digit of what stands before
// it. A text without any digit has none and fails.
func CheckDamm(s string) bool {
	digits := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			digits++
		}
	}
	return digits > 1 && Damm(s) == '0'
}
