package batch_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

// A parcel is a row of its own, the rows of an order add up to it, and its
// slip says nothing of money.
func TestParcelsOfAnOrder(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		f.Lines = append(f.Lines, order.FormLine{Code: "BL-0703", Quantity: "1", Parcel: "2"})
		f.CODGift = "yes"
		f.Parcels = []order.FormParcel{{To: order.Address{Name: "小林 栄", Kana: "コバヤシ サカエ", Phone: "026-226-0000", PostalCode: "380-0801",
			Address1: "長野県長野市箱清水", Address2: "2-2"}, Date: "2026-12-10", Slot: "am",
			Gift: order.FormGift{Noshi: "oseibo", NoshiName: "髙橋", Wrapping: "paper", Card: "message", Message: "よいお年を"}}}
		o := s.Place(f)[0]
		b := s.Cut().Batch
		if b.Orders != 1 || b.Lines != 3 || b.Pieces != 4 || b.Total != o.Total {
			t.Errorf("batch %+v of %+v", b, o)
		}
		rows := table(t, s, b.No, "orders.csv")
		want := [][]string{{"髙橋 美咲", "6600", "0", "440", "7040", "10120", "", "", "1", "0"}, {"小林 栄", "2200", "550", "0", "3080", "0", "2026-12-10", "am", "2", "330"}}
		var got [][]string
		for _, r := range rows {
			got = append(got, []string{r["name"], r["goods_yen"], r["shipping_yen"], r["cod_fee_yen"], r["total_yen"], r["collect_yen"],
				r["delivery_date"], r["delivery_slot"], r["parcel"], r["gift_yen"]})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if lines := table(t, s, b.No, "lines.csv"); len(lines) != 3 || lines[1]["parcel"] != "1" || lines[2]["parcel"] != "2" {
			t.Errorf("lines %v", lines)
		}
		pick := paper(t, s, b.No, "picklist.pdf")
		for _, text := range []string{o.Number + " (1/2)", o.Number + " (2/2)", "のし: 御歳暮 名入れ「髙橋」", "包装: 包装紙", "「よいお年を」"} {
			if !strings.Contains(pick, text) {
				t.Errorf("the picking list lacks %s: %s", text, pick)
			}
		}
		pages := strings.Split(paper(t, s, b.No, "slips.pdf"), "\f")
		if len(pages) != 3 || !strings.Contains(pages[0], "10,120") || !strings.Contains(pages[0], "ギフト料") || strings.Contains(pages[1], "2,200") ||
			!strings.Contains(pages[1], "小林 栄 様") || !strings.Contains(pages[1], "ご依頼主 髙橋 美咲 様") {
			t.Errorf("slips %q", pages)
		}
	})
}

// A discount is spread over the parcels by their goods: a small first parcel
// does not bear that of a large second one.
func TestParcelsShareTheDiscount(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		f.Payment, f.Campaign = "postal_after", "FUYU10"
		f.Lines = []order.FormLine{{Code: "BL-0701", Quantity: "1"}, {Code: "BL-0703", Quantity: "19", Parcel: "2"}}
		f.Parcels = []order.FormParcel{{To: order.Address{Name: "小林 栄", Kana: "コバヤシ サカエ", Phone: "026-226-0000", PostalCode: "380-0801",
			Address1: "長野県長野市箱清水", Address2: "2-2"}}}
		o := s.Place(f)[0]
		var got [][]string
		for _, r := range table(t, s, s.Cut().Batch.No, "orders.csv") {
			got = append(got, []string{r["goods_yen"], r["shipping_yen"], r["discount_yen"], r["total_yen"], r["campaign"]})
		}
		want := [][]string{{"2200", "550", "220", "2530", "FUYU10"}, {"41800", "0", "4180", "37620", "FUYU10"}}
		if diff := cmp.Diff(want, got); diff != "" || o.Total != 2530+37620 {
			t.Errorf("order of %d: %s", o.Total, diff)
		}
	})
}

func fetched(t *testing.T, s *ordertest.Shop, no int64, name string) []byte {
	t.Helper()
	f, err := s.Batches.OpenFile(ordertest.As("warehouse"), no, name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f.Content)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// table reads a CSV file by column names.
func table(t *testing.T, s *ordertest.Shop, no int64, name string) []map[string]string {
	t.Helper()
	recs, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(fetched(t, s, no, name), []byte("\uFEFF")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range recs[1:] {
		row := map[string]string{}
		for i, column := range recs[0] {
			row[column] = r[i]
		}
		out = append(out, row)
	}
	return out
}

// paper is the text of a PDF. With UKETSUKE_SHOTS=DIR the file is kept there.
func paper(t *testing.T, s *ordertest.Shop, no int64, name string) string {
	t.Helper()
	dir := os.Getenv("UKETSUKE_SHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, fetched(t, s, no, name), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
