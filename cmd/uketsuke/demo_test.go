package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"uketsuke/internal/store"
)

// TestDemoBesideAnother: a demo that serves on does not keep a second one, in
// another folder (here the embedded default's) or in the same (here PostgreSQL's),
// from playing its day.
func TestDemoBesideAnother(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		first := s.startDemo()
		first.checkDay(s.dir)
		beside, batch := s, "batch-2"
		if s.engine == store.SQLite {
			beside, batch = newShop(t, s.engine), "batch-1"
		}
		out := beside.demo("--orders", "3", "--listen", strings.TrimPrefix(first.base, "http://"))
		if strings.Contains(out, first.base) || !strings.Contains(out, "3 orders over HTTP") {
			t.Errorf("the second demo:\n%s", out)
		}
		if _, err := os.Stat(filepath.Join(beside.dir, batch, "orders.csv")); err != nil {
			t.Errorf("the second day: %v", err)
		}
		first.answers()
		first.stop()
		if out := s.run("audit", "verify"); !strings.Contains(out, "whole") {
			t.Errorf("the evidence: %s", out)
		}
	})
}

// demo plays a day in a process that ends, and answers what it printed.
func (s *shop) demo(args ...string) string {
	s.t.Helper()
	cmd := s.process(s.t.Context(), append([]string{"demo", "--exit", "--catalog", catalogDir}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("demo --exit: %v\n%s", err, out)
	}
	return string(out)
}

// serving is a demo that keeps serving.
type serving struct {
	t     *testing.T
	cmd   *exec.Cmd
	out   io.Reader
	table string
	base  string
}

// startDemo plays a day and returns when its process serves on.
func (s *shop) startDemo() *serving {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
	s.t.Cleanup(cancel)
	d := &serving{t: s.t, cmd: s.process(ctx, "demo", "--catalog", catalogDir, "--listen", "127.0.0.1:0")}
	out, err := d.cmd.StdoutPipe()
	must(s.t, err)
	d.cmd.Stderr = d.cmd.Stdout
	must(s.t, d.cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "serving") {
		d.table += lines.Text() + "\n"
	}
	d.out = out
	if m := regexp.MustCompile(`(?m)^desk +(http://\S+)$`).FindStringSubmatch(d.table); m != nil {
		d.base = m[1]
	} else {
		s.t.Fatalf("no address in what the demo printed:\n%s", d.table)
	}
	return d
}

// checkDay holds the table against what lies in the folder.
func (d *serving) checkDay(dir string) {
	d.t.Helper()
	var orders, phone, fax int
	at := strings.Index(d.table, " orders over HTTP")
	if at < 0 {
		d.t.Fatalf("no orders in the table:\n%s", d.table)
	}
	line := d.table[strings.LastIndex(d.table[:at], "\n")+1:]
	if _, err := fmt.Sscanf(line, "%d orders over HTTP: %d phone, %d FAX", &orders, &phone, &fax); err != nil || orders < 40 || phone == 0 || fax == 0 {
		d.t.Errorf("%d orders (%d phone, %d FAX), %v", orders, phone, fax, err)
	}
	for _, name := range []string{"order-form.pdf", "catalog.pdf", "site/index.html", "batch-1/orders.csv", "batch-1/lines.csv",
		"batch-1/picklist.pdf", "batch-1/slips.pdf"} {
		path := filepath.Join(dir, name)
		if st, err := os.Stat(path); err != nil || st.Size() == 0 || !strings.Contains(d.table, path) {
			d.t.Errorf("%s: %v, or it is not in the table\n%s", path, err, d.table)
		}
	}
	if n := len(columnOf(d.t, filepath.Join(dir, "batch-1", "orders.csv"), "order_no")); n < 20 || n >= orders {
		d.t.Errorf("%d of %d orders are in the batch; some are prepaid and must wait", n, orders)
	}
	for _, s := range demoStaff {
		if !strings.Contains(d.table, "login "+s.login) {
			d.t.Errorf("the table does not name the login %s", s.login)
		}
	}
}

func (d *serving) answers() {
	d.t.Helper()
	b, err := login(d.t.Context(), d.base, "warehouse", demoPassword)
	if err != nil {
		d.t.Errorf("the first demo no longer lets anybody in: %v", err)
		return
	}
	if _, err := b.get(d.t.Context(), "/batches/1"); err != nil {
		d.t.Error(err)
	}
}

// stop ends the demo as Ctrl-C does.
func (d *serving) stop() {
	d.t.Helper()
	must(d.t, d.cmd.Process.Signal(syscall.SIGINT))
	rest, _ := io.ReadAll(d.out)
	if err := d.cmd.Wait(); err != nil {
		d.t.Errorf("the demo ended with %v\n%s", err, rest)
	}
	if resp, err := http.Get(d.base + "/healthz"); err == nil {
		_ = resp.Body.Close()
		d.t.Error("an ended demo answers")
	}
}

// TestDemoOnAnyDay plays a short day at the turns of the year: the last and the
// first day (with midnight in Japan between two orders) and a leap day.
func TestDemoOnAnyDay(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"2026-12-31T23:59:59+09:00", "2028-02-29T14:59:59+09:00"} {
		t.Run(at[:10], func(t *testing.T) {
			t.Parallel()
			day, err := time.Parse(time.RFC3339, at)
			must(t, err)
			began := time.Now()
			s := newShop(t, store.SQLite)
			s.clock = func() time.Time { return day.Add(time.Since(began)) }
			out, errOut, code := s.try("demo", "--exit", "--catalog", catalogDir, "--listen", "127.0.0.1:0", "--orders", "6")
			if code != 0 || !strings.Contains(out, "6 orders over HTTP") || errOut != "" {
				t.Fatalf("exit %d\n%s%s", code, out, errOut)
			}
			numbers := columnOf(t, filepath.Join(s.dir, "batch-1", "orders.csv"), "order_no")
			last := strings.ReplaceAll(at[2:10], "-", "")
			if next := day.Add(time.Minute).Format("060102"); len(numbers) == 0 || !strings.HasPrefix(numbers[0], last) && !strings.HasPrefix(numbers[0], next) {
				t.Errorf("orders of %s: %v", at, numbers)
			}
		})
	}
}
