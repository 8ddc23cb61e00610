package order

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// importColumns are the columns of an order file: one row a line, rows of one
// order share order_ref. Their order in the file is free.
var importColumns = []string{
	"order_ref", "channel", "received_at", "customer_no", "name", "kana", "phone", "postal_code", "address1", "address2",
	"payment", "delivery_date", "delivery_slot", "product_code", "quantity", "edition", "note",
}

// perLine are the columns that may differ between rows of one order.
var perLine = map[string]bool{"product_code": true, "quantity": true, "edition": true}

// Imported is what an import did.
type Imported struct {
	Totals
	Rows        int     // of the file, that were placed
	Skipped     int     // orders that an earlier import placed
	SkippedRows int     // and their rows
	Held        []Order // those of the placed orders that are on hold
}

// importGroup is one order of the file with the line number of each row.
type importGroup struct {
	ref     string
	form    Form
	first   Row
	rows    []int // lines of the form's lines
	all     []int // and of the rows of which nothing is read
	because int   // line of the first row that is refused; 0 for none
}

// Import takes a file of orders (UTF-8 or CP932). The checks are those of the
// screen; all bad rows are answered together (errs.Problems) and then nothing
// is placed. The same file again places nothing; an order_ref that came before
// with other content is a problem.
func (s *Service) Import(ctx context.Context, name string, r io.Reader) (Imported, error) {
	rows, err := readImport(name, r)
	if err != nil {
		return Imported{}, err
	}
	groups, refused := groupRows(name, rows)
	if err := refused.Problems.Err(); err != nil {
		return Imported{}, err
	}
	return s.importGroups(ctx, name, groups, refused, func(r Refused) error { return r.Problems.Err() })
}

func readImport(name string, r io.Reader) ([]Row, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	text, _, err := japan.DecodeText(raw)
	if err != nil {
		var bad errs.Problems
		bad.Add(name, 0, "", "order.import_encoding")
		return nil, bad
	}
	return ReadCSV(name, text, importColumns)
}

// Row is one row of a CSV file by column name, with its first line number.
type Row struct {
	Line    int
	Cells   map[string]string
	Refused bool // by who read the file: the order is not placed
	Blank   bool // nothing but order_ref is to be read
}

// ReadCSV reads a file with a header row that must hold every one of columns
// and nothing else; wrong headers and broken rows are all answered together.
func ReadCSV(name, text string, columns []string) ([]Row, error) {
	var bad errs.Problems
	cr := csv.NewReader(strings.NewReader(text))
	cr.FieldsPerRecord = -1
	header, err := cr.Read()
	if err != nil {
		bad.Add(name, 1, "", "order.import_empty")
		return nil, bad
	}
	checkHeader(name, header, columns, &bad)
	if len(bad) > 0 {
		return nil, bad
	}
	var rows []Row
	for {
		rec, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return rows, bad.Err()
		}
		var perr *csv.ParseError
		if errors.As(err, &perr) {
			bad.Add(name, perr.StartLine, "", "order.import_quoting")
			return nil, bad
		}
		line, _ := cr.FieldPos(0)
		if len(rec) != len(header) {
			bad.Add(name, line, "", "order.import_columns", len(header), len(rec))
			continue
		}
		cells := make(map[string]string, len(rec))
		for i, v := range rec {
			cells[header[i]] = v
		}
		rows = append(rows, Row{Line: line, Cells: cells})
	}
}

// checkHeader names columns that it knows by their names and others by their
// place: in a file without a header the first person stands there.
func checkHeader(name string, header, columns []string, bad *errs.Problems) {
	seen := map[string]bool{}
	place := func(i int) string {
		if slices.Contains(columns, header[i]) {
			return header[i]
		}
		return "#" + strconv.Itoa(i+1)
	}
	for i, h := range header {
		header[i] = strings.TrimSpace(h)
		if seen[header[i]] {
			bad.Add(name, 1, place(i), "order.import_twice")
		}
		seen[header[i]] = true
	}
	for _, c := range columns {
		if !seen[c] {
			bad.Add(name, 1, c, "order.import_missing")
		}
		delete(seen, c)
	}
	for i, h := range header {
		if seen[h] {
			bad.Add(name, 1, place(i), "order.import_unknown")
			delete(seen, h)
		}
	}
}

var refShape = regexp.MustCompile(`^[A-Za-z0-9._/-]{1,40}$`)

// groupRows joins the rows of each order_ref; what is said once per order must
// be the same in each of its rows.
func groupRows(name string, rows []Row) ([]*importGroup, Refused) {
	refused := Refused{With: map[int]int{}}
	var groups []*importGroup
	byRef := map[string]*importGroup{}
	for _, row := range rows {
		ref := strings.TrimSpace(row.Cells["order_ref"])
		var fields errs.Fields
		checkRef(ref, &fields)
		for _, f := range fields {
			refused.Problems.Add(name, row.Line, f.Name, f.Message.Key)
		}
		if len(fields) > 0 {
			refused.With[row.Line] = row.Line
			continue
		}
		g, ok := byRef[ref]
		if !ok {
			g = &importGroup{ref: ref}
			byRef[ref] = g
			groups = append(groups, g)
		}
		g.add(name, row, &refused.Problems)
	}
	return groups, refused
}

// add takes a row in; the first one that is no blank says what stands once
// per order.
func (g *importGroup) add(name string, row Row, bad *errs.Problems) {
	g.all = append(g.all, row.Line)
	if row.Refused && g.because == 0 {
		g.because = row.Line
	}
	if row.Blank {
		return
	}
	before := len(*bad)
	if len(g.rows) == 0 {
		g.form, g.first = importForm(row), row
	} else {
		sameOrder(name, g.first, row, bad)
	}
	if len(*bad) > before && g.because == 0 {
		g.because = row.Line
	}
	g.rows = append(g.rows, row.Line)
	g.form.Lines = append(g.form.Lines, FormLine{Code: row.Cells["product_code"], Quantity: row.Cells["quantity"], Edition: row.Cells["edition"]})
}

func sameOrder(name string, first, row Row, bad *errs.Problems) {
	for _, c := range importColumns {
		if !perLine[c] && first.Cells[c] != row.Cells[c] {
			bad.Add(name, row.Line, c, "order.import_differs", first.Line)
		}
	}
}

func importForm(row Row) Form {
	c := row.Cells
	return Form{Ref: strings.TrimSpace(c["order_ref"]), Channel: strings.TrimSpace(c["channel"]), ReceivedAt: strings.TrimSpace(c["received_at"]), CustomerNo: c["customer_no"],
		Name: c["name"], Kana: c["kana"], Phone: c["phone"], PostalCode: c["postal_code"], Address1: c["address1"], Address2: c["address2"],
		Payment: c["payment"], Date: c["delivery_date"], Slot: c["delivery_slot"], Note: c["note"]}
}

// place turns field errors into problems of the file's rows.
func (g *importGroup) place(name string, fields errs.Fields, bad *errs.Problems) {
	for _, f := range fields {
		column, i := SplitField(f.Name)
		line := g.rows[0]
		if i >= 0 && i < len(g.rows) {
			line = g.rows[i]
		}
		*bad = append(*bad, errs.Problem{File: name, Line: line, Column: column, Message: f.Message})
	}
}

var customerColumns = []string{"customer_no", "name", "kana", "phone", "postal_code", "address1", "address2", "consent_mail", "consent_fax", "affected"}

// ImportedCustomers counts what a customer import did.
type ImportedCustomers struct{ Created, Updated, Unchanged int }

// ImportCustomers brings the shop's existing customers into the vault; held
// numbers keep their form. All or nothing, and the same file again changes
// nothing.
func (s *Service) ImportCustomers(ctx context.Context, name string, r io.Reader) (ImportedCustomers, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return ImportedCustomers{}, err
	}
	var bad errs.Problems
	text, _, err := japan.DecodeText(raw)
	if err != nil {
		bad.Add(name, 0, "", "order.import_encoding")
		return ImportedCustomers{}, bad
	}
	rows, err := ReadCSV(name, text, customerColumns)
	if err != nil {
		return ImportedCustomers{}, err
	}
	puts := customerPuts(name, rows, &bad)
	if len(bad) > 0 {
		return ImportedCustomers{}, bad
	}
	results, err := s.vault.Put(ctx, puts...)
	return countCustomers(results), err
}

func customerPuts(name string, rows []Row, bad *errs.Problems) []customer.Put {
	puts := make([]customer.Put, 0, len(rows))
	seen := map[string]int{}
	for _, row := range rows {
		c := row.Cells
		var fields errs.Fields
		a := Address{c["name"], c["kana"], c["phone"], c["postal_code"], c["address1"], c["address2"]}.parse("", "", &fields)
		p := customer.Person{No: customerNo(c["customer_no"], &fields), Name: a.Name, Kana: a.Kana, Phone: a.Phone,
			PostalCode: a.PostalCode, Address1: a.Address1, Address2: a.Address2,
			ConsentMail: yes("consent_mail", c, &fields), ConsentFax: yes("consent_fax", c, &fields), Affected: yes("affected", c, &fields)}
		no := strings.ToUpper(strings.ReplaceAll(p.No, "-", "")) // the vault takes 12-3 and 123 for one
		if at, ok := seen[no]; ok && no != "" {
			fields.Add("customer_no", "order.customer_twice", at)
		}
		seen[no] = row.Line
		for _, f := range fields {
			*bad = append(*bad, errs.Problem{File: name, Line: row.Line, Column: f.Name, Message: f.Message})
		}
		puts = append(puts, customer.Put{Identify: true, Flags: true, Body: p})
	}
	return puts
}

func yes(column string, c map[string]string, bad *errs.Fields) bool {
	switch strings.TrimSpace(c[column]) {
	case "1":
		return true
	case "0", "":
		return false
	}
	bad.Add(column, "order.zero_one")
	return false
}

func countCustomers(results []customer.Result) (n ImportedCustomers) {
	for _, r := range results {
		switch r.Outcome {
		case customer.Created:
			n.Created++
		case customer.Updated:
			n.Updated++
		default:
			n.Unchanged++
		}
	}
	return n
}
