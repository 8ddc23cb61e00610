package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"uketsuke/internal/japan"
	"uketsuke/internal/japan/postal"
)

type postalCmd struct {
	Import postalImportCmd `cmd:"" help:"Replace the postal data by Japan Post's files."`
	Info   postalInfoCmd   `cmd:"" help:"Say which postal data is in force."`
}

// postalPath is where imported postal data lies; without it the data that came
// with the program is used.
func postalPath(data string) string { return filepath.Join(data, "postal.csv.gz") }

type postalImportCmd struct {
	Files []string `arg:"" help:"utf_ken_all.csv or KEN_ALL.CSV, and JIGYOSYO.CSV if wanted." type:"existingfile"`
	JSON  bool     `name:"json" help:"Print figures as JSON."`
}

func (postalImportCmd) Help() string {
	return "Example: uketsuke postal import utf_ken_all.csv JIGYOSYO.CSV\nEvery bad row is named and then nothing is replaced. A running server takes the new data at once."
}

func (cmd postalImportCmd) Run(c *cli) error {
	return c.run(func(_ context.Context, a *app) error {
		info, err := postal.Import(postalPath(a.cfg.Data), japan.DayOf(time.Now()), cmd.Files...)
		if err != nil {
			return err
		}
		return c.print(cmd.JSON, info, "%d rows, %d postal codes, data of %s", info.Rows, info.Codes, info.Date)
	})
}

type postalInfoCmd struct {
	JSON bool `name:"json" help:"Print figures as JSON."`
}

func (postalInfoCmd) Help() string { return "Example: uketsuke postal info" }

func (cmd postalInfoCmd) Run(c *cli) error {
	return c.run(func(_ context.Context, a *app) error {
		book, err := postal.Open(postalPath(a.cfg.Data))
		if err != nil {
			return err
		}
		info := book.Info()
		return c.print(cmd.JSON, info, "%d rows, %d postal codes, data of %s (%s)", info.Rows, info.Codes, info.Date, info.Source)
	})
}

// modTime is when a file changed; zero where there is none.
func modTime(path string) time.Time {
	st, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return st.ModTime()
}
