package importmap_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/order/importmap"
)

func openFile(path string) ([]byte, error) {
	files := map[string]string{
		"p.csv": "no,name\n1,A\n2,B\n", "twice.csv": "no,name\n1,A\n1,B\n", "torn.csv": "no,name\n1\n", "bytes.csv": "\xff\xfe\x00",
	}
	text, ok := files[path]
	if !ok {
		return nil, errors.New("none")
	}
	return []byte(text), nil
}

const good = `source: {columns: [No, Code, Qty, Day]}
columns:
  order_ref: {from: No}
  product_code: {from: Code}
`

// TestParseRefuses holds that every mistake is told with its line.
func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"m.yaml:1: import.yaml_empty"}},
		{"no yaml", "a: [", []string{`m.yaml:1: import.yaml(yaml: line 1: did not find expected node content)`}},
		{"list", "- a\n", []string{"m.yaml:1: import.yaml_kind"}},
		{"unknown key", good + "colour: red\n", []string{"m.yaml:5: colour: import.yaml_key"}},
		{"key twice", good + "columns: {}\n", []string{"m.yaml:5: columns: import.yaml_twice"}},
		{"alias", "source: &s {columns: [A]}\ncolumns: *s\n", []string{"m.yaml:2: columns: import.yaml_kind"}},
		{"no source columns", "source: {}\n", []string{"m.yaml:1: columns: import.source_none"}},
		{"source column twice", "source: {columns: [A, A, refused_because]}\n", []string{"m.yaml:1: A: import.source_column", "m.yaml:1: refused_because: import.source_column"}},
		{"encoding", "source: {columns: [A], encoding: utf-7, separator: xx}\n",
			[]string{"m.yaml:1: encoding: import.one_of(utf-8, cp932, latin-1)", "m.yaml:1: separator: import.one_of(, ; | tab)"}},
		{"rule", good + "refuse:\n  - {column: Nope, matches: '(', because: ''}\n",
			[]string{"m.yaml:6: matches: import.matches", "m.yaml:6: because: import.because", "m.yaml:6: Nope: import.no_column"}},
		{"format column", good + "  colour: {value: red}\n", []string{"m.yaml:5: colour: import.format_column"}},
		{"scalar column", good + "  quantity: Qty\n", []string{"m.yaml:5: quantity: import.column_kind"}},
		{"two origins", good + "  quantity: {value: 1, from: Qty}\n", []string{"m.yaml:5: quantity: import.origin"}},
		{"no origin", good + "  quantity: {number: point}\n", []string{"m.yaml:5: quantity: import.origin"}},
		{"two ways", good + "  quantity: {from: Qty, number: point, table: t}\n", []string{"m.yaml:5: quantity: import.ways"}},
		{"half a lookup", good + "  quantity: {from: Qty, lookup: t}\n", []string{"m.yaml:5: quantity: import.take"}},
		{"braces", good + "  note: {text: 'a {Qty'}\n", []string{"m.yaml:5: note: import.braces"}},
		{"unknown source column", good + "  note: {text: 'a {Other}'}\n", []string{"m.yaml:5: Other: import.no_column"}},
		{"unknown table", good + "  note: {from: Qty, table: t}\n", []string{"m.yaml:5: note: import.no_table(t)"}},
		{"unknown lookup", good + "  note: {from: Qty, lookup: p, take: name}\n", []string{"m.yaml:5: note: import.no_lookup(p)"}},
		{"date pattern", good + "  received_at: {from: Day, date: D/M}\n", []string{"m.yaml:5: received_at: import.date_pattern"}},
		{"date elsewhere", good + "  note: {from: Day, date: D/M/YYYY}\n", []string{"m.yaml:5: note: import.date_column(received_at, delivery_date)"}},
		{"clock", good + "  received_at: {from: Day, date: D/M/YYYY, clock: '24:00'}\n", []string{"m.yaml:5: received_at: import.clock"}},
		{"lookup files", good + "lookups:\n  a: {file: none.csv, key: no}\n  b: {file: twice.csv, key: no}\n  c: {file: torn.csv, key: no}\n  d: {file: p.csv, key: id}\n  e: {file: bytes.csv, key: id}\n",
			[]string{"m.yaml:6: none.csv: import.lookup_open", "m.yaml:7: twice.csv: import.lookup_twice(3)", "m.yaml:8: torn.csv: import.lookup_csv",
				"m.yaml:9: p.csv: import.lookup_key(id)", "m.yaml:10: bytes.csv: order.import_encoding"}},
		{"lookup column", good + "  note: {from: Qty, lookup: p, take: colour}\nlookups: {p: {file: p.csv, key: no}}\n", []string{"m.yaml:5: note: import.no_take(colour, p)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := importmap.Parse("m.yaml", []byte(c.text), openFile)
			got := places(err)
			for i := range got {
				got[i] = strings.Split(got[i], "(order_ref,")[0]
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestValues holds what becomes of one cell.
func TestValues(t *testing.T) {
	for _, c := range []struct{ spec, column, cell, want string }{
		{"{from: X}", "note", " a ", "a"},
		{"{value: x}", "note", "", "x"},
		{"{from: X, default: d}", "note", "", "d"},
		{"{text: 'a-{X}', default: d}", "note", "7", "a-7"},
		{"{text: 'a-{X}', default: d}", "note", " ", "d"},
		{"{from: X, required: true}", "note", "", "X: import.empty(note)"},
		{"{from: X, table: t}", "note", "in", "out"},
		{"{from: X, table: t}", "note", "other", "X: import.not_in_table(t)"},
		{"{from: X, lookup: p, take: name}", "note", "2", "B"},
		{"{from: X, lookup: p, take: name}", "note", "3", "X: import.not_found(p)"},
		{"{from: X, number: point}", "quantity", "1,234.00", "1234"},
		{"{from: X, number: comma}", "quantity", "1.234,0", "1234"},
		{"{from: X, number: point}", "quantity", "１２", "12"},
		{"{from: X, number: point}", "quantity", "-3", "-3"},
		{"{from: X, number: point}", "quantity", "1.5", "X: import.number"},
		{"{from: X, number: point}", "quantity", "1e3", "X: import.number"},
		{"{from: X, date: D/M/YYYY, clock: '09:30'}", "received_at", "1/12/2010", "2010-12-01T09:30:00+09:00"},
		{"{from: X, date: 'YYYY-MM-DD HH:mm:ss'}", "received_at", "2026-11-24 08:05:09", "2026-11-24T08:05:09+09:00"},
		{"{from: X, date: YY.MM.DD}", "delivery_date", "26.12.24", "2026-12-24"},
		{"{from: X, date: D/M/YYYY}", "delivery_date", "31/2/2026", "X: import.date"},
	} {
		text := "source: {columns: [X]}\ntables: {t: {in: out}}\nlookups: {p: {file: p.csv, key: no}}\ncolumns: {" + c.column + ": " + c.spec + "}\n"
		m, err := importmap.Parse("m.yaml", []byte(text), openFile)
		if err != nil {
			t.Fatalf("%s: %v", c.spec, err)
		}
		src, err := m.Read("f", []byte("X\n\""+c.cell+"\"\n"))
		if err != nil {
			t.Fatalf("%s: %v", c.spec, err)
		}
		got := src.Rows[0].Cells[c.column]
		if src.Rows[0].Refused {
			p := m.Problems(src, noneRefused)[0]
			got = p.Column + ": " + p.Message.String()
		}
		if got != c.want {
			t.Errorf("%s of %q: %q, want %q", c.spec, c.cell, got, c.want)
		}
	}
}

// TestReadRefuses holds what makes a file another one than the mapping's.
func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ encoding, text, want string }{
		{"utf-8", "", "f:1: order.import_empty"},
		{"utf-8", "A,B\n1,2\n", ""},
		{"utf-8", "\ufeffA,B\r\n1,2\r\n", ""},
		{"utf-8", "B,A,refused_because\n1,2,x\n", ""},
		{"utf-8", "A\n1\n", "f:1: B: order.import_missing"},
		{"utf-8", "A,B,山田\n1,2,3\n", "f:1: import.unknown(3)"},
		{"utf-8", "A,B,A\n1,2,3\n", "f:1: A: order.import_twice"},
		{"utf-8", "A,B\n1\n", "f:2: order.import_columns(2, 1)"},
		{"utf-8", "A,B\n1,\"2\n", "f:2: order.import_quoting"},
		{"utf-8", "A,B\n1,\x8e\x52\n", "f: import.encoding(utf-8)"},
		{"cp932", "A,B\n1,\x8e\x52\n", ""},
		{"latin-1", "A,B\n1,\xa3\n", ""},
	} {
		m, err := importmap.Parse("m.yaml", []byte("source: {columns: [A, B], encoding: "+c.encoding+"}\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.Read("f", []byte(c.text))
		if got := strings.Join(places(err), "; "); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

// TestDocumentedMapping: the mapping in the documentation is a right one.
func TestDocumentedMapping(t *testing.T) {
	text, err := os.ReadFile("../../../docs/import-map.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := importmap.Parse("import-map.yaml", text, nil); err != nil {
		t.Error(err)
	}
}

// FuzzParse: a mapping file is refused with lines or it reads any file.
func FuzzParse(f *testing.F) {
	text, err := os.ReadFile("../../../docs/import-map.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text), "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,2,,-1,1/1/2010,0,,\n")
	f.Add(good, "No,Code,Qty,Day\n1,2,3,4\n")
	f.Add("source: {columns: [X], encoding: cp932, separator: tab}\ncolumns: {note: {text: '{X}{X}'}}", "X\n\x8e\x52\n")
	f.Fuzz(func(t *testing.T, mapping, file string) {
		m, err := importmap.Parse("m.yaml", []byte(mapping), openFile)
		var problems errs.Problems
		if err != nil {
			if !errors.As(err, &problems) || len(problems) == 0 || problems[0].Line < 1 {
				t.Fatalf("refused without a line: %v", err)
			}
			return
		}
		src, err := m.Read("f", []byte(file))
		if err != nil && !errors.As(err, &problems) {
			t.Fatalf("refused without a place: %v", err)
		}
		if err == nil && len(src.Rows) != src.Len() {
			t.Fatalf("%d rows of %d", len(src.Rows), src.Len())
		}
	})
}

var noneRefused order.Refused

// places writes problems with the arguments of their sentences.
func places(err error) (out []string) {
	var problems errs.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			out = append(out, p.Place()+p.Message.String())
		}
	}
	return out
}
