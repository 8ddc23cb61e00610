package staff_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/i18n"
	"uketsuke/internal/staff"
	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
	"uketsuke/migrations"
)

const (
	goodPassword  = "mizu to hana 47"
	otherPassword = "yama no kumo 12"
	office        = "192.0.2.10:5000"
)

// lightly is the KiB that a hash takes here; accounts_test holds the full cost.
const lightly = 64

// desk is the staff on one engine, with a clock that the test moves.
type desk struct {
	*staff.Service
	db  *store.DB
	now time.Time
}

var admin = actor.With(context.Background(), staff.CLI())

func onEngines(t *testing.T, test func(t *testing.T, d *desk)) {
	storetest.Each(t, func(t *testing.T, open func(*testing.T, fs.FS, store.Clock) *store.DB) {
		d := &desk{now: time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)}
		d.db = open(t, migrations.Orders, func() time.Time { return d.now })
		d.Service = staff.NewService(d.db, lightly)
		test(t, d)
	})
}

func (d *desk) add(t *testing.T, login string, role actor.Role) staff.Account {
	t.Helper()
	a, err := d.Add(admin, staff.New{Login: login, Name: "担当 " + login, Role: role, Password: goodPassword})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// evidence lists what the outbox holds as "actor action subject reason".
func (d *desk) evidence(t *testing.T) []string {
	t.Helper()
	var out []string
	err := d.db.Read(context.Background()).
		Raw("SELECT actor || ' ' || action || ' ' || subject || ' ' || reason FROM outbox ORDER BY seq").Scan(&out).Error
	must(t, err)
	return out
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantKey asks for an error of that message, which reads in both languages.
func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var e *errs.Error
	var f errs.Fields
	var msg errs.Message
	switch {
	case errors.As(err, &e):
		msg = e.Message
	case errors.As(err, &f):
		msg = f[0].Message
	}
	if msg.Key != key {
		t.Fatalf("error is %v, want %s", err, key)
	}
	texts, err := i18n.Load(os.DirFS("../../web/messages"))
	must(t, err)
	for _, lang := range i18n.Langs {
		p := texts.For(lang)
		if s := p.Message(msg); !p.Has(key) || strings.Contains(s, "%!") {
			t.Errorf("%s: %q", lang, s)
		}
	}
}
