package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/order/importmap"
)

// mappedOut is what a mapped import did: Rows is the sum of the three below it.
type mappedOut struct {
	importOut
	Rows     int    `json:"rows"`
	Imported int    `json:"rows_imported"`
	Before   int    `json:"rows_imported_before"`
	Aside    int    `json:"rows_aside"`
	File     string `json:"aside,omitempty"`
	tally    []string
}

// runMapped imports a file of another system: all of it or, with --skip-bad,
// the orders without a fault; the rows of the others go to a file of their own.
func (cmd ordersImportCmd) runMapped(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		m, src, err := cmd.readMapped()
		if err != nil {
			return err
		}
		var out mappedOut
		var in order.Imported
		err = c.busy("orders", func() error {
			in, err = a.orders.ImportRows(ctx, cmd.File, src.Rows, func(r order.Refused) error { return cmd.aside(c, m, src, r, &out) })
			return err
		})
		if err != nil {
			return errors.Join(err, cmd.discard(out))
		}
		out.importOut = newImportOut(in)
		out.Rows, out.Imported, out.Before = src.Len(), in.Rows, in.SkippedRows
		return cmd.printMapped(ctx, c, a, out)
	})
}

// readMapped reads the mapping, with the files beside it that it names, and
// the file.
func (cmd ordersImportCmd) readMapped() (*importmap.Mapping, *importmap.Source, error) {
	text, err := os.ReadFile(cmd.Map)
	if err != nil {
		return nil, nil, err
	}
	m, err := importmap.Parse(cmd.Map, text, func(path string) ([]byte, error) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(cmd.Map), path)
		}
		return os.ReadFile(path)
	})
	if err != nil {
		return nil, nil, err
	}
	raw, err := os.ReadFile(cmd.File)
	if err != nil {
		return nil, nil, err
	}
	src, err := m.Read(cmd.File, raw)
	return m, src, err
}

// aside answers what is wrong as the error that stops the import or, with
// --skip-bad, writes the rows away before anything is placed. The file must be
// new: one that is there holds rows that somebody is mending.
func (cmd ordersImportCmd) aside(c *cli, m *importmap.Mapping, src *importmap.Source, refused order.Refused, out *mappedOut) error {
	problems := m.Problems(src, refused)
	if cmd.SkipBad == "" {
		return problems
	}
	f, err := os.OpenFile(cmd.SkipBad, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return errs.E(errs.Conflict, "import.aside_exists", cmd.SkipBad)
	}
	if err != nil {
		return err
	}
	out.File, out.tally = cmd.SkipBad, c.tally(problems)
	out.Aside, err = m.Aside(f, src, refused, c.printer())
	return errors.Join(err, f.Sync(), f.Close())
}

// discard takes the file of refused rows away again when nothing was placed.
func (cmd ordersImportCmd) discard(out mappedOut) error {
	if out.File == "" {
		return nil
	}
	return os.Remove(out.File)
}

// tally counts the reasons, the most frequent first.
func (c *cli) tally(problems errs.Problems) []string {
	p := c.printer()
	count := map[string]int{}
	for _, x := range problems {
		text := p.Message(x.Message)
		if x.Column != "" {
			text = x.Column + ": " + text
		}
		count[text]++
	}
	texts := make([]string, 0, len(count))
	for text := range count {
		texts = append(texts, text)
	}
	slices.SortFunc(texts, func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	for i, text := range texts {
		texts[i] = p.T("import.tally", count[text], text)
	}
	return texts
}

func (cmd ordersImportCmd) printMapped(ctx context.Context, c *cli, a *app, out mappedOut) error {
	if cmd.JSON {
		return c.print(true, out, "")
	}
	if err := c.printImport(ctx, a, out.importOut); err != nil {
		return err
	}
	p := c.printer()
	if err := c.print(false, nil, "%s", p.T("import.rows", out.Rows, out.Imported, out.Before, out.Aside)); err != nil || out.Aside == 0 {
		return err
	}
	lines := append([]string{p.T("import.aside", out.File)}, out.tally...)
	return c.print(false, nil, "%s", strings.Join(lines, "\n"))
}
