package vault

import (
	"math"
	"slices"
	"sync"

	"github.com/google/uuid"
)

// index is the memory in which people are found: one packed entry a customer,
// and for each way of asking a column of entries in order. A shop with a
// million customers takes about 200 MB (BenchmarkMillion).
//
// A slot never changes while a column holds it: a new version of a card gets a
// new slot, the old one is dead until the columns are swept. That keeps the
// columns four bytes an entry and makes single inserts cheap.
type index struct {
	mu       sync.RWMutex
	seen     int64 // change_seq up to which the database was read
	slots    [][]packed
	count    int // slots in use or free
	free     []int32
	dead     int // slots that are dead but still in columns
	byID     map[uuid.UUID]int32
	into     map[uuid.UUID]uuid.UUID // merged customer → with whom
	texts    arena
	columns  [numColumns]column
	unsorted bool // a column holds raw slots
}

// slotPage is how many slots are made at once, so that growing copies nothing.
const slotPage = 1 << 12

func newIndex() *index {
	return &index{byID: map[uuid.UUID]int32{}, into: map[uuid.UUID]uuid.UUID{}}
}

func (x *index) slot(i int32) *packed { return &x.slots[i/slotPage][i%slotPage] }

// apply takes in entries in any order; one that is older than what is known of
// its customer changes nothing. seen is how far the database was read.
func (x *index) apply(entries []entry, seen int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	fresh := make([]int32, 0, len(entries))
	erased := false
	for _, e := range entries {
		slot, ok := x.put(e)
		if ok && !e.gone {
			fresh = append(fresh, slot)
		}
		erased = erased || ok && e.gone
	}
	x.seen = max(x.seen, seen)
	for col := range x.columns {
		x.insert(col, fresh)
	}
	if erased || x.dead > 1024+x.count/4 {
		x.sweep()
	}
}

func (x *index) put(e entry) (int32, bool) {
	id := idOf(e.id)
	if old, ok := x.byID[id]; ok {
		p := x.slot(old)
		if p.seq >= e.seq {
			return 0, false
		}
		p.flags |= flagDead
		x.dead++
	}
	slot := x.room()
	*x.slot(slot) = x.pack(e)
	x.byID[id] = slot
	delete(x.into, id)
	if e.into != "" {
		x.into[id] = idOf(e.into)
	}
	return slot, true
}

// room is a slot to fill.
func (x *index) room() int32 {
	if n := len(x.free); n > 0 {
		slot := x.free[n-1]
		x.free = x.free[:n-1]
		return slot
	}
	if x.count == len(x.slots)*slotPage {
		x.slots = append(x.slots, make([]packed, slotPage))
	}
	x.count++
	return int32(x.count - 1)
}

// sweep takes dead slots out of the columns and wipes them: after an erasure
// nothing of the person stays in memory.
func (x *index) sweep() {
	dead := func(s int32) bool { return x.slot(s).is(flagDead) }
	for col := range x.columns {
		x.columns[col].sweep(dead)
	}
	for i := range int32(x.count) {
		if p := x.slot(i); p.is(flagDead) {
			x.texts.wipe(p.text, p.size())
			*p = packed{}
			x.free = append(x.free, i)
		}
	}
	x.dead = 0
	if x.texts.wasted > 4*pieceSize && x.texts.wasted > len(x.texts.pieces)*pieceSize/3 {
		x.compact()
	}
}

// compact copies the texts in use into a new arena.
func (x *index) compact() {
	old := x.texts
	x.texts = arena{}
	for i := range int32(x.count) {
		if p := x.slot(i); p.size() > 0 {
			p.text = x.texts.add([]string{string(old.at(p.text, p.size()))}, p.size())
		}
	}
	for _, piece := range old.pieces {
		clear(piece)
	}
}

// position is how far the database was read.
func (x *index) position() int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.seen
}

// setBack reports whether a row is older than what is known of its customer
// although it was written later: somebody put an old version back.
func (x *index) setBack(id string, seq, version int64) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	slot, ok := x.byID[idOf(id)]
	return ok && seq > x.slot(slot).seq && version < int64(x.slot(slot).version)
}

// version is the newest version seen of a customer, 0 for an unknown one.
func (x *index) version(id string) int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if slot, ok := x.byID[idOf(id)]; ok {
		return int64(x.slot(slot).version)
	}
	return 0
}

// exact finds the entries whose key equals; an empty key finds nobody.
func (x *index) exact(col int, key string) []entry { return x.lookup(col, key, true, math.MaxInt) }

// prefix finds at most limit entries whose key begins so, in the key's order.
func (x *index) prefix(col int, key string, limit int) []entry {
	return x.lookup(col, key, false, limit)
}

func (x *index) lookup(col int, key string, whole bool, limit int) []entry {
	want := probe{text: []byte(key)}
	if col == colPhone {
		want.number = packPhone(key)
	}
	if key == "" || col == colPhone && want.number == 0 {
		return nil
	}
	defer x.reading()()
	var out []entry
	for _, s := range x.find(col, want, whole, limit) {
		out = append(out, x.unpack(x.slot(s)))
	}
	return out
}

// reading sorts what was just loaded and holds the index still; the answer
// lets go of it.
func (x *index) reading() (done func()) {
	x.mu.RLock()
	for x.unsorted {
		x.mu.RUnlock()
		x.settle()
		x.mu.RLock()
	}
	return x.mu.RUnlock
}

// find answers slots in the key's order.
func (x *index) find(col int, want probe, whole bool, limit int) []int32 {
	a := x.scan(x.columns[col].base, col, want, whole, limit)
	b := x.scan(x.columns[col].fresh, col, want, whole, limit)
	out := merge(a, b, x.order(col))
	return out[:min(limit, len(out))]
}

func (x *index) scan(part []int32, col int, want probe, whole bool, limit int) []int32 {
	var out []int32
	from, _ := slices.BinarySearchFunc(part, want, x.against(col))
	for _, s := range part[from:] {
		if len(out) == limit || !x.matches(col, s, want, whole) {
			break
		}
		if !x.slot(s).is(flagDead) {
			out = append(out, s)
		}
	}
	return out
}
