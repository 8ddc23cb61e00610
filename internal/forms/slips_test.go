package forms

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"uketsuke/internal/errs"
)

func oneSlip(s Slip, err error) iter.Seq2[Slip, error] {
	return func(yield func(Slip, error) bool) { yield(s, err) }
}

func TestSlipsShowEverything(t *testing.T) {
	for _, lines := range []int{1, 7, 20, 40} {
		t.Run(fmt.Sprint(lines), func(t *testing.T) {
			s, head := sampleSlip(7, lines), sampleSlipHeader()
			s.ShipTo = "山田花子 様(〒380-0801 長野県長野市箱清水9-9)"
			_, file := written(t, func(w io.Writer) error { return Slips(w, oneSlip(s, nil), head) })
			pages := pageTexts(t, file)
			printed := strings.Join(pages, "")
			mustShow(t, printed, s)
			mustShow(t, printed, head.Seller, head.Seller.Responsible) // a statement needs no responsible person
			mustShow(t, printed, append(head.Notices, Notice{head.Greeting, "納品書"}, Notice{"登録番号T1234567890123", "取引年月日2026年11月24日"}))
			for _, r := range s.Rates {
				if want := squeeze(fmt.Sprintf("%d%%対象 %s(内消費税 %s)", r.Percent, money(r.Total), money(r.Tax))); !strings.Contains(printed, want) {
					t.Errorf("no tax line %q", want)
				}
			}
			for i, page := range pages {
				if !strings.Contains(page, s.Order) {
					t.Errorf("page %d does not name its order", i+1)
				}
			}
		})
	}
}

// The amounts never stand on a page without a line of goods, and nothing runs
// off a page.
func TestSlipTotalsAreNeverAlone(t *testing.T) {
	run := &slipRun{canvas: newCanvas(nil), head: sampleSlipHeader()}
	for lines := 1; lines <= 60; lines++ {
		s := sampleSlip(1, lines)
		closing := run.closingHeight(s)
		if lines%2 == 0 {
			s.Address = append(s.Address, strings.Repeat("とても長い建物の名前", 20))
		}
		first := run.top(s)
		pages := s.paginate(first, closing)
		if end := run.firstHead(s); end+12 > first {
			t.Errorf("%d lines: the address ends at %.1f mm, the table begins at %.1f mm", lines, end, first)
		}
		count := 0
		for i, page := range pages {
			h := tableHead
			for _, l := range page {
				h += l.height()
			}
			if i == len(pages)-1 {
				h += closing
			}
			top := slipNext
			if i == 0 {
				top = first
			}
			if top+h > slipBottom+0.01 {
				t.Errorf("%d lines: page %d ends at %.1f mm", lines, i+1, top+h)
			}
			count += len(page)
		}
		if count != len(s.Lines) || len(pages[len(pages)-1]) == 0 {
			t.Errorf("%d lines: %d of %d printed, %d on the last page", lines, count, len(s.Lines), len(pages[len(pages)-1]))
		}
	}
}

func TestSlipBarcode(t *testing.T) {
	s := sampleSlip(42, 3)
	_, file := written(t, func(w io.Writer) error { return Slips(w, oneSlip(s, nil), sampleSlipHeader()) })
	bitmap, err := gozxing.NewBinaryBitmapFromImage(part(raster(t, file, 1), Rect{120, 12, 80, 7}))
	if err != nil {
		t.Fatal(err)
	}
	got, err := oned.NewCode128Reader().DecodeWithoutHints(bitmap)
	if err != nil || got.GetText() != s.Order {
		t.Errorf("the barcode says %v, %v", got, err)
	}
}

func TestSlipsRefuse(t *testing.T) {
	for name, breakIt := range map[string]func(*Slip){
		"wrong total": func(s *Slip) { s.Total++ },
		"wrong rates": func(s *Slip) { s.Rates[0].Total-- },
		"wrong line": func(s *Slip) {
			s.Lines[0].Price++
		},
		"no name":       func(s *Slip) { s.Name = "" },
		"no date":       func(s *Slip) { s.Date = "" },
		"no order":      func(s *Slip) { s.Order = "" },
		"no lines":      func(s *Slip) { s.Lines = nil },
		"missing glyph": func(s *Slip) { s.Name = "山田😀" },
		"not for bars":  func(s *Slip) { s.Order = "注文1" },
	} {
		s := sampleSlip(3, 1)
		breakIt(&s)
		var out bytes.Buffer
		err := Slips(&out, oneSlip(s, nil), sampleSlipHeader())
		if !errs.Is(err, errs.Invalid) || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, out.Len())
		}
		if strings.Contains(fmt.Sprint(err), "山田") {
			t.Errorf("%s: the error tells the name: %v", name, err)
		}
	}
	broken := errors.New("the vault is gone")
	if err := Slips(io.Discard, oneSlip(Slip{}, broken), sampleSlipHeader()); !errors.Is(err, broken) {
		t.Errorf("err = %v", err)
	}
	head := sampleSlipHeader()
	head.Seller.Registration = ""
	if err := Slips(io.Discard, oneSlip(sampleSlip(1, 1), nil), head); !errs.Is(err, errs.Invalid) {
		t.Errorf("without a registration number: %v", err)
	}
	if err := Slips(io.Discard, func(func(Slip, error) bool) {}, sampleSlipHeader()); !errs.Is(err, errs.Invalid) {
		t.Errorf("no slips: %v", err)
	}
}
