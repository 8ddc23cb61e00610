package main

import (
	"context"
	"fmt"
)

type migrateCmd struct {
	CreateKeys bool `help:"Also make the key files that are missing (mode 0600)."`
	JSON       bool `name:"json" help:"Print figures as JSON."`
}

func (migrateCmd) Help() string {
	return "Example: UKETSUKE_ORDERS_DSN=postgres://… uketsuke migrate\nRun it with the role that owns the schema; the service needs no such right. With --create-keys it makes the vault, audit and site key files, once."
}

// Run needs the three databases only: no key is read.
func (cmd migrateCmd) Run(c *cli) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	a := &app{cfg: cfg, clock: c.clock}
	defer a.close()
	applied, err := migrateAll(c.ctx, a)
	if err != nil {
		return err
	}
	if cmd.CreateKeys {
		if err := makeKeys(cfg); err != nil {
			return err
		}
	}
	if cmd.JSON {
		return c.print(true, map[string]any{"applied": applied}, "")
	}
	for _, name := range applied {
		_, _ = fmt.Fprintln(c.stdout, name)
	}
	return c.print(false, nil, "%d migrations applied", len(applied))
}

func migrateAll(ctx context.Context, a *app) ([]string, error) {
	if err := a.openDatabases(ctx); err != nil {
		return nil, err
	}
	applied, err := a.migrate(ctx)
	if applied == nil {
		applied = []string{}
	}
	return applied, err
}
