package main

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// busy runs fn and, where a person watches the terminal and it takes longer
// than two seconds, shows on stderr that work goes on.
func (c *cli) busy(what string, fn func() error) error {
	if c.stderr != os.Stderr || !term.IsTerminal(int(os.Stderr.Fd())) {
		return fn()
	}
	done := make(chan error, 1)
	go func() { done <- fn() }()
	select {
	case err := <-done:
		return err
	case <-time.After(2 * time.Second):
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetDescription(what), progressbar.OptionSetWriter(c.stderr),
		progressbar.OptionSetElapsedTime(true), progressbar.OptionClearOnFinish())
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			_ = bar.Finish()
			return err
		case <-tick.C:
			_ = bar.Add(1)
		}
	}
}
