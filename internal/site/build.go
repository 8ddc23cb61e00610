package site

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
)

// The PDFs in the site's folder.
const (
	OrderFormName = "order-form.pdf"
	CatalogName   = "catalog.pdf"
)

// latest is how many notices the first page shows.
const latest = 5

// builder collects the files of one site.
type builder struct {
	d       Data
	base    page
	files   fileSet
	groups  []group
	notices []notice
	form    download
	book    download
}

// files makes everything but the manifest.
func (d Data) files(ctx context.Context, edition catalog.Edition) (fileSet, error) {
	b := &builder{d: d, files: fileSet{}, base: page{Shop: d.Book.Shop, Delivery: d.Book.Delivery, Edition: edition, Day: d.Day}}
	b.groups = groupsOf(d.Book, edition.Code, d.Day)
	for _, step := range []func() error{b.assets, b.pictures, b.papers, b.readNotices, b.pages, b.groupPages, b.noticePages} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b.files, nil
}

// assets takes in the style sheet and the shop's mark.
func (b *builder) assets() error {
	entries, err := fs.ReadDir(assets, ".")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for _, e := range entries {
		content, err := fs.ReadFile(assets, e.Name())
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		if err := b.files.put(e.Name(), content); err != nil {
			return err
		}
	}
	return nil
}

// pictureTypes are the pictures that a browser only ever shows. An SVG opened
// by itself would be a page with a script of its own.
var pictureTypes = map[string]bool{".jpg": true, ".jpeg": true, ".png": true, ".webp": true}

// pictures takes in the pictures of the products shown.
func (b *builder) pictures() error {
	if b.d.Images == nil {
		return nil
	}
	var bad errs.Problems
	for i := range b.groups {
		for j := range b.groups[i].Products {
			p := &b.groups[i].Products[j]
			if p.Image == "" {
				continue
			}
			content, err := fs.ReadFile(b.d.Images, p.Image)
			if err != nil || !pictureTypes[path.Ext(p.Image)] {
				bad.Add("products.csv", 0, "image", "site.picture", p.Code, p.Image)
				continue
			}
			p.Picture = "images/" + p.Image
			b.files[p.Picture] = content // two products may share one
		}
	}
	return bad.Err()
}

// papers writes the two PDFs.
func (b *builder) papers() error {
	for _, paper := range []struct {
		name  string
		write func(io.Writer) error
		to    *download
	}{{OrderFormName, b.d.OrderForm, &b.form}, {CatalogName, b.d.Catalog, &b.book}} {
		var out bytes.Buffer
		if err := paper.write(&out); err != nil {
			return err
		}
		*paper.to = download{Path: paper.name, Size: out.Len()}
		if err := b.files.put(paper.name, out.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) readNotices() (err error) {
	b.notices, err = notices(b.d.Notices, b.d.Day)
	return err
}

// page is the base of a page at a path.
func (b *builder) page(name, title, section string) page {
	p := b.base
	p.Title, p.Section = title, section
	if path.Dir(name) != "." {
		p.Root = "../"
	}
	return p
}

// pages makes the single pages.
func (b *builder) pages() error {
	var incidents []notice
	for _, n := range b.notices {
		if n.Incident {
			incidents = append(incidents, n)
		}
	}
	lost := b.page("404.html", "ページが見つかりません", "")
	lost.Root = "/" // shown at any address, however deep
	at := b.page
	for _, p := range []struct {
		name string
		tmpl string
		data any
	}{
		{"index.html", "index", indexPage{at("index.html", "", "index"), incidents, b.notices[:min(latest, len(b.notices))], b.form, b.book, b.groups}},
		{"catalog/index.html", "catalog", catalogPage{at("catalog/", "商品カタログ", "catalog"), b.groups, b.book}},
		{"order.html", "order", orderPage{at("order.html", "ご注文方法", "order"), b.form, b.book}},
		{"law.html", "law", lawPage{at("law.html", "特定商取引法に基づく表記", "law")}},
		{"privacy.html", "privacy", privacyPage{at("privacy.html", "個人情報の取扱いについて", "privacy"), incidents}},
		{"notices/index.html", "notices", noticesPage{at("notices/", "お知らせ", "notices"), b.notices}},
		{"404.html", "lost", lostPage{lost}},
	} {
		if err := b.render(p.name, p.tmpl, p.data); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) groupPages() error {
	for _, g := range b.groups {
		if err := b.render(g.Path, "group", groupPage{b.page(g.Path, g.Label, "catalog"), g, b.groups}); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) noticePages() error {
	for _, n := range b.notices {
		name := "notices/" + n.Slug + ".html"
		if err := b.render(name, "notice", noticePage{b.page(name, n.Title, "notices"), n}); err != nil {
			return err
		}
	}
	return nil
}
