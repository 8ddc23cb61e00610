package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/japan"
)

// expected are the figures of the retailer's cut.
type expected struct {
	Orders, Lines, Pieces, Customers, Held int
	Goods                                  int64 `json:"goods_yen"`
}

func readExpected(t *testing.T) (want expected) {
	t.Helper()
	must(t, json.Unmarshal(readFile(t, "testdata/retail/expected.json"), &want))
	return want
}

// TestImportOrders: the retailer's real orders come in with exact figures, and
// the same file again places nothing.
func TestImportOrders(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.stocked()
		want := readExpected(t)
		var people struct{ Created, Updated, Unchanged int }
		s.json(&people, "customers", "import", "testdata/retail/customers.csv")
		if people.Created != want.Customers {
			t.Errorf("customers: %+v, want %d created", people, want.Customers)
		}
		s.json(&people, "customers", "import", "testdata/retail/customers.csv")
		if people.Created+people.Updated != 0 || people.Unchanged != want.Customers {
			t.Errorf("customers again: %+v", people)
		}
		var in importOut
		s.json(&in, "orders", "import", "testdata/retail/orders.csv")
		got := expected{Orders: in.Placed, Lines: in.Lines, Pieces: in.Pieces, Goods: in.Goods, Customers: want.Customers, Held: len(in.Held)}
		if diff := cmp.Diff(want, got); diff != "" || in.Skipped != 0 {
			t.Errorf("skipped %d, figures (-want +got):\n%s", in.Skipped, diff)
		}
		before := s.rows()
		var again importOut
		s.json(&again, "orders", "import", "testdata/retail/orders.csv")
		if again.Placed != 0 || again.Skipped != want.Orders || len(again.Held) != 0 {
			t.Errorf("again: %+v", again)
		}
		cp932, lost := japan.EncodeCP932(string(readFile(t, "testdata/retail/orders.csv")))
		if len(lost) > 0 {
			t.Fatalf("the file has characters without a code in CP932: %q", lost)
		}
		s.json(&again, "orders", "import", writeText(t, "cp932.csv", string(cp932)))
		if again.Placed != 0 || again.Skipped != want.Orders {
			t.Errorf("again in CP932: %+v", again)
		}
		if diff := cmp.Diff(before, s.rows()); diff != "" {
			t.Errorf("the same file again changed tables (-before +after):\n%s", diff)
		}
	})
}

// badRows are five kinds of rows that no order can be made of, after good ones.
var badRows = []struct{ column, row string }{
	{"product_code", "BAD-1,phone,,,例示 一,レイジ イチ,042-000-1111,185-0000,東京都国分寺市例示町,1-1,cod,,,NOPE-1,1,UCI2010,"},
	{"quantity", "BAD-2,phone,,,例示 二,レイジ ニ,042-000-1112,185-0000,東京都国分寺市例示町,1-2,cod,,,85123A,0,UCI2010,"},
	{"phone", "BAD-3,phone,,,例示 三,レイジ サン,042-000,185-0000,東京都国分寺市例示町,1-3,cod,,,85123A,1,UCI2010,"},
	{"payment", "BAD-4,phone,,,例示 四,レイジ シ,042-000-1114,185-0000,東京都国分寺市例示町,1-4,barter,,,85123A,1,UCI2010,"},
	{"received_at", "BAD-5,fax,yesterday,,例示 五,レイジ ゴ,042-000-1115,185-0000,東京都国分寺市例示町,1-5,cod,,,85123A,1,UCI2010,"},
	{"note", "BAD-6,phone,,,例示 六,レイジ ロク,042-000-1116,185-0000,東京都国分寺市例示町,1-6,cod,,,85123A,1,UCI2010,4111 1111 1111 1111"},
}

func TestImportWithBadRowsChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.stocked()
		good := string(readFile(t, "testdata/retail/orders.csv"))
		file, line := strings.TrimRight(good, "\n"), strings.Count(good, "\n")
		var places []string
		for _, b := range badRows {
			line++
			file += "\n" + b.row
			places = append(places, fmt.Sprintf(":%d: %s: ", line, b.column))
		}
		path := writeText(t, "bad.csv", file+"\n")
		before := s.rows()
		lines := s.refused("orders", "import", path)
		if len(lines) != len(places) {
			t.Errorf("%d sentences for %d bad rows:\n%s", len(lines), len(places), strings.Join(lines, "\n"))
		}
		for i, want := range places {
			if i < len(lines) && !strings.HasPrefix(lines[i], path+want) {
				t.Errorf("row %d: %q, want it at %q", i, lines[i], want)
			}
		}
		if all := strings.Join(lines, "\n"); strings.Contains(all, "例示") || strings.Contains(all, "4111") {
			t.Errorf("a sentence repeats what was typed:\n%s", all)
		}
		if diff := cmp.Diff(before, s.rows()); diff != "" {
			t.Errorf("a refused file changed tables (-before +after):\n%s", diff)
		}
	})
}

// TestConcurrentCuts: two processes cut at once; every order leaves once.
func TestConcurrentCuts(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.stocked()
		want := readExpected(t)
		s.run("orders", "import", "testdata/retail/orders.csv")
		cuts := s.cutTwice()
		var orders, lines, pieces int
		var goods int64
		numbers := map[string]int{}
		for _, c := range cuts {
			orders, lines, pieces, goods = orders+c.Orders, lines+c.Lines, pieces+c.Pieces, goods+c.Goods
			if c.Batch == nil {
				continue
			}
			for _, n := range s.numbersOf(*c.Batch) {
				numbers[n]++
			}
		}
		held := cuts[0].Held
		if orders+len(held) != want.Orders || len(held) != want.Held || len(numbers) != orders {
			t.Errorf("batched %d (%d different), held %d, placed %d", orders, len(numbers), len(held), want.Orders)
		}
		for n, times := range numbers {
			if times != 1 {
				t.Errorf("order %s is in %d batches", n, times)
			}
		}
		for _, h := range held {
			if numbers[h.Order] != 0 || h.Reason != "awaiting_payment" {
				t.Errorf("held %+v, in %d batches", h, numbers[h.Order])
			}
		}
		if lines >= want.Lines || pieces >= want.Pieces || goods >= want.Goods || goods == 0 {
			t.Errorf("%d lines, %d pieces, %d yen in batches; the held ones must be missing from %+v", lines, pieces, goods, want)
		}
		out := s.run("batch", "cut", "--json")
		if !strings.Contains(out, `"batch":null,"orders":0`) {
			t.Errorf("a cut with nothing to take: %s", out)
		}
	})
}

// cutTwice runs two `batch cut` as processes at the same time.
func (s *shop) cutTwice() [2]cutOut {
	s.t.Helper()
	var cuts [2]cutOut
	var out, errOut [2]bytes.Buffer
	done := make(chan error, 2)
	for i := range cuts {
		cmd := s.process(s.t.Context(), "batch", "cut", "--json")
		cmd.Stdout, cmd.Stderr = &out[i], &errOut[i]
		must(s.t, cmd.Start())
		go func() { done <- cmd.Wait() }()
	}
	for range cuts {
		if err := <-done; err != nil {
			s.t.Errorf("batch cut: %v", err)
		}
	}
	for i := range cuts {
		if err := json.Unmarshal(out[i].Bytes(), &cuts[i]); err != nil {
			s.t.Fatalf("%v: %s%s", err, &out[i], &errOut[i])
		}
	}
	return cuts
}

// numbersOf are the order numbers of a batch's orders.csv.
func (s *shop) numbersOf(no int64) []string {
	s.t.Helper()
	dir := filepath.Join(s.t.TempDir(), "batch")
	s.run("batch", "get", fmt.Sprint(no), "-o", dir)
	return columnOf(s.t, filepath.Join(dir, "orders.csv"), "order_no")
}

// columnOf reads one column of a batch's CSV file.
func columnOf(t *testing.T, path, column string) []string {
	t.Helper()
	data := readFile(t, path)
	text, bom := bytes.CutPrefix(data, []byte("\xef\xbb\xbf"))
	if !bom || bytes.Count(text, []byte("\n")) != bytes.Count(text, []byte("\r\n")) {
		t.Errorf("%s: no BOM or lines that do not end in CRLF", filepath.Base(path))
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	must(t, err)
	at := slices.Index(rows[0], column)
	if at < 0 {
		t.Fatalf("%s has no column %s: %v", path, column, rows[0])
	}
	var out []string
	for _, r := range rows[1:] {
		out = append(out, r[at])
	}
	return out
}

// TestBatchFiles: fetched twice, the same bytes, for their owner alone, and
// everything in them can be read.
func TestBatchFiles(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.stocked()
		s.run("orders", "import", "testdata/retail/orders.csv")
		var cut cutOut
		s.json(&cut, "batch", "cut")
		dir := filepath.Join(t.TempDir(), "batch")
		s.run("batch", "get", "1", "-o", dir)
		first := map[string][]byte{}
		for _, name := range []string{"orders.csv", "lines.csv", "picklist.pdf", "slips.pdf"} {
			first[name] = readFile(t, dir, name)
			if st, err := os.Stat(filepath.Join(dir, name)); err != nil || st.Mode().Perm() != 0o600 {
				t.Errorf("%s: mode %v, %v", name, st.Mode(), err)
			}
		}
		if st, err := os.Stat(dir); err != nil || st.Mode().Perm() != 0o700 {
			t.Errorf("the folder: mode %v, %v", st.Mode(), err)
		}
		s.run("batch", "get", "1", "-o", dir)
		for name, b := range first {
			if !bytes.Equal(b, readFile(t, dir, name)) {
				t.Errorf("%s is another file the second time", name)
			}
		}
		if left, _ := os.ReadDir(dir); len(left) != len(first) {
			t.Errorf("in the folder: %v", left)
		}
		s.checkFiles(dir, cut)
	})
}

// checkFiles holds the files against the figures of the cut.
func (s *shop) checkFiles(dir string, cut cutOut) {
	s.t.Helper()
	at := func(name string) string { return filepath.Join(dir, name) }
	numbers := columnOf(s.t, at("orders.csv"), "order_no")
	var pieces int
	for _, q := range columnOf(s.t, at("lines.csv"), "quantity") {
		var n int
		_, err := fmt.Sscan(q, &n)
		must(s.t, err)
		pieces += n
	}
	if len(numbers) != cut.Orders || pieces != cut.Pieces {
		s.t.Errorf("%d orders and %d pieces in the files, %d and %d in the figures", len(numbers), pieces, cut.Orders, cut.Pieces)
	}
	for _, name := range []string{"picklist.pdf", "slips.pdf"} {
		text := pdfText(s.t, at(name))
		for _, n := range numbers {
			if !strings.Contains(text, n) {
				s.t.Errorf("%s lacks order %s", name, n)
			}
		}
	}
}

// TestUnsealedCutIsFinished: a crash between cut and seal is made good by the
// next command.
func TestUnsealedCutIsFinished(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.stocked()
		s.run("orders", "import", "testdata/retail/orders.csv")
		s.crashAfterCut()
		if n := len(s.numbersOf(1)); n != 17 {
			t.Errorf("%d orders in the batch that the next command finished, want 17", n)
		}
		s.crashAfterCutAgain()
		var cut cutOut
		s.json(&cut, "batch", "cut")
		if cut.Batch != nil || cut.Orders != 0 {
			t.Errorf("the next cut took %+v", cut)
		}
		if n := len(s.numbersOf(1)); n != 17 {
			t.Errorf("%d orders in the batch that the next cut finished, want 17", n)
		}
	})
}

// crashAfterCut leaves what a crash between the cut and the first sealed file
// leaves.
func (s *shop) crashAfterCut() {
	s.t.Helper()
	s.run("batch", "cut")
	s.crashAfterCutAgain()
}

// crashAfterCutAgain takes the sealed files of the last batch away again.
func (s *shop) crashAfterCutAgain() {
	s.t.Helper()
	s.exec("orders", `UPDATE batch SET state = 'cut', sealed_at = NULL`)
	s.exec("vault", `DELETE FROM chunk WHERE record_id IN (SELECT id FROM record WHERE kind = 'artefact')`)
	s.exec("vault", `DELETE FROM record WHERE kind = 'artefact'`)
	s.exec("vault", `DELETE FROM wrap WHERE scope = 'batch'`)
}

// TestKilledCut kills the cutting process as soon as its batch is there. At
// whatever point that was, the next command leaves every order in one batch.
func TestKilledCut(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.stocked()
		s.run("orders", "import", "testdata/retail/orders.csv")
		cmd := s.process(t.Context(), "batch", "cut")
		must(t, cmd.Start())
		db := s.db("orders")
		for n := int64(0); n == 0; {
			must(t, t.Context().Err())
			must(t, db.Read(t.Context()).Table("batch").Count(&n).Error)
		}
		must(t, cmd.Process.Kill())
		_ = cmd.Wait() // killed, or done before it could be
		s.run("batch", "list")
		var states []string
		must(t, db.Read(t.Context()).Raw(`SELECT state FROM batch`).Scan(&states).Error)
		if diff := cmp.Diff([]string{"sealed"}, states); diff != "" {
			t.Fatalf("after the next command (-want +got):\n%s", diff)
		}
		if n := len(s.numbersOf(1)); n != 17 {
			t.Errorf("%d orders in the batch, want 17", n)
		}
		if out := s.run("audit", "verify"); !strings.Contains(out, "whole") {
			t.Errorf("the evidence: %s", out)
		}
	})
}
