// Package store opens the three databases on either engine and is the only
// place where SQLite and PostgreSQL are told apart.
//
// SQLite (three files, pure-Go driver) is the embedded default; PostgreSQL is
// production. Features get a *DB: Read for single statements, Tx for changes.
// A Tx carries one time for the whole change, refuses to nest, and its errors
// are classified (errs). Store knows no feature and no key.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/glebarez/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"

	"uketsuke/internal/errs"
)

// Engine is the database engine behind a DB.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Clock tells the time; injected so that tests own it.
type Clock func() time.Time

// DB is one database.
type DB struct {
	Engine Engine
	gorm   *gorm.DB
	clock  Clock
}

// Tx is one transaction. Now is the time of everything it writes (UTC, µs).
type Tx struct {
	*gorm.DB
	Engine Engine
	Now    time.Time
}

// Open opens a database by DSN: "sqlite:PATH" or "postgres://…". A missing
// SQLite file and its folder are created, readable by their owner alone.
// clock nil means the real one.
func Open(ctx context.Context, dsn string, clock Clock) (*DB, error) {
	if clock == nil {
		clock = time.Now
	}
	engine, dialector, err := dialect(dsn)
	if err != nil {
		return nil, err
	}
	g, err := gorm.Open(dialector, &gorm.Config{
		Logger:                 quiet(os.Stderr),
		NamingStrategy:         schema.NamingStrategy{SingularTable: true},
		NowFunc:                func() time.Time { return clock().UTC().Truncate(time.Microsecond) },
		TranslateError:         true,
		QueryFields:            true,
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
	})
	if err != nil {
		return nil, errs.E(errs.Unavailable, "store.open", engine, hidePassword(err, dsn))
	}
	db := &DB{Engine: engine, gorm: g, clock: clock}
	return db, db.prepare(ctx)
}

// hidePassword drops the driver's text, which repeats the DSN, where the DSN
// holds a password.
func hidePassword(err error, dsn string) error {
	if u, perr := url.Parse(dsn); perr == nil && u.User != nil {
		if p, ok := u.User.Password(); ok && p != "" {
			return errors.New(strings.ReplaceAll(err.Error(), p, "***"))
		}
	}
	return err
}

func dialect(dsn string) (Engine, gorm.Dialector, error) {
	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		path := strings.TrimPrefix(dsn, "sqlite:")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return "", nil, fmt.Errorf("store: %w", err)
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return "", nil, fmt.Errorf("store: %w", err)
		}
		if err := f.Close(); err != nil {
			return "", nil, fmt.Errorf("store: %w", err)
		}
		// secure_delete: what a person had erased must not linger in free pages.
		q := "?_txlock=immediate&_pragma=busy_timeout(15000)&_pragma=journal_mode(WAL)" +
			"&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)"
		return SQLite, sqlite.Open("file:" + (&url.URL{Path: path}).EscapedPath() + q), nil
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		return Postgres, postgres.Open(dsn), nil
	}
	return "", nil, errs.E(errs.Invalid, "store.dsn")
}

// quiet logs failures without their values: a failed INSERT would print a person.
func quiet(w io.Writer) logger.Interface {
	return logger.New(slogWriter{slog.New(slog.NewTextHandler(w, nil))}, logger.Config{
		LogLevel:                  logger.Silent,
		ParameterizedQueries:      true,
		IgnoreRecordNotFoundError: true,
	})
}

type slogWriter struct{ l *slog.Logger }

func (s slogWriter) Printf(format string, args ...any) { s.l.Warn(fmt.Sprintf(format, args...)) }

func (db *DB) prepare(ctx context.Context) error {
	pool, err := db.gorm.DB()
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if db.Engine == SQLite {
		pool.SetMaxOpenConns(4)
	} else {
		pool.SetMaxOpenConns(20)
		pool.SetMaxIdleConns(10)
		pool.SetConnMaxIdleTime(5 * time.Minute)
	}
	if err := pool.PingContext(ctx); err != nil {
		return errs.E(errs.Unavailable, "store.open", db.Engine, err)
	}
	return nil
}

// Close closes the pool.
func (db *DB) Close() error {
	pool, err := db.gorm.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// Now is the injected clock's time, UTC, whole microseconds.
func (db *DB) Now() time.Time { return db.clock().UTC().Truncate(time.Microsecond) }

// Read is a handle for single reading statements outside a transaction.
func (db *DB) Read(ctx context.Context) *gorm.DB { return db.gorm.WithContext(ctx) }

// SQL is the pool below gorm, for streams and the migration runner.
func (db *DB) SQL() (*sql.DB, error) { return db.gorm.DB() }

type txKey struct{ db *DB }

// Tx runs fn in one transaction and commits if it returns nil. Inside fn only
// tx may touch this database; a nested Tx on the same database is refused out
// loud, since gorm would make it a silent savepoint. The context handed to fn
// is the one to use inside.
func (db *DB) Tx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if ctx.Value(txKey{db}) != nil {
		return errs.E(errs.Internal, "store.nested")
	}
	inner := context.WithValue(ctx, txKey{db}, true)
	now := db.Now()
	err := db.gorm.WithContext(inner).Transaction(func(g *gorm.DB) error {
		return fn(inner, &Tx{DB: g, Engine: db.Engine, Now: now})
	})
	return Classify(err)
}

// Classify turns a driver's error into one of the house; nil stays nil.
func Classify(err error) error {
	var known *errs.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return errs.E(errs.NotFound, "store.not_found", err)
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return errs.E(errs.Conflict, "store.duplicate", err)
	case busy(err):
		return errs.E(errs.Unavailable, "store.busy", err)
	}
	return err
}
