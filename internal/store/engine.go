package store

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Everything in this file is a difference between the engines; there are no
// others anywhere.

// busy reports an error after which the same transaction may simply be tried
// again: SQLite's lock wait ran out, PostgreSQL met a deadlock or went away.
func busy(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01", "55P03", "57P01", "57P03", "53300":
			return true
		}
		return false
	}
	var conn *pgconn.ConnectError
	return errors.As(err, &conn) || strings.Contains(err.Error(), "database is locked")
}

// ForUpdate locks the rows that the query reads until the transaction ends.
// SQLite's transactions are immediate: they hold the whole database already.
func (tx *Tx) ForUpdate() *gorm.DB {
	if tx.Engine == Postgres {
		return tx.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	return tx.DB
}

// Next advances the named counter row of a gap-free series and returns its new
// value; the first is 1. The row stays locked until the transaction ends, so
// that numbers come without gap or double. The table is counter(name, n).
func (tx *Tx) Next(name string) (int64, error) {
	var n int64
	err := tx.Raw(`INSERT INTO counter (name, n) VALUES (?, 1)
		ON CONFLICT (name) DO UPDATE SET n = counter.n + 1 RETURNING n`, name).Scan(&n).Error
	return n, err
}

// migrationLock keeps two starting processes from migrating at once.
func (tx *Tx) migrationLock() error {
	if tx.Engine == Postgres {
		return tx.Exec("SELECT pg_advisory_xact_lock(7236401)").Error
	}
	return nil
}

// Scrub takes what was just erased out of the engine's own journal, as far as
// the engine lets a client: SQLite's write-ahead log is folded into the
// database and emptied (a reader that is busy postpones it to the next time).
// PostgreSQL's log belongs to its cluster; there the keys must be rotated.
func (db *DB) Scrub(ctx context.Context) error {
	if db.Engine != SQLite {
		return nil
	}
	return Classify(db.gorm.WithContext(ctx).Exec("PRAGMA wal_checkpoint(TRUNCATE)").Error)
}
