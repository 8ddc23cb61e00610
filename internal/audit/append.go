package audit

import (
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"uketsuke/internal/japan"
	"uketsuke/internal/store"
)

// checkpointEvery is about how many entries lie between two kept heads.
const checkpointEvery = 256

// insertBatch rows go into one statement; with many more the SQLite driver
// spends its time on binding parameters.
const insertBatch = 50

// writer appends to the tree within one transaction, which holds the head.
type writer struct {
	log    *Log
	tx     *store.Tx
	tree   tlog.Tree
	hashes map[int64]tlog.Hash // the tree's right edge and what is new
}

// writer locks the head until the transaction ends and checks that the end of
// the log is what the head says: a new signature must never cover up a forgery.
func (l *Log) writer(tx *store.Tx) (*writer, error) {
	var head headRow
	if err := tx.ForUpdate().Where("id = ?", 1).Limit(1).Find(&head).Error; err != nil {
		return nil, err
	}
	tree, err := l.openHead(head.Note)
	if err != nil || head.ID != 1 || tree.N != head.Size {
		return nil, fault(head.Size, "audit.head", head.Size)
	}
	w := &writer{log: l, tx: tx, tree: tree, hashes: map[int64]tlog.Hash{}}
	return w, w.checkEnd()
}

func (w *writer) checkEnd() error {
	var end struct{ Seq, ID int64 }
	err := w.tx.Raw(`SELECT (SELECT COALESCE(MAX(seq), 0) FROM entry) AS seq,
		(SELECT COALESCE(MAX(id) + 1, 0) FROM hash) AS id`).Scan(&end).Error
	switch {
	case err != nil:
		return err
	case end.Seq < w.tree.N:
		return fault(end.Seq+1, "audit.tail", end.Seq+1, w.tree.N)
	case end.Seq > w.tree.N:
		return fault(w.tree.N+1, "audit.extra", w.tree.N+1)
	case end.ID != tlog.StoredHashCount(w.tree.N):
		return fault(w.tree.N, "audit.hashes", w.tree.N)
	}
	root, err := tlog.TreeHash(w.tree.N, w)
	if err != nil {
		return err
	}
	if root != w.tree.Hash {
		return fault(w.tree.N, "audit.hashes", w.tree.N)
	}
	return nil
}

// ReadHashes implements tlog.HashReader over the table, in one statement, and
// what is new.
func (w *writer) ReadHashes(ids []int64) ([]tlog.Hash, error) {
	if err := w.load(ids); err != nil {
		return nil, err
	}
	out := make([]tlog.Hash, len(ids))
	for i, id := range ids {
		h, ok := w.hashes[id]
		if !ok {
			return nil, fault(w.tree.N, "audit.hashes", w.tree.N)
		}
		out[i] = h
	}
	return out, nil
}

// load reads hashes that are not known yet.
func (w *writer) load(ids []int64) error {
	missing := slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { _, ok := w.hashes[id]; return ok })
	if len(missing) == 0 {
		return nil
	}
	var rows []hashRow
	if err := w.tx.Where("id IN ?", missing).Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		if len(r.H) == tlog.HashSize {
			w.hashes[r.ID] = tlog.Hash(r.H)
		}
	}
	return nil
}

// append adds entries in order, numbers them, and signs the new head.
func (w *writer) append(rows []entryRow) error {
	var hashes []hashRow
	var leaf []byte
	size := w.tree.N
	for i := range rows {
		rows[i].Seq = size + 1
		e := rows[i].entry()
		leaf = appendLeaf(leaf[:0], &e)
		stored, err := tlog.StoredHashes(size, leaf, w)
		if err != nil {
			return err
		}
		first := tlog.StoredHashIndex(0, size)
		for k, h := range stored {
			w.hashes[first+int64(k)] = h
			hashes = append(hashes, hashRow{ID: first + int64(k), H: h[:]})
		}
		size++
	}
	if err := w.tx.CreateInBatches(rows, insertBatch).Error; err != nil {
		return err
	}
	if err := w.tx.CreateInBatches(hashes, insertBatch).Error; err != nil {
		return err
	}
	return w.sign(size)
}

func (w *writer) sign(size int64) error {
	root, err := tlog.TreeHash(size, w)
	if err != nil {
		return err
	}
	head, err := w.log.signHead(tlog.Tree{N: size, Hash: root})
	if err != nil {
		return err
	}
	if err := w.checkpoint(size, head); err != nil {
		return err
	}
	w.tree = tlog.Tree{N: size, Hash: root}
	return w.tx.Exec(`UPDATE head SET size = ?, note = ? WHERE id = 1`, size, head).Error
}

// checkpoint keeps the head when enough entries came or a new day (JST) began.
func (w *writer) checkpoint(size int64, head string) error {
	var last checkpointRow
	if err := w.tx.Order("size DESC").Limit(1).Find(&last).Error; err != nil {
		return err
	}
	if size-last.Size < checkpointEvery && japan.DayOf(last.At.Time) == japan.DayOf(w.tx.Now) {
		return nil
	}
	return w.tx.Create(&checkpointRow{Size: size, At: store.At(w.tx.Now), Note: head}).Error
}
