package audit_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/store"
)

func TestList(t *testing.T) {
	officer := actor.With(context.Background(), actor.Actor{ID: "staff:9", Role: actor.Privacy})
	onEngines(t, func(t *testing.T, b *bench) {
		fillHistory(t, b)
		for _, c := range []struct {
			name   string
			filter audit.Filter
			want   []int64
			total  store.Count
		}{
			{"everything, newest first", audit.Filter{}, []int64{5, 4, 3, 2, 1}, 5},
			{"an actor", audit.Filter{Actor: "staff:2"}, []int64{4, 2}, 2},
			{"an action", audit.Filter{Action: "order.place"}, []int64{2, 1}, 2},
			{"all actions below a dot", audit.Filter{Action: "vault."}, []int64{5, 4}, 2},
			{"no wildcard of the database", audit.Filter{Action: "v%."}, nil, 0},
			{"a subject", audit.Filter{Subject: "B"}, []int64{3, 2}, 2},
			{"days in Japan, the last included", audit.Filter{From: "2026-11-24", To: "2026-11-24"}, []int64{3, 2}, 2},
			{"from a day on", audit.Filter{From: "2026-11-25"}, []int64{5, 4}, 2},
			{"a page", audit.Filter{Size: 2, Page: 2}, []int64{3, 2}, 5},
			{"a page past the end", audit.Filter{Size: 2, Page: 9}, nil, 0},
		} {
			t.Run(c.name, func(t *testing.T) {
				got, total, err := b.log.List(officer, c.filter)
				if err != nil || total != c.total {
					t.Errorf("total %d, %v; want %d", total, err, c.total)
				}
				if diff := cmp.Diff(c.want, seqs(got)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
		t.Run("others may not read it", func(t *testing.T) {
			_, _, err := b.log.List(staff, audit.Filter{})
			wantKey(t, err, "actor.role")
		})
		t.Run("a subject's history, oldest first", func(t *testing.T) {
			got, err := b.log.ForSubject(context.Background(), "B")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]int64{2, 3}, seqs(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	})
}

// fillHistory writes five acts around two midnights in Japan (15:00 UTC).
func fillHistory(t *testing.T, b *bench) {
	t.Helper()
	for _, e := range []struct{ at, actor, action, subject string }{
		{"2026-11-23T14:59:59Z", "staff:1", "order.place", "A"},
		{"2026-11-23T15:00:00Z", "staff:2", "order.place", "B"},
		{"2026-11-24T14:59:59Z", "staff:1", "order.cancel", "B"},
		{"2026-11-24T15:00:00Z", "staff:2", "vault.open", "C"},
		{"2026-11-25T03:00:00Z", "staff:1", "vault.delete", "C"},
	} {
		at, err := time.Parse(time.RFC3339, e.at)
		if err != nil {
			t.Fatal(err)
		}
		b.now = at
		ctx := actor.With(context.Background(), actor.Actor{ID: e.actor})
		err = b.orders.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return audit.Emit(ctx, tx, e.action, e.subject, "")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	b.relay(t)
}

func seqs(entries []audit.Entry) []int64 {
	var out []int64
	for _, e := range entries {
		out = append(out, e.Seq)
	}
	return out
}

// A leaf's bytes may never change: the heads of the past were signed over them.
func TestLeafHashIsFrozen(t *testing.T) {
	e := audit.Entry{Seq: 7, At: time.Date(2026, 11, 24, 10, 2, 3, 456789000, time.FixedZone("JST", 9*3600)),
		Actor: "staff:1", Action: "order.place", Subject: "261124-0001-5", Reason: "phone", Source: "orders", SrcSeq: 7}
	if got := audit.LeafHash(e).String(); got != "KMr2pOLv6/DfjKVt3JM/l8o4W9/MNiYAX16HguMbz5Y=" {
		t.Errorf("leaf hash %s", got)
	}
	e.Seq, e.At = 8, e.At.UTC()
	if got := audit.LeafHash(e).String(); got != "KMr2pOLv6/DfjKVt3JM/l8o4W9/MNiYAX16HguMbz5Y=" {
		t.Errorf("leaf hash depends on the position or the zone: %s", got)
	}
}

func FuzzParseHead(f *testing.F) {
	key := newKey(f)
	good, err := key.Sign(audit.Origin + "\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("")
	f.Fuzz(func(t *testing.T, signed string) {
		head, err := audit.ParseHead(signed, audit.Origin, key.Public())
		if err == nil && head.N != 3 {
			t.Errorf("a head that nobody signed: %q", signed)
		}
	})
}
