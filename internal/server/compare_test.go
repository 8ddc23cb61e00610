package server

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/order"
)

// TestCompareCountsPieces: a product in two lines (two editions) is compared by
// its pieces, not by the digits of its lines.
func TestCompareCountsPieces(t *testing.T) {
	p := &RevisePage{Order: order.Order{Payment: "cod", Lines: []order.Line{
		{Code: "A-1", Quantity: 1}, {Code: "A-1", Quantity: 2}, {Code: "B-1", Quantity: 4}, {Code: "C-1", Quantity: 5}}}}
	p.BasePage.Printer = bare(t).texts.For("en")
	var d deskForm
	d.Form.Payment = "cod"
	d.Form.Lines = []order.FormLine{{Code: "a-1", Quantity: "3"}, {Code: "B-1", Quantity: "１"}, {Code: "D-1", Quantity: "x"}}
	p.compare(d)
	want := []Difference{{"B-1", "4", "1"}, {"D-1", "", "x"}, {"C-1", "5", ""}}
	if diff := cmp.Diff(want, p.Diff); diff != "" {
		t.Error(diff)
	}
}
