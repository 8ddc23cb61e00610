package forms

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"uketsuke/internal/errs"
)

func sampleDelta() DeltaSheet {
	return DeltaSheet{
		Title: "変更連絡票", Made: "2026-11-24", Order: "261124-0001-5", Lead: "締めた後に変更されました", Text: "お手元の納品書・送り状と差し替えてください。",
		Facts: []Notice{{"バッチ", "1"}, {"日時", "2026-11-24 15:10"}, {"理由", "お客様のご希望"}},
		Heads: [4]string{"項目", "変更前", "変更後", "差額(円)"},
		Rows:  []DeltaRow{{"BL-0701 ブレンドオイル 朝の庭", "2点", "5点", "+6,600"}, {"お届け先2: のし", "なし", "御歳暮", ""}},
		Goods: "いまのご注文", Lines: []string{"BL-0701 ブレンドオイル 朝の庭 ×5", "BL-0703 髙級オイル ×1"}, Signed: []string{"確認者", "日時"},
	}
}

func TestDeltaShowsEverything(t *testing.T) {
	d := sampleDelta()
	_, file := written(t, func(w io.Writer) error { return Delta(w, d) })
	pages := pageTexts(t, file)
	mustShow(t, strings.Join(pages, ""), d, "2026年11月24日")
	if len(pages) != 1 {
		t.Errorf("%d pages", len(pages))
	}
	for i := range 80 {
		d.Lines = append(d.Lines, fmt.Sprintf("EO-%04d 精油 ×1", i))
	}
	_, file = written(t, func(w io.Writer) error { return Delta(w, d) })
	pages = pageTexts(t, file)
	mustShow(t, strings.Join(pages, ""), d, "2026年11月24日")
	for i, page := range pages {
		if !strings.Contains(page, d.Order) {
			t.Errorf("page %d does not say of which order it is", i+1)
		}
	}
}

func TestDeltaRefuses(t *testing.T) {
	if err := Delta(io.Discard, DeltaSheet{}); !strings.Contains(err.Error(), "delta_need_number") || !strings.Contains(err.Error(), "delta_need_rows") ||
		!strings.Contains(err.Error(), "need_day") {
		t.Errorf("an empty sheet: %v", err)
	}
	d := sampleDelta()
	d.Lines = []string{"😀"}
	if err := Delta(io.Discard, d); !errs.Is(err, errs.Invalid) {
		t.Errorf("a character without glyph: %v", err)
	}
}
