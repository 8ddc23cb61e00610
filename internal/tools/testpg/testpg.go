// Package testpg starts a private PostgreSQL server for a test run: a fresh
// cluster in a temporary directory, on a free port of the loopback address,
// as a user that is not root (PostgreSQL refuses to run as root), and takes
// all of it away again.
//
// The cluster trusts every local connection and gives up durability (fsync is
// off): it is for tests alone and must never hold an order.
package testpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Server is a running private cluster. Stop must be called once.
type Server struct {
	port int
	bin  string // directory of initdb, postgres, pg_dump
	dir  string // temporary: data, socket, server log
	cmd  *exec.Cmd
	done chan struct{} // closed when the postmaster has ended
}

const (
	startPatience = 30 * time.Second
	stopPatience  = 10 * time.Second
	pollEvery     = 50 * time.Millisecond
)

// BinDir finds the newest installed PostgreSQL: Debian keeps the server's
// programs in /usr/lib/postgresql/VERSION/bin, which is on nobody's PATH.
// Elsewhere the PATH is asked. The error says that there is none.
func BinDir() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Slice(found, func(i, j int) bool { return version(found[i]) < version(found[j]) })
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", errors.New("no PostgreSQL server is installed: initdb is neither in /usr/lib/postgresql/*/bin nor on the PATH")
}

// version is the number in /usr/lib/postgresql/15/bin/initdb; 0 if there is none.
func version(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}

// Start makes a cluster and waits until it answers. It stops waiting when ctx
// ends; whatever it made is then gone again. Root starts it as the user
// postgres, anybody else as oneself. Settings ("name=value") go over our own.
func Start(ctx context.Context, settings ...string) (*Server, error) {
	bin, err := BinDir()
	if err != nil {
		return nil, err
	}
	cred, err := credential()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin}
	if s.dir, err = privateDir(cred); err != nil {
		return nil, err
	}
	if err = s.start(ctx, cred, settings); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// URL is the DSN of the superuser on the database postgres.
func (s *Server) URL() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", s.port)
}

// Bin is the directory of the server's own programs (pg_dump of the same
// version as the server).
func (s *Server) Bin() string { return s.bin }

// Done is closed when the server has ended, by Stop or by an accident.
func (s *Server) Done() <-chan struct{} { return s.done }

// Stop ends the server (fast shutdown, by force after ten seconds) and removes
// its directory.
func (s *Server) Stop() {
	if s.cmd != nil {
		_ = s.cmd.Process.Signal(syscall.SIGINT) // fast shutdown
		select {
		case <-s.done:
		case <-time.After(stopPatience):
			_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
			<-s.done
		}
	}
	_ = os.RemoveAll(s.dir)
}

func (s *Server) start(ctx context.Context, cred *syscall.Credential, settings []string) error {
	data := filepath.Join(s.dir, "data")
	initdb := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"),
		"-k", "-N", "--no-locale", "-E", "UTF8", "-U", "postgres", "-A", "trust", "-D", data)
	initdb.Dir, initdb.SysProcAttr = s.dir, &syscall.SysProcAttr{Credential: cred}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	var err error
	if s.port, err = freePort(); err != nil {
		return err
	}
	var log bytes.Buffer
	s.cmd = exec.Command(filepath.Join(s.bin, "postgres"), arguments(data, s.dir, s.port, settings)...)
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = s.dir, &log, &log
	// A process group of its own: Ctrl-C at the terminal must end the tests
	// first and their database last. No Pdeathsig: it fires when the thread
	// that started the server ends, not the process.
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: cred, Setpgid: true}
	if err := s.cmd.Start(); err != nil {
		s.cmd = nil
		return fmt.Errorf("postgres: %w", err)
	}
	s.done = make(chan struct{})
	go func() { _ = s.cmd.Wait(); close(s.done) }()
	return s.waitReady(ctx, &log)
}

// waitReady asks pg_isready until the server answers. The log may be read only
// after the server has ended.
func (s *Server) waitReady(ctx context.Context, log *bytes.Buffer) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	for {
		ready := exec.CommandContext(ctx, filepath.Join(s.bin, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port))
		if ready.Run() == nil {
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("postgres ended at once:\n%s", log)
		case <-ctx.Done():
			return fmt.Errorf("postgres gave no answer: %w", ctx.Err())
		case <-time.After(pollEvery):
		}
	}
}

func arguments(data, socket string, port int, settings []string) []string {
	args := []string{"-D", data, "-p", strconv.Itoa(port)}
	for _, set := range append([]string{
		"listen_addresses=127.0.0.1", "unix_socket_directories=" + socket, "max_connections=200",
		"fsync=off", "synchronous_commit=off", "full_page_writes=off", // the cluster lives for minutes
		"log_min_messages=warning", "log_min_error_statement=panic",
	}, settings...) {
		args = append(args, "-c", set)
	}
	return args
}

// credential is whose name the server runs under: nil for oneself.
func credential() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL refuses to run as root and there is no user postgres: %w", err)
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// privateDir makes a directory that the server's user owns. It lies in /tmp
// and not in $TMPDIR: a socket's path may have 107 bytes only, and root's
// TMPDIR is often closed to others.
func privateDir(cred *syscall.Credential) (string, error) {
	dir, err := os.MkdirTemp("/tmp", "uketsuke-pg-")
	if err != nil || cred == nil {
		return dir, err
	}
	if err := os.Chown(dir, int(cred.Uid), int(cred.Gid)); err != nil {
		_ = os.Remove(dir)
		return "", err
	}
	return dir, nil
}

// freePort asks the kernel for a port that nobody uses now.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	_, port, _ := strings.Cut(l.Addr().String(), ":")
	if err := l.Close(); err != nil {
		return 0, err
	}
	return strconv.Atoi(port)
}
