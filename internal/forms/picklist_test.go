package forms

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/errs"
)

func TestPickListShowsEverything(t *testing.T) {
	d := samplePickList(12)
	_, file := written(t, func(w io.Writer) error { return PickList(w, d) })
	printed := strings.Join(pageTexts(t, file), "")
	mustShow(t, printed, d)
	for _, total := range d.Totals() {
		row := squeeze(fmt.Sprintf("%s%s%s%d%d件", total.Code, total.Name, total.Volume, total.Quantity, total.Orders))
		if !strings.Contains(printed, row) {
			t.Errorf("no total %s", row)
		}
	}
}

func TestPickListTotals(t *testing.T) {
	d := PickListData{Orders: []PickOrder{
		{Lines: []PickLine{{Code: "S1", Quantity: 2, Set: true}, {Code: "B", Quantity: 4, Component: true}, {Code: "A", Quantity: 2, Component: true}}},
		{Lines: []PickLine{{Code: "A", Quantity: 1}, {Code: "A", Quantity: 3}}},
	}}
	want := []PickTotal{{PickLine{Code: "A", Quantity: 6}, 2}, {PickLine{Code: "B", Quantity: 4}, 1}}
	if diff := cmp.Diff(want, d.Totals()); diff != "" {
		t.Error(diff)
	}
}

// An order that fits on a page is not parted.
func TestPickListKeepsOrdersWhole(t *testing.T) {
	d := samplePickList(30)
	for i := range d.Orders {
		d.Orders[i].Lines = d.Orders[i].Lines[:min(len(d.Orders[i].Lines), 12)]
	}
	_, file := written(t, func(w io.Writer) error { return PickList(w, d) })
	if strings.Contains(strings.Join(pageTexts(t, file), ""), "-5(つづき)") {
		t.Error("an order was parted")
	}
}

func TestPickListRefuses(t *testing.T) {
	d := samplePickList(2)
	d.Orders[1].Lines[0].Name = "😀"
	if err := PickList(io.Discard, d); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), d.Orders[1].Lines[0].Code) {
		t.Errorf("err = %v", err)
	}
	if err := PickList(io.Discard, PickListData{Batch: "1", Date: "2026-11-24"}); !errs.Is(err, errs.Invalid) {
		t.Errorf("an empty batch: %v", err)
	}
}
