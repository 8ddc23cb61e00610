package site

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/forms"
)

func TestBookForm(t *testing.T) {
	b := shop(t)
	d, err := BookForm(b, "2026AW", "C0012345", built)
	if err != nil {
		t.Fatal(err)
	}
	if err := forms.OrderForm(io.Discard, d); err != nil {
		t.Error(err)
	}
	if d.Customer == nil || d.Customer.No != "C0012345" || d.Made != built || d.EditionName == "" {
		t.Errorf("customer %v, made %s, edition %q", d.Customer, d.Made, d.EditionName)
	}
	rows := map[string]forms.FormProduct{}
	for _, p := range d.Products {
		rows[p.Code] = p
	}
	for _, p := range b.ProductsOf("2026AW") {
		price, _ := b.Price("2026AW", p.Code)
		row := rows[p.Code]
		if row.Name != p.Name || row.Price != price.Price || row.Reduced != (p.Tax == "reduced") {
			t.Errorf("%s: %+v", p.Code, row)
		}
		if p.Set != strings.Contains(row.Note, "セット内容") || (p.Until != "") != strings.Contains(row.Note, "期間限定") {
			t.Errorf("%s: note %q", p.Code, row.Note)
		}
	}
	if len(rows) != len(b.ProductsOf("2026AW")) || len(d.Shipping) != len(b.Delivery.Regions) || len(d.COD) != len(b.Delivery.COD) {
		t.Errorf("%d rows, %d regions, %d bands", len(rows), len(d.Shipping), len(d.COD))
	}
	if d, _ := BookForm(b, "2026AW", "", built); d.Customer != nil {
		t.Error("a form for everybody names a customer")
	}
}

// The PDF refuses what the catalog lacks, in the words of the form.
func TestPaperNamesMissingTexts(t *testing.T) {
	b := *shop(t)
	b.Shop.Legal.Returns = ""
	form, err := BookForm(&b, "2026AW", "", built)
	if err != nil {
		t.Fatal(err)
	}
	book, err := BookCatalog(&b, "2026AW", built, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"form": forms.OrderForm(io.Discard, form), "catalog": forms.Catalog(io.Discard, book)} {
		if fields := (errs.Fields)(nil); !errors.As(err, &fields) || len(fields) != 1 || fields[0].Name != "returns" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPaperOfUnknownEdition(t *testing.T) {
	b := shop(t)
	if _, err := BookForm(b, "X", "", built); !errs.Is(err, errs.NotFound) {
		t.Errorf("form: %v", err)
	}
	if _, err := BookCatalog(b, "X", built, nil); !errs.Is(err, errs.NotFound) {
		t.Errorf("catalog: %v", err)
	}
}

func TestBookCatalogHasEveryProduct(t *testing.T) {
	b := shop(t)
	d, err := BookCatalog(b, "2026SS", built, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, want := map[string]bool{}, map[string]bool{}
	for _, g := range d.Groups {
		for _, p := range g.Products {
			got[p.Code] = true
		}
	}
	for _, p := range b.ProductsOf("2026SS") {
		want[p.Code] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// withPicture is the shop with a picture of its lavender.
func withPicture(t *testing.T) (*catalog.Book, fstest.MapFS) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(shopDir)); err != nil {
		t.Fatal(err)
	}
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	rows, err := os.ReadFile(filepath.Join(dir, "products.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(rows), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "EO-0101,") {
			lines[i] = line[:strings.LastIndex(line, ",")+1] + "lavender.jpg"
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "images"), 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "products.csv", strings.Join(lines, "\n"))
	put(t, dir, "images/lavender.jpg", picture.String())
	return load(t, dir), fstest.MapFS{"lavender.jpg": {Data: picture.Bytes()}}
}

func TestPictures(t *testing.T) {
	d := shopData(t)
	var images fstest.MapFS
	d.Book, images = withPicture(t)
	d.Images = images
	docs, files := pages(t, d)
	if !bytes.Equal(files["images/lavender.jpg"], images["lavender.jpg"].Data) {
		t.Error("the picture was not taken in")
	}
	found := 0
	for _, img := range elements(elements(docs["catalog/oil.html"], "table")[0], "img") {
		found++
		if attr(img, "src") != "../images/lavender.jpg" || attr(img, "alt") != "ラベンダー・真正の写真" {
			t.Errorf("picture %s, alt %q", attr(img, "src"), attr(img, "alt"))
		}
	}
	if found != 1 {
		t.Errorf("%d pictures", found)
	}
	book, err := BookCatalog(d.Book, "2026AW", built, images)
	if err != nil || !bytes.Equal(book.Groups[0].Products[0].Image, images["lavender.jpg"].Data) {
		t.Errorf("the printed catalog has no picture: %v", err)
	}
	t.Run("missing", func(t *testing.T) {
		d.Images = fstest.MapFS{}
		_, err := Build(context.Background(), filepath.Join(t.TempDir(), "x"), d)
		if bad := (errs.Problems)(nil); !errors.As(err, &bad) || len(bad) != 1 || bad[0].Message.Key != "site.picture" {
			t.Errorf("%v", err)
		}
		if _, err := BookCatalog(d.Book, "2026AW", built, d.Images); !errs.Is(err, errs.Invalid) {
			t.Errorf("catalog: %v", err)
		}
	})
}
