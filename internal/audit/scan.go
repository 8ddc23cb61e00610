package audit

import (
	"context"
	"database/sql"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"uketsuke/internal/store"
)

// scan goes once through the log, entries beside stored hashes, in flat memory.
type scan struct {
	log      *Log
	past     []checkpointRow // heads of the past, by size
	head     tlog.Tree       // signed; of size end when the head is forged
	headOK   bool
	end      int64 // entries up to here are read
	hashEnd  int64 // stored hashes in the table
	count    int64 // entries read and found right
	vouched  int64 // size of the last past head that agreed
	subtrees []tlog.Hash
	last     map[string]int64 // source → last number seen
	hashes   *sql.Rows
	leaf     []byte
	hash     sql.RawBytes
}

// newScan fixes what the scan covers: one statement, so that head and rows
// belong together while others append.
func (l *Log) newScan(ctx context.Context) (*scan, error) {
	s := &scan{log: l, last: map[string]int64{}}
	if err := l.db.Read(ctx).Order("size").Find(&s.past).Error; err != nil {
		return nil, store.Classify(err)
	}
	var now struct {
		Size, Seq, Hashes int64
		Note              string
	}
	err := l.db.Read(ctx).Raw(`SELECT COALESCE((SELECT size FROM head WHERE id = 1), -1) AS size,
		COALESCE((SELECT note FROM head WHERE id = 1), '') AS note,
		(SELECT COALESCE(MAX(seq), 0) FROM entry) AS seq,
		(SELECT COALESCE(MAX(id) + 1, 0) FROM hash) AS hashes`).Scan(&now).Error
	if err != nil {
		return nil, store.Classify(err)
	}
	s.head, err = l.openHead(now.Note)
	s.headOK = err == nil && s.head.N == now.Size
	if !s.headOK {
		s.head = tlog.Tree{N: now.Seq}
	}
	s.end, s.hashEnd = now.Seq, now.Hashes
	return s, nil
}

// run reads everything and returns the first fault, nil, or what kept it from reading.
func (s *scan) run(ctx context.Context) (err error) {
	hashes, err := s.log.db.Read(ctx).Raw(`SELECT id, h FROM hash WHERE id < ? ORDER BY id`, s.hashEnd).Rows()
	if err != nil {
		return store.Classify(err)
	}
	defer func() { err = errors.Join(err, hashes.Close()) }()
	s.hashes = hashes
	rows, err := s.log.db.Read(ctx).Raw(`SELECT seq, at, actor, action, subject, reason, source, src_seq
		FROM entry WHERE seq <= ? ORDER BY seq`, s.end).Rows()
	if err != nil {
		return store.Classify(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var e Entry
		var at store.Time
		if err := rows.Scan(&e.Seq, &at, &e.Actor, &e.Action, &e.Subject, &e.Reason, &e.Source, &e.SrcSeq); err != nil {
			return store.Classify(err)
		}
		e.At = at.Time
		if err := s.entry(ctx, &e); err != nil {
			return err
		}
	}
	if err := errors.Join(rows.Err(), hashes.Err()); err != nil {
		return store.Classify(err)
	}
	return s.finish()
}

// entry checks the next entry.
func (s *scan) entry(ctx context.Context, e *Entry) error {
	next := s.count + 1
	switch {
	case e.Seq != next:
		return fault(next, "audit.missing", next)
	case next > s.head.N:
		return fault(next, "audit.extra", next)
	}
	s.leaf = appendLeaf(s.leaf[:0], e)
	h := tlog.RecordHash(s.leaf)
	same, err := s.stored(tlog.StoredHashIndex(0, s.count), h)
	if err != nil {
		return err
	}
	if !same {
		return s.misplaced(ctx, next, h)
	}
	if e.SrcSeq != s.last[e.Source]+1 {
		return fault(next, "audit.number", next, e.Source, s.last[e.Source]+1, e.SrcSeq)
	}
	s.last[e.Source] = e.SrcSeq
	if err := s.grow(h); err != nil {
		return err
	}
	return s.comparePast()
}

// stored reads the next stored hash, which must be the given one.
func (s *scan) stored(id int64, want tlog.Hash) (bool, error) {
	if !s.hashes.Next() {
		return false, s.hashes.Err()
	}
	var got int64
	if err := s.hashes.Scan(&got, &s.hash); err != nil {
		return false, store.Classify(err)
	}
	return got == id && string(s.hash) == string(want[:]), nil
}

// misplaced tells an altered entry from one that stands at another's place.
func (s *scan) misplaced(ctx context.Context, next int64, h tlog.Hash) error {
	var row hashRow
	err := s.log.db.Read(ctx).Where("h = ?", h[:]).Limit(1).Find(&row).Error
	if err != nil {
		return store.Classify(err)
	}
	if level, n := tlog.SplitStoredHashIndex(row.ID); row.H != nil && level == 0 && n+1 != next {
		return fault(next, "audit.order", next, n+1)
	}
	return fault(next, "audit.altered", next)
}

// grow adds a leaf to the tree and compares the subtrees that it completes.
func (s *scan) grow(h tlog.Hash) error {
	level := 0
	for n := s.count; n&1 == 1; n >>= 1 {
		top := len(s.subtrees) - 1
		h = tlog.NodeHash(s.subtrees[top], h)
		s.subtrees = s.subtrees[:top]
		level++
		same, err := s.stored(tlog.StoredHashIndex(level, n>>1), h)
		if err != nil {
			return err
		}
		if !same {
			first := s.count + 2 - 1<<level
			return fault(first, "audit.between", first, s.count+1)
		}
	}
	s.subtrees = append(s.subtrees, h)
	s.count++
	return nil
}

// comparePast compares the tree with the past head of this size, if one was kept.
func (s *scan) comparePast() error {
	if len(s.past) == 0 || s.past[0].Size > s.count {
		return nil
	}
	kept := s.past[0]
	s.past = s.past[1:]
	tree, err := s.log.openHead(kept.Note)
	if err != nil || kept.Note == "" || tree.N != kept.Size {
		return fault(s.vouched+1, "audit.checkpoint", kept.Size)
	}
	if tree.Hash != foldRoot(s.subtrees) {
		return fault(s.vouched+1, "audit.between", s.vouched+1, s.count)
	}
	s.vouched = s.count
	return nil
}

// finish compares the whole tree with the signed head.
func (s *scan) finish() error {
	switch {
	case s.count < s.head.N:
		return fault(s.count+1, "audit.tail", s.count+1, s.head.N)
	case !s.headOK:
		return fault(s.vouched+1, "audit.head", s.vouched+1)
	case foldRoot(s.subtrees) != s.head.Hash:
		return fault(s.vouched+1, "audit.between", s.vouched+1, s.count)
	case len(s.past) > 0:
		return fault(s.count+1, "audit.rolled_back", s.count+1, s.past[len(s.past)-1].Size)
	case s.hashEnd != tlog.StoredHashCount(s.count):
		return fault(s.count+1, "audit.hashes", s.count)
	}
	return nil
}
