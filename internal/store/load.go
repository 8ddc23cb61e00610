package store

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm/schema"

	"uketsuke/internal/errs"
)

// Load is one transaction that writes very many rows, by COPY. Its indexes
// are taken away for as long and made again before it commits.
type Load struct {
	Now time.Time

	ctx     context.Context
	tx      pgx.Tx
	naming  schema.Namer
	schemas sync.Map
	indexes []string
}

// Load runs fn and commits if it returns nil. It is for filling empty
// databases of PostgreSQL; SQLite is refused ("store.load").
func (db *DB) Load(ctx context.Context, fn func(l *Load) error) error {
	if db.Engine != Postgres {
		return errs.E(errs.Invalid, "store.load")
	}
	pool, err := db.SQL()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return Classify(err)
	}
	defer func() { _ = conn.Close() }()
	return Classify(conn.Raw(func(raw any) error {
		c, ok := raw.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("store: %T is no connection of pgx", raw)
		}
		return pgx.BeginFunc(ctx, c.Conn(), func(tx pgx.Tx) error {
			l := &Load{Now: db.Now(), ctx: ctx, tx: tx, naming: db.gorm.NamingStrategy}
			if err := fn(l); err != nil {
				return err
			}
			return l.makeIndexes()
		})
	}))
}

// Exec runs one statement; its parameters are $1, $2 ….
func (l *Load) Exec(sql string, args ...any) error {
	_, err := l.tx.Exec(l.ctx, sql, args...)
	return err
}

// Empty reports whether none of the tables has a row.
func (l *Load) Empty(tables ...string) (bool, error) {
	for _, t := range tables {
		var some bool
		if err := l.tx.QueryRow(l.ctx, "SELECT EXISTS (SELECT 1 FROM "+pgx.Identifier{t}.Sanitize()+")").Scan(&some); err != nil || some {
			return false, err
		}
	}
	return true, nil
}

// DropIndexes takes away the indexes of tables that are no keys; the end of
// the load makes them again.
func (l *Load) DropIndexes(tables ...string) error {
	rows, err := l.tx.Query(l.ctx, `SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.schemaname = current_schema() AND i.tablename = ANY($1)
		AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)`, tables)
	if err != nil {
		return err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Name, SQL string }])
	if err != nil {
		return err
	}
	for _, x := range found {
		if err := l.Exec("DROP INDEX " + pgx.Identifier{x.Name}.Sanitize()); err != nil {
			return err
		}
		l.indexes = append(l.indexes, x.SQL)
	}
	return nil
}

func (l *Load) makeIndexes() error {
	for _, sql := range l.indexes {
		if err := l.Exec(sql); err != nil {
			return err
		}
	}
	return nil
}

// Rows writes a slice of gorm rows into their table.
func (l *Load) Rows(rows any) error {
	list := reflect.ValueOf(rows)
	if list.Len() == 0 {
		return nil
	}
	s, err := schema.Parse(reflect.New(list.Type().Elem()).Interface(), &l.schemas, l.naming)
	if err != nil {
		return err
	}
	_, err = l.tx.CopyFrom(l.ctx, pgx.Identifier{s.Table}, s.DBNames, pgx.CopyFromSlice(list.Len(), func(i int) ([]any, error) {
		out := make([]any, len(s.DBNames))
		for j, name := range s.DBNames {
			v, _ := s.FieldsByDBName[name].ValueOf(l.ctx, list.Index(i))
			if t, ok := v.(Time); ok {
				v = any(t.Time)
				if t.IsZero() {
					v = nil
				}
			}
			out[j] = v
		}
		return out, nil
	}))
	return err
}

// Analyze tells the planner what a table holds after a load.
func (db *DB) Analyze(ctx context.Context, tables ...string) error {
	return Classify(db.Read(ctx).Exec("VACUUM (ANALYZE) " + strings.Join(tables, ", ")).Error)
}
