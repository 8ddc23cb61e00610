package vault_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"uketsuke/internal/customer"
	"uketsuke/internal/store"
	"uketsuke/internal/vault"
	"uketsuke/internal/vault/seal"
	"uketsuke/migrations"
)

// crowd is a person of a crowd, with an ordinary spread of names.
func crowd(i int) customer.Person {
	family := [][2]string{{"佐藤", "サトウ"}, {"鈴木", "スズキ"}, {"髙橋", "タカハシ"}, {"田中", "タナカ"}, {"𠮷田", "ヨシダ"}, {"渡邊", "ワタナベ"}}[i%6]
	kana := []rune("アイウエオカキクケコサシスセソタチツテト")
	given := string([]rune{kana[i%20], kana[i/20%20], kana[i/400%20], kana[i/8000%20]})
	return customer.Person{
		Name: family[0] + " " + given, Kana: family[1] + " " + given, Phone: fmt.Sprintf("090%08d", i),
		PostalCode: "1800001", Address1: "東京都武蔵野市吉祥寺北町", Address2: fmt.Sprintf("%d-2-3", i%90+1),
	}
}

// shop is a SQLite vault with n customers.
func shop(b *testing.B, n int) *bench {
	b.Helper()
	ctx := b.Context()
	s := &bench{t: b, dsn: "sqlite:" + b.TempDir() + "/v.db", keys: seal.New(), now: &atomic.Int64{}, opts: vault.Options{Relay: relayed}}
	s.now.Store(start.UnixMicro())
	db, err := store.Open(ctx, s.dsn, s.clock)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if _, err := db.Migrate(ctx, migrations.Vault); err != nil {
		b.Fatal(err)
	}
	s.db = db
	s.v = s.other()
	for from := 0; from < n; from += 500 {
		var puts []customer.Put
		for i := from; i < min(n, from+500); i++ {
			puts = append(puts, customer.Put{Identify: true, Body: crowd(i)})
		}
		s.put(system, puts...)
	}
	return s
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{11156, 100000} {
		s := shop(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if hits := s.search(s.other(), customer.Query{Phone: "09000000007"}); len(hits) != 1 {
					b.Fatal("not found")
				}
			}
		})
	}
}

func BenchmarkVerbs(b *testing.B) {
	s := shop(b, 11156)
	s.opts.Budget = nil
	id := s.search(s.v, customer.Query{Phone: "09000000007"})[0].Ref.ID
	b.Run("search phone", func(b *testing.B) {
		for b.Loop() {
			s.search(s.v, customer.Query{Phone: "09000000007"})
		}
	})
	b.Run("search kana", func(b *testing.B) {
		for b.Loop() {
			s.search(s.v, customer.Query{Text: "タカハシ"})
		}
	})
	b.Run("open", func(b *testing.B) {
		s.db.Read(b.Context()).Exec(`DELETE FROM budget`)
		for b.Loop() {
			if _, err := s.v.Open(system, id, "call"); err != nil && !strings.Contains(err.Error(), "budget") {
				b.Fatal(err)
			}
		}
	})
	n := 500000
	b.Run("put one", func(b *testing.B) {
		for b.Loop() {
			n++
			s.put(system, customer.Put{Identify: true, Body: crowd(n)})
		}
	})
	b.Run("put 300", func(b *testing.B) {
		for b.Loop() {
			puts := make([]customer.Put, 300)
			for i := range puts {
				n++
				puts[i] = customer.Put{Identify: true, Body: crowd(n)}
			}
			s.put(system, puts...)
		}
	})
}

// BenchmarkMillion measures what a customer of a large shop costs: seconds
// until a million are in memory and bytes of memory for each, extrapolated
// from twenty thousand sealed cards, and a search among them.
func BenchmarkMillion(b *testing.B) {
	const rows = 20000
	s := shop(b, rows)
	var keep *vault.Vault
	b.Run("load", func(b *testing.B) {
		keep = nil
		before := heap()
		for b.Loop() {
			keep = s.other()
			s.search(keep, customer.Query{Phone: "09000000007"})
		}
		b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)*1e6/rows, "s/million")
		b.ReportMetric(float64(heap()-before)/rows, "B/customer")
	})
	for name, q := range map[string]customer.Query{
		"phone": {Phone: "09000000007"}, "family": {Text: "タカハシ"}, "given": {Text: "アカ"}, "inside": {Text: "ハシア"}, "near": {Near: "1000099"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s.search(keep, q)
			}
		})
	}
}

// heap is how much memory is in use.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
