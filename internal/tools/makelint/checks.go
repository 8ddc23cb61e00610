package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// The pinned tools. They are not in go.mod: the program does not need them.
const (
	golangciVersion = "2.15.0"
	golangciModule  = "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v" + golangciVersion
	vulnModule      = "golang.org/x/vuln/cmd/govulncheck@v1.9.0"
	vulnDB          = "https://vuln.go.dev"
)

// binDir holds built tools; git ignores it.
const binDir = ".bin"

func gofmt(ctx context.Context) (string, error) {
	out, err := output(ctx, nil, "gofmt", "-l", ".")
	if err == nil && out != "" {
		return "not formatted (make fmt does it):\n" + out, errFound
	}
	return out, err
}

func vet(ctx context.Context) (string, error) {
	return found(output(ctx, nil, "go", "vet", "./..."))
}

// buildWithoutCgo proves that the program stays one static binary: the tests,
// which run with the race detector, always build with cgo.
func buildWithoutCgo(ctx context.Context) (string, error) {
	return found(output(ctx, []string{"CGO_ENABLED=0"}, "go", "build", "-buildvcs=false", "-o", os.DevNull, "./cmd/uketsuke"))
}

func golangci(ctx context.Context) (string, error) {
	bin, err := filepath.Abs(filepath.Join(binDir, "golangci-lint"))
	if err != nil {
		return "", err
	}
	if said, err := provideGolangci(ctx, bin); err != nil {
		return said, err
	}
	return found(quietIfGreen(output(ctx, nil, bin, "run", "./...")))
}

// provideGolangci builds the linter unless the pinned version is there. With an
// empty build cache that takes two minutes or three.
func provideGolangci(ctx context.Context, bin string) (string, error) {
	if out, err := output(ctx, nil, bin, "version", "--short"); err == nil && strings.TrimSpace(out) == golangciVersion {
		return "", nil
	}
	return output(ctx, []string{"GOBIN=" + filepath.Dir(bin), "GOFLAGS="}, "go", "install", golangciModule)
}

// govulncheck compares the linked modules with the Go vulnerability database.
// A machine that can't reach the database says so and goes on: the answer
// depends on the day, and a build in a closed network must still be possible.
func govulncheck(ctx context.Context) (string, error) {
	db := os.Getenv("GOVULNDB")
	if db == "" {
		db = vulnDB
	}
	if strings.HasPrefix(db, "http") {
		if err := reach(ctx, db+"/index/db.json"); err != nil {
			return "NOT CHECKED, the vulnerability database cannot be reached (" + err.Error() + ")", nil
		}
	}
	return found(quietIfGreen(output(ctx, nil, "go", "run", vulnModule, "-db", db, "./...")))
}

func reach(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return errors.New(res.Status)
	}
	return nil
}

// output runs a program and returns all it wrote.
func output(ctx context.Context, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return strings.TrimRight(string(out), "\n"), err
}

// found reads a program's red exit code as a finding.
func found(out string, err error) (string, error) {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		return out, errFound
	}
	return out, err
}

// quietIfGreen drops what a content program says.
func quietIfGreen(out string, err error) (string, error) {
	if err == nil {
		return "", nil
	}
	return out, err
}
