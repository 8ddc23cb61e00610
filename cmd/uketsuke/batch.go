package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"uketsuke/internal/batch"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
)

type batchCmd struct {
	Cut  batchCutCmd  `cmd:"" help:"Take all placed orders free of holds into a new batch."`
	List batchListCmd `cmd:"" help:"List batches."`
	Get  batchGetCmd  `cmd:"" help:"Fetch the files of a batch."`
}

type batchCutCmd struct {
	JSON bool `name:"json" help:"Print figures as JSON."`
}

func (batchCutCmd) Help() string {
	return "Example: uketsuke batch cut --json\nA cut with nothing to take makes no batch and exits 0."
}

type cutOut struct {
	Batch  *int64    `json:"batch"`
	Orders int       `json:"orders"`
	Lines  int       `json:"lines"`
	Pieces int       `json:"pieces"`
	Goods  int64     `json:"goods_yen"`
	Held   []heldOut `json:"held"`
}

func (cmd batchCutCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		var res batch.Result
		err := c.busy("batch", func() (err error) { res, err = a.batches.CutNow(ctx); return err })
		if err != nil {
			return err
		}
		out := cutOut{Held: []heldOut{}}
		for _, h := range res.Held {
			out.Held = append(out.Held, heldOut{h.Order, h.Reason})
		}
		// A batch of which nothing could be written is void: nothing was taken.
		if b := res.Batch; b != nil && b.State != batch.Void {
			out.Batch, out.Orders, out.Lines, out.Pieces, out.Goods = &b.No, b.Orders, b.Lines, b.Pieces, int64(b.Goods)
		}
		if cmd.JSON {
			return c.print(true, out, "")
		}
		return errors.Join(c.printCut(out), c.printHeld(ctx, a, out.Held))
	})
}

func (c *cli) printCut(out cutOut) error {
	if out.Batch == nil {
		return c.print(false, nil, "nothing to take")
	}
	return c.print(false, nil, "batch %d: %d orders, %d lines, %d pieces, goods %d yen", *out.Batch, out.Orders, out.Lines, out.Pieces, out.Goods)
}

type batchListCmd struct {
	Page int  `default:"1" help:"Page, from 1, of 50."`
	JSON bool `name:"json" help:"Print figures as JSON."`
}

func (batchListCmd) Help() string { return "Example: uketsuke batch list" }

func (cmd batchListCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		if err := a.batches.Finish(ctx); err != nil {
			return err
		}
		list, total, err := a.batches.List(ctx, cmd.Page)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.print(true, map[string]any{"batches": list, "total": total}, "")
		}
		for _, b := range list {
			_, _ = fmt.Fprintf(c.stdout, "%5d  %-6s  %s  %5d orders  %6d lines  %12s yen  %d flags\n",
				b.No, b.State, when(b.CutAt), b.Orders, b.Lines, b.Goods, len(b.Flags))
		}
		return c.print(false, nil, "%d batches", total)
	})
}

type batchGetCmd struct {
	No     int64  `arg:"" help:"Batch number."`
	Out    string `short:"o" required:"" help:"Folder to write to." type:"path"`
	Reason string `default:"shipping" help:"Why the files, which name persons, are fetched: shipping, or a reason code of the shop (shop.yaml, group open)."`
	JSON   bool   `name:"json" help:"Print figures as JSON."`
}

func (batchGetCmd) Help() string {
	return "Example: uketsuke batch get 3 -o /srv/warehouse/3\nThe files name persons: the folder is made readable by its owner alone. Fetching again writes the same bytes."
}

func (cmd batchGetCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		if err := a.batches.Finish(ctx); err != nil {
			return err
		}
		if err := a.checkFetchReason(ctx, cmd.Reason); err != nil {
			return err
		}
		files, err := a.batches.Fetch(ctx, cmd.No, cmd.Reason)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(cmd.Out, 0o700); err != nil {
			return fmt.Errorf("cannot make %s: %w", cmd.Out, err)
		}
		for _, f := range files {
			if err := a.fetch(ctx, cmd.No, f, cmd.Out); err != nil {
				return err
			}
			if !cmd.JSON {
				_, _ = fmt.Fprintf(c.stdout, "%s  %s\n", f.SHA256, filepath.Join(cmd.Out, f.Name))
			}
		}
		if cmd.JSON {
			return c.print(true, map[string]any{"batch": cmd.No, "files": files}, "")
		}
		return nil
	})
}

// shipping is the ordinary reason to fetch a batch; it needs no entry in shop.yaml.
const shipping = "shipping"

// checkFetchReason lets codes alone into the evidence log, no words of one's own.
func (a *app) checkFetchReason(ctx context.Context, reason string) error {
	if reason == shipping {
		return nil
	}
	book, err := a.catalog.Book(ctx)
	if err != nil {
		return err
	}
	if !isReason(book, reason) {
		return errs.E(errs.Invalid, "cli.fetch_reason")
	}
	return nil
}

// fetch writes one file, checks its hash and only then gives it its name.
func (a *app) fetch(ctx context.Context, no int64, f customer.File, dir string) error {
	opened, err := a.batches.OpenFile(ctx, no, f.Name)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, ".fetch-*") // CreateTemp makes it 0600
	if err != nil {
		return fmt.Errorf("cannot write to %s: %w", dir, err)
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(tmp, sum), opened.Content)
	err = errors.Join(err, tmp.Close())
	if err == nil && hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		err = fmt.Errorf("%s arrived with another SHA-256 than it was sealed with", f.Name)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(dir, f.Name))
	}
	if err != nil {
		_ = os.Remove(tmp.Name()) // the first error is the one to tell
	}
	return err
}
