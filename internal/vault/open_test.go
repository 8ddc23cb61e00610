package vault_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/vault"
	"uketsuke/internal/vault/seal"
)

func TestBudget(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.opts.Budget = func(context.Context) int { return 2 }
		b.v = b.other()
		id := b.identified(person()).Ref.ID
		b.open(op, id)
		b.open(op, id)
		_, err := b.v.Open(op, id, "call")
		wantErr(t, err, "vault.budget_spent")
		_, err = b.other().Open(op, id, "call")
		wantErr(t, err, "vault.budget_spent")
		b.open(as("staff:other", actor.Operator), id)
		b.advance(14*time.Hour - time.Second) // 23:59:59 in Japan
		_, err = b.v.Open(op, id, "call")
		wantErr(t, err, "vault.budget_spent")
		b.advance(time.Second)
		b.open(op, id)
		if n := b.count(`SELECT used FROM budget WHERE actor = 'staff:op' AND day = '2026-11-23'`); n != 2 {
			t.Errorf("%d spent, want what was answered", n)
		}
		if diff := cmp.Diff("staff:op vault.refuse "+id+" budget_spent", b.evidence("vault.refuse")[0]); diff != "" {
			t.Error(diff)
		}
	})
}

func TestBudgetUnderConcurrency(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.opts.Budget = func(context.Context) int { return 5 }
		b.v = b.other()
		id := b.identified(person()).Ref.ID
		var opened atomic.Int64
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				if _, err := b.v.Open(op, id, "call"); err == nil {
					opened.Add(1)
				}
			})
		}
		wg.Wait()
		if opened.Load() != 5 {
			t.Errorf("%d opened on a budget of 5", opened.Load())
		}
	})
}

func TestOwnDraftIsFree(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.opts.Budget = func(context.Context) int { return 0 }
		b.v = b.other()
		id := customer.NewID()
		b.put(op, customer.Put{ID: id, Body: customer.Draft{Fields: map[string][]string{"a": {"1"}}}})
		b.open(op, id)
		_, err := b.v.Open(as("staff:other", actor.Operator), id, "call")
		wantErr(t, err, "vault.budget_spent")
	})
}

func TestNothingOpensWithoutTheLog(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.identified(person()).Ref.ID
		to := b.recipientOf(id)
		down := errors.New("log is down")
		b.opts.Relay = func(context.Context) error { return down }
		v := b.other()
		rec, err := v.Open(op, id, "call")
		wantErr(t, err, "vault.log_down")
		if !errors.Is(err, down) || rec.Body != nil {
			t.Errorf("answered without evidence: %v", err)
		}
		got, err := v.Reveal(system, []string{to}, "batch:1")
		wantErr(t, err, "vault.log_down")
		if got != nil {
			t.Error("revealed without evidence")
		}
		b.opts.Relay = nil
		_, err = b.other().Open(op, id, "call")
		wantErr(t, err, "vault.log_down")
	})
}

func TestOpenRefuses(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.identified(person()).Ref.ID
		_, err := b.v.Open(context.Background(), id, "call")
		wantErr(t, err, "actor.none")
		for _, reason := range []string{"", "お客様の髙橋さん", "two words", "-x"} {
			_, err = b.v.Open(op, id, reason)
			wantErr(t, err, "vault.reason")
		}
		_, err = b.v.Open(op, customer.NewID(), "call")
		wantErr(t, err, "vault.unknown")
		if n := len(b.evidence("vault.open")); n != 0 {
			t.Errorf("%d openings in evidence", n)
		}
	})
}

func TestReveal(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.identified(person()).Ref.ID
		to := b.recipientOf(id)
		got, err := b.v.Reveal(system, []string{to, to, customer.NewID(), id}, "batch:1")
		if err != nil || len(got) != 1 || got[to].Name != person().Name {
			t.Errorf("%d revealed, %v", len(got), err)
		}
		if diff := cmp.Diff([]string{"system vault.reveal " + to + " batch:1"}, b.evidence("vault.reveal")); diff != "" {
			t.Error(diff)
		}
		_, err = b.v.Reveal(op, []string{to}, "batch:1")
		wantErr(t, err, "actor.role")
	})
}

func TestCheck(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		foreign := vault.New(b.db, seal.New(), b.opts)
		if err := foreign.Check(op); err != nil {
			t.Errorf("empty vault: %v", err)
		}
		b.identified(person())
		if err := b.v.Check(op); err != nil {
			t.Errorf("own keys: %v", err)
		}
		wantErr(t, foreign.Check(op), "vault.key_other")
	})
}
