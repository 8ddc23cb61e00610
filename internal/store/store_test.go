package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"uketsuke/internal/errs"
	"uketsuke/internal/store"
	"uketsuke/internal/store/storetest"
)

var schema = fstest.MapFS{
	"0001_thing.sql": {Data: []byte("-- a comment; with a semicolon\nCREATE TABLE counter (\n  name TEXT PRIMARY KEY,\n  n BIGINT NOT NULL\n);\n")},
	"0002_thing.sql": {Data: []byte("CREATE TABLE thing (id TEXT PRIMARY KEY, at TIMESTAMPTZ, raw BYTEA, small SMALLINT NOT NULL);\n")},
}

type thing struct {
	ID    string
	At    store.Time
	Raw   []byte
	Small int16
}

func each(t *testing.T, test func(t *testing.T, ctx context.Context, db *store.DB)) {
	storetest.Each(t, func(t *testing.T, open func(*testing.T, fs.FS, store.Clock) *store.DB) {
		test(t, context.Background(), open(t, schema, nil))
	})
}

// What is written comes back to the microsecond, in UTC, also from a zone.
func TestRowsComeBack(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, db *store.DB) {
		at := time.Date(2026, 11, 23, 9, 0, 0, 123456789, time.FixedZone("JST", 9*3600))
		in := thing{ID: "髙", At: store.At(at), Raw: []byte{0, 255, 'x'}, Small: 0}
		must(t, db.Tx(ctx, func(_ context.Context, tx *store.Tx) error { return tx.Create(&in).Error }))
		var out thing
		must(t, db.Read(ctx).Where("id = ?", "髙").Take(&out).Error)
		want := time.Date(2026, 11, 23, 0, 0, 0, 123456000, time.UTC)
		if !out.At.Equal(want) || out.At.Location() != time.UTC || string(out.Raw) != string(in.Raw) {
			t.Errorf("row = %v %v, want %v", out.At, out.Raw, want)
		}
	})
}

// No time is NULL, and times compare in SQL.
func TestTimesCompare(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, db *store.DB) {
		base := time.Date(2026, 12, 31, 23, 59, 59, 999999000, time.UTC)
		must(t, db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
			rows := []thing{{ID: "none"}, {ID: "old", At: store.At(base)}, {ID: "new", At: store.At(base.Add(time.Microsecond))}}
			return tx.Create(&rows).Error
		}))
		var ids []string
		must(t, db.Read(ctx).Raw("SELECT id FROM thing WHERE at > ? OR at IS NULL ORDER BY id", store.At(base)).Scan(&ids).Error)
		if !slices.Equal(ids, []string{"new", "none"}) {
			t.Errorf("ids = %v", ids)
		}
	})
}

func TestErrorsAreClassified(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, db *store.DB) {
		put := func() error {
			return db.Tx(ctx, func(_ context.Context, tx *store.Tx) error { return tx.Create(&thing{ID: "a"}).Error })
		}
		must(t, put())
		if err := put(); !errs.Is(err, errs.Conflict) {
			t.Errorf("a second a: %v", err)
		}
		var row thing
		if err := store.Classify(db.Read(ctx).Where("id = ?", "b").Take(&row).Error); !errs.Is(err, errs.NotFound) {
			t.Errorf("no b: %v", err)
		}
	})
}

func TestTxRollsBackAndRefusesToNest(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, db *store.DB) {
		stop := errors.New("stop")
		err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			must(t, tx.Create(&thing{ID: "a"}).Error)
			if err := db.Tx(ctx, func(context.Context, *store.Tx) error { return nil }); err == nil {
				t.Error("a transaction began inside a transaction")
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Errorf("err = %v", err)
		}
		var n int64
		must(t, db.Read(ctx).Model(&thing{}).Count(&n).Error)
		if n != 0 {
			t.Errorf("%d rows after a rollback", n)
		}
	})
}

// A rolled back number comes again; concurrent writers get every number once.
func TestNextHasNoGap(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, db *store.DB) {
		next := func(fail error) (n int64, err error) {
			err = db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
				if n, err = tx.Next("x"); err != nil {
					return err
				}
				return fail
			})
			return n, err
		}
		if _, err := next(errors.New("no")); err == nil {
			t.Fatal("no error")
		}
		var mu sync.Mutex
		var got []int64
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				n, err := next(nil)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				got = append(got, n)
			})
		}
		wg.Wait()
		slices.Sort(got)
		for i, n := range got {
			if n != int64(i+1) {
				t.Fatalf("numbers = %v", got)
			}
		}
	})
}

func TestMigrateIsRepeatableAndRefusesNewer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func(*testing.T, fs.FS, store.Clock) *store.DB) {
		ctx := context.Background()
		db := open(t, fstest.MapFS{"0001_thing.sql": schema["0001_thing.sql"]}, nil)
		pending, err := db.Pending(ctx, schema)
		must(t, err)
		applied, err := db.Migrate(ctx, schema)
		must(t, err)
		if !slices.Equal(pending, []string{"0002_thing.sql"}) || !slices.Equal(applied, pending) {
			t.Errorf("pending %v, applied %v", pending, applied)
		}
		applied, err = db.Migrate(ctx, schema)
		must(t, err)
		if len(applied) != 0 {
			t.Errorf("applied again: %v", applied)
		}
		if _, err := db.Migrate(ctx, fstest.MapFS{"0001_thing.sql": schema["0001_thing.sql"]}); !errs.Is(err, errs.Conflict) {
			t.Errorf("an older program: %v", err)
		}
	})
}

// A migration that breaks half-way leaves nothing behind.
func TestMigrateAllOrNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func(*testing.T, fs.FS, store.Clock) *store.DB) {
		ctx := context.Background()
		db := open(t, fstest.MapFS{"0001_thing.sql": schema["0001_thing.sql"]}, nil)
		bad := fstest.MapFS{"0001_thing.sql": schema["0001_thing.sql"], "0002_thing.sql": schema["0002_thing.sql"],
			"0003_bad.sql": {Data: []byte("CREATE TABEL x (id TEXT);")}}
		if _, err := db.Migrate(ctx, bad); err == nil {
			t.Fatal("a broken migration passed")
		}
		if err := db.Read(ctx).Exec("SELECT 1 FROM thing").Error; err == nil {
			t.Error("the table of the migration before it stayed")
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	ctx := context.Background()
	if _, err := store.Open(ctx, "mysql://x", nil); !errs.Is(err, errs.Invalid) {
		t.Errorf("mysql: %v", err)
	}
	_, err := store.Open(ctx, "postgres://me:s3cret-pw@127.0.0.1:1/x?connect_timeout=1", nil)
	if !errs.Is(err, errs.Unavailable) {
		t.Fatalf("nobody listens: %v", err)
	}
	if strings.Contains(err.Error(), "s3cret-pw") {
		t.Errorf("the error tells the password: %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A list answers its page and counts, but no further than it must; a condition
// counts too, and so does what lies on another page.
func TestList(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, db *store.DB) {
		rows := make([]thing, store.CountLimit+2)
		for i := range rows {
			rows[i] = thing{ID: fmt.Sprintf("%04d", i), Small: int16(i % 2)}
		}
		must(t, db.Tx(ctx, func(_ context.Context, tx *store.Tx) error { return tx.CreateInBatches(&rows, 400).Error }))
		for _, c := range []struct {
			cond, by string
			page     store.Page
			ids      string
			count    string
		}{
			{"1 = 1", "id", store.Page{No: 1, Size: 2}, "0000 0001", "1,000+"},
			{"1 = 1", "id DESC", store.Page{No: 3, Size: 2}, "0997 0996", "1,000+"},
			{"small = 1", "id", store.Page{No: 251, Size: 2}, "1001", "501"},
			{"id < '1000'", "id", store.Page{No: 0, Size: 1}, "0000", "1000"},
			{"id = ''", "id", store.Page{No: 1, Size: 2}, "", "0"},
			{"small = 1", "id", store.Page{No: 400, Size: 2}, "", "0"},
		} {
			got, count, err := store.List[thing](db.Read(ctx).Model(&thing{}).Where(c.cond), "*", c.by, c.page)
			must(t, err)
			var ids []string
			for _, r := range got {
				ids = append(ids, r.ID)
			}
			if s := strings.Join(ids, " "); s != c.ids || count.String() != c.count {
				t.Errorf("%s by %s %v: %q of %s, want %q of %s", c.cond, c.by, c.page, s, count, c.ids, c.count)
			}
		}
	})
}
