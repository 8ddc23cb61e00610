package japan

import (
	"strings"
	"testing"

	"uketsuke/internal/errs"
)

func TestParsePhone(t *testing.T) {
	for in, want := range map[string]Phone{
		"042-123-4567":       "0421234567",
		"０４２－１２３－４５６７":       "0421234567",
		"０４２ー１２３ー４５６７":       "0421234567",
		"(042) 123 4567":     "0421234567",
		"（０４２）１２３−４５６７":      "0421234567",
		"042‐123–4567":       "0421234567",
		"+81 42-123-4567":    "0421234567",
		"+81 (0)42-123-4567": "0421234567",
		"＋８１－９０－１２３４－５６７８":   "09012345678",
		" 060-1234-5678\t":   "06012345678",
		"070.1234.5678":      "07012345678",
		"050-1234-5678":      "05012345678",
		"0120-444-444":       "0120444444",
		"0800-700-7777":      "08007007777",
		"0570-064-000":       "0570064000",
		"0990-123-456":       "0990123456",
		"\u00a003-1234-5678": "0312345678",
		"0980-72-2751":       "0980722751",
	} {
		got, err := ParsePhone(in)
		if err != nil || got != want {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestParsePhoneRefuses(t *testing.T) {
	for in, key := range map[string]string{
		"":                  "japan.phone_empty",
		" - ":               "japan.phone_empty",
		"042-123-456":       "japan.phone_digits(9)",
		"090-123-4567":      "japan.phone_digits(10)",
		"06-1234-56789":     "japan.phone_digits(11)",
		"421234567":         "japan.phone_digits(9)",
		"0012345678":        "japan.phone_digits(10)",
		"042-123-4567(内線3)": "japan.phone_char",
		"O42-123-4567":      "japan.phone_char",
		"+1 212 555 0100":   "japan.phone_country",
		"+81":               "japan.phone_digits(1)",
		"\xff0421234567":    "japan.phone_char",
	} {
		got, err := ParsePhone(in)
		if got != "" || !errs.Is(err, errs.Invalid) || err.Error() != key {
			t.Errorf("ParsePhone(%q) = %q, %v; want %s", in, got, err, key)
		}
	}
}

func TestPhoneForms(t *testing.T) {
	for _, c := range []struct {
		phone               Phone
		display, e164, tail string
	}{
		{"0422515151", "0422-51-5151", "+81422515151", "5151"},
		{"0155244111", "0155-24-4111", "+81155244111", "4111"},
		{"0425233111", "042-523-3111", "+81425233111", "3111"},
		{"0980722751", "0980-72-2751", "+81980722751", "2751"},
		{"0312345678", "03-1234-5678", "+81312345678", "5678"},
		{"0120444444", "0120-444-444", "+81120444444", "4444"},
		{"0570064000", "0570-064-000", "+81570064000", "4000"},
		{"08007007777", "0800-700-7777", "+818007007777", "7777"},
		{"09012345678", "090-1234-5678", "+819012345678", "5678"},
		{"06012345678", "060-1234-5678", "+816012345678", "5678"},
		{"", "", "", ""},
	} {
		if c.phone.Display() != c.display || c.phone.E164() != c.e164 || c.phone.Tail() != c.tail {
			t.Errorf("%s: %q %q %q", c.phone, c.phone.Display(), c.phone.E164(), c.phone.Tail())
		}
	}
}

// Whatever is accepted is canonical, prints back to itself and keeps its digits.
func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"042-123-4567", "+81 (0)42 123 4567", "０６０－１２３４－５６７８", "0800-700-7777", "099"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePhone(s)
		if err != nil {
			if p != "" {
				t.Fatalf("%q: an error with %q", s, p)
			}
			return
		}
		if !strings.HasPrefix(string(p), "0") || len(p) < 10 || len(p) > 11 {
			t.Fatalf("%q: not canonical: %q", s, p)
		}
		for _, form := range []string{string(p), p.Display(), p.E164()} {
			if again, err := ParsePhone(form); again != p || err != nil {
				t.Fatalf("%q: %q is read back as %q, %v", s, form, again, err)
			}
		}
	})
}
