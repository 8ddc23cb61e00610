package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrongNames(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		want  []string // the files named
	}{
		{"in order", []string{"0001_log.sql", "0002_outbox_mark.sql"}, nil},
		{"a number twice", []string{"0001_log.sql", "0002_a.sql", "0002_b.sql"}, []string{"0002_b.sql"}},
		{"with gaps", []string{"0002_log.sql", "0004_a.sql"}, nil},
		{"bad names", []string{"0001_log.sql", "0002-a.sql", "0002_A.sql", "002_a.sql", "README"}, []string{"0002-a.sql", "0002_A.sql", "002_a.sql", "README"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, w := range wrongNames(c.files) {
				name, _, _ := strings.Cut(w, ":")
				got = append(got, name)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMigrationsOfThisProject(t *testing.T) {
	if said, err := migrationNames("../../../migrations"); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestFoundTellsAFindingFromATrouble(t *testing.T) {
	if _, err := found(output(t.Context(), nil, "go", "no-such-command")); !errors.Is(err, errFound) {
		t.Errorf("a red exit code gave %v", err)
	}
	if _, err := found(output(t.Context(), nil, "no-such-program")); err == nil || errors.Is(err, errFound) {
		t.Errorf("a missing program gave %v", err)
	}
}

func TestReport(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{{nil, 0}, {errFound, 1}, {errors.New("no such program"), 2}} {
		if got := report(io.Discard, "a check", "said", c.err); got != c.want {
			t.Errorf("%v: exit code %d, want %d", c.err, got, c.want)
		}
	}
}

func TestVulnerabilityDatabaseOutOfReachIsSaid(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(closed.Close)
	t.Setenv("GOVULNDB", closed.URL)
	said, err := govulncheck(t.Context())
	if err != nil || !strings.HasPrefix(said, "NOT CHECKED") {
		t.Errorf("said %q, %v", said, err)
	}
}
