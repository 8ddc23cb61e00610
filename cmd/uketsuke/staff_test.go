package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"uketsuke/internal/actor"
)

func TestStaffAccounts(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		add := []string{"staff", "add", "ogawa", "--name", "小川 みのり", "--role", "operator"}
		s.stdin = "\n"
		s.refused(add...)
		s.stdin = "short\n"
		s.refused(add...)
		if n := s.rows()["orders.staff"]; n != 0 {
			t.Fatalf("%d accounts after refusals", n)
		}
		const password = "kaori-no-michi-42"
		s.stdin = password + "\r\nsecond line\n"
		var made struct{ ID, Login, Role string }
		s.json(&made, add...)
		if made.Login != "ogawa" || made.Role != "operator" || made.ID == "" {
			t.Errorf("made %+v", made)
		}
		s.refused(add...)
		a := s.open()
		ctx := actor.With(t.Context(), actor.System)
		if _, err := a.staff.Login(ctx, "ogawa", password, "127.0.0.1"); err != nil {
			t.Errorf("the password from standard input is refused: %v", err)
		}
		if out := s.run("staff", "list"); !strings.Contains(out, "ogawa") || strings.Contains(out, password) {
			t.Errorf("staff list: %q", out)
		}
		s.run("staff", "disable", "ogawa")
		if _, err := a.staff.Login(ctx, "ogawa", password, "127.0.0.1"); err == nil {
			t.Error("a disabled account logs in")
		}
		if out := s.run("staff", "list"); !strings.Contains(out, "disabled ") {
			t.Errorf("staff list: %q", out)
		}
	})
}

// open opens the app of the shop in this process.
func (s *shop) open() *app {
	s.t.Helper()
	c := &cli{Data: s.dir}
	cfg, err := c.config()
	must(s.t, err)
	a, err := open(s.t.Context(), cfg, s.clock)
	must(s.t, err)
	s.t.Cleanup(a.close)
	return a
}

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		var made struct{ ID, Name, Role, Token string }
		s.json(&made, "token", "add", "warehouse-1", "--role", "warehouse")
		a := s.open()
		who, err := a.staff.ByToken(t.Context(), made.Token)
		if err != nil || who.Role != actor.Warehouse {
			t.Errorf("the token opens %+v, %v", who, err)
		}
		var list struct{ Tokens []map[string]any }
		s.json(&list, "token", "list")
		if out := s.run("token", "list"); len(list.Tokens) != 1 || !strings.Contains(out, made.ID) || strings.Contains(out, made.Token) {
			t.Errorf("token list: %q, %v", out, list)
		}
		s.run("token", "revoke", made.ID)
		if _, err := a.staff.ByToken(t.Context(), made.Token); err == nil {
			t.Error("a revoked token opens")
		}
		if out := s.run("token", "list"); !strings.Contains(out, "revoked ") {
			t.Errorf("token list: %q", out)
		}
	})
}

func TestPostalInfo(t *testing.T) {
	embedded(t, func(t *testing.T, s *shop) {
		var info struct {
			Rows, Codes int
			Date        string
		}
		if s.json(&info, "postal", "info"); info.Rows < 120_000 || info.Codes < 110_000 || len(info.Date) != len("2026-10-31") {
			t.Errorf("%+v", info)
		}
		if out := s.run("postal", "info"); !strings.Contains(out, "postal codes, data of "+info.Date) {
			t.Errorf("%q", out)
		}
	})
}

// TestOpenKeyFilesAreRefused: a key that others can read is no secret any more.
func TestOpenKeyFilesAreRefused(t *testing.T) {
	embedded(t, func(t *testing.T, s *shop) {
		s.run("batch", "list")
		for _, name := range []string{"vault.key", "audit.key", "site.key"} {
			path := filepath.Join(s.dir, name)
			if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
				t.Errorf("%s: mode %v, %v", name, st.Mode(), err)
			}
			must(t, os.Chmod(path, 0o644))
			out, errOut, code := s.try("batch", "list")
			if code == 0 || out != "" || !strings.Contains(errOut, path) {
				t.Errorf("%s readable by others: exit %d, %q, %q", name, code, out, errOut)
			}
			sentences(t, errOut)
			must(t, os.Chmod(path, 0o600))
		}
		s.run("batch", "list")
	})
}

// TestFirstStartsAtOnce: commands that make the databases and keys at the same
// time agree on them.
func TestFirstStartsAtOnce(t *testing.T) {
	t.Parallel()
	s := &shop{t: t, dir: filepath.Join(t.TempDir(), "var")}
	done := make(chan string, 4)
	for range cap(done) {
		cmd := s.process(t.Context(), "batch", "list")
		go func() {
			out, err := cmd.CombinedOutput()
			if err != nil {
				out = append(out, err.Error()...)
			}
			done <- string(out)
		}()
	}
	for range cap(done) {
		if out := <-done; out != "0 batches\n" {
			t.Errorf("one of the first starts: %q", out)
		}
	}
}
