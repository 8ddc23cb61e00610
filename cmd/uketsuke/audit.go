package main

import (
	"context"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Prove that no evidence was altered, removed or cut off."`
}

type auditVerifyCmd struct {
	JSON bool `name:"json" help:"Print figures as JSON."`
}

func (auditVerifyCmd) Help() string {
	return "Example: uketsuke audit verify --json\nCarries pending evidence over first, then checks every entry against the Merkle tree, its signed head and the outboxes' marks. Exits 1 and names the first bad entry."
}

func (cmd auditVerifyCmd) Run(c *cli) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	a, err := open(c.ctx, cfg, c.clock)
	if err != nil {
		return err
	}
	defer a.close()
	return cmd.verify(c.ctx, c, a)
}

// verify does not go through run: an altered log makes the closing drain fail,
// and the report is what the reader needs.
func (cmd auditVerifyCmd) verify(ctx context.Context, c *cli, a *app) error {
	rep, err := a.log.Verify(ctx, a.sources())
	if err != nil {
		return err
	}
	if cmd.JSON {
		err = c.print(true, rep, "")
	} else if rep.OK {
		err = c.print(false, nil, "%d entries, root %s, whole; %d pending", rep.Entries, rep.Root, rep.Pending)
	} else {
		err = c.print(false, nil, "%s", c.printer().Message(rep.Finding))
	}
	if err == nil && !rep.OK {
		return errFound
	}
	return err
}
