package postal

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/japan"
)

func embeddedBook(t *testing.T) *Book {
	t.Helper()
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEmbeddedInfo(t *testing.T) {
	want := Info{
		Version: "ver2.13 2025-09-25 2025-09-30", Date: "2025-09-30", Source: "jquery-jpostal-ja 2.14.73 (MIT)",
		Rows: 146923, Codes: 142871,
	}
	if diff := cmp.Diff(want, embeddedBook(t).Info()); diff != "" {
		t.Error(diff)
	}
	opened, err := Open(filepath.Join(t.TempDir(), "none"))
	if err != nil || opened != embeddedBook(t) {
		t.Errorf("without a file the embedded book is used: %v", err)
	}
}

func TestLookup(t *testing.T) {
	b := embeddedBook(t)
	for code, want := range map[japan.PostalCode][]Place{
		"1850012": {{"1850012", "東京都", "国分寺市", "本町", "", "", "コクブンジシ", "ホンチョウ"}},
		"1008111": {{"1008111", "東京都", "千代田区", "千代田", "１－１", "宮内庁", "チヨダク", "チヨダ"}},
		"5220317": {{"5220317", "滋賀県", "犬上郡多賀町", "一円", "", "", "イヌカミグンタガチョウ", "イチエン"}},
		"4980000": { // one code, two prefectures
			{"4980000", "愛知県", "弥富市", "", "", "", "ヤトミシ", ""},
			{"4980000", "三重県", "桑名郡木曽岬町", "", "", "", "クワナグンキソサキチョウ", ""},
		},
		"0000000": nil, "123": nil, "": nil, "-100000": nil,
	} {
		if diff := cmp.Diff(want, b.Lookup(code)); diff != "" {
			t.Errorf("%s: %s", code, diff)
		}
	}
	if n := len(b.Lookup("4520961")); n != 66 {
		t.Errorf("452-0961 has %d towns, want 66", n)
	}
	office := b.Lookup("1008111")[0]
	if office.Address() != "東京都千代田区千代田１－１" || office.Reading() != "チヨダク チヨダ" {
		t.Errorf("%q %q", office.Address(), office.Reading())
	}
}

func TestReverse(t *testing.T) {
	b := embeddedBook(t)
	for address, want := range map[string]japan.PostalCode{
		"東京都国分寺市本町4-1-12":        "1850012",
		"東京都 国分寺市 本町 ４－１－１２":     "1850012",
		"国分寺市本町４丁目":              "1850012", // without the prefecture
		"滋賀県多賀町一円1":              "5220317", // without the county
		"北海道札幌市北区北10条西3丁目":       "0010010",
		"北海道札幌市北区北十条西三丁目":        "0010010",
		"東京都千代田区霞ヶ関1-1":          "1000013",
		"東京都八丈町":                 "1001400",
		"愛知県弥富市":                 "4980000",
		"福岡県大牟田市大字七浦町6-21":       "8360865",
		"京都府京都市左京区吉田下阿達町6-13-14": "6068304",
	} {
		got := b.Reverse(address)
		if len(got) == 0 || got[0].Code != want {
			t.Errorf("%s: %v, want %s first", address, got, want)
		}
	}
	for _, address := range []string{"", "東京都", "大阪", "ロンドン市"} {
		if got := b.Reverse(address); len(got) != 0 {
			t.Errorf("%q: %v", address, got)
		}
	}
	cities := map[japan.Prefecture]bool{}
	for _, p := range b.Reverse("府中市") {
		cities[p.Prefecture] = true
	}
	if !cities["東京都"] || !cities["広島県"] {
		t.Errorf("府中市 lies in two prefectures: %v", cities)
	}
}

// remoteMunicipalities are those that japan.PostalCode.RemoteIsland knows.
var remoteMunicipalities = strings.Fields(`
	東京都大島町 東京都利島村 東京都新島村 東京都神津島村 東京都三宅島三宅村 東京都御蔵島村 東京都八丈島八丈町 東京都青ヶ島村 東京都小笠原村
	北海道利尻郡 北海道礼文郡 北海道奥尻郡 新潟県佐渡市 新潟県岩船郡粟島浦村 島根県隠岐郡
	広島県豊田郡大崎上島町 香川県小豆郡 香川県香川郡直島町 愛媛県越智郡上島町
	長崎県対馬市 長崎県壱岐市 長崎県五島市 長崎県南松浦郡新上五島町 長崎県北松浦郡小値賀町
	鹿児島県西之表市 鹿児島県熊毛郡 鹿児島県奄美市 鹿児島県大島郡 鹿児島県鹿児島郡
	沖縄県宮古島市 沖縄県石垣市 沖縄県宮古郡 沖縄県八重山郡 沖縄県国頭郡伊江村 沖縄県島尻郡渡嘉敷村 沖縄県島尻郡座間味村
	沖縄県島尻郡粟国村 沖縄県島尻郡渡名喜村 沖縄県島尻郡南大東村 沖縄県島尻郡北大東村 沖縄県島尻郡伊平屋村 沖縄県島尻郡伊是名村
	沖縄県島尻郡久米島町`)

// Every code of an island municipality is a remote one and no other is, but
// 890-0000, which Kagoshima city shares with 三島村 and 十島村.
func TestRemoteIslandsAgreeWithTheData(t *testing.T) {
	for p := range embeddedBook(t).All {
		if p.Code == "8900000" {
			continue
		}
		where := string(p.Prefecture) + p.City
		remote := slices.ContainsFunc(remoteMunicipalities, func(m string) bool { return strings.HasPrefix(where, m) })
		if p.Code.RemoteIsland() != remote {
			t.Errorf("%s %s: RemoteIsland is %v", p.Code, where, !remote)
		}
	}
}

func TestEveryRowHasPrefectureAndCity(t *testing.T) {
	for p := range embeddedBook(t).All {
		if p.Prefecture.Code() == 0 || p.City == "" {
			t.Fatalf("%+v", p)
		}
	}
}

// Places come back equal through the compact form, and equal places give equal bytes.
func TestWriteLoadIsIdentity(t *testing.T) {
	b := embeddedBook(t)
	var places []Place
	for p := range b.All {
		if strings.HasPrefix(string(p.Code), "1") || strings.HasPrefix(string(p.Code), "498") {
			places = append(places, p)
		}
	}
	var first, second bytes.Buffer
	for _, w := range []*bytes.Buffer{&first, &second} {
		if err := Write(w, b.Info(), places); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("equal places gave different bytes")
	}
	again, err := Load(&first)
	if err != nil {
		t.Fatal(err)
	}
	if again.Info().Rows != len(places) || again.Info().Version != b.Info().Version || !slices.Equal(slices.Collect(again.All), places) {
		t.Error("the book read back differs")
	}
}

func TestLoadRefusesDamage(t *testing.T) {
	good := magic + ",v,2026-11-23,s\n0010000,北海道,札幌市北区,サッポロシキタク,,,,\n"
	if _, err := Load(zipped(t, good)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty":      "",
		"header":     strings.Replace(good, magic, "other", 1),
		"columns":    good + "0010001,,,\n",
		"too many":   good + "0010001,,,,,,,,\n",
		"cut off":    good + "0010001,,,,,,,",
		"order":      good + "0000001,,,,,,,\n",
		"no city":    magic + ",v,2026-11-23,s\n0010000,,,,,,,\n",
		"not a code": good + "abc,,,,,,,\n",
	} {
		if _, err := Load(zipped(t, text)); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
	if _, err := Load(strings.NewReader("plain")); err == nil {
		t.Error("not gzip: loaded")
	}
}

func zipped(t *testing.T, text string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(bytes.NewReader(embedded)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReverse(b *testing.B) {
	book, err := Embedded()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if len(book.Reverse("京都府京都市左京区吉田下阿達町6-13-14")) == 0 {
			b.Fatal("nothing found")
		}
	}
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
