package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/contact"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan/postal"
	"uketsuke/internal/server"
	"uketsuke/internal/server/api"
	"uketsuke/internal/staff"
)

type serveCmd struct {
	Listen string `help:"Address (default: UKETSUKE_LISTEN, else 127.0.0.1:8080)." placeholder:"HOST:PORT"`
}

func (serveCmd) Help() string {
	return "Example: uketsuke serve\nThe first start prints a one-time link that sets up the first administrator. TLS ends in a proxy in front: set UKETSUKE_TLS=true and UKETSUKE_PROXIES there."
}

func (cmd serveCmd) Run(c *cli) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if cmd.Listen != "" {
		cfg.Listen = cmd.Listen
	}
	if isDemo(cfg.Data) {
		return errs.E(errs.Conflict, "cli.demo_data", cfg.Data)
	}
	a, err := open(c.ctx, cfg, c.clock)
	if err != nil {
		return err
	}
	defer a.close()
	ln, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", cfg.Listen, err)
	}
	if err := a.greet(c, ln); err != nil {
		return err
	}
	return a.serve(c.ctx, ln)
}

// greet prints the address and, while there is no administrator, the one-time
// set-up link. The link's secret stands in the fragment, which no browser sends
// and no log keeps.
func (a *app) greet(c *cli, ln net.Listener) error {
	base := "http://" + reachable(ln.Addr())
	_, _ = fmt.Fprintf(c.stdout, "uketsuke serves on %s\n", base)
	token, err := a.staff.SetupToken(actor.With(c.ctx, actor.System))
	if err != nil || token == "" {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, "set up the first administrator (once, within 24 hours): %s/setup#%s\n", base, token)
	return err
}

// reachable writes an address that a browser on this machine can open, also
// when the program listens on every address (in a container, for instance).
func reachable(addr net.Addr) string {
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return addr.String()
}

// serve runs the desk, the relay of evidence, the automatic cut and the sweep
// until ctx ends, then lets running requests finish.
func (a *app) serve(ctx context.Context, ln net.Listener) error {
	handler, err := a.handler()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(actor.With(ctx, actor.System))
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	a.background(ctx, &wg)
	srv := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 5 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer stop()
	return errors.Join(srv.Shutdown(end), a.drain(end))
}

// background starts what goes on beside the requests. What a crash left open
// is made good first.
func (a *app) background(ctx context.Context, wg *sync.WaitGroup) {
	wg.Go(func() { a.log.Run(ctx, a.sources(), 2*time.Second) })
	wg.Go(func() {
		a.recover(ctx)
		every(ctx, time.Hour, a.sweep)
	})
	if a.cfg.AutoCut {
		wg.Go(func() {
			tick := time.NewTicker(30 * time.Second)
			defer tick.Stop()
			a.batches.Run(ctx, tick.C)
		})
	}
}

func (a *app) recover(ctx context.Context) {
	if err := a.settle(ctx); err != nil && ctx.Err() == nil {
		slog.Error("finishing what was left open", "err", err)
	}
}

// sweep removes expired drafts and recipients that no order came for.
func (a *app) sweep(ctx context.Context) {
	_, err := a.vault.Sweep(ctx)
	if err := errors.Join(err, a.orders.SweepDrafts(ctx)); err != nil && ctx.Err() == nil {
		slog.Error("sweeping the vault", "err", err)
	}
}

func every(ctx context.Context, d time.Duration, do func(context.Context)) {
	tick := time.NewTicker(d)
	defer tick.Stop()
	for {
		do(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// handler wires the screens and the API.
func (a *app) handler() (http.Handler, error) {
	proxies := make([]string, len(a.cfg.Proxies))
	for i, p := range a.cfg.Proxies {
		proxies[i] = p.String()
	}
	apiHandler, err := api.New(api.Services{Orders: a.orders, Batches: a.batches, Tokens: a.staff, Messages: a.messages},
		api.Options{Now: a.ordersDB.Now, Logger: slog.Default(), Proxies: proxies})
	if err != nil {
		return nil, err
	}
	return server.New(server.Services{
		Orders: a.orders, Batches: a.batches, Contacts: contact.New(a.ordersDB, a.vault), Vault: a.vault, Catalog: a.catalog, Staff: a.staff, Audit: a.log,
		Verify: func(ctx context.Context) (audit.Report, error) { return a.log.Verify(ctx, a.sources()) },
		Postal: a.postal(), API: apiHandler, Sessions: staff.NewSessions(a.ordersDB, staff.Options{TLS: a.cfg.TLS}),
	}, server.Options{Now: a.ordersDB.Now, Logger: slog.Default(), Proxies: proxies})
}

// postal answers the postal book in force. It is read again when the file
// changed, so that an import beside the running server counts at once.
func (a *app) postal() func() (*postal.Book, error) {
	var mu sync.Mutex
	var book *postal.Book
	var seen time.Time
	path := postalPath(a.cfg.Data)
	return func() (*postal.Book, error) {
		mu.Lock()
		defer mu.Unlock()
		changed := modTime(path)
		if book != nil && changed.Equal(seen) {
			return book, nil
		}
		b, err := postal.Open(path)
		if err == nil {
			book, seen = b, changed
		}
		return b, err
	}
}
