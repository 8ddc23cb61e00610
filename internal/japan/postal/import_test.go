package postal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// Rows in the shape of Japan Post's files, with their quirks: a catch-all, a
// remark in parentheses, a floor, 一円 in both meanings, 地割.
const utfKenAll = `13101,"100  ","1000000","トウキョウト","チヨダク","イカニケイサイガナイバアイ","東京都","千代田区","以下に掲載がない場合",0,0,0,0,0,0
13101,"102  ","1020072","トウキョウト","チヨダク","イイダバシ","東京都","千代田区","飯田橋",0,0,1,0,0,0
13101,"100  ","1006090","トウキョウト","チヨダク","カスミガセキカスミガセキビル（チカイ・カイソウフメイ）","東京都","千代田区","霞が関霞が関ビル（地階・階層不明）",0,0,0,0,0,0
13101,"100  ","1006001","トウキョウト","チヨダク","カスミガセキカスミガセキビル（１カイ）","東京都","千代田区","霞が関霞が関ビル（１階）",0,0,0,0,0,0
08546,"30604","3060433","イバラキケン","サシマグンサカイマチ","サカイマチノツギニバンチガクルバアイ","茨城県","猿島郡境町","境町の次に番地がくる場合",0,0,0,0,0,0
13362,"10003","1000301","トウキョウト","トシマムラ","トシマムライチエン","東京都","利島村","利島村一円",0,0,0,0,0,0
25443,"52203","5220317","シガケン","イヌカミグンタガチョウ","イチエン","滋賀県","犬上郡多賀町","一円",0,0,0,0,0,0
03507,"02879","0287917","イワテケン","クノヘグンヒロノチョウ","タネイチダイ１５チワリ－ダイ２１チワリ","岩手県","九戸郡洋野町","種市第１５地割～第２１地割",1,1,0,0,0,0
13101,"100  ","1000004","トウキョウト","チヨダク","オオテマチ（ツギノビルヲノゾク）","東京都","千代田区","大手町（次のビルを除く）",0,0,1,0,0,0
`

const jigyosyo = `13101,"(ｶﾌﾞ) ﾐﾎﾝｼﾖｳｼﾞ","株式会社　見本商事","東京都","千代田区","飯田橋","１丁目１－１","1028799","102  ","麹町",0,0,0
`

func TestImport(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "postal", "book.csv.gz")
	info, err := Import(dst, "2026-11-23",
		writeFile(t, "JIGYOSYO.CSV", cp932(t, jigyosyo)), writeFile(t, "utf_ken_all.csv", utfKenAll))
	if err != nil {
		t.Fatal(err)
	}
	want := Info{Version: "import 2026-11-23", Date: "2026-11-23", Source: "JIGYOSYO.CSV + utf_ken_all.csv", Rows: 10, Codes: 10}
	if diff := cmp.Diff(want, info); diff != "" {
		t.Error(diff)
	}
	b, err := Open(dst)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[japan.PostalCode]Place{
		"1000000": {"1000000", "東京都", "千代田区", "", "", "", "チヨダク", ""},
		"1006090": {"1006090", "東京都", "千代田区", "霞が関霞が関ビル", "", "", "チヨダク", "カスミガセキカスミガセキビル"},
		"1006001": {"1006001", "東京都", "千代田区", "霞が関霞が関ビル１階", "", "", "チヨダク", "カスミガセキカスミガセキビル1カイ"},
		"3060433": {"3060433", "茨城県", "猿島郡境町", "", "", "", "サシマグンサカイマチ", ""},
		"1000301": {"1000301", "東京都", "利島村", "", "", "", "トシマムラ", ""},
		"5220317": {"5220317", "滋賀県", "犬上郡多賀町", "一円", "", "", "イヌカミグンタガチョウ", "イチエン"},
		"0287917": {"0287917", "岩手県", "九戸郡洋野町", "種市", "", "", "クノヘグンヒロノチョウ", "タネイチ"},
		"1000004": {"1000004", "東京都", "千代田区", "大手町", "", "", "チヨダク", "オオテマチ"},
		"1028799": {"1028799", "東京都", "千代田区", "飯田橋", "１丁目１－１", "株式会社　見本商事", "チヨダク", "イイダバシ"},
	} {
		if diff := cmp.Diff([]Place{want}, b.Lookup(code)); diff != "" {
			t.Errorf("%s: %s", code, diff)
		}
	}
}

// KEN_ALL.CSV is CP932 with half-width kana and splits long towns over rows.
func TestImportOldKenAll(t *testing.T) {
	const kenAll = `01224,"066  ","0660005","ﾎｯｶｲﾄﾞｳ","ﾁﾄｾｼ","ｷﾖｳﾜ(88-2､271-10､343-2､404-1､427-","北海道","千歳市","協和（８８－２、２７１－１０、３４３－２、４０４－１、４２７－",1,0,0,0,0,0
01224,"066  ","0660005","ﾎｯｶｲﾄﾞｳ","ﾁﾄｾｼ","3､431-12､443-6)","北海道","千歳市","３、４３１－１２、４４３－６、６０８－２、",1,0,0,0,0,0
01224,"066  ","0660005","ﾎｯｶｲﾄﾞｳ","ﾁﾄｾｼ","","北海道","千歳市","８１４）",1,0,0,0,0,0
01224,"066  ","0660006","ﾎｯｶｲﾄﾞｳ","ﾁﾄｾｼ","ｶﾞﾝﾊﾞﾙ","北海道","千歳市","頑張",0,0,0,0,0,0
`
	dst := filepath.Join(t.TempDir(), "book.csv.gz")
	info, err := Import(dst, "2026-11-23", writeFile(t, "KEN_ALL.CSV", cp932(t, kenAll)))
	if err != nil {
		t.Fatal(err)
	}
	if offices := info.Rows - 2; offices < 20_000 {
		t.Errorf("%d offices were kept", offices)
	}
	b, err := Open(dst)
	if err != nil {
		t.Fatal(err)
	}
	want := []Place{{"0660005", "北海道", "千歳市", "協和", "", "", "チトセシ", "キヨウワ"}}
	if diff := cmp.Diff(want, b.Lookup("0660005")); diff != "" {
		t.Error(diff)
	}
	if got := b.Lookup("0660006")[0].Kana; got != "ガンバル" {
		t.Errorf("kana %q", got)
	}
}

// Bad rows are all named, and the book in place stays.
func TestImportRefuses(t *testing.T) {
	const first = `13101,"102  ","1020072","トウキョウト","チヨダク","イイダバシ","東京都","千代田区","飯田橋",0,0,1,0,0,0` + "\n"
	for _, c := range []struct{ name, text, want string }{
		{"rows.csv", first + strings.ReplaceAll(first, "1020072", "102007") +
			strings.ReplaceAll(first, `"東京都"`, `"東京"`) + "1,2\n" + strings.ReplaceAll(first, `"千代田区"`, `""`) +
			strings.ReplaceAll(first, "飯田橋", "飯,田橋") + strings.ReplaceAll(first, "飯田橋", "飯田橋（") + first[:20] + "x\"y\n",
			"rows.csv:2: 郵便番号: japan.postal_row_code\n" +
				"rows.csv:3: 都道府県名: japan.postal_row_prefecture\n" +
				"rows.csv:4: japan.postal_columns_mixed(2, 15)\n" +
				"rows.csv:5: 市区町村名: japan.postal_row_city\n" +
				"rows.csv:6: japan.postal_row_text\n" +
				"rows.csv:8: japan.postal_csv\n" +
				"rows.csv:7: 町域: japan.postal_row_unclosed"},
		{"empty.csv", "", "empty.csv: japan.postal_empty"},
		{"other.csv", "a,b,c\n", "other.csv:1: japan.postal_columns(3)"},
		{"broken.csv", "\x81\xff\xff", "broken.csv: japan.encoding"},
		{"office.csv", jigyosyo, "japan.postal_no_towns"},
	} {
		dst := writeFile(t, "book", "before")
		_, err := Import(dst, "2026-11-23", writeFile(t, c.name, c.text))
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: kind of %v", c.name, err)
			continue
		}
		if diff := cmp.Diff(c.want, err.Error()); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if data, _ := os.ReadFile(dst); string(data) != "before" {
			t.Errorf("%s: the book was replaced", c.name)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dst), ".postal-*")); left != nil {
			t.Errorf("%s: left %v", c.name, left)
		}
	}
	if _, err := Import(filepath.Join(t.TempDir(), "b"), "2026-11-23", "/nowhere/utf_ken_all.csv"); !errs.Is(err, errs.Invalid) {
		t.Errorf("a missing file: %v", err)
	}
}

func cp932(t *testing.T, s string) string {
	t.Helper()
	b, bad := japan.EncodeCP932(s)
	if bad != nil {
		t.Fatalf("no code for %q", bad)
	}
	return string(b)
}

// Any bytes are refused with a reason or become a book that loads.
func FuzzKenAll(f *testing.F) {
	f.Add([]byte(utfKenAll))
	f.Add([]byte(jigyosyo))
	f.Add([]byte("\xef\xbb\xbf" + utfKenAll))
	f.Add([]byte(`1,,1020072,"ﾄ","ﾁ","ｲ(","東京都","千代田区","飯田橋（",0,0,0,0,0,0`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s source
		s.read("fuzz.csv", data)
		if s.problems.Err() != nil {
			return
		}
		places := s.places()
		if len(places) == 0 {
			t.Fatal("neither a problem nor a place")
		}
		_, info, err := compact(Info{Version: "v", Source: "s"}, places)
		if err != nil || info.Rows != len(places) {
			t.Fatalf("%d places: %+v, %v", len(places), info, err)
		}
	})
}
