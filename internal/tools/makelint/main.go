// Makelint runs every check that needs no database and tells what each found:
// format, go vet, golangci-lint (built once into .bin at a pinned version),
// the build without cgo, the numbers of the migrations, known vulnerabilities.
//
//	go run ./internal/tools/makelint
//
// All checks run even if one fails. It ends with 0 if all are content, 1 if
// one found something, 2 if one could not run.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// errFound says that a check did its work and found something.
var errFound = errors.New("found something")

// check is one step. It returns what it has to say, and errFound, another
// error if it could not run, or nil.
type check struct {
	name string
	run  func(context.Context) (string, error)
}

var checks = []check{
	{"gofmt", gofmt},
	{"go vet", vet},
	{"build without cgo", buildWithoutCgo},
	{"migrations", func(context.Context) (string, error) { return migrationNames("migrations") }},
	{"golangci-lint", golangci},
	{"govulncheck", govulncheck},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code := 0
	for _, c := range checks {
		said, err := c.run(ctx)
		code = max(code, report(os.Stdout, c.name, said, err))
	}
	stop()
	os.Exit(code)
}

// report prints one line for a content check, and all that was said otherwise.
func report(w io.Writer, name, said string, err error) int {
	switch {
	case err == nil && said == "":
		fmt.Fprintf(w, "ok   %s\n", name)
		return 0
	case err == nil:
		fmt.Fprintf(w, "ok   %s: %s\n", name, said)
		return 0
	case errors.Is(err, errFound):
		fmt.Fprintf(w, "FAIL %s\n%s\n", name, said)
		return 1
	default:
		fmt.Fprintf(w, "FAIL %s could not run: %v\n%s\n", name, err, said)
		return 2
	}
}
