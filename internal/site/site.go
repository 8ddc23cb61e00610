// Package site writes the shop's public web site: a folder of static pages,
// two PDFs and a signed list of them, made from the catalog and the notices.
//
// The site is for reading and printing only. It has no form, no script and no
// request to a third party, so there is nothing on it that could be made to
// collect what a visitor types; Build refuses a page that has one. Legal texts
// (特定商取引法 第11条) come from the catalog alone, and Build refuses when one
// is missing.
//
// The package gets its data, its day and its signer handed in: it knows no
// database, clock, customer or order, and the same data give the same bytes.
package site

import (
	"context"
	"io"
	"io/fs"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// Signer signs a text that ends in a newline and returns the signed note
// (keyfile.Signer is one).
type Signer interface {
	Sign(text string) (string, error)
}

// Data is everything that a site is made from.
type Data struct {
	Book    *catalog.Book
	Edition string           // code; empty means the default edition of Day
	Day     japan.Day        // of the build: printed on every page and in the manifest
	Notices []catalog.Notice // newest first, as catalog.Notices answers; later ones than Day stay unpublished
	Images  fs.FS            // the catalog's images/; nil shows no pictures

	// OrderForm and Catalog write the two PDFs; BookForm and BookCatalog make
	// their data.
	OrderForm func(io.Writer) error
	Catalog   func(io.Writer) error

	Signer Signer
}

// Build writes the site to dst and answers the manifest that it signed. The
// site is made whole beside dst and then takes its place; a folder that holds
// anything but an earlier build is refused with errs.Conflict and left alone.
// Data that make no lawful site are refused with errs.Fields, one for each
// text that is missing; nothing is written then.
func Build(ctx context.Context, dst string, d Data) (Manifest, error) {
	edition, err := d.edition()
	if err != nil {
		return Manifest{}, err
	}
	if err := checkShop(d.Book); err != nil {
		return Manifest{}, err
	}
	files, err := d.files(ctx, edition)
	if err != nil {
		return Manifest{}, err
	}
	if err := checkPages(files); err != nil {
		return Manifest{}, err
	}
	m := manifestOf(files, edition.Code, d.Day)
	if err := m.sign(files, d.Signer); err != nil {
		return Manifest{}, err
	}
	if err := ctx.Err(); err != nil {
		return Manifest{}, err
	}
	return m, replace(dst, files)
}

// edition is the one that the site shows.
func (d Data) edition() (catalog.Edition, error) {
	if d.Edition == "" {
		e, ok := d.Book.DefaultEdition(d.Day)
		if !ok {
			return e, errs.E(errs.Invalid, "site.no_edition", d.Day)
		}
		return e, nil
	}
	e, ok := d.Book.Edition(d.Edition)
	if !ok {
		return e, errs.E(errs.Invalid, "site.unknown_edition", d.Edition)
	}
	return e, nil
}
