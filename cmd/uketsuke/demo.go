package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"text/tabwriter"

	"uketsuke/internal/actor"
	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/forms"
	"uketsuke/internal/order"
	"uketsuke/internal/site"
	"uketsuke/internal/staff"
)

type demoCmd struct {
	Exit    bool   `help:"End after the day was played instead of serving on."`
	Catalog string `help:"Catalog directory." default:"./catalog" type:"path"`
	Listen  string `help:"Address; a busy port is replaced by a free one." default:"127.0.0.1:8080"`
	Orders  int    `help:"How many orders to take." default:"42"`
}

func (demoCmd) Help() string {
	return "Example: uketsuke demo\nExample: uketsuke demo --exit --data /tmp/demo\nLoads the catalog, imports invented customers, prints both PDFs and the site, takes phone and FAX orders through the real screens over HTTP, cuts the batch and prints what was made. All persons are invented; the passwords are for the demo alone."
}

// demoPassword is the password of the demo's logins, which exist nowhere else.
const demoPassword = "demo-uketsuke-2026"

type demoLogin struct {
	login, name string
	role        actor.Role
}

// demoStaff are the logins that the demo makes.
var demoStaff = []demoLogin{
	{"operator", "受付 花子", actor.Operator},
	{"supervisor", "責任者 一郎", actor.Supervisor},
	{"warehouse", "倉庫 次郎", actor.Warehouse},
	{"privacy", "個人情報 管理者", actor.Privacy},
	{"admin", "管理者", actor.Admin},
}

func (cmd demoCmd) Run(c *cli) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	cfg.AutoCut = false // the demo cuts by itself, at any hour
	logs, err := logTo(filepath.Join(cfg.Data, "demo.log"))
	if err != nil {
		return err
	}
	defer logs()
	a, err := open(c.ctx, cfg, c.clock)
	if err != nil {
		return err
	}
	defer a.close()
	ln, err := listenNear(cmd.Listen)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(c.ctx)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- a.serve(ctx, ln) }()
	d := &demo{cli: c, app: a, cmd: cmd, base: "http://" + ln.Addr().String()}
	if err := d.play(actor.With(ctx, staff.CLI())); err != nil {
		stop()
		return errors.Join(err, <-served)
	}
	if cmd.Exit {
		stop()
		return <-served
	}
	_, _ = fmt.Fprintln(c.stdout, "\nserving; Ctrl-C ends it")
	return <-served
}

// logTo sends the log to a file, so that the demo's table stays readable.
func logTo(path string) (end func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the data folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot write the log: %w", err)
	}
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(f, nil)))
	return func() {
		slog.SetDefault(before)
		_ = f.Close() // the log ends with the demo
	}, nil
}

// listenNear listens on the address, or on a free port of the same host when
// another demo holds it.
func listenNear(addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err == nil {
		return ln, nil
	}
	host, _, serr := net.SplitHostPort(addr)
	if serr != nil {
		return nil, fmt.Errorf("write the address as HOST:PORT: %w", serr)
	}
	if ln, err = net.Listen("tcp", net.JoinHostPort(host, "0")); err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", host, err)
	}
	return ln, nil
}

// demo is one day of the shop.
type demo struct {
	cli  *cli
	app  *app
	cmd  demoCmd
	base string
	made [][2]string // what was made and where
}

func (d *demo) note(what, where string) { d.made = append(d.made, [2]string{what, where}) }

func (d *demo) play(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		d.refuseRealShop, d.loadCatalog, d.addStaff, d.importCustomers, d.print, d.takeOrders, d.cut, d.table,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return d.app.drain(ctx)
}

// demoMark is a file that says whose data a folder holds: serve refuses to open
// a desk whose passwords are published.
const demoMark = "DEMO"

func isDemo(data string) bool {
	_, err := os.Stat(filepath.Join(data, demoMark))
	return err == nil
}

// refuseRealShop keeps the demo's well-known passwords and invented orders out
// of a shop's data, and marks the folder as the demo's.
func (d *demo) refuseRealShop(ctx context.Context) error {
	dir := d.app.cfg.Data
	if isDemo(dir) {
		return nil
	}
	accounts, err := d.app.staff.List(ctx)
	if err != nil {
		return err
	}
	_, orders, err := d.app.orders.List(ctx, order.Filter{Size: 1})
	if err != nil {
		return err
	}
	if len(accounts) > 0 || orders > 0 {
		return errs.E(errs.Conflict, "cli.demo_real")
	}
	text := "This folder was made by `uketsuke demo`. Its passwords are published: never use it for a real shop.\n"
	return os.WriteFile(filepath.Join(dir, demoMark), []byte(text), 0o600)
}

func (d *demo) loadCatalog(ctx context.Context) error {
	if _, err := os.Stat(d.cmd.Catalog); err != nil {
		return errs.E(errs.NotFound, "cli.demo_catalog", d.cmd.Catalog)
	}
	changes, err := d.app.catalog.Load(ctx, d.cmd.Catalog)
	if err != nil {
		return err
	}
	d.note(fmt.Sprintf("catalog, version %d", changes.Version), d.cmd.Catalog)
	return nil
}

func (d *demo) addStaff(ctx context.Context) error {
	for _, s := range demoStaff {
		if _, err := d.app.staff.ByLogin(ctx, s.login); err == nil {
			continue // an earlier demo on the same data made it
		} else if !errs.Is(err, errs.NotFound) {
			return err
		}
		_, err := d.app.staff.Add(ctx, staff.New{Login: s.login, Name: s.name, Role: s.role, Password: demoPassword})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) importCustomers(ctx context.Context) error {
	people, err := demoPeople(d.app, demoKnown)
	if err != nil {
		return err
	}
	n, err := d.app.orders.ImportCustomers(ctx, "demo-customers.csv", customersCSV(people))
	if err != nil {
		return err
	}
	d.note(fmt.Sprintf("%d customers imported, %d there before", n.Created, n.Unchanged+n.Updated), "vault")
	return nil
}

// print writes the order form, the catalog and the site.
func (d *demo) print(ctx context.Context) error {
	dir := d.app.cfg.Data
	book, edition, err := d.app.edition(ctx, "")
	if err != nil {
		return err
	}
	form, err := site.BookForm(book, edition, "", d.app.today())
	if err != nil {
		return err
	}
	cat, err := site.BookCatalog(book, edition, d.app.today(), imagesIn(filepath.Join(d.cmd.Catalog, "images")))
	if err != nil {
		return err
	}
	for name, write := range map[string]func(io.Writer) error{
		"order-form.pdf": func(w io.Writer) error { return forms.OrderForm(w, form) },
		"catalog.pdf":    func(w io.Writer) error { return forms.Catalog(w, cat) },
	} {
		if err := writeFile(filepath.Join(dir, name), 0o644, write); err != nil {
			return err
		}
	}
	d.note("order form", filepath.Join(dir, "order-form.pdf"))
	d.note("catalog", filepath.Join(dir, "catalog.pdf"))
	public := filepath.Join(dir, "site")
	m, err := d.app.buildSite(ctx, public, d.cmd.Catalog, edition)
	d.note(fmt.Sprintf("site, %d files signed", len(m.Files)), filepath.Join(public, "index.html"))
	return err
}

func (d *demo) takeOrders(ctx context.Context) error {
	book, _, err := d.app.edition(ctx, "")
	if err != nil {
		return err
	}
	return d.desk(ctx, book)
}

// desk takes the orders over HTTP as the operator.
func (d *demo) desk(ctx context.Context, book *catalog.Book) error {
	b, err := login(ctx, d.base, "operator", demoPassword)
	if err != nil {
		return err
	}
	orders, err := demoOrders(d.app, book, d.cmd.Orders)
	if err != nil {
		return err
	}
	count := map[string]int{}
	for i, o := range orders {
		if _, err := b.place(ctx, o); err != nil {
			return fmt.Errorf("demo order %d: %w", i+1, err)
		}
		count[o.Get("channel")]++
	}
	d.note(fmt.Sprintf("%d orders over HTTP: %d phone, %d FAX", len(orders), count["phone"], count["fax"]), d.base+"/orders")
	return nil
}

func (d *demo) cut(ctx context.Context) error {
	res, err := d.app.batches.CutNow(ctx)
	if err != nil {
		return err
	}
	d.note(fmt.Sprintf("%d orders on hold, each with its reason", len(res.Held)), d.base+"/orders?held=1")
	if res.Batch == nil {
		return nil
	}
	dir := filepath.Join(d.app.cfg.Data, fmt.Sprintf("batch-%d", res.Batch.No))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	d.note(fmt.Sprintf("batch %d: %d orders, %d lines, %s yen", res.Batch.No, res.Batch.Orders, res.Batch.Lines, res.Batch.Total), dir)
	files, err := d.app.batches.Files(ctx, res.Batch.No)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := d.app.fetch(ctx, res.Batch.No, f, dir); err != nil {
			return err
		}
		d.note(fmt.Sprintf("  %s, %d bytes", f.Name, f.Size), filepath.Join(dir, f.Name))
	}
	return nil
}

func (d *demo) table(context.Context) error {
	w := tabwriter.NewWriter(d.cli.stdout, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintf(w, "WHAT\tWHERE\n")
	for _, m := range d.made {
		_, _ = fmt.Fprintf(w, "%s\t%s\n", m[0], m[1])
	}
	_, _ = fmt.Fprintf(w, "log\t%s\n", filepath.Join(d.app.cfg.Data, "demo.log"))
	_, _ = fmt.Fprintf(w, "\ndesk\t%s\n", d.base)
	for _, s := range demoStaff {
		_, _ = fmt.Fprintf(w, "  login %s\tpassword %s\t(%s)\n", s.login, demoPassword, s.role)
	}
	return w.Flush()
}
