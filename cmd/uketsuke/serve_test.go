package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestServeBesideCommands: what a command does beside a running server counts
// there at once.
func TestServeBesideCommands(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		srv := s.startServe()
		var token struct{ ID, Token string }
		s.json(&token, "token", "add", "warehouse-1", "--role", "warehouse")
		if status, body := srv.batches(token.Token); status != http.StatusOK || !strings.Contains(body, `"batches":[]`) {
			t.Errorf("a token made beside the server: %d %s", status, body)
		}
		s.stocked()
		s.run("orders", "import", "testdata/retail/orders.csv")
		s.run("batch", "cut")
		if status, body := srv.batches(token.Token); status != http.StatusOK || !strings.Contains(body, `"no":1,"state":"sealed","orders":17`) {
			t.Errorf("a batch cut beside the server: %d %s", status, body)
		}
		s.run("token", "revoke", token.ID)
		if status, _ := srv.batches(token.Token); status != http.StatusUnauthorized {
			t.Errorf("a token revoked beside the server: %d", status)
		}
		srv.stop()
		if out := s.run("audit", "verify"); !strings.Contains(out, "whole") {
			t.Errorf("the evidence of both: %s", out)
		}
	})
}

// running is a `serve` in a process of its own.
type running struct {
	t    *testing.T
	cmd  *exec.Cmd
	base string
}

// startServe returns when the server has said where it is; a first start also
// prints the set-up link, whose secret no server ever sees.
func (s *shop) startServe() *running {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
	s.t.Cleanup(cancel)
	srv := &running{t: s.t, cmd: s.process(ctx, "serve", "--listen", "127.0.0.1:0")}
	out, err := srv.cmd.StdoutPipe()
	must(s.t, err)
	must(s.t, srv.cmd.Start())
	lines := bufio.NewReader(out)
	first, _ := lines.ReadString('\n')
	second, _ := lines.ReadString('\n')
	m := regexp.MustCompile(`^uketsuke serves on (http://127\.0\.0\.1:\d+)\n$`).FindStringSubmatch(first)
	if m == nil || !regexp.MustCompile(`: `+m[1]+`/setup#\S{20,}\n$`).MatchString(second) {
		s.t.Fatalf("the server says %q, %q", first, second)
	}
	srv.base = m[1]
	if _, errOut, code := s.try("serve", "--listen", strings.TrimPrefix(srv.base, "http://")); code != 2 || !strings.Contains(errOut, "cannot listen") {
		s.t.Errorf("a second server on the same address: exit %d, %q", code, errOut)
	}
	return srv
}

// batches asks the API for the warehouse's batches.
func (s *running) batches(token string) (status int, body string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.base+"/api/v1/batches?after=0", nil)
	must(s.t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	must(s.t, err)
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	must(s.t, err)
	return resp.StatusCode, string(b)
}

// stop ends the server as a service manager does.
func (s *running) stop() {
	s.t.Helper()
	must(s.t, s.cmd.Process.Signal(syscall.SIGTERM))
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("the server ended with %v", err)
	}
}
