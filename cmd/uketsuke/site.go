package main

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/forms"
	"uketsuke/internal/japan"
	"uketsuke/internal/keyfile"
	"uketsuke/internal/site"
)

type siteCmd struct {
	Build  siteBuildCmd  `cmd:"" help:"Build the static site from the loaded catalog."`
	Verify siteVerifyCmd `cmd:"" help:"Name every file of a site that was altered, is missing or was added."`
}

type siteBuildCmd struct {
	Out     string `short:"o" required:"" help:"Folder to build; an earlier build there is replaced." type:"path"`
	Catalog string `help:"Catalog directory with notices/ and images/." default:"./catalog" type:"path"`
	Edition string `help:"Edition (default: the one in force)."`
	JSON    bool   `name:"json" help:"Print figures as JSON."`
}

func (siteBuildCmd) Help() string {
	return "Example: uketsuke site build -o ./public\nWrites pages, order form, catalog and a manifest signed with the site key. The public key is written to site.pub in the data folder."
}

func (cmd siteBuildCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		m, err := a.buildSite(ctx, cmd.Out, cmd.Catalog, cmd.Edition)
		if err != nil {
			return err
		}
		return c.print(cmd.JSON, map[string]any{"dir": cmd.Out, "files": len(m.Files), "edition": m.Edition},
			"%s: %d files of edition %s", cmd.Out, len(m.Files), m.Edition)
	})
}

// buildSite builds the site and leaves the public key beside the site key.
func (a *app) buildSite(ctx context.Context, out, dir, edition string) (site.Manifest, error) {
	book, code, err := a.edition(ctx, edition)
	if err != nil {
		return site.Manifest{}, err
	}
	notices, err := catalog.Notices(dir)
	if err != nil {
		return site.Manifest{}, err
	}
	images := imagesIn(filepath.Join(dir, "images"))
	form, err := site.BookForm(book, code, "", a.today())
	if err != nil {
		return site.Manifest{}, err
	}
	cat, err := site.BookCatalog(book, code, a.today(), images)
	if err != nil {
		return site.Manifest{}, err
	}
	m, err := site.Build(ctx, out, site.Data{Book: book, Edition: code, Day: a.today(), Notices: notices, Images: images,
		OrderForm: func(w io.Writer) error { return forms.OrderForm(w, form) },
		Catalog:   func(w io.Writer) error { return forms.Catalog(w, cat) },
		Signer:    a.siteKey})
	if err != nil {
		return m, err
	}
	return m, os.WriteFile(filepath.Join(a.cfg.Data, "site.pub"), []byte(a.siteKey.Public()+"\n"), 0o644)
}

type siteVerifyCmd struct {
	Dir  string `arg:"" help:"Folder of the site." type:"existingdir"`
	Pub  string `help:"Public key file (default: the site key of the data folder)." type:"existingfile"`
	JSON bool   `name:"json" help:"Print figures as JSON."`
}

func (siteVerifyCmd) Help() string {
	return "Example: uketsuke site verify ./public --pub site.pub\nExits 1 and names every file altered, missing or added."
}

// Run opens no database: a site is verified where it is published.
func (cmd siteVerifyCmd) Run(c *cli) error {
	public, err := cmd.public(c)
	if err != nil {
		return err
	}
	rep, err := site.Verify(cmd.Dir, public)
	if err != nil {
		return err
	}
	p := c.printer()
	found := []string{}
	for _, x := range rep.Problems {
		found = append(found, x.Place()+p.Message(x.Message))
	}
	if cmd.JSON {
		err = c.print(true, map[string]any{"ok": rep.OK(), "files": rep.Files, "problems": found}, "")
	} else if rep.OK() {
		err = c.print(false, nil, "%s: %d files, all as signed", cmd.Dir, rep.Files)
	} else {
		err = c.print(false, nil, "%s", strings.Join(found, "\n"))
	}
	if err == nil && !rep.OK() {
		return errFound
	}
	return err
}

func (cmd siteVerifyCmd) public(c *cli) (string, error) {
	if cmd.Pub != "" {
		b, err := os.ReadFile(cmd.Pub)
		return strings.TrimSpace(string(b)), err
	}
	cfg, err := c.config()
	if err != nil {
		return "", err
	}
	key, err := keyfile.LoadSigner(cfg.SiteKeyFile)
	if err != nil {
		return "", err
	}
	return key.Public(), nil
}

// edition answers the catalog and the code of the edition asked for, or of the
// one in force today.
func (a *app) edition(ctx context.Context, code string) (*catalog.Book, string, error) {
	book, err := a.catalog.Book(ctx)
	if err != nil {
		return nil, "", err
	}
	if code != "" {
		e, ok := book.Edition(code)
		if !ok {
			return nil, "", errs.E(errs.NotFound, "cli.edition", code)
		}
		return book, e.Code, nil
	}
	e, ok := book.DefaultEdition(a.today())
	if !ok {
		return nil, "", errs.E(errs.NotFound, "cli.no_catalog")
	}
	return book, e.Code, nil
}

// isReason says whether a code is among the shop's reasons to open a record.
func isReason(book *catalog.Book, code string) bool {
	return slices.ContainsFunc(book.Reasons(catalog.ReasonOpen), func(r catalog.Reason) bool { return r.Code == code })
}

// formCustomer opens the card of the customer whose own form is printed; nil
// for a form for everybody.
func (a *app) formCustomer(ctx context.Context, book *catalog.Book, no, reason string) (*forms.FormCustomer, error) {
	if no == "" {
		return nil, nil
	}
	if !isReason(book, reason) {
		return nil, errs.E(errs.Invalid, "cli.reason")
	}
	ref, err := a.vault.Resolve(ctx, no)
	if err != nil {
		return nil, err
	}
	rec, err := a.vault.Open(ctx, ref.ID, reason)
	if err != nil {
		return nil, err
	}
	p, ok := rec.Body.(customer.Person)
	if !ok {
		return nil, errs.E(errs.NotFound, "store.not_found")
	}
	return &forms.FormCustomer{No: p.No, Name: p.Name, Kana: p.Kana, PostalCode: japan.PostalCode(p.PostalCode).Display(),
		Address: []string{p.Address1, p.Address2}, Phone: japan.Phone(p.Phone).Display()}, nil
}

// imagesIn is the folder of product pictures; nil where there is none.
func imagesIn(dir string) fs.FS {
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return nil
	}
	return os.DirFS(dir)
}
