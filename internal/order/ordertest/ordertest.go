// Package ordertest sets up a whole shop for tests of the desk: the orders and
// the vault database on one engine, the catalog of this repository, a vault
// with keys of its own, the order and batch services and the sealer behind
// them, and a clock that the test owns. Everything is the real thing.
//
// The persons in it are invented.
package ordertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/batch"
	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/dispatch"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
	"uketsuke/internal/vault"
	"uketsuke/internal/vault/seal"
	"uketsuke/migrations"
)

// Shop is a shop on one engine.
type Shop struct {
	T         testing.TB
	Engine    store.Engine
	OrdersDSN string
	DB        *store.DB // orders
	VaultDB   *store.DB
	Vault     *vault.Vault
	Catalog   *catalog.Service
	Orders    *order.Service
	Sealer    batch.Sealer
	Batches   *batch.Service
	// Relay is what carries the vault's evidence; nil means that it succeeds.
	Relay func(context.Context) error
	now   atomic.Int64 // Unix microseconds
}

// Start is the moment at which every test begins: a Tuesday morning.
var Start = time.Date(2026, 11, 24, 10, 0, 0, 0, time.FixedZone("JST", 9*60*60))

// Each runs the test once per engine with a fresh shop.
func Each(t *testing.T, test func(t *testing.T, s *Shop)) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) { test(t, New(t, engine)) })
	}
}

// New opens a shop.
func New(t *testing.T, engine store.Engine) *Shop {
	t.Helper()
	s := &Shop{T: t, Engine: engine, OrdersDSN: storetest.Fresh(t, engine, migrations.Orders)}
	s.now.Store(Start.UnixMicro())
	s.DB = storetest.Open(t, s.OrdersDSN, migrations.Orders, s.Now)
	s.VaultDB = storetest.New(engine)(t, migrations.Vault, s.Now)
	s.Vault = vault.New(s.VaultDB, seal.New(), vault.Options{Relay: s.relay})
	s.Catalog = catalog.New(s.DB)
	s.Rule("duplicate_days", 0) // most tests place the same order again and again
	s.Orders = order.New(s.DB, s.Catalog, s.Vault)
	s.Sealer = dispatch.New(s.Vault, s.Catalog.Book)
	s.Batches = batch.New(s.DB, s.Catalog, s.Orders, s.Sealer)
	return s
}

// Rule loads the catalog of this repository with another threshold or word of a rule.
func (s *Shop) Rule(name string, value any) {
	s.T.Helper()
	dir := s.T.TempDir()
	if err := os.CopyFS(dir, os.DirFS(Root("catalog"))); err != nil {
		s.T.Fatalf("ordertest: %v", err)
	}
	file := filepath.Join(dir, "shop.yaml")
	shop, err := os.ReadFile(file)
	if err != nil {
		s.T.Fatalf("ordertest: %v", err)
	}
	line := regexp.MustCompile(`(?m)^(  ` + name + `:) *\w+`)
	if !line.Match(shop) {
		s.T.Fatalf("ordertest: shop.yaml has no rule %s", name)
	}
	shop = line.ReplaceAll(shop, fmt.Appendf(nil, "$1 %v", value))
	if err := os.WriteFile(file, shop, 0o600); err != nil {
		s.T.Fatalf("ordertest: %v", err)
	}
	if _, err := s.Catalog.Load(As(actor.Admin), dir); err != nil {
		s.T.Fatalf("ordertest: %v", err)
	}
}

// Root is a path of the repository: tests run in the folder of their package.
func Root(path string) string {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, path)
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	panic("ordertest: no go.mod above the working directory")
}

func (s *Shop) relay(ctx context.Context) error {
	if s.Relay == nil {
		return nil
	}
	return s.Relay(ctx)
}

// Now is the shop's clock.
func (s *Shop) Now() time.Time { return time.UnixMicro(s.now.Load()) }

// Advance moves the clock.
func (s *Shop) Advance(d time.Duration) { s.now.Add(d.Microseconds()) }

// As is the context of somebody of that role.
func As(role actor.Role) context.Context {
	return actor.With(context.Background(), actor.Actor{ID: "staff:" + string(role), Role: role})
}

// Op and Chief are an operator and a supervisor.
var (
	Op    = As(actor.Operator)
	Chief = As(actor.Supervisor)
)

// Form is an order of two lines (BL-0701 × 2, BL-0703 × 1 of the current
// edition) for cash on delivery.
func Form() order.Form {
	return order.Form{
		Channel: "phone", Name: "髙橋 美咲", Kana: "タカハシ ミサキ", Phone: "042-251-5151", PostalCode: "180-0001",
		Address1: "東京都武蔵野市吉祥寺北町", Address2: "3-4-5 すみれ荘201", Payment: "cod",
		Lines: []order.FormLine{{Code: "BL-0701", Quantity: "2"}, {Code: "BL-0703", Quantity: "1"}},
	}
}

// Place places forms, one call each, without keys.
func (s *Shop) Place(forms ...order.Form) []order.Order {
	s.T.Helper()
	out := make([]order.Order, len(forms))
	for i, f := range forms {
		out[i] = s.PlaceKeyed("", f).Order
	}
	return out
}

// PlaceKeyed places one form under an idempotency key.
func (s *Shop) PlaceKeyed(key string, f order.Form) order.Receipt {
	s.T.Helper()
	r, err := s.TryPlace(key, f)
	if err != nil {
		s.T.Fatalf("place: %v", err)
	}
	return r
}

// TryPlace is PlaceKeyed with its error.
func (s *Shop) TryPlace(key string, f order.Form) (order.Receipt, error) {
	req, err := s.Orders.Prepare(Op, f)
	if err != nil {
		return order.Receipt{}, err
	}
	req.Key = key
	rs, err := s.Orders.Place(Op, req)
	if err != nil {
		return order.Receipt{}, err
	}
	return rs[0], nil
}

// Find reads an order.
func (s *Shop) Find(number string) order.Order {
	s.T.Helper()
	o, err := s.Orders.Find(Op, number)
	if err != nil {
		s.T.Fatalf("find: %v", err)
	}
	return o
}

// Cut cuts a batch as the supervisor.
func (s *Shop) Cut() batch.Result {
	s.T.Helper()
	r, err := s.Batches.CutNow(Chief)
	if err != nil {
		s.T.Fatalf("cut: %v", err)
	}
	return r
}

// Count answers a number asked of the orders database.
func (s *Shop) Count(query string, args ...any) int {
	s.T.Helper()
	var n int
	if err := s.DB.Read(context.Background()).Raw(query, args...).Scan(&n).Error; err != nil {
		s.T.Fatalf("%s: %v", query, err)
	}
	return n
}

// Exec changes rows of the orders database behind the program's back.
func (s *Shop) Exec(stmt string, args ...any) {
	s.T.Helper()
	if done := s.DB.Read(context.Background()).Exec(stmt, args...); done.Error != nil || done.RowsAffected == 0 {
		s.T.Fatalf("%s: %v, %d rows", stmt, done.Error, done.RowsAffected)
	}
}

// Card opens a customer's card as the privacy officer.
func (s *Shop) Card(id string) customer.Person {
	s.T.Helper()
	rec, err := s.Vault.Open(As(actor.Privacy), id, "test")
	if err != nil {
		s.T.Fatalf("open: %v", err)
	}
	p, ok := rec.Body.(customer.Person)
	if !ok {
		s.T.Fatalf("record %s is no card", id)
	}
	return p
}

// Statements counts the reading SQL statements that the orders database gets
// while fn runs.
func (s *Shop) Statements(fn func()) int {
	s.T.Helper()
	var n atomic.Int64
	name := "ordertest:" + customer.NewID()
	callbacks := s.DB.Read(context.Background()).Callback()
	count := func(db *gorm.DB) {
		if !db.DryRun { // a subquery being written out
			n.Add(1)
		}
	}
	for _, p := range []interface {
		Register(string, func(*gorm.DB)) error
	}{callbacks.Query().After("gorm:query"), callbacks.Row().After("gorm:row"), callbacks.Raw().After("gorm:raw"),
		callbacks.Create().After("gorm:create"), callbacks.Update().After("gorm:update")} {
		if err := p.Register(name, count); err != nil {
			s.T.Fatalf("ordertest: %v", err)
		}
	}
	fn()
	counted := int(n.Load())
	if err := errors.Join(callbacks.Query().Remove(name), callbacks.Row().Remove(name), callbacks.Raw().Remove(name),
		callbacks.Create().Remove(name), callbacks.Update().Remove(name)); err != nil {
		s.T.Fatalf("ordertest: %v", err)
	}
	return counted
}

// WantErr holds that an error has this message key, as itself or among fields
// and problems.
func WantErr(t testing.TB, err error, key string) {
	t.Helper()
	for _, k := range Keys(err) {
		if k == key || strings.HasSuffix(k, " "+key) {
			return
		}
	}
	t.Errorf("error %v, want %s", err, key)
}

// Keys lists what an error says: the key of a sentence, "field key" of fields,
// "file:line: column: key" of problems.
func Keys(err error) []string {
	var e *errs.Error
	var f errs.Fields
	var p errs.Problems
	var out []string
	switch {
	case errors.As(err, &p):
		for _, x := range p {
			out = append(out, x.Place()+x.Message.Key)
		}
	case errors.As(err, &f):
		for _, x := range f {
			out = append(out, x.Name+" "+x.Message.Key)
		}
	case errors.As(err, &e):
		out = append(out, e.Message.Key)
	}
	return out
}
