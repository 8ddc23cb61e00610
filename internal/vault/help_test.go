package vault_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
	"uketsuke/internal/vault"
	"uketsuke/internal/vault/seal"
	"uketsuke/migrations"
)

// bench is a vault database with a clock that the test owns.
type bench struct {
	t    testing.TB
	dsn  string
	db   *store.DB
	keys *seal.Keyset
	opts vault.Options
	v    *vault.Vault
	now  *atomic.Int64 // Unix microseconds
}

var start = time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("JST", 9*3600))

func (b *bench) clock() time.Time        { return time.UnixMicro(b.now.Load()) }
func (b *bench) advance(d time.Duration) { b.now.Add(d.Microseconds()) }
func (b *bench) other() *vault.Vault     { return vault.New(b.db, b.keys, b.opts) }

func relayed(context.Context) error { return nil }

// each runs the test on both engines.
func each(t *testing.T, test func(t *testing.T, b *bench)) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			b := &bench{t: t, dsn: storetest.Fresh(t, engine, migrations.Vault), keys: seal.New(), now: &atomic.Int64{}, opts: vault.Options{Relay: relayed}}
			b.now.Store(start.UnixMicro())
			b.db = storetest.Open(t, b.dsn, migrations.Vault, b.clock)
			b.v = b.other()
			test(t, b)
		})
	}
}

func as(id string, role actor.Role) context.Context {
	return actor.With(context.Background(), actor.Actor{ID: id, Role: role})
}

var (
	op      = as("staff:op", actor.Operator)
	privacy = as("staff:po", actor.Privacy)
	system  = actor.With(context.Background(), actor.System)
)

func person() customer.Person {
	return customer.Person{
		Name: "髙橋 美咲", Kana: "タカハシ ミサキ", Phone: "0422515151", PostalCode: "1800001",
		Address1: "東京都武蔵野市吉祥寺北町", Address2: "3-4-5 すみれ荘201", ConsentMail: true,
	}
}

func (b *bench) put(ctx context.Context, puts ...customer.Put) []customer.Result {
	b.t.Helper()
	res, err := b.v.Put(ctx, puts...)
	if err != nil {
		b.t.Fatalf("put: %v", err)
	}
	return res
}

// identified puts a person and returns the answer.
func (b *bench) identified(p customer.Person) customer.Result {
	b.t.Helper()
	return b.put(op, customer.Put{Identify: true, Body: p})[0]
}

// recipientOf puts and keeps an order-time recipient.
func (b *bench) recipientOf(customerID string) string {
	b.t.Helper()
	id := customer.NewID()
	p := person()
	b.put(op, customer.Put{ID: id, Customer: customerID, Body: customer.Recipient{Name: p.Name, Kana: p.Kana, Phone: p.Phone, Note: "玄関先に置いてください"}})
	if err := b.v.Keep(op, id); err != nil {
		b.t.Fatal(err)
	}
	return id
}

func (b *bench) open(ctx context.Context, id string) customer.Record {
	b.t.Helper()
	rec, err := b.v.Open(ctx, id, "call")
	if err != nil {
		b.t.Fatalf("open: %v", err)
	}
	return rec
}

func (b *bench) search(v *vault.Vault, q customer.Query) []customer.Hit {
	b.t.Helper()
	hits, err := v.Search(op, q)
	if err != nil {
		b.t.Fatalf("search: %v", err)
	}
	return hits
}

func (b *bench) exec(stmt string, args ...any) {
	b.t.Helper()
	res := b.db.Read(context.Background()).Exec(stmt, args...)
	if res.Error != nil || res.RowsAffected == 0 {
		b.t.Fatalf("%s: %v, %d rows", stmt, res.Error, res.RowsAffected)
	}
}

func (b *bench) count(query string, args ...any) int {
	b.t.Helper()
	var n int
	if err := b.db.Read(context.Background()).Raw(query, args...).Scan(&n).Error; err != nil {
		b.t.Fatal(err)
	}
	return n
}

// evidence lists the outbox as "actor action subject reason".
func (b *bench) evidence(action string) []string {
	b.t.Helper()
	var rows []struct{ Actor, Action, Subject, Reason string }
	err := b.db.Read(context.Background()).Raw(`SELECT actor, action, subject, reason FROM outbox WHERE action = ? ORDER BY seq`, action).Scan(&rows).Error
	if err != nil {
		b.t.Fatal(err)
	}
	out := []string{}
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%s %s %s %s", r.Actor, r.Action, r.Subject, r.Reason))
	}
	return out
}

// wantErr holds that an error has this message key.
func wantErr(t testing.TB, err error, key string) {
	t.Helper()
	var e *errs.Error
	var f errs.Fields
	switch {
	case errors.As(err, &e) && e.Message.Key == key:
	case errors.As(err, &f) && f[0].Message.Key == key:
	default:
		t.Errorf("error %v, want %s", err, key)
	}
}
