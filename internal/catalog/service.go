package catalog

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/store"
)

// Service loads the catalog into the orders database and reads it back.
type Service struct {
	db      *store.DB
	current atomic.Pointer[Book]
	reading sync.Mutex // one reader at a time after a change
	missing func(string) []rune
}

// New makes a Service on the orders database.
func New(db *store.DB) *Service { return &Service{db: db} }

// RefuseGlyphs makes Load refuse texts that paper cannot print: missing names
// the characters without a glyph (forms.Missing). Call it before the first use.
func (s *Service) RefuseGlyphs(missing func(text string) []rune) { s.missing = missing }

// Load checks the directory and takes it into the database, all or nothing.
// It never removes; the same directory again changes nothing. A directory
// without shop.yaml keeps the shop settings already loaded. What is wrong with
// the files is errs.Problems. Role: admin.
func (s *Service) Load(ctx context.Context, dir string) (Changes, error) {
	if _, err := actor.Require(ctx, actor.Admin); err != nil {
		return Changes{}, err
	}
	src := read(dir, s.missing)
	if err := src.failed(); err != nil {
		return Changes{}, err
	}
	var changes Changes
	err := s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		changes, err = load(ctx, tx, src)
		return err
	})
	if err != nil {
		return Changes{}, err
	}
	return changes, nil
}

func load(ctx context.Context, tx *store.Tx, src *source) (Changes, error) {
	version, err := lockVersion(tx)
	if err != nil {
		return Changes{}, err
	}
	old, settings, err := stored(tx.DB)
	if err != nil {
		return Changes{}, err
	}
	d, err := compare(src, old, settings)
	if err != nil {
		return Changes{}, err
	}
	d.changes.Version = version
	if d.empty() {
		return d.changes, nil
	}
	if err := write(tx, d.products, d.prices, d.settings); err != nil {
		return Changes{}, err
	}
	d.changes.Version++
	if err := tx.Exec(`UPDATE catalog_version SET version = ? WHERE id = 1`, d.changes.Version).Error; err != nil {
		return Changes{}, err
	}
	return d.changes, audit.Emit(ctx, tx, "catalog.load", fmt.Sprintf("catalog:%d", d.changes.Version), "")
}

// Book is the current catalog, cached until another load, also one by another
// process, makes a newer one.
func (s *Service) Book(ctx context.Context) (*Book, error) {
	version, err := versionOf(s.db.Read(ctx))
	if err != nil {
		return nil, store.Classify(err)
	}
	if b := s.current.Load(); b != nil && b.Version == version {
		return b, nil
	}
	s.reading.Lock()
	defer s.reading.Unlock()
	if b := s.current.Load(); b != nil && b.Version == version {
		return b, nil
	}
	c, err := readContent(ctx, s.db)
	if err != nil {
		return nil, store.Classify(err)
	}
	b := newBook(c)
	s.current.Store(b)
	return b, nil
}
