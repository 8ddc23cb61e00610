package main

import (
	"context"
	_ "embed"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/japan/postal"
	"uketsuke/internal/order"
	"uketsuke/internal/vault"
	"uketsuke/internal/yen"
)

type seedCmd struct {
	Customers int    `help:"How many customers." default:"1000000"`
	Orders    int    `help:"How many orders." default:"3000000"`
	Seed      uint64 `help:"The same number makes the same people and orders." default:"1"`
}

func (seedCmd) Help() string {
	return "Example: uketsuke seed --customers 1000000 --orders 3000000\nFor benchmarks only: fills empty databases of PostgreSQL with invented people and orders. The vault is sealed with the real keys; the evidence log gets one entry per database. Load a catalog first."
}

// seedNames are invented pairings of ordinary names with their readings: one
// line of family names, one of given names.
//
//go:embed seednames.txt
var seedNames string

// seedDays is how far back the orders lie.
const seedDays = 1000

// seedChunk is how many rows are made before they are written.
const seedChunk = 5000

// seeder makes people and orders; what it makes of a number is always the same.
type seeder struct {
	cmd              seedCmd
	families, givens [][2]string
	places           []postal.Place
	lines            []order.Line
	now              time.Time
	ids              []string
}

func (cmd seedCmd) Run(c *cli) error {
	return c.run(func(ctx context.Context, a *app) error {
		if cmd.Customers < 1 || cmd.Orders < 0 {
			return errs.E(errs.Invalid, "cli.seed_numbers")
		}
		s, err := cmd.seeder(ctx, a)
		if err != nil {
			return err
		}
		begun := a.ordersDB.Now()
		bar := progressbar.NewOptions(cmd.Customers+cmd.Orders, progressbar.OptionSetWriter(c.stderr),
			progressbar.OptionSetVisibility(c.stderr == os.Stderr), progressbar.OptionThrottle(time.Second), progressbar.OptionShowIts())
		if err := s.load(ctx, a, bar); err != nil {
			return err
		}
		_ = bar.Finish()
		return c.print(false, nil, "%d customers and %d orders in %s; invented, for benchmarks only", cmd.Customers, cmd.Orders, a.ordersDB.Now().Sub(begun).Round(time.Second))
	})
}

func (cmd seedCmd) seeder(ctx context.Context, a *app) (*seeder, error) {
	book, err := a.catalog.Book(ctx)
	if err != nil {
		return nil, err
	}
	s := &seeder{cmd: cmd, now: a.ordersDB.Now(), lines: seedLines(book, japan.DayOf(a.ordersDB.Now()))}
	if len(s.lines) == 0 {
		return nil, errs.E(errs.Invalid, "cli.no_catalog")
	}
	towns, err := a.postal()()
	if err != nil {
		return nil, err
	}
	s.places = demoPlaces(towns, 20000)
	family, given, _ := strings.Cut(strings.TrimSpace(seedNames), "\n")
	s.families, s.givens = namePairs(family), namePairs(given)
	return s, nil
}

func namePairs(line string) (out [][2]string) {
	for _, pair := range strings.Fields(line) {
		name, kana, _ := strings.Cut(pair, "=")
		out = append(out, [2]string{name, kana})
	}
	return out
}

func seedLines(book *catalog.Book, day japan.Day) (out []order.Line) {
	e, ok := book.DefaultEdition(day)
	if !ok {
		return nil
	}
	for _, code := range demoProducts(book, e.Code, day) {
		p, _ := book.Product(code)
		price, err := book.Orderable(e.Code, code, day)
		if err == nil {
			out = append(out, order.Line{Code: code, Name: p.Name, Price: price.Price, Tax: p.Tax, Edition: e.Code, Quantity: 1, NoAir: p.NoAir, Components: p.Components})
		}
	}
	return out
}

// load fills both databases, each in one transaction.
func (s *seeder) load(ctx context.Context, a *app, bar *progressbar.ProgressBar) error {
	err := a.vault.Seed(ctx, func(v *vault.Seeding) error {
		return a.orders.Seed(ctx, func(o *order.Seeding) error {
			if err := s.customers(ctx, v, bar); err != nil {
				return err
			}
			return s.orders(ctx, v, o, bar)
		})
	})
	if err != nil {
		return err
	}
	if err := a.vault.SeedEvidence(ctx, fmt.Sprintf("customers:%d", s.cmd.Customers)); err != nil {
		return err
	}
	if err := a.orders.SeedEvidence(ctx, s.cmd.Orders); err != nil {
		return err
	}
	if err := a.vault.AnalyzeSeed(ctx); err != nil {
		return err
	}
	return a.orders.AnalyzeSeed(ctx)
}

func (s *seeder) customers(ctx context.Context, v *vault.Seeding, bar *progressbar.ProgressBar) error {
	for from := 0; from < s.cmd.Customers; from += seedChunk {
		people := make([]customer.Person, min(seedChunk, s.cmd.Customers-from))
		for i := range people {
			people[i] = s.person(from + i)
		}
		ids, err := v.Customers(people)
		if err != nil {
			return err
		}
		s.ids = append(s.ids, ids...)
		_ = bar.Add(len(people))
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) person(i int) customer.Person {
	r := rand.New(rand.NewPCG(s.cmd.Seed, uint64(i)))
	f, g := s.families[skewed(r, len(s.families))], s.givens[r.IntN(len(s.givens))]
	p := s.places[r.IntN(len(s.places))]
	return customer.Person{
		No: fmt.Sprintf("%08d", 10000001+i), Name: f[0] + " " + g[0], Kana: f[1] + " " + g[1],
		Phone:      []string{"090", "080", "070"}[r.IntN(3)] + fmt.Sprintf("%08d", i), // a number each
		PostalCode: string(p.Code), Address1: p.Address(), Address2: fmt.Sprintf("%d-%d-%d", 1+r.IntN(5), 1+r.IntN(20), 1+r.IntN(30)),
		ConsentMail: r.IntN(3) == 0, ConsentFax: r.IntN(4) == 0, Affected: r.IntN(5) > 0,
	}
}

// skewed draws small numbers more often, as some names and some customers are
// more frequent than others.
func skewed(r *rand.Rand, n int) int {
	u := r.Float64()
	return int(u * u * float64(n))
}

// orders come in the order of their time, the last on the present day.
func (s *seeder) orders(ctx context.Context, v *vault.Seeding, o *order.Seeding, bar *progressbar.ProgressBar) error {
	for from := 0; from < s.cmd.Orders; from += seedChunk {
		n := min(seedChunk, s.cmd.Orders-from)
		orders, of, to := make([]order.Order, n), make([]int, n), make([]customer.Recipient, n)
		for i := range orders {
			orders[i], of[i] = s.order(from + i)
			p := s.person(of[i])
			to[i] = customer.Recipient{Name: p.Name, Kana: p.Kana, Phone: p.Phone, PostalCode: p.PostalCode, Address1: p.Address1, Address2: p.Address2}
		}
		ids, err := v.Recipients(of, to)
		if err != nil {
			return err
		}
		for i := range orders {
			orders[i].Recipient = ids[i]
		}
		if err := o.Add(orders); err != nil {
			return err
		}
		_ = bar.Add(n)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// order is the i-th order and its customer. Those of the last day wait for
// their batch; older ones are shipped. Their batches themselves are not made.
func (s *seeder) order(i int) (order.Order, int) {
	r := rand.New(rand.NewPCG(s.cmd.Seed+1, uint64(i)))
	of := skewed(r, s.cmd.Customers)
	back := time.Duration(float64(seedDays*24*time.Hour) * float64(s.cmd.Orders-i) / float64(s.cmd.Orders))
	o := order.Order{Channel: order.Channels[r.IntN(3)], Payment: []string{"cod", "postal_after"}[r.IntN(2)], Status: order.Shipped,
		Customer: customer.Ref{ID: s.ids[of], Version: 1}, Region: "kanto", PlacedAt: s.now.Add(-back), ReceivedAt: s.now.Add(-back), Shipping: 600}
	if back < 24*time.Hour {
		o.Status = order.Placed
	}
	for n := range 1 + r.IntN(4) {
		l := s.lines[r.IntN(len(s.lines))]
		l.No, l.Quantity = n+1, 1+r.IntN(3)
		o.Lines = append(o.Lines, l)
		o.Goods += l.Price * yen.Yen(l.Quantity)
		o.Pieces += l.Quantity
	}
	o.Total = o.Goods + o.Shipping
	return o, of
}
