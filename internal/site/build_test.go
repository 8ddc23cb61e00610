package site

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/forms"
)

// tree reads a folder whole.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	found, err := listFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	for path := range found {
		content, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		out[path] = string(content)
	}
	return out
}

func TestBuildIsDeterministic(t *testing.T) {
	d := shopData(t)
	first, m := build(t, d)
	second, _ := build(t, d)
	if diff := cmp.Diff(tree(t, first), tree(t, second)); diff != "" {
		t.Error(diff)
	}
	if m.Built != built || m.Edition != "2026AW" || len(m.Files) < 15 {
		t.Errorf("manifest of %s, edition %s, %d files", m.Built, m.Edition, len(m.Files))
	}
}

func TestBuildWithRealPaper(t *testing.T) {
	d := shopData(t)
	d.OrderForm = func(w io.Writer) error {
		form, err := BookForm(d.Book, "2026AW", "", d.Day)
		if err != nil {
			return err
		}
		return forms.OrderForm(w, form)
	}
	d.Catalog = func(w io.Writer) error {
		book, err := BookCatalog(d.Book, "2026AW", d.Day, d.Images)
		if err != nil {
			return err
		}
		return forms.Catalog(w, book)
	}
	dir, _ := build(t, d)
	for _, name := range []string{OrderFormName, CatalogName} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.HasPrefix(content, []byte("%PDF-")) || len(content) < 10_000 {
			t.Errorf("%s: %d bytes, %v", name, len(content), err)
		}
	}
	again, _ := build(t, d)
	if tree(t, dir)[ManifestName] != tree(t, again)[ManifestName] {
		t.Error("the same data made other PDFs")
	}
}

func TestBuildThatIsStoppedWritesNothing(t *testing.T) {
	d := shopData(t)
	ctx, cancel := context.WithCancel(context.Background())
	form := d.OrderForm
	d.OrderForm = func(w io.Writer) error { cancel(); return form(w) }
	parent := t.TempDir()
	if _, err := Build(ctx, filepath.Join(parent, "public"), d); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	d.OrderForm = func(io.Writer) error { return errs.E(errs.Invalid, "forms.glyph") }
	if _, err := Build(context.Background(), filepath.Join(parent, "public"), d); !errs.Is(err, errs.Invalid) {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestBuildNamesMissingTexts(t *testing.T) {
	whole := shopData(t)
	for _, c := range []struct {
		name string
		drop func(*catalog.Book)
	}{
		{"shop.yaml legal.returns", func(b *catalog.Book) { b.Shop.Legal.Returns = " " }},
		{"shop.yaml legal.delivery", func(b *catalog.Book) { b.Shop.Legal.Delivery = "" }},
		{"shop.yaml seller.address", func(b *catalog.Book) { b.Shop.Seller.Address = "" }},
		{"shop.yaml payments", func(b *catalog.Book) { b.Shop.Payments = nil }},
		{"shop.yaml how_to_order", func(b *catalog.Book) { b.Shop.Order = nil }},
		{"delivery.yaml regions", func(b *catalog.Book) { b.Delivery.Regions = nil }},
		{"delivery.yaml cod", func(b *catalog.Book) { b.Delivery.COD = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, b := whole, *whole.Book
			c.drop(&b)
			d.Book = &b
			dst := filepath.Join(t.TempDir(), "public")
			_, err := Build(context.Background(), dst, d)
			var fields errs.Fields
			if !errors.As(err, &fields) || len(fields) != 1 || fields[0].Name != c.name || fields[0].Message.Key != "site.need_text" {
				t.Errorf("error %v", err)
			}
			if _, err := os.Stat(dst); !os.IsNotExist(err) {
				t.Errorf("something was written: %v", err)
			}
		})
	}
}

func TestBuildRefusesUnknownEdition(t *testing.T) {
	d := shopData(t)
	d.Edition = "1999XX"
	if _, err := Build(context.Background(), t.TempDir(), d); !errs.Is(err, errs.Invalid) {
		t.Errorf("unknown edition: %v", err)
	}
	d.Edition, d.Day = "", "1999-01-01"
	if _, err := Build(context.Background(), t.TempDir(), d); !errs.Is(err, errs.Invalid) {
		t.Errorf("no edition in force: %v", err)
	}
}

func TestBuildReplacesItsOwn(t *testing.T) {
	d := shopData(t)
	dir, _ := build(t, d)
	d.Notices = d.Notices[1:]
	if _, err := Build(context.Background(), dir, d); err != nil {
		t.Fatal(err)
	}
	fresh, _ := build(t, d)
	if diff := cmp.Diff(tree(t, fresh), tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	beside, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(beside) != 1 {
		t.Errorf("beside the site: %v, %v", beside, err)
	}
}

func TestBuildThroughALink(t *testing.T) {
	d := shopData(t)
	dir, _ := build(t, d)
	link := filepath.Join(t.TempDir(), "current")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	d.Day = d.Day.Add(1)
	m, err := Build(context.Background(), link, d)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	r, err := Verify(link, d.Signer.(interface{ Public() string }).Public())
	if err != nil || !r.OK() || r.Built != m.Built {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestBuildLeavesForeignFilesAlone(t *testing.T) {
	d := shopData(t)
	t.Run("a folder of somebody else", func(t *testing.T) {
		dir := t.TempDir()
		put(t, dir, "letter.txt", "mine")
		refused(t, d, dir, "site.not_ours")
	})
	t.Run("somebody else's manifest", func(t *testing.T) {
		dir := t.TempDir()
		put(t, dir, ManifestName, `{"name":"an app","files":[]}`)
		refused(t, d, dir, "site.not_ours")
	})
	t.Run("a manifest that leads out", func(t *testing.T) {
		dir := t.TempDir()
		put(t, dir, ManifestName, `{"format":"uketsuke-site/1","built":"2026-11-23","edition":"X","files":[{"path":"../letter.txt","size":1,"sha256":""}]}`)
		refused(t, d, dir, "site.not_ours")
	})
	t.Run("a file put into the site", func(t *testing.T) {
		dir, _ := build(t, d)
		put(t, dir, "notices/shop.html", "<form>")
		refused(t, d, dir, "site.foreign")
	})
	t.Run("a file", func(t *testing.T) {
		dir := t.TempDir()
		put(t, dir, "site", "mine")
		if _, err := Build(context.Background(), filepath.Join(dir, "site"), d); !errs.Is(err, errs.Invalid) {
			t.Errorf("%v", err)
		}
	})
}

// refused expects the build to say why and to change nothing.
func refused(t *testing.T, d Data, dir, key string) {
	t.Helper()
	before := tree(t, dir)
	_, err := Build(context.Background(), dir, d)
	var e *errs.Error
	if !errors.As(err, &e) || e.Kind != errs.Conflict || e.Message.Key != key {
		t.Errorf("error %v, want %s", err, key)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestNoticesOfTheFutureWait(t *testing.T) {
	d := shopData(t)
	d.Notices = append([]catalog.Notice{{Slug: "2026-11-24-tomorrow", Date: "2026-11-24", Title: "明日", Body: "まだ"}}, d.Notices...)
	_, m := build(t, d)
	if slices.ContainsFunc(m.Files, func(f File) bool { return f.Path == "notices/2026-11-24-tomorrow.html" }) {
		t.Error("a notice was published before its day")
	}
}
