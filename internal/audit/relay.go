package audit

import (
	"context"

	"gorm.io/gorm"

	"uketsuke/internal/store"
)

// relayBatch is how many outbox rows one audit transaction carries.
const relayBatch = 500

// Relay carries the outbox of db, which the log knows as source, into the log:
// once and in order, though several processes relay at once or one dies
// between the two databases. It returns how many entries this call appended.
//
// The log is written first, the mark after it. So the log may be ahead of the
// mark: rows that it holds already are compared, not appended. It may never be
// behind: then evidence was cut off the log, and nothing is appended again,
// since that would hide the loss (errs.Conflict).
func (l *Log) Relay(ctx context.Context, source string, db *store.DB) (n int, err error) {
	for {
		carried, rows, err := readOutbox(ctx, source, db)
		if err != nil {
			return n, err
		}
		added, err := l.carry(ctx, source, carried, rows)
		n += added
		if err != nil || len(rows) == 0 {
			return n, err
		}
		if err := setMark(ctx, db, rows[len(rows)-1].SrcSeq); err != nil {
			return n, err
		}
		if len(rows) < relayBatch {
			return n, nil
		}
	}
}

// readOutbox reads the mark and the rows beyond it in one statement, so that
// another relay's mark can't slip between the two.
func readOutbox(ctx context.Context, source string, db *store.DB) (carried int64, rows []entryRow, err error) {
	var joined []struct {
		Carried, Seq                   int64 // Seq is 0 where the outbox is empty
		At                             store.Time
		Actor, Action, Subject, Reason string
	}
	err = db.Read(ctx).Raw(`SELECT m.carried, o.seq, o.at, o.actor, o.action, o.subject, o.reason
		FROM outbox_mark m LEFT JOIN outbox o ON o.seq > m.carried
		WHERE m.id = 1 ORDER BY o.seq LIMIT ?`, relayBatch).Scan(&joined).Error
	if err != nil {
		return 0, nil, store.Classify(err)
	}
	if len(joined) == 0 {
		return 0, nil, fault(0, "audit.mark", source)
	}
	carried = joined[0].Carried
	for i, o := range joined {
		if o.Seq == 0 {
			break
		}
		if want := carried + int64(i) + 1; o.Seq != want {
			return 0, nil, fault(0, "audit.outbox", source, want)
		}
		rows = append(rows, entryRow{At: o.At, Actor: o.Actor, Action: o.Action, Subject: o.Subject,
			Reason: o.Reason, Source: source, SrcSeq: o.Seq})
	}
	return carried, rows, nil
}

// carry brings rows into the log in one transaction, those that it does not
// hold yet, and returns how many those were.
func (l *Log) carry(ctx context.Context, source string, carried int64, rows []entryRow) (added int, err error) {
	if len(rows) == 0 {
		return 0, held(l.db.Read(ctx), source, carried)
	}
	err = l.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		w, err := l.writer(tx)
		if err != nil {
			return err
		}
		if err := held(tx.DB, source, carried); err != nil {
			return err
		}
		fresh, err := skipHeld(tx, source, rows)
		if err != nil || len(fresh) == 0 {
			return err
		}
		added = len(fresh)
		return w.append(fresh)
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}

// held refuses a log that holds less of the source than was carried before.
func held(q *gorm.DB, source string, carried int64) error {
	var log struct{ Last, Size int64 }
	err := q.Raw(`SELECT (SELECT COALESCE(MAX(src_seq), 0) FROM entry WHERE source = ?) AS last,
		(SELECT COALESCE(MAX(seq), 0) FROM entry) AS size`, source).Scan(&log).Error
	if err != nil {
		return store.Classify(err)
	}
	if log.Last < carried {
		return fault(log.Size+1, "audit.cut", log.Size+1, source, carried, log.Last)
	}
	return nil
}

// skipHeld compares the rows that the log holds already and returns the rest.
func skipHeld(tx *store.Tx, source string, rows []entryRow) ([]entryRow, error) {
	var known []entryRow
	err := tx.Where("source = ? AND src_seq BETWEEN ? AND ?", source, rows[0].SrcSeq, rows[len(rows)-1].SrcSeq).
		Order("src_seq").Find(&known).Error
	if err != nil {
		return nil, err
	}
	for i, k := range known {
		seq := k.Seq
		k.Seq = 0
		if k != rows[i] {
			return nil, fault(seq, "audit.differs", seq, source, rows[i].SrcSeq)
		}
	}
	return rows[len(known):], nil
}

// setMark notes how far the log holds this outbox and drops what it holds, in
// one transaction; another relay may have gone further.
func setMark(ctx context.Context, db *store.DB, carried int64) error {
	return db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		err := tx.Exec(`UPDATE outbox_mark SET carried = ? WHERE id = 1 AND carried < ?`, carried, carried).Error
		if err != nil {
			return err
		}
		return tx.Exec(`DELETE FROM outbox WHERE seq <= ?`, carried).Error
	})
}
