package main

import (
	"context"
	"errors"
	"testing"

	"uketsuke/internal/tools/gotest"
)

func TestVerdict(t *testing.T) {
	failed := []gotest.Result{{Package: "p", Test: "TestX"}}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	red := errors.New("exit status 1")
	for _, c := range []struct {
		name string
		ctx  context.Context
		sum  gotest.Summary
		err  error
		want int
	}{
		{"all passed", t.Context(), gotest.Summary{Passed: 3}, nil, exitOK},
		{"one failed", t.Context(), gotest.Summary{Passed: 3, Failed: failed}, red, exitFailed},
		{"one skipped", t.Context(), gotest.Summary{Passed: 3, Skipped: failed}, nil, exitFailed},
		{"go test red without a red test", t.Context(), gotest.Summary{Passed: 3}, red, exitSetup},
		{"nothing ran", t.Context(), gotest.Summary{}, nil, exitSetup},
		{"interrupted", ended, gotest.Summary{Passed: 3, Failed: failed}, red, exitSetup},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := verdict(c.ctx, c.sum, c.err)
			if got != c.want {
				t.Errorf("exit code %d, want %d", got, c.want)
			}
			if (got == exitSetup) != (err != nil) {
				t.Errorf("exit code %d with error %v", got, err)
			}
		})
	}
}
