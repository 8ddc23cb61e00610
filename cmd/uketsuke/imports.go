package main

import (
	"context"
	"os"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/yen"
)

type customersCmd struct {
	Import customersImportCmd `cmd:"" help:"Bring the shop's existing customers into the vault."`
}

type customersImportCmd struct {
	File string `arg:"" help:"CSV file, UTF-8 or CP932." type:"existingfile"`
	JSON bool   `name:"json" help:"Print figures as JSON."`
}

func (customersImportCmd) Help() string {
	return "Example: uketsuke customers import customers.csv\nColumns: customer_no, name, kana, phone, postal_code, address1, address2, consent_mail, consent_fax, affected. All or nothing; the same file again changes nothing; held numbers keep their form."
}

func (cmd customersImportCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		f, err := os.Open(cmd.File)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		var n order.ImportedCustomers
		err = c.busy("customers", func() error { n, err = a.orders.ImportCustomers(ctx, cmd.File, f); return err })
		if err != nil {
			return err
		}
		return c.print(cmd.JSON, map[string]int{"created": n.Created, "updated": n.Updated, "unchanged": n.Unchanged},
			"%d created, %d updated, %d unchanged", n.Created, n.Updated, n.Unchanged)
	})
}

type ordersCmd struct {
	Import ordersImportCmd `cmd:"" help:"Place the orders of a CSV file, all or nothing."`
}

type ordersImportCmd struct {
	File    string `arg:"" help:"CSV file, UTF-8 or CP932, one row a line." type:"existingfile"`
	Map     string `help:"Mapping file (YAML) for a file of another system." type:"existingfile"`
	SkipBad string `name:"skip-bad" help:"With --map: place the good orders and write the rows of the others to this new file." type:"path"`
	JSON    bool   `name:"json" help:"Print figures as JSON."`
}

func (ordersImportCmd) Help() string {
	return "Example: uketsuke orders import orders.csv --json\nRows that share order_ref are one order. Every bad row is named and then nothing is placed; the same file again places nothing.\nWith --map FILE.yaml the columns are the other system's (docs/import.md)."
}

// heldOut names an order on hold and why.
type heldOut struct {
	Order  string `json:"order"`
	Reason string `json:"reason"`
}

type importOut struct {
	Placed  int       `json:"placed"`
	Skipped int       `json:"skipped"`
	Lines   int       `json:"lines"`
	Pieces  int       `json:"pieces"`
	Goods   int64     `json:"goods_yen"`
	Held    []heldOut `json:"held"`
}

func (cmd ordersImportCmd) Run(c *cli) error {
	if cmd.Map != "" {
		return cmd.runMapped(c)
	}
	if cmd.SkipBad != "" {
		return errs.E(errs.Invalid, "import.skip_needs_map")
	}
	return c.run(func(ctx context.Context, a *app) error {
		f, err := os.Open(cmd.File)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		var in order.Imported
		err = c.busy("orders", func() error { in, err = a.orders.Import(ctx, cmd.File, f); return err })
		if err != nil {
			return err
		}
		out := newImportOut(in)
		if cmd.JSON {
			return c.print(true, out, "")
		}
		return c.printImport(ctx, a, out)
	})
}

func newImportOut(in order.Imported) importOut {
	out := importOut{Placed: in.Orders, Skipped: in.Skipped, Lines: in.Lines, Pieces: in.Pieces, Goods: int64(in.Goods), Held: []heldOut{}}
	for _, o := range in.Held {
		for _, h := range o.Holds {
			out.Held = append(out.Held, heldOut{o.Number, h.Reason})
		}
	}
	return out
}

func (c *cli) printImport(ctx context.Context, a *app, out importOut) error {
	if err := c.print(false, nil, "%d orders placed (%d skipped: placed before), %d lines, %d pieces, goods %s yen, %d on hold",
		out.Placed, out.Skipped, out.Lines, out.Pieces, yen.Yen(out.Goods), len(out.Held)); err != nil {
		return err
	}
	return c.printHeld(ctx, a, out.Held)
}

// printHeld names each order on hold with its reason in words: the program's
// own holds say what to do, those of the shop stand in shop.yaml.
func (c *cli) printHeld(ctx context.Context, a *app, held []heldOut) error {
	if len(held) == 0 {
		return nil
	}
	book, err := a.catalog.Book(ctx)
	if err != nil {
		return err
	}
	p := c.printer()
	for _, h := range held {
		words := book.ReasonLabel(catalog.ReasonHold, h.Reason, p.Lang)
		if key := "hold." + h.Reason; p.Has(key) {
			words = p.T(key)
		}
		if err := c.print(false, nil, "held %s: %s", h.Order, words); err != nil {
			return err
		}
	}
	return nil
}
