// Package machine knows what a Debian machine needs to run this project's
// tests, finds out what is missing and, as root, installs it.
//
// This list is the only place that names those packages. Go itself is not in
// it: it runs this program.
package machine

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Need is one Debian package and how to see that it is there: a file (with *)
// or, without a slash, a program on the PATH. One of Any is enough.
type Need struct {
	Package string
	For     string
	Any     []string
}

// Needs is what the tests use beyond Go.
var Needs = []Need{
	{"postgresql", "the second database engine", []string{"/usr/lib/postgresql/*/bin/initdb", "initdb"}},
	{"gcc", "the race detector", []string{"gcc"}},
	{"libc6-dev", "the race detector", []string{"/usr/include/stdio.h"}},
	{"git", "fetching and stamping modules", []string{"git"}},
	{"ca-certificates", "fetching modules", []string{"/etc/ssl/certs/ca-certificates.crt"}},
	{"chromium", "browser tests", []string{"chromium", "google-chrome", "chromium-browser"}},
	{"fonts-morisawa-bizud-gothic", "Japanese text in screenshots", []string{"/usr/share/fonts/truetype/bizud-gothic/*.ttf"}},
	{"poppler-utils", "reading the PDFs back", []string{"pdftotext"}},
	{"qpdf", "checking the PDFs", []string{"qpdf"}},
	{"zbar-tools", "reading the forms' QR codes", []string{"zbarimg"}},
	{"libtiff-tools", "FAX pages", []string{"tiffinfo"}},
}

// Missing is the sub-list of needs that this machine lacks.
func Missing(needs []Need) []Need {
	var missing []Need
	for _, n := range needs {
		if !n.present() {
			missing = append(missing, n)
		}
	}
	return missing
}

func (n Need) present() bool {
	for _, probe := range n.Any {
		if strings.Contains(probe, "/") {
			if found, _ := filepath.Glob(probe); len(found) > 0 {
				return true
			}
		} else if _, err := exec.LookPath(probe); err == nil {
			return true
		}
	}
	return false
}

// Provide installs what is missing when root may, and otherwise returns an
// error that says what to install and what for. Progress goes to w.
func Provide(ctx context.Context, w io.Writer, needs []Need) error {
	missing := Missing(needs)
	if len(missing) == 0 {
		return nil
	}
	if _, err := exec.LookPath("apt-get"); os.Geteuid() != 0 || err != nil {
		return fmt.Errorf("%s", Advice(missing))
	}
	fmt.Fprintf(w, "installing %s\n", strings.Join(names(missing), " "))
	if err := aptGet(ctx, w, "update", "-q"); err != nil {
		return err
	}
	install := append([]string{"install", "-q", "-y", "--no-install-recommends"}, names(missing)...)
	if err := aptGet(ctx, w, install...); err != nil {
		return err
	}
	if still := Missing(needs); len(still) > 0 {
		return fmt.Errorf("apt-get succeeded, yet this is missing: %s", strings.Join(names(still), " "))
	}
	return nil
}

// Advice is the sentence for somebody who must install the packages oneself.
func Advice(missing []Need) string {
	var b strings.Builder
	b.WriteString("this machine lacks what the tests need:\n")
	for _, n := range missing {
		fmt.Fprintf(&b, "  %-28s %s\n", n.Package, n.For)
	}
	fmt.Fprintf(&b, "install it: sudo apt-get install %s", strings.Join(names(missing), " "))
	return b.String()
}

// aptGet runs apt-get without questions. Its chatter is shown only if it fails.
func aptGet(ctx context.Context, w io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, "apt-get", args...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	out, err := cmd.CombinedOutput()
	if err != nil {
		_, _ = w.Write(out)
		return fmt.Errorf("apt-get %s: %w", args[0], err)
	}
	return nil
}

func names(needs []Need) []string {
	out := make([]string, len(needs))
	for i, n := range needs {
		out[i] = n.Package
	}
	return out
}
