package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"uketsuke/internal/catalog"
	"uketsuke/internal/forms"
	"uketsuke/internal/japan"
	"uketsuke/internal/site"
)

type catalogCmd struct {
	Check catalogCheckCmd `cmd:"" help:"Report every problem of a catalog directory."`
	Load  catalogLoadCmd  `cmd:"" help:"Load a catalog directory, all or nothing."`
	PDF   catalogPDFCmd   `cmd:"" name:"pdf" help:"Print the catalog as PDF."`
}

type catalogCheckCmd struct {
	Dir  string `arg:"" optional:"" default:"./catalog" help:"Catalog directory."`
	JSON bool   `name:"json" help:"Print figures as JSON."`
}

func (catalogCheckCmd) Help() string {
	return "Example: uketsuke catalog check ./catalog\nPrints every problem as file:line: column: sentence and exits 1 if there is one."
}

func (cmd catalogCheckCmd) Run(c *cli) error {
	if err := catalog.Check(cmd.Dir, forms.Missing); err != nil {
		return err
	}
	return c.print(cmd.JSON, map[string]any{"ok": true, "dir": cmd.Dir}, "%s: no problem found", cmd.Dir)
}

type catalogLoadCmd struct {
	Dir  string `arg:"" optional:"" default:"./catalog" help:"Catalog directory."`
	JSON bool   `name:"json" help:"Print figures as JSON."`
}

func (catalogLoadCmd) Help() string {
	return "Example: uketsuke catalog load ./catalog\nNothing is removed: a product is orderable if it is priced in the order's edition. Without shop.yaml the shop's settings stay."
}

func (cmd catalogLoadCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		changes, err := a.catalog.Load(ctx, cmd.Dir)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.print(true, changes, "")
		}
		for _, f := range changes.Files {
			_, _ = fmt.Fprintf(c.stdout, "%s: %d added, %d changed, %d unchanged\n", f.File, f.Added, f.Changed, f.Unchanged)
		}
		return printChanges(c.stdout, changes.Lines)
	})
}

// printChanges lists what is different, cut where a first load would flood the screen.
func printChanges(w io.Writer, lines []string) error {
	const most = 40
	for i, l := range lines {
		if i == most {
			_, err := fmt.Fprintf(w, "… and %d more\n", len(lines)-most)
			return err
		}
		if _, err := fmt.Fprintln(w, l); err != nil {
			return err
		}
	}
	return nil
}

type catalogPDFCmd struct {
	Edition string `help:"Edition (default: the one in force)."`
	Images  string `help:"Folder with the product images." default:"./catalog/images" type:"path"`
	Out     string `short:"o" required:"" help:"File to write." type:"path"`
}

func (catalogPDFCmd) Help() string { return "Example: uketsuke catalog pdf -o catalog.pdf" }

func (cmd catalogPDFCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		book, edition, err := a.edition(ctx, cmd.Edition)
		if err != nil {
			return err
		}
		data, err := site.BookCatalog(book, edition, a.today(), imagesIn(cmd.Images))
		if err != nil {
			return err
		}
		return writeFile(cmd.Out, 0o644, func(w io.Writer) error { return forms.Catalog(w, data) })
	})
}

type formCmd struct {
	PDF formPDFCmd `cmd:"" name:"pdf" help:"Print the order form as PDF."`
}

type formPDFCmd struct {
	Edition  string `help:"Edition (default: the one in force)."`
	Customer string `help:"Customer number: prints the customer's own form." placeholder:"NO"`
	Reason   string `help:"Reason code for opening the customer's card (with --customer)." default:""`
	Out      string `short:"o" required:"" help:"File to write." type:"path"`
}

func (formPDFCmd) Help() string {
	return "Example: uketsuke form pdf -o order-form.pdf\nExample: uketsuke form pdf --customer 0000123 --reason form -o form.pdf"
}

func (cmd formPDFCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		book, edition, err := a.edition(ctx, cmd.Edition)
		if err != nil {
			return err
		}
		who, err := a.formCustomer(ctx, book, cmd.Customer, cmd.Reason)
		if err != nil {
			return err
		}
		data, err := site.BookForm(book, edition, "", a.today())
		if err != nil {
			return err
		}
		data.Customer = who
		mode := os.FileMode(0o644)
		if who != nil { // names a person
			mode = 0o600
		}
		return writeFile(cmd.Out, mode, func(w io.Writer) error { return forms.OrderForm(w, data) })
	})
}

// writeFile writes a file whole or not at all.
func writeFile(path string, mode os.FileMode, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".uketsuke-*")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	_, err = tmp.Write(b.Bytes())
	err = errors.Join(err, tmp.Chmod(mode), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name()) // the first error is the one to tell
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
}

func (a *app) today() japan.Day { return japan.DayOf(a.ordersDB.Now()) }
