// Command uketsuke takes phone and FAX orders, prints the order form and the
// catalog, builds the static site and hands the warehouse its day.
//
// Exit code 0: done; 1: the input was refused or something was found; 2: usage
// or system trouble. Errors are one sentence on stderr.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	_ "time/tzdata" // scratch images carry no zones

	"github.com/alecthomas/kong"

	"uketsuke/internal/config"
	"uketsuke/internal/errs"
	"uketsuke/internal/i18n"
	"uketsuke/internal/store"
	"uketsuke/web"
)

// cli is the command line.
type cli struct {
	Data string `help:"Folder of the databases, keys and artefacts of the embedded default." default:"./var" type:"path"`
	Lang string `help:"Language of messages: en or ja (default: by locale)." enum:",en,ja" default:""`

	Serve     serveCmd     `cmd:"" help:"Serve the desk, the vault and the API in one process."`
	Demo      demoCmd      `cmd:"" help:"Play a day of the shop and keep serving it."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the three databases to the present schema."`
	Catalog   catalogCmd   `cmd:"" help:"Check, load and print the catalog."`
	Form      formCmd      `cmd:"" help:"Print the order form."`
	Site      siteCmd      `cmd:"" help:"Build and verify the static site."`
	Customers customersCmd `cmd:"" help:"Import existing customers."`
	Orders    ordersCmd    `cmd:"" help:"Import orders."`
	Batch     batchCmd     `cmd:"" help:"Cut and fetch the warehouse's batches."`
	Staff     staffCmd     `cmd:"" help:"Manage staff accounts."`
	Token     tokenCmd     `cmd:"" help:"Manage API tokens."`
	Postal    postalCmd    `cmd:"" help:"Replace and describe the postal data."`
	Seed      seedCmd      `cmd:"" help:"Fill empty databases with invented people and orders, for benchmarks."`
	Bench     benchCmd     `cmd:"" help:"Measure the order desk on seeded databases."`
	Audit     auditCmd     `cmd:"" help:"Verify the evidence log."`

	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	clock  store.Clock // nil: the real one
}

func (c *cli) config() (config.Config, error) {
	cfg, err := config.Load(c.Data, os.Getenv)
	if c.Lang != "" {
		cfg.Lang = c.Lang
	}
	return cfg, err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(execute(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// execute runs one command line and answers its exit code.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := &cli{ctx: ctx, stdin: os.Stdin, stdout: stdout, stderr: stderr}
	return c.execute(args)
}

func (c *cli) execute(args []string) int {
	stdout, stderr := c.stdout, c.stderr
	exit := -1
	parser, err := kong.New(c, kong.Name("uketsuke"), kong.UsageOnError(), kong.Writers(stdout, stderr),
		kong.Description("Phone and FAX order intake for a shop that lost its web shop."),
		kong.Exit(func(code int) { exit = code }), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	if err != nil {
		return report(stderr, c, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if exit >= 0 {
		return exit // --help
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "uketsuke: %v; see uketsuke --help\n", err)
		return 2
	}
	return report(stderr, c, k.Run(c))
}

// errFound ends a command with code 1 after it printed its findings.
var errFound = errors.New("found")

// report prints an error as sentences in the reader's language and answers the
// exit code.
func report(w io.Writer, c *cli, err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, errFound) {
		return 1
	}
	p := c.printer()
	var problems errs.Problems
	var fields errs.Fields
	var known *errs.Error
	switch {
	case errors.As(err, &problems):
		for _, x := range problems {
			_, _ = fmt.Fprintln(w, x.Place()+p.Message(x.Message))
		}
		return 1
	case errors.As(err, &fields):
		for _, x := range fields {
			_, _ = fmt.Fprintln(w, x.Name+": "+p.Message(x.Message))
		}
		return 1
	case errors.As(err, &known):
		_, _ = fmt.Fprintln(w, "uketsuke: "+p.Message(known.Message)+cause(known))
	default:
		_, _ = fmt.Fprintf(w, "uketsuke: %v\n", err)
	}
	switch errs.KindOf(err) {
	case errs.Invalid, errs.NotFound, errs.Conflict, errs.Forbidden, errs.TooMany:
		return 1
	}
	return 2
}

// cause adds the technical reason where the system, not the input, failed.
func cause(e *errs.Error) string {
	if e.Err != nil && (e.Kind == errs.Internal || e.Kind == errs.Unavailable) {
		return " (" + e.Err.Error() + ")"
	}
	return ""
}

// messages are the sentences of both languages, read once.
var messages = sync.OnceValues(func() (*i18n.Catalog, error) { return i18n.Load(web.Messages) })

func (c *cli) printer() i18n.Printer {
	lang := c.Lang
	if lang == "" {
		if cfg, err := c.config(); err == nil {
			lang = cfg.Lang
		}
	}
	cat, err := messages()
	if err != nil {
		panic(err) // the embedded catalog is tested
	}
	return cat.For(lang)
}

// print writes figures: JSON with --json, else one line of text.
func (c *cli) print(asJSON bool, v any, format string, args ...any) error {
	if asJSON {
		enc := json.NewEncoder(c.stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	}
	_, err := fmt.Fprintf(c.stdout, format+"\n", args...)
	return err
}
