package server

import (
	"errors"
	"slices"
	"strings"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// savedColumns are the fields of a saved recipient with their labels; on the
// customer's page they bear the number of their row ("saved_name.2").
var savedColumns = []struct{ name, label string }{
	{"name", "screen.name"}, {"kana", "screen.kana"}, {"phone", "screen.phone"},
	{"postal_code", "screen.postal_code"}, {"address1", "screen.address1"}, {"address2", "screen.address2"},
}

func savedField(row int, column string) string { return order.LineField(row, "saved_"+column) }

// SavedRow is one saved recipient on the customer's page.
type SavedRow struct {
	Row   int
	No    int
	Cells []SavedCell
}

// SavedCell is one field of it.
type SavedCell struct{ Name, Label, Value string }

// SavedRows are the recipients typed, and one free row to add another.
func (p *CustomerPage) SavedRows() []SavedRow {
	rows := savedRows(p.Typed)
	next := 0
	if len(rows) > 0 {
		next = rows[len(rows)-1] + 1
	}
	out := make([]SavedRow, 0, len(rows)+1)
	for i, row := range append(rows, next) {
		r := SavedRow{Row: row, No: i + 1}
		for _, column := range savedColumns {
			name := savedField(row, column.name)
			r.Cells = append(r.Cells, SavedCell{Name: name, Label: p.T(column.label), Value: p.Typed.V(name)})
		}
		out = append(out, r)
	}
	return out
}

// savedRows are the rows in which something stands.
func savedRows(t typed) []int {
	var rows []int
	for name := range t {
		column, i := order.SplitField(name)
		if strings.HasPrefix(column, "saved_") && i >= 0 && i < maxRows && t.V(name) != "" {
			rows = append(rows, i)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// readSaved checks the saved recipients as an order's recipient is checked; an
// emptied row takes its recipient off the card.
func readSaved(t typed) (saved []customer.SavedRecipient, bad errs.Fields) {
	for _, row := range savedRows(t) {
		v := func(column string) string { return t.V(savedField(row, column)) }
		a := order.Address{Name: v("name"), Kana: v("kana"), Phone: v("phone"), PostalCode: v("postal_code"), Address1: v("address1"), Address2: v("address2")}
		r, err := a.Check()
		var fields errs.Fields
		if errors.As(err, &fields) {
			for _, f := range fields {
				bad.Add(savedField(row, f.Name), f.Message.Key, f.Message.Args...)
			}
		}
		saved = append(saved, customer.SavedRecipient{Name: r.Name, Kana: r.Kana, Phone: r.Phone, PostalCode: r.PostalCode, Address1: r.Address1, Address2: r.Address2})
	}
	return saved, bad
}

// savedOnScreen gives what the vault says of the second recipient the number
// of the row in which that one stands.
func savedOnScreen(t typed, err error) error {
	var bad errs.Fields
	if !errors.As(err, &bad) {
		return err
	}
	rows := savedRows(t)
	out := slices.Clone(bad)
	for i, f := range out {
		column, n := order.SplitField(f.Name)
		if strings.HasPrefix(column, "saved_") && n >= 0 && n < len(rows) {
			out[i].Name = order.LineField(rows[n], column)
		}
	}
	return out
}

// setSaved puts a recipient of the card into its row.
func setSaved(t typed, row int, to customer.SavedRecipient) {
	values := []string{to.Name, to.Kana, japan.Phone(to.Phone).Display(), japan.PostalCode(to.PostalCode).Display(), to.Address1, to.Address2}
	for i, column := range savedColumns {
		t.Set(savedField(row, column.name), values[i])
	}
}
