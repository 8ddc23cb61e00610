// Maketest runs the whole test suite on a machine that has Go and nothing
// else: it provides what is missing, starts a private PostgreSQL, runs every
// test with the race detector in random order and says what happened.
//
//	go run ./internal/tools/maketest [-db] [packages]
//
// Its last line is "N passed, N failed, N skipped". It ends with 0 if all
// passed, 1 if a test failed or was skipped, 2 if the tests could not run.
// With -db it only starts the database and keeps it until interrupted, for
// those who call `go test` by hand.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"uketsuke/internal/tools/gotest"
	"uketsuke/internal/tools/machine"
	"uketsuke/internal/tools/testpg"
)

// perPackage is when a hanging package is cut off with its stacks shown.
const perPackage = 15 * time.Minute

// translated leaves SQLite, which is C translated to Go, without the race
// detector and the pointer checks: its locks are its own and its memory is not
// Go's, so that they find nothing there and cost a third of the run.
const translated = "-gcflags=modernc.org/...=-race=false -d=checkptr=0"

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitSetup  = 2
)

func main() {
	db := flag.Bool("db", false, "start the database alone and keep it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	code, err := run(ctx, *db, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "maketest:", err)
	}
	stop()
	os.Exit(code)
}

func run(ctx context.Context, dbOnly bool, packages []string) (int, error) {
	if err := machine.Provide(ctx, os.Stderr, machine.Needs); err != nil {
		return exitSetup, err
	}
	pg, err := testpg.Start(ctx)
	if err != nil {
		return exitSetup, err
	}
	defer pg.Stop()
	if dbOnly {
		fmt.Printf("export UKETSUKE_TEST_PG='%s'\n", pg.URL())
		fmt.Fprintln(os.Stderr, "The database runs until you press Ctrl-C.")
		select {
		case <-ctx.Done():
			return exitOK, nil
		case <-pg.Done():
			return exitSetup, errors.New("the database ended by itself")
		}
	}
	if len(packages) == 0 { // the longest first, so that none runs alone at the end
		packages = []string{"./internal/server/browsertest", "./internal/server", "./cmd/uketsuke", "./..."}
	}
	return goTest(ctx, pg, packages)
}

// goTest runs the packages' tests against pg, shows progress and the verdict.
func goTest(ctx context.Context, pg *testpg.Server, packages []string) (int, error) {
	tmp, err := os.MkdirTemp("", "uketsuke-test-")
	if err != nil {
		return exitSetup, err
	}
	defer func() { _ = os.RemoveAll(tmp) }()

	cmd := command(ctx, tmp, pg, packages)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return exitSetup, err
	}
	if err := cmd.Start(); err != nil {
		return exitSetup, err
	}
	sum, readErr := gotest.Read(out, func(p gotest.PackageResult) { gotest.PrintPackage(os.Stdout, p) })
	_, _ = io.Copy(io.Discard, out)
	waitErr := cmd.Wait()
	return verdict(ctx, sum, errors.Join(readErr, waitErr))
}

// verdict prints the report and chooses the exit code. A red go command
// without a red test means that the tests did not run as they should.
func verdict(ctx context.Context, sum gotest.Summary, err error) (int, error) {
	if ctx.Err() != nil {
		return exitSetup, errors.New("interrupted")
	}
	gotest.Print(os.Stdout, sum)
	switch {
	case len(sum.Failed) > 0 || len(sum.Skipped) > 0:
		return exitFailed, nil
	case err != nil:
		return exitSetup, fmt.Errorf("go test: %w", err)
	case !sum.OK():
		return exitSetup, errors.New("no test ran")
	}
	return exitOK, nil
}

func command(ctx context.Context, tmp string, pg *testpg.Server, packages []string) *exec.Cmd {
	args := append([]string{"test", "-json", "-race", translated, "-shuffle=on", "-count=1", "-timeout", perPackage.String()}, packages...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(),
		"CGO_ENABLED=1",            // the race detector's wish; the program itself needs none
		"GORACE=atexit_sleep_ms=0", // every process waits a second otherwise, and there are hundreds
		"GOGC=400",                 // there is memory; collecting it under the race detector is dear
		"TMPDIR="+tmp,
		"PATH="+pg.Bin()+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"UKETSUKE_TEST_PG="+pg.URL(),
	)
	// Its own process group, so that an interrupt ends every test process and
	// browser before the database goes.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}
