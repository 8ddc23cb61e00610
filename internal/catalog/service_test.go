package catalog

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
	"uketsuke/migrations"
)

func each(t *testing.T, test func(t *testing.T, ctx context.Context, s *Service)) {
	storetest.Each(t, func(t *testing.T, open func(*testing.T, fs.FS, store.Clock) *store.DB) {
		test(t, admin(), New(open(t, migrations.Orders, nil)))
	})
}

func admin() context.Context {
	return actor.With(context.Background(), actor.Actor{ID: "cli:test", Role: actor.Admin})
}

func load1(t testing.TB, ctx context.Context, s *Service, dir string) Changes {
	t.Helper()
	c, err := s.Load(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func book(t testing.TB, ctx context.Context, s *Service) *Book {
	t.Helper()
	b, err := s.Book(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLoad(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, s *Service) {
		if b := book(t, ctx, s); b.Version != 0 || len(b.Products()) != 0 {
			t.Errorf("before the first load: version %d", b.Version)
		}
		first := load1(t, ctx, s, ownDir)
		fresh := bookOf(t, ownDir)
		want := []Change{
			{File: "../../catalog/shop.yaml", Added: 1},
			{File: "../../catalog/products.csv", Added: len(fresh.Products())},
			{File: "../../catalog/editions/2026AW.csv", Added: len(fresh.ProductsOf("2026AW"))},
			{File: "../../catalog/editions/2026SS.csv", Added: len(fresh.ProductsOf("2026SS"))},
		}
		if diff := cmp.Diff(want, first.Files); diff != "" || first.Version != 1 {
			t.Errorf("version %d: %s", first.Version, diff)
		}
		b := book(t, ctx, s)
		if diff := cmp.Diff(fresh.Products(), b.Products()); diff != "" {
			t.Errorf("products do not survive the database: %s", diff)
		}
		if diff := cmp.Diff(fresh.Shop, b.Shop); diff != "" {
			t.Errorf("shop: %s", diff)
		}
		if diff := cmp.Diff(fresh.Delivery, b.Delivery); diff != "" {
			t.Errorf("delivery: %s", diff)
		}
		if diff := cmp.Diff(fresh.prices, b.prices); diff != "" {
			t.Errorf("prices: %s", diff)
		}
		again := load1(t, ctx, s, ownDir)
		if !again.Empty() || again.Version != 1 || again.Files[1].Unchanged != len(fresh.Products()) {
			t.Errorf("the second load changed %v", again.Lines)
		}
		if n := emitted(t, ctx, s); n != 1 {
			t.Errorf("%d entries of evidence, want 1", n)
		}
	})
}

func emitted(t *testing.T, ctx context.Context, s *Service) (n int64) {
	t.Helper()
	if err := s.db.Read(ctx).Raw(`SELECT COUNT(*) FROM outbox WHERE action = 'catalog.load' AND actor = 'cli:test'`).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// A directory without shop.yaml adds its products and leaves the shop alone.
func TestLoadSecondDirectory(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, s *Service) {
		load1(t, ctx, s, ownDir)
		before := book(t, ctx, s)
		load1(t, ctx, s, retailDir)
		b := book(t, ctx, s)
		if diff := cmp.Diff(before.Shop, b.Shop); diff != "" {
			t.Error(diff)
		}
		if len(b.Products()) != len(before.Products())+60 || len(b.ProductsOf("UCI2010")) != 60 || len(b.ProductsOf("2026AW")) != len(before.ProductsOf("2026AW")) {
			t.Errorf("%d products after, %d before", len(b.Products()), len(before.Products()))
		}
		if e, _ := b.DefaultEdition("2026-11-23"); e.Code != "2026AW" {
			t.Errorf("default edition is %s", e.Code)
		}
		if !load1(t, ctx, s, retailDir).Empty() || !load1(t, ctx, s, ownDir).Empty() {
			t.Error("loading again changed something")
		}
	})
}

func TestLoadNamesWhatChanged(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, s *Service) {
		dir := edit(t)
		load1(t, ctx, s, dir)
		change(t, filepath.Join(dir, "products.csv"), "ブレンドオイル 夕暮れ", "ブレンドオイル 黄昏")
		change(t, filepath.Join(dir, "editions/2026AW.csv"), "BL-0702,2200,12", "BL-0702,2310,12")
		change(t, filepath.Join(dir, "editions/2026AW.csv"), "BL-0703,2200,12", "BL-0703,2200,13")
		change(t, filepath.Join(dir, "delivery.yaml"), "free_from: 5500", "free_from: 6600")
		got := load1(t, ctx, s, dir)
		want := []string{"~ " + filepath.Join(dir, "shop.yaml"), "~ BL-0702 name: ブレンドオイル 夕暮れ → ブレンドオイル 黄昏",
			"~ 2026AW BL-0702 price: 2,200 → 2,310", "~ 2026AW BL-0703 page: 12 → 13"}
		if diff := cmp.Diff(want, got.Lines); diff != "" || got.Version != 2 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
		b := book(t, ctx, s)
		if b.Yen("2026AW", "BL-0702") != 2310 || b.Delivery.FreeFrom != 6600 || b.Version != 2 {
			t.Errorf("the book is still the old one: %d", b.Yen("2026AW", "BL-0702"))
		}
	})
}

// What is no longer in the files stays: an order may still refer to it.
func TestLoadNeverRemoves(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, s *Service) {
		load1(t, ctx, s, ownDir)
		dir := small(t, header+"A-1,one,standard,,,,,\n", prices+"A-1,100\n")
		load1(t, ctx, s, dir)
		if _, err := book(t, ctx, s).Orderable("2026AW", "EO-0101", "2026-11-23"); err != nil {
			t.Error(err)
		}
	})
}

func TestLoadIsAllOrNothing(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, s *Service) {
		load1(t, ctx, s, ownDir)
		dir := edit(t, "products.csv", "夕暮れ", "黄昏", "editions/2026SS.csv", "BL-0701,2090", "BL-0701,0")
		if _, err := s.Load(ctx, dir); !errs.Is(err, errs.Invalid) {
			t.Fatalf("got %v, want problems", err)
		}
		if p, _ := book(t, ctx, s).Product("BL-0702"); !strings.Contains(p.Name, "夕暮れ") {
			t.Error("a refused load changed a product")
		}
	})
}

func TestLoadRefusesGlyphs(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, s *Service) {
		s.RefuseGlyphs(func(text string) []rune {
			if strings.Contains(text, "夕") {
				return []rune("夕")
			}
			return nil
		})
		if _, err := s.Load(ctx, ownDir); !errs.Is(err, errs.Invalid) {
			t.Errorf("got %v", err)
		}
	})
}

func TestLoadAsksForAdmin(t *testing.T) {
	each(t, func(t *testing.T, _ context.Context, s *Service) {
		for _, role := range actor.Roles[:4] {
			ctx := actor.With(context.Background(), actor.Actor{ID: "staff:1", Role: role})
			if _, err := s.Load(ctx, ownDir); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
		if _, err := s.Load(context.Background(), ownDir); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
	})
}

// A command beside a running server: the server's next Book is the new one,
// and as long as nothing changes it is the same one.
func TestBookSeesOtherProcess(t *testing.T) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			dsn := storetest.Fresh(t, engine, migrations.Orders)
			server := New(storetest.Open(t, dsn, migrations.Orders, nil))
			command := New(storetest.Open(t, dsn, migrations.Orders, nil))
			ctx := admin()
			load1(t, ctx, command, ownDir)
			b := book(t, ctx, server)
			if b.Version != 1 || b != book(t, ctx, server) {
				t.Errorf("version %d, or read twice", b.Version)
			}
			load1(t, ctx, command, retailDir)
			if b := book(t, ctx, server); b.Version != 2 || len(b.ProductsOf("UCI2010")) != 60 {
				t.Errorf("version %d after the second load", b.Version)
			}
		})
	}
}

// Loads and readers at once: every load that changed something has its own
// version, and a Book is never half of one and half of another.
func TestLoadConcurrently(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, s *Service) {
		var dirs []string
		for i := range 4 {
			p := 100 + i
			dirs = append(dirs, small(t, header+"A-1,one,standard,,,,,\nB-2,two,standard,,,,,\n", fmt.Sprintf("%sA-1,%d\nB-2,%d\n", prices, p, p)))
		}
		var wg sync.WaitGroup
		for _, dir := range dirs {
			wg.Go(func() {
				if _, err := s.Load(ctx, dir); err != nil {
					t.Error(err)
				}
				b, err := s.Book(ctx)
				if err != nil {
					t.Error(err)
				} else if b.Yen("E1", "A-1") != b.Yen("E1", "B-2") || b.Version == 0 {
					t.Errorf("version %d mixes prices %d and %d", b.Version, b.Yen("E1", "A-1"), b.Yen("E1", "B-2"))
				}
			})
		}
		wg.Wait()
		if n := emitted(t, ctx, s); n != 4 || book(t, ctx, s).Version != 4 {
			t.Errorf("%d loads in evidence, version %d; want 4", n, book(t, ctx, s).Version)
		}
	})
}

// big is a directory with as many products as the real retailer's.
func big(t testing.TB) string {
	var products, prices strings.Builder
	products.WriteString("code,name,name_kana,tax\n")
	prices.WriteString("code,price\n")
	own := bookOf(t, ownDir).Products()
	for i := range 1587 {
		p := own[i%len(own)]
		fmt.Fprintf(&products, "B%05d,%s %d,%s,standard\n", i, p.Name, i, p.NameKana)
		fmt.Fprintf(&prices, "B%05d,%d\n", i, 100+i)
	}
	return small(t, products.String(), prices.String())
}

func TestLoadBig(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, s *Service) {
		dir := big(t)
		load1(t, ctx, s, ownDir)
		load1(t, ctx, s, dir)
		if !load1(t, ctx, s, dir).Empty() || len(book(t, ctx, s).ProductsOf("E1")) != 1587 {
			t.Error("1,587 products did not all arrive, or arrive again")
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	book := bookOf(b, ownDir, big(b))
	for b.Loop() {
		if len(book.Search("らべんだー", "E1", 20)) != 20 {
			b.Fatal("too few hits")
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	dir := big(b)
	file := filepath.Join(b.TempDir(), "bench.db")
	for b.Loop() {
		_ = os.Remove(file)
		db, err := store.Open(context.Background(), "sqlite:"+file, nil)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := db.Migrate(context.Background(), migrations.Orders); err != nil {
			b.Fatal(err)
		}
		load1(b, admin(), New(db), dir)
		_ = db.Close()
	}
}
