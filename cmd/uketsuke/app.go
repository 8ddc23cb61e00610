package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/batch"
	"uketsuke/internal/catalog"
	"uketsuke/internal/config"
	"uketsuke/internal/dispatch"
	"uketsuke/internal/errs"
	"uketsuke/internal/forms"
	"uketsuke/internal/i18n"
	"uketsuke/internal/keyfile"
	"uketsuke/internal/order"
	"uketsuke/internal/staff"
	"uketsuke/internal/store"
	"uketsuke/internal/vault"
	"uketsuke/internal/vault/seal"
	"uketsuke/migrations"
)

// app is everything of one process, opened and wired: the three databases,
// the keys and the services over them.
type app struct {
	cfg      config.Config
	clock    store.Clock // nil: the real one
	messages *i18n.Catalog

	ordersDB, vaultDB, auditDB *store.DB
	siteKey                    *keyfile.Signer

	log      *audit.Log
	vault    *vault.Vault
	catalog  *catalog.Service
	orders   *order.Service
	dispatch *dispatch.Service
	batches  *batch.Service
	staff    *staff.Service
}

// open wires the process. The embedded default makes its databases and keys at
// the first start; PostgreSQL must have been migrated and its keys made before
// (`uketsuke migrate`), since a service role may do neither.
func open(ctx context.Context, cfg config.Config, clock store.Clock) (*app, error) {
	a := &app{cfg: cfg, clock: clock}
	if err := a.start(ctx); err != nil {
		a.close()
		return nil, err
	}
	return a, nil
}

func (a *app) start(ctx context.Context) (err error) {
	if a.messages, err = messages(); err != nil {
		return err
	}
	if err := a.openDatabases(ctx); err != nil {
		return err
	}
	if a.cfg.Embedded() {
		if _, err := a.migrate(ctx); err != nil {
			return err
		}
		if err := makeKeys(a.cfg); err != nil {
			return err
		}
	} else if err := a.checkSchema(ctx); err != nil {
		return err
	}
	if err := a.wire(); err != nil {
		return err
	}
	return a.vault.Check(actor.With(ctx, actor.System))
}

// database is one of the three with its migrations.
type database struct {
	name string
	dsn  string
	to   **store.DB
	sql  fs.FS
}

func (a *app) databases() []database {
	return []database{
		{"orders", a.cfg.OrdersDSN, &a.ordersDB, migrations.Orders},
		{"vault", a.cfg.VaultDSN, &a.vaultDB, migrations.Vault},
		{"audit", a.cfg.AuditDSN, &a.auditDB, migrations.Audit},
	}
}

func (a *app) openDatabases(ctx context.Context) error {
	for _, d := range a.databases() {
		db, err := store.Open(ctx, d.dsn, a.clock)
		if err != nil {
			return err
		}
		*d.to = db
	}
	return nil
}

// migrate brings all three schemas up and answers what was applied.
func (a *app) migrate(ctx context.Context) (applied []string, err error) {
	for _, d := range a.databases() {
		names, err := (*d.to).Migrate(ctx, d.sql)
		if err != nil {
			return applied, err
		}
		for _, n := range names {
			applied = append(applied, d.name+"/"+n)
		}
	}
	return applied, nil
}

func (a *app) checkSchema(ctx context.Context) error {
	for _, d := range a.databases() {
		names, err := (*d.to).Pending(ctx, d.sql)
		if err != nil {
			return err
		}
		if len(names) > 0 {
			return errs.E(errs.Unavailable, "cli.migrate_first", d.name, len(names))
		}
	}
	return nil
}

// makeKeys makes the key files that are missing, mode 0600.
func makeKeys(cfg config.Config) error {
	if err := os.MkdirAll(filepath.Dir(cfg.VaultKeyFile), 0o700); err != nil {
		return fmt.Errorf("cannot make the folder of the vault key: %w", err)
	}
	if _, err := os.Stat(cfg.VaultKeyFile); os.IsNotExist(err) {
		if _, err := seal.Create(cfg.VaultKeyFile); err != nil && !errs.Is(err, errs.Conflict) {
			return err
		}
	}
	if _, _, err := keyfile.OpenSigner(cfg.AuditKeyFile, audit.Origin); err != nil {
		return err
	}
	_, _, err := keyfile.OpenSigner(cfg.SiteKeyFile, siteKeyName)
	return err
}

// passwordMemory is the KiB that hashing a password takes; the tests, which
// start the program many times, take less.
var passwordMemory uint32 = staff.FullMemory

const siteKeyName = "uketsuke/site"

func (a *app) wire() error {
	keys, err := seal.Load(a.cfg.VaultKeyFile)
	if err != nil {
		return err
	}
	logKey, err := audit.LoadKey(a.cfg.AuditKeyFile)
	if err != nil {
		return err
	}
	if a.siteKey, err = keyfile.LoadSigner(a.cfg.SiteKeyFile); err != nil {
		return err
	}
	a.log = audit.New(a.auditDB, logKey, audit.Origin)
	a.catalog = catalog.New(a.ordersDB)
	a.catalog.RefuseGlyphs(forms.Missing)
	a.vault = vault.New(a.vaultDB, keys, vault.Options{Budget: a.openBudget, Relay: func(ctx context.Context) error {
		_, err := a.log.Relay(ctx, "vault", a.vaultDB)
		return err
	}})
	a.orders = order.New(a.ordersDB, a.catalog, a.vault)
	a.dispatch = dispatch.New(a.vault, a.catalog.Book)
	a.batches = batch.New(a.ordersDB, a.catalog, a.orders, a.dispatch)
	a.staff = staff.NewService(a.ordersDB, passwordMemory)
	return nil
}

// openBudget is the shop's daily budget of opened records per person.
func (a *app) openBudget(ctx context.Context) int {
	book, err := a.catalog.Book(ctx)
	if err != nil || book.Shop.OpenBudget == 0 {
		return vault.DefaultBudget
	}
	return book.Shop.OpenBudget
}

// sources are the outboxes that feed the evidence log.
func (a *app) sources() map[string]*store.DB {
	return map[string]*store.DB{"orders": a.ordersDB, "vault": a.vaultDB}
}

// settle makes good what a crash left open: recipients whose order is placed
// and batches that were cut but not sealed.
func (a *app) settle(ctx context.Context) error {
	return errors.Join(a.orders.Settle(ctx), a.batches.Finish(ctx))
}

// drain settles and carries all evidence over; every command ends with it.
func (a *app) drain(ctx context.Context) error {
	if err := a.settle(ctx); err != nil {
		return err
	}
	_, err := a.log.Drain(ctx, a.sources())
	return err
}

func (a *app) close() {
	for _, db := range []*store.DB{a.ordersDB, a.vaultDB, a.auditDB} {
		if db != nil {
			_ = db.Close() // the process ends; everything was committed
		}
	}
}

// run opens the app for one command, acts as the OS user and drains the
// outboxes afterwards, also when the command was refused.
func (c *cli) run(fn func(ctx context.Context, a *app) error) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	ctx := actor.With(c.ctx, staff.CLI())
	a, err := open(ctx, cfg, c.clock)
	if err != nil {
		return err
	}
	defer a.close()
	err = fn(ctx, a)
	if derr := a.drain(ctx); derr != nil && err == nil {
		err = fmt.Errorf("carrying the evidence over: %w", derr)
	}
	return err
}
