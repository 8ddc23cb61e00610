package audit

import (
	"context"
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// Report is what a verification found.
type Report struct {
	Entries  int64        `json:"entries"`   // in the log
	Root     string       `json:"root"`      // Merkle root that the head signs, base64; empty when the head is forged
	OK       bool         `json:"ok"`        // the log is whole
	Pending  int64        `json:"pending"`   // evidence still in the outboxes
	FirstBad int64        `json:"first_bad"` // first entry missing, altered or out of order; 0 when OK
	Finding  errs.Message `json:"-"`         // the sentence about it; empty when OK
}

// Verify drains the sources, then recomputes the whole tree from the entries
// and compares it with the stored hashes, the past heads, the signed head, and
// each source's mark of how much the log was given. The first entry that is
// missing, altered or out of order is named in the report; an error is only
// what kept the check itself from being made.
//
// What it can't find: a log forged together with the key and the marks. That
// takes a witness on another machine.
func (l *Log) Verify(ctx context.Context, sources map[string]*store.DB) (Report, error) {
	_, drained := l.Drain(ctx, sources)
	if _, _, ok := finding(drained); drained != nil && !ok {
		return Report{}, drained
	}
	// Marks, then past heads, then the head: each is read before what must be
	// at least as long, so that appends meanwhile raise no false alarm.
	boxes, err := readBoxes(ctx, sources)
	if err != nil {
		return Report{}, err
	}
	s, err := l.newScan(ctx)
	if err != nil {
		return Report{}, err
	}
	bad := s.run(ctx)
	if bad == nil {
		bad = drained
	}
	if bad == nil {
		bad = s.compareBoxes(boxes)
	}
	if bad == nil {
		bad = s.compareIssued(ctx, sources)
	}
	return s.report(boxes, bad)
}

func (s *scan) report(boxes map[string]box, bad error) (Report, error) {
	r := Report{Entries: s.count, OK: bad == nil}
	if s.headOK {
		r.Root = s.head.Hash.String()
	}
	for _, b := range boxes {
		r.Pending += b.Waiting
	}
	if bad == nil {
		return r, nil
	}
	first, msg, ok := finding(bad)
	if !ok {
		return Report{}, bad
	}
	if first == 0 { // an outbox lost what never became an entry: it would be the next
		first = s.count + 1
	}
	r.FirstBad, r.Finding = first, msg
	return r, nil
}

// box is the state of one outbox.
type box struct {
	Carried int64 // the mark
	Issued  int64 // evidence ever written there
	Waiting int64 // rows beyond the mark
	Marked  bool
}

func readBoxes(ctx context.Context, sources map[string]*store.DB) (map[string]box, error) {
	boxes := map[string]box{}
	for name, db := range sources {
		var b box
		err := db.Read(ctx).Raw(`SELECT m.carried, (1 = 1) AS marked,
			COALESCE((SELECT n FROM counter WHERE name = ?), 0) AS issued,
			(SELECT COUNT(*) FROM outbox o WHERE o.seq > m.carried) AS waiting
			FROM outbox_mark m WHERE m.id = 1`, outboxCounter).Scan(&b).Error
		if err != nil {
			return nil, store.Classify(err)
		}
		boxes[name] = b
	}
	return boxes, nil
}

// compareBoxes finds a log that is shorter than its sources know, and an
// outbox that lost evidence before it was carried.
func (s *scan) compareBoxes(boxes map[string]box) error {
	for _, name := range slices.Sorted(maps.Keys(boxes)) {
		b, last := boxes[name], s.last[name]
		switch {
		case !b.Marked:
			return fault(0, "audit.mark", name)
		case last < b.Carried:
			return fault(s.count+1, "audit.cut", s.count+1, name, b.Carried, last)
		case b.Carried+b.Waiting < b.Issued:
			return fault(0, "audit.outbox", name, b.Carried+1)
		}
	}
	return nil
}

// compareIssued finds a source that was set back behind the log, as by a
// restore from an older night: its next evidence would come under a number
// that the log holds already. What the sources issued is read after the log,
// so that evidence written meanwhile raises no false alarm.
func (s *scan) compareIssued(ctx context.Context, sources map[string]*store.DB) error {
	boxes, err := readBoxes(ctx, sources)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(boxes)) {
		issued, last := boxes[name].Issued, s.last[name]
		if last <= issued {
			continue
		}
		var seq int64
		err := s.log.db.Read(ctx).Raw(`SELECT seq FROM entry WHERE source = ? AND src_seq = ?`, name, issued+1).Scan(&seq).Error
		if err != nil {
			return store.Classify(err)
		}
		return fault(seq, "audit.ahead", seq, name, issued, last)
	}
	return nil
}

// foldRoot is the root over the complete subtrees left to right.
func foldRoot(subtrees []tlog.Hash) tlog.Hash {
	if len(subtrees) == 0 {
		root, _ := tlog.TreeHash(0, nil) // the hash of nothing
		return root
	}
	root := subtrees[len(subtrees)-1]
	for _, left := range slices.Backward(subtrees[:len(subtrees)-1]) {
		root = tlog.NodeHash(left, root)
	}
	return root
}
