package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/staff"
)

type staffCmd struct {
	Add     staffAddCmd     `cmd:"" help:"Add an account; the password comes on standard input."`
	List    staffListCmd    `cmd:"" help:"List accounts."`
	Disable staffDisableCmd `cmd:"" help:"Disable an account at once, with all its sessions."`
}

type staffAddCmd struct {
	Login string `arg:"" help:"Login name, lower-case ASCII."`
	Name  string `required:"" help:"Name as shown on the screens."`
	Role  string `required:"" enum:"operator,supervisor,warehouse,privacy,admin" help:"operator, supervisor, warehouse, privacy or admin."`
	JSON  bool   `name:"json" help:"Print figures as JSON."`
}

func (staffAddCmd) Help() string {
	return "Example: printf '%s\\n' \"$PASSWORD\" | uketsuke staff add ogawa --name '小川' --role operator\nThe password never stands on the command line, where others could read it."
}

func (cmd staffAddCmd) Run(c *cli) error {
	password, err := readPassword(c)
	if err != nil {
		return err
	}
	return c.run(func(ctx context.Context, a *app) error {
		acc, err := a.staff.Add(ctx, staff.New{Login: cmd.Login, Name: cmd.Name, Role: actor.Role(cmd.Role), Password: password})
		if err != nil {
			return err
		}
		return c.print(cmd.JSON, map[string]string{"id": acc.ID, "login": acc.Login, "role": string(acc.Role)}, "%s added (%s)", acc.Login, acc.Role)
	})
}

// readPassword reads one line of standard input.
func readPassword(c *cli) (string, error) {
	line, err := bufio.NewReader(c.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("standard input cannot be read: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", errs.E(errs.Invalid, "cli.password")
	}
	return line, nil
}

type staffListCmd struct {
	JSON bool `name:"json" help:"Print figures as JSON."`
}

func (staffListCmd) Help() string { return "Example: uketsuke staff list" }

func (cmd staffListCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		list, err := a.staff.List(ctx)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.print(true, map[string]any{"staff": list}, "")
		}
		for _, r := range list {
			_, _ = fmt.Fprintf(c.stdout, "%-20s %-12s %s %s\n", r.Login, r.Role, r.Name, ended("disabled", r.DisabledAt))
		}
		return nil
	})
}

type staffDisableCmd struct {
	Login string `arg:"" help:"Login name."`
}

func (staffDisableCmd) Help() string { return "Example: uketsuke staff disable ogawa" }

func (cmd staffDisableCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		acc, err := a.staff.ByLogin(ctx, cmd.Login)
		if err != nil {
			return err
		}
		if _, err := a.staff.Disable(ctx, acc.ID); err != nil {
			return err
		}
		return c.print(false, nil, "%s disabled", acc.Login)
	})
}

type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" help:"Make an API token; it is shown once."`
	List   tokenListCmd   `cmd:"" help:"List API tokens and their last use."`
	Revoke tokenRevokeCmd `cmd:"" help:"Revoke a token at once."`
}

type tokenAddCmd struct {
	Name string `arg:"" help:"What the token is for."`
	Role string `required:"" enum:"operator,supervisor,warehouse" help:"operator, supervisor or warehouse."`
	JSON bool   `name:"json" help:"Print figures as JSON."`
}

func (tokenAddCmd) Help() string {
	return "Example: uketsuke token add warehouse-1 --role warehouse"
}

func (cmd tokenAddCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		plain, tok, err := a.staff.AddToken(ctx, cmd.Name, actor.Role(cmd.Role))
		if err != nil {
			return err
		}
		return c.print(cmd.JSON, map[string]string{"id": tok.ID, "name": tok.Name, "role": string(tok.Role), "token": plain}, "%s", plain)
	})
}

type tokenListCmd struct {
	JSON bool `name:"json" help:"Print figures as JSON."`
}

func (tokenListCmd) Help() string { return "Example: uketsuke token list" }

func (cmd tokenListCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		list, err := a.staff.ListTokens(ctx)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.print(true, map[string]any{"tokens": list}, "")
		}
		for _, t := range list {
			_, _ = fmt.Fprintf(c.stdout, "%s  %-20s %-12s last used %-16s %s\n", t.ID, t.Name, t.Role, when(t.UsedAt), ended("revoked", t.RevokedAt))
		}
		return nil
	})
}

type tokenRevokeCmd struct {
	ID string `arg:"" help:"Token id."`
}

func (tokenRevokeCmd) Help() string { return "Example: uketsuke token revoke 0193…" }

func (cmd tokenRevokeCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		if err := a.staff.RevokeToken(ctx, cmd.ID); err != nil {
			return err
		}
		return c.print(false, nil, "revoked")
	})
}

// when prints a moment in JST; "never" for none.
func when(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.In(japan.JST).Format("2006-01-02 15:04")
}

// ended says since when something no longer counts; nothing while it does.
func ended(word string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return word + " " + when(t)
}
