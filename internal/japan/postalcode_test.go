package japan

import "testing"

func TestParsePostalCode(t *testing.T) {
	for _, in := range []string{"185-0012", "1850012", "〒185-0012", "〒　１８５－００１２", "185ー0012", " 185 0012 "} {
		c, err := ParsePostalCode(in)
		if err != nil || c != "1850012" || c.Display() != "185-0012" {
			t.Errorf("%q: %q, %v", in, c, err)
		}
	}
	for in, key := range map[string]string{
		"": "japan.postal_digits(0)", "185-001": "japan.postal_digits(6)", "185-00123": "japan.postal_digits(8)",
		"185-OO12": "japan.postal_char", "郵便185-0012": "japan.postal_char",
	} {
		if c, err := ParsePostalCode(in); c != "" || err == nil || err.Error() != key {
			t.Errorf("%q: %q, %v; want %s", in, c, err, key)
		}
	}
}

func TestPrefectureOf(t *testing.T) {
	if len(Prefectures) != 47 {
		t.Fatalf("%d prefectures", len(Prefectures))
	}
	for _, c := range []struct {
		in, rest string
		want     Prefecture
		ok       bool
	}{
		{"東京都国分寺市本町4-1-12", "国分寺市本町4-1-12", "東京都", true},
		{"　京都府　京都市左京区", "京都市左京区", "京都府", true},
		{"神奈川県", "", "神奈川県", true},
		{"京都市左京区", "京都市左京区", "", false},
		{"", "", "", false},
	} {
		if p, rest, ok := PrefectureOf(c.in); p != c.want || rest != c.rest || ok != c.ok {
			t.Errorf("%q: %q %q %v", c.in, p, rest, ok)
		}
	}
	if Prefecture("東京都").Code() != 13 || Prefecture("沖縄県").Code() != 47 || Prefecture("江戸").Code() != 0 {
		t.Error("codes differ from JIS X 0401")
	}
	if _, err := ParsePrefecture("東京"); err == nil {
		t.Error("東京 is no prefecture")
	}
}

func TestRemoteIsland(t *testing.T) {
	for code, want := range map[PostalCode]bool{
		"1000101": true, "1002101": true, "9520011": true, "9070022": true, "8530001": true, "0431401": true,
		"1000001": false, "1850012": false, "9000001": false, "8900001": false, "": false,
	} {
		if code.RemoteIsland() != want {
			t.Errorf("%s: %v", code, !want)
		}
	}
}
