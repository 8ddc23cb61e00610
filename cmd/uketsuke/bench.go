package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/store"
)

type benchCmd struct {
	Customers int    `help:"How many customers were seeded." default:"1000000"`
	Seed      uint64 `help:"The number that they were seeded with." default:"1"`
	Runs      int    `help:"How often each act is measured." default:"200"`
}

func (benchCmd) Help() string {
	return "Example: uketsuke bench --customers 1000000\nFor databases filled by `uketsuke seed` only: it places orders. Prints p50, p95 and p99 of each act beside those of its bare SQL, measured in turns, and the ratio of the medians."
}

// bench measures the acts of the order desk.
type bench struct {
	a     *app
	s     *seeder
	runs  int
	r     *rand.Rand
	code  string
	pages [][]string // ids that the name searches found
}

// act is one thing that the desk does beside the SQL that no design could do without.
type act struct {
	name string
	what string // the bare SQL in words
	do   func(ctx context.Context, i int) error
	bare func(ctx context.Context, i int) error
}

func (cmd benchCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		s, err := seedCmd{Customers: cmd.Customers, Seed: cmd.Seed}.seeder(ctx, a)
		if err != nil {
			return err
		}
		b := &bench{a: a, s: s, runs: cmd.Runs, r: rand.New(rand.NewPCG(cmd.Seed, 7)), code: s.lines[0].Code}
		ctx = actor.With(ctx, actor.System)
		begun := time.Now()
		if err := b.find(ctx); err != nil {
			return err
		}
		if err := c.print(false, nil, "the vault's memory is ready after %s", time.Since(begun).Round(100*time.Millisecond)); err != nil {
			return err
		}
		return b.measure(ctx, c)
	})
}

// find loads the vault's memory and refuses a shop that was not seeded.
func (b *bench) find(ctx context.Context) error {
	for i := range b.runs {
		p := b.s.person(b.r.IntN(b.s.cmd.Customers))
		hits, err := b.a.vault.Search(ctx, customer.Query{Phone: p.Phone})
		if err != nil {
			return err
		}
		if len(hits) != 1 {
			return errs.E(errs.Invalid, "cli.bench_unseeded")
		}
		b.s.ids = append(b.s.ids, hits[0].Ref.ID)
		hits, err = b.a.vault.Search(ctx, customer.Query{Text: string([]rune(p.Kana)[:2])})
		if err != nil {
			return err
		}
		b.pages = append(b.pages, nil)
		for _, h := range hits {
			b.pages[i] = append(b.pages[i], h.Ref.ID)
		}
	}
	return nil
}

func (b *bench) measure(ctx context.Context, c *cli) error {
	if err := c.print(false, nil, "%-16s %27s   %27s   %s", "milliseconds", "p50      p95      p99", "bare p50      p95      p99", "ratio"); err != nil {
		return err
	}
	for _, x := range b.acts() {
		own, bare := make([]time.Duration, b.runs), make([]time.Duration, b.runs)
		for i := range b.runs {
			var err error
			if own[i], err = timed(ctx, x.do, i); err == nil {
				bare[i], err = timed(ctx, x.bare, i)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", x.name, err)
			}
		}
		slices.Sort(own)
		slices.Sort(bare)
		ratio := float64(at(own, 50)) / float64(max(at(bare, 50), 1))
		if err := c.print(false, nil, "%-16s %s   %s   %5.1f  %s", x.name, percentiles(own), percentiles(bare), ratio, x.what); err != nil {
			return err
		}
	}
	return nil
}

func timed(ctx context.Context, do func(context.Context, int) error, i int) (time.Duration, error) {
	begun := time.Now()
	err := do(ctx, i)
	return time.Since(begun), err
}

func at(sorted []time.Duration, percent int) time.Duration {
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

func percentiles(sorted []time.Duration) string {
	ms := func(p int) float64 { return float64(at(sorted, p)) / float64(time.Millisecond) }
	return fmt.Sprintf("%9.2f%9.2f%9.2f", ms(50), ms(95), ms(99))
}

func (b *bench) acts() []act {
	return []act{
		{"lookup by phone", "one sealed row by its key", b.phone, b.sealedRow},
		{"kana search", "the page's sealed rows by key", b.kana, b.sealedPage},
		{"card", "five orders by customer", b.card, b.lastOrders},
		{"quote", "the catalog's version", b.quote, b.version},
		{"save", "one durable row", b.save, b.durable},
		{"order list", "fifty orders by day", b.list, b.listed},
	}
}

func (b *bench) phone(ctx context.Context, _ int) error {
	_, err := b.a.vault.Search(ctx, customer.Query{Phone: b.s.person(b.r.IntN(b.s.cmd.Customers)).Phone})
	return err
}

func (b *bench) sealedRow(ctx context.Context, i int) error {
	return scan(ctx, b.a.vaultDB, `SELECT id, ct FROM record WHERE id = ?`, b.s.ids[i])
}

func (b *bench) kana(ctx context.Context, _ int) error {
	kana := []rune(b.s.person(b.r.IntN(b.s.cmd.Customers)).Kana)
	_, err := b.a.vault.Search(ctx, customer.Query{Text: string(kana[:2])})
	return err
}

func (b *bench) sealedPage(ctx context.Context, i int) error {
	return scan(ctx, b.a.vaultDB, `SELECT id, ct FROM record WHERE id IN ?`, b.pages[i])
}

func (b *bench) card(ctx context.Context, i int) error {
	if _, err := b.a.vault.Search(ctx, customer.Query{IDs: b.s.ids[i : i+1]}); err != nil {
		return err
	}
	_, _, err := b.a.orders.List(ctx, order.Filter{Customers: b.s.ids[i : i+1], Size: 5})
	return err
}

func (b *bench) lastOrders(ctx context.Context, i int) error {
	return scan(ctx, b.a.ordersDB, `SELECT * FROM orders WHERE customer_id = ? ORDER BY number DESC LIMIT 5`, b.s.ids[i])
}

func (b *bench) form() order.Form {
	p := b.s.person(b.r.IntN(b.s.cmd.Customers))
	return order.Form{Channel: "phone", CustomerNo: p.No, Name: p.Name, Kana: p.Kana, Phone: p.Phone, PostalCode: p.PostalCode,
		Address1: p.Address1, Address2: p.Address2, Payment: "postal_after",
		Lines: []order.FormLine{{Code: b.code, Quantity: "1"}, {Code: b.code, Quantity: "2"}, {Code: b.code, Quantity: "1"}}}
}

func (b *bench) quote(ctx context.Context, _ int) error {
	_, err := b.a.orders.Prepare(ctx, b.form())
	return err
}

func (b *bench) version(ctx context.Context, _ int) error {
	return scan(ctx, b.a.ordersDB, `SELECT n FROM counter WHERE name = 'catalog'`)
}

func (b *bench) save(ctx context.Context, _ int) error {
	req, err := b.a.orders.Prepare(ctx, b.form())
	if err == nil {
		_, err = b.a.orders.Place(ctx, req)
	}
	return err
}

func (b *bench) durable(ctx context.Context, _ int) error {
	return b.a.ordersDB.Tx(ctx, func(_ context.Context, tx *store.Tx) error { _, err := tx.Next("bench"); return err })
}

func (b *bench) list(ctx context.Context, _ int) error {
	_, _, err := b.a.orders.List(ctx, order.Filter{})
	return err
}

func (b *bench) listed(ctx context.Context, _ int) error {
	return scan(ctx, b.a.ordersDB, `SELECT * FROM orders ORDER BY day DESC, placed_at DESC, number DESC LIMIT 50`)
}

// scan runs a query and reads all that it answers.
func scan(ctx context.Context, db *store.DB, sql string, args ...any) error {
	var rows []map[string]any
	return store.Classify(db.Read(ctx).Raw(sql, args...).Scan(&rows).Error)
}
