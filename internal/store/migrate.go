package store

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"uketsuke/internal/errs"
)

// Migrate brings the schema up to the newest of the numbered SQL files in
// fsys, in one transaction, and returns the names it applied. Both engines
// read the same files: SQLite takes the PostgreSQL type names as they are.
// A statement ends at a semicolon that ends its line.
func (db *DB) Migrate(ctx context.Context, fsys fs.FS) (applied []string, err error) {
	names, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	err = db.Tx(ctx, func(_ context.Context, tx *Tx) error {
		applied, err = migrate(tx, fsys, names)
		return err
	})
	return applied, err
}

func migrate(tx *Tx, fsys fs.FS, names []string) (applied []string, err error) {
	if err := tx.migrationLock(); err != nil {
		return nil, err
	}
	if err := tx.Exec(`CREATE TABLE IF NOT EXISTS schema_migration (name TEXT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL)`).Error; err != nil {
		return nil, err
	}
	var done []string
	if err := tx.Raw(`SELECT name FROM schema_migration`).Scan(&done).Error; err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, n := range done {
		known[n] = true
	}
	for _, name := range names {
		if known[name] {
			delete(known, name)
			continue
		}
		if err := apply(tx, fsys, name); err != nil {
			return nil, err
		}
		applied = append(applied, name)
		delete(known, name)
	}
	for name := range known {
		return nil, errs.E(errs.Conflict, "store.newer", name)
	}
	return applied, nil
}

func apply(tx *Tx, fsys fs.FS, name string) error {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	for _, stmt := range statements(string(text)) {
		if err := tx.Exec(stmt).Error; err != nil {
			return fmt.Errorf("store: migration %s: %w", name, err)
		}
	}
	return tx.Exec(`INSERT INTO schema_migration (name, applied_at) VALUES (?, ?)`, name, At(tx.Now)).Error
}

// statements splits a migration; comment lines are dropped.
func statements(text string) []string {
	var out []string
	var b strings.Builder
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || strings.HasPrefix(trimmed, "--") {
			continue
		}
		b.WriteString(line)
		if strings.HasSuffix(trimmed, ";") {
			out = append(out, b.String())
			b.Reset()
		}
	}
	if strings.TrimSpace(b.String()) != "" {
		out = append(out, b.String())
	}
	return out
}

// Pending lists the migrations of fsys that the database lacks, without
// changing anything: a service role may not alter the schema.
func (db *DB) Pending(ctx context.Context, fsys fs.FS) ([]string, error) {
	names, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if !db.gorm.WithContext(ctx).Migrator().HasTable("schema_migration") {
		return names, nil
	}
	var done []string
	if err := db.Read(ctx).Raw(`SELECT name FROM schema_migration`).Scan(&done).Error; err != nil {
		return nil, Classify(err)
	}
	return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(done, n) }), nil
}
