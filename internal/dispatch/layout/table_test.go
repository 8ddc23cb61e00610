package layout

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/japan"
)

func sample() []Shipment {
	return []Shipment{
		{Batch: 1, OrderNo: "261123-0001-4", Name: "髙橋 美咲", Kana: "タカハシ ミサキ", Phone: "0421234567", PostalCode: "1850012",
			Address1: "東京都国分寺市本町四丁目", Address2: "12-3 ﾊｲﾂ①~", Payment: "cod", Goods: 4180, Shipping: 660, CODFee: 330, Total: 5170, Collect: 5170,
			Date: "2026-11-25", Slot: "1618", Note: "=HYPERLINK(\"x\"),\"引用\""},
		{Batch: 1, OrderNo: "261123-0002-9", Name: "＝ 一郎", Kana: "イチロウ", Phone: "09012345678", PostalCode: "0600000", Address1: "北海道札幌市"},
	}
}

func TestOrdersUTF8Bytes(t *testing.T) {
	var b bytes.Buffer
	if err := Orders.Encode(&b, UTF8, sample()[:1]); err != nil {
		t.Fatal(err)
	}
	want := "\xEF\xBB\xBFbatch,order_no,name,kana,phone,postal_code,address1,address2,payment,goods_yen,shipping_yen,cod_fee_yen,total_yen,collect_yen,delivery_date,delivery_slot,note,parcel,gift_yen,discount_yen,campaign\r\n" +
		"1,261123-0001-4,髙橋 美咲,タカハシ ミサキ,042-123-4567,185-0012,東京都国分寺市本町四丁目,12-3 ﾊｲﾂ①~,cod,4180,660,330,5170,5170,2026-11-25,1618,\"'=HYPERLINK(\"\"x\"\"),\"\"引用\"\"\",0,0,0,\r\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("bytes differ (-want +got):\n%s", diff)
	}
}

// A long file makes csv hand over buffers that end inside a character.
func TestCP932ManyRows(t *testing.T) {
	var rows []Shipment
	for range 700 {
		rows = append(rows, sample()...)
	}
	var utf, sjis bytes.Buffer
	if err := Orders.Encode(&utf, UTF8, rows); err != nil {
		t.Fatal(err)
	}
	if err := Orders.Encode(&sjis, CP932, rows); err != nil {
		t.Fatal(err)
	}
	text, err := japan.DecodeCP932(sjis.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimPrefix(utf.String(), "\uFEFF"), text); diff != "" {
		t.Error("CP932 file holds other text than the UTF-8 one")
	}
}

func TestDefuseReadsBack(t *testing.T) {
	var b bytes.Buffer
	if err := Orders.Encode(&b, UTF8, sample()); err != nil {
		t.Fatal(err)
	}
	recs, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := recs[2][2]; got != "'＝ 一郎" {
		t.Errorf("name cell = %q, want it defused", got)
	}
	if got := recs[1][4]; got != "042-123-4567" {
		t.Errorf("phone = %q", got)
	}
}

func TestUnmappable(t *testing.T) {
	row := sample()[0]
	row.Name = "𠮷野家😀"
	if got := string(Orders.Unmappable(CP932, row)); got != "😀" {
		t.Errorf("Unmappable = %q, want the emoji alone (𠮷 has a known variant)", got)
	}
	if got := Orders.Unmappable(UTF8, row); got != nil {
		t.Errorf("Unmappable in UTF-8 = %q", string(got))
	}
	if err := Orders.Encode(&bytes.Buffer{}, CP932, []Shipment{row}); err == nil {
		t.Error("Encode wrote a character that CP932 lacks")
	}
}
