package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/japan"
)

// retailerMap is the mapping file that docs/import.md explains.
const retailerMap = "../../docs/import-map.yaml"

// TestImportMapped: a file of another system is refused with every row named
// and nothing changed; with --skip-bad the good orders come in, the others lie
// aside in the source's own form, and once mended they alone come in.
func TestImportMapped(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.stocked()
		const file = "testdata/import/export.csv"
		before := s.rows()
		got := s.refused("orders", "import", "--map", retailerMap, file)
		want := []string{
			"5: InvoiceNo: a return or cancellation, no order",
			"5: Quantity: negative quantity: a return or a stock correction",
			"5: StockCode: a fee, postage or discount, not goods",
			"6: Country: the table address of the mapping has no entry for this value",
			"7: StockCode: a fee, postage or discount, not goods",
			"8: Description: no description: a stock correction",
			"8: UnitPrice: price zero: a sample or a stock correction",
			"9: CustomerID: is empty, and the mapping has no default for customer_no",
			"11: Quantity: is no whole number",
			"12: InvoiceDate: is no date in the mapping's pattern",
			"12: StockCode: there is no product 99999X; search by name or kana",
		}
		for i := range got {
			_, got[i], _ = strings.Cut(got[i], "export.csv:")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("refusals (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before, s.rows()); diff != "" {
			t.Errorf("a refused file changed tables (-before +after):\n%s", diff)
		}
		mendAside(t, s, file)
	})
}

func mendAside(t *testing.T, s *shop, file string) {
	t.Helper()
	aside := filepath.Join(t.TempDir(), "aside.csv")
	importMapped(s, aside, file, mappedOut{Rows: 11, Imported: 3, Aside: 8}, 2)
	text := string(readFile(t, aside))
	if !strings.HasPrefix(text, "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,refused_because\n") ||
		!strings.Contains(text, "536388,21731,RED TOADSTOOL LED NIGHT LIGHT,\"1,024\",1/12/2010,1.65,16250,United Kingdom,goes with line 11 of the same order\n") {
		t.Errorf("set aside:\n%s", text)
	}
	if info, err := os.Stat(aside); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; the rows may name people", info.Mode(), err)
	}
	s.refused("orders", "import", "--map", retailerMap, "--skip-bad", aside, file) // never over rows that are being mended
	importMapped(s, filepath.Join(t.TempDir(), "again.csv"), file, mappedOut{Rows: 11, Before: 3, Aside: 8}, 0)

	mended := writeText(t, "mended.csv", strings.NewReplacer("12.5", "12", ",,United Kingdom", ",17850,United Kingdom").Replace(text))
	importMapped(s, filepath.Join(t.TempDir(), "left.csv"), mended, mappedOut{Rows: 8, Imported: 3, Aside: 5}, 2)
	importMapped(s, filepath.Join(t.TempDir(), "left.csv"), mended, mappedOut{Rows: 8, Before: 3, Aside: 5}, 0)
}

// importMapped imports with --skip-bad and holds the figures, which must add up.
func importMapped(s *shop, aside, file string, want mappedOut, placed int) {
	s.t.Helper()
	var got mappedOut
	s.json(&got, "orders", "import", "--map", retailerMap, "--skip-bad", aside, file)
	if got.Rows != want.Rows || got.Imported != want.Imported || got.Before != want.Before || got.Aside != want.Aside || got.Placed != placed {
		s.t.Errorf("%s: %+v, want %+v and %d placed", file, got, want, placed)
	}
	if got.Imported+got.Before+got.Aside != got.Rows {
		s.t.Errorf("%+v does not add up", got)
	}
}

// TestImportMappedPersons: what the source lacks comes from a second file;
// encoding and separator are the source's, also in the rows set aside.
func TestImportMappedPersons(t *testing.T) {
	s := newShop(t, "sqlite").stocked()
	text := "伝票\t品番\t数量\t日付\t顧客\n" +
		"1\t85123A\t\t2026/11/24 08:05\t17850\n" +
		"1\t71053\t2.00\t2026/11/24 08:05\t17850\n" +
		"2\t71053\t3\t2026/11/24 08:06\t4711\n"
	raw, _ := japan.EncodeCP932(text)
	file, aside := writeText(t, "sales.txt", string(raw)), filepath.Join(t.TempDir(), "aside.txt")
	out := s.run("orders", "import", "--map", "testdata/import/persons.yaml", "--skip-bad", aside, file)
	for _, want := range []string{"1 orders placed (0 skipped: placed before), 2 lines, 3 pieces", "3 rows = 2 imported + 0 imported before + 1 aside",
		"  1 × 顧客: the file of lookup persons has no row for this value"} {
		if !strings.Contains(out, want) {
			t.Errorf("printed %q, want %q", out, want)
		}
	}
	left, err := japan.DecodeCP932(readFile(t, aside))
	want := "伝票\t品番\t数量\t日付\t顧客\trefused_because\n2\t71053\t3\t2026/11/24 08:06\t4711\t顧客: the file of lookup persons has no row for this value\n"
	if err != nil || left != want {
		t.Errorf("set aside %q (%v), want %q", left, err, want)
	}
	s.refused("orders", "import", "--skip-bad", aside+"2", file)
}
