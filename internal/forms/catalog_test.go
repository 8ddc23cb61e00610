package forms

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"uketsuke/internal/errs"
)

func TestCatalogShowsEverything(t *testing.T) {
	d := sampleCatalog(t, 85)
	_, file := written(t, func(w io.Writer) error { return Catalog(w, d) })
	pages := pageTexts(t, file)
	mustShow(t, strings.Join(pages, ""), d, d.Edition, dayText(d.Made)) // these two are for us
	if last := pages[len(pages)-1]; !strings.Contains(last, "特定商取引法に基づく表記") {
		t.Error("the last page is not the terms")
	}
	if images := strings.Count(string(tool(t, "pdfimages", "-list", file)), "jpeg"); images != 29 {
		t.Errorf("%d JPEG images, want 29", images)
	}
	for i, page := range pages[1:] {
		if !strings.HasSuffix(page, fmt.Sprint(i+2)) && !strings.Contains(page, fmt.Sprint(i+2)) {
			t.Errorf("page %d has no number", i+2)
		}
	}
}

// The contents on the cover point to the page where the group begins.
func TestCatalogContents(t *testing.T) {
	d := sampleCatalog(t, 85)
	_, file := written(t, func(w io.Writer) error { return Catalog(w, d) })
	pages := pageTexts(t, file)
	for _, g := range d.Groups {
		name := squeeze(g.Name)
		_, after, _ := strings.Cut(pages[0], name)
		for i, page := range pages[1:] {
			if strings.Contains(page, name+squeeze(g.Intro)) && !strings.HasPrefix(after, fmt.Sprint(i+2)) {
				t.Errorf("%s begins on page %d, the cover says %.4s…", g.Name, i+2, after)
			}
		}
	}
}

// A description longer than a page is parted, not lost.
func TestCatalogLongDescription(t *testing.T) {
	d := sampleCatalog(t, 6)
	d.Groups[0].Products[2].Description = strings.Repeat("麒の長い物語がつづきます。", 400)
	d.Other = []Notice{{"長い条件", strings.Repeat("麟もつづきます。", 800)}}
	_, file := written(t, func(w io.Writer) error { return Catalog(w, d) })
	printed := strings.Join(pageTexts(t, file), "")
	if got := strings.Count(printed, "麒"); got != 400 {
		t.Errorf("%d of 400 sentences printed", got)
	}
	if got := strings.Count(printed, "麟"); got != 800 {
		t.Errorf("%d of 800 terms printed", got)
	}
}

func TestCatalogRefuses(t *testing.T) {
	for field, breakIt := range map[string]func(*CatalogData){
		"products":    func(d *CatalogData) { d.Groups[0].Products[0].Image = []byte("GIF89a") },
		"returns":     func(d *CatalogData) { d.Returns = "" },
		"made":        func(d *CatalogData) { d.Made = "yesterday" },
		"seller.name": func(d *CatalogData) { d.Seller.Name = "" },
	} {
		d := sampleCatalog(t, 4)
		breakIt(&d)
		var out bytes.Buffer
		var fields errs.Fields
		if !errors.As(Catalog(&out, d), &fields) || len(fields.Get(field)) != 1 || out.Len() > 0 {
			t.Errorf("%s: %v", field, fields)
		}
	}
	d := sampleCatalog(t, 4)
	d.Groups[0].Products[3].Description = "ไทย"
	if err := Catalog(io.Discard, d); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), d.Groups[0].Products[3].Code) {
		t.Errorf("err = %v", err)
	}
}
