package vault

import (
	"math"
	"slices"
	"strings"
	"sync"

	"uketsuke/internal/customer"
)

// index is the memory in which people are found: one entry a customer, and
// for each way of asking a column of entries in order.
//
// A slot never changes while a column holds it: a new version of a card gets a
// new slot, the old one is dead until the columns are swept. That keeps the
// columns four bytes an entry and makes single inserts cheap.
type index struct {
	mu      sync.RWMutex
	seen    int64 // change_seq up to which the database was read
	slots   []entry
	free    []int32
	dead    int // slots that are dead but still in columns
	byID    map[string]int32
	columns [numColumns]column
}

// entry is what of a card is kept in memory: what a hit shows and a search compares.
type entry struct {
	id       string
	seq      int64 // change_seq of this version
	version  int64
	gone     bool // erased, kept so that an older row cannot bring it back
	dead     bool // another slot has replaced this one
	affected bool
	name     string // masked
	kana     string // masked
	town     string
	no       string
	keys     [numColumns]string
}

// The columns.
const (
	colPhone = iota
	colNo
	colKana
	colName
	numColumns
)

func newIndex() *index {
	x := &index{byID: map[string]int32{}}
	for c := range x.columns {
		x.columns[c].which = c
	}
	return x
}

// entryOf masks and folds a card.
func entryOf(id string, seq, version int64, p customer.Person) entry {
	return entry{
		id: id, seq: seq, version: version, affected: p.Affected,
		name: maskName(p.Name), kana: maskName(p.Kana), town: townOf(p.Address1), no: p.No,
		keys: [numColumns]string{colPhone: phoneKey(p.Phone), colNo: numberKey(p.No), colKana: textKey(p.Kana), colName: textKey(p.Name)},
	}
}

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
	for c := range x.columns {
		x.columns[c].add(x.slots, fresh)
	}
	if erased || x.dead > 1024+len(x.slots)/4 {
		x.sweep()
	}
}

func (x *index) put(e entry) (int32, bool) {
	if old, ok := x.byID[e.id]; ok {
		if x.slots[old].seq >= e.seq {
			return 0, false
		}
		x.slots[old].dead = true
		x.dead++
	}
	slot := int32(len(x.slots))
	if n := len(x.free); n > 0 {
		slot, x.free = x.free[n-1], x.free[:n-1]
		x.slots[slot] = e
	} else {
		x.slots = append(x.slots, e)
	}
	x.byID[e.id] = slot
	return slot, true
}

// sweep takes dead slots out of the columns and wipes them: after an erasure
// nothing of the person stays in memory.
func (x *index) sweep() {
	for c := range x.columns {
		x.columns[c].sweep(x.slots)
	}
	for i := range x.slots {
		if x.slots[i].dead {
			x.slots[i] = entry{}
			x.free = append(x.free, int32(i))
		}
	}
	x.dead = 0
}

// position is how far the database was read.
func (x *index) position() int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.seen
}

// get is the entry of a customer who is not erased.
func (x *index) get(id string) (entry, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	slot, ok := x.byID[id]
	if !ok || x.slots[slot].gone {
		return entry{}, false
	}
	return x.slots[slot], true
}

// setBack reports whether a row is older than what is known of its customer
// although it was written later: somebody put an old version back.
func (x *index) setBack(id string, seq, version int64) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	slot, ok := x.byID[id]
	return ok && seq > x.slots[slot].seq && version < x.slots[slot].version
}

// version is the newest version seen of a customer, 0 for an unknown one.
func (x *index) version(id string) int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if slot, ok := x.byID[id]; ok {
		return x.slots[slot].version
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
	if key == "" {
		return nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	var out []entry
	for _, part := range [][]int32{x.columns[col].base, x.columns[col].fresh} {
		out = append(out, x.scan(part, col, key, whole, limit)...)
	}
	slices.SortFunc(out, func(a, b entry) int { return strings.Compare(a.keys[col], b.keys[col]) })
	return out[:min(limit, len(out))]
}

func (x *index) scan(part []int32, col int, key string, whole bool, limit int) []entry {
	var out []entry
	from, _ := slices.BinarySearchFunc(part, key, func(s int32, k string) int {
		return strings.Compare(x.slots[s].keys[col], k)
	})
	for _, s := range part[from:] {
		e := &x.slots[s]
		if !strings.HasPrefix(e.keys[col], key) || whole && e.keys[col] != key || len(out) == limit {
			break
		}
		if !e.dead {
			out = append(out, *e)
		}
	}
	return out
}

// column is the slots in the order of one key: a large sorted base and a small
// sorted overlay, merged now and then.
type column struct {
	which       int
	base, fresh []int32
}

func (c *column) add(slots []entry, more []int32) {
	if len(more) == 0 {
		return
	}
	order := c.order(slots)
	if len(more) == 1 {
		at, _ := slices.BinarySearchFunc(c.fresh, more[0], order)
		c.fresh = slices.Insert(c.fresh, at, more[0])
	} else {
		more = slices.Clone(more)
		slices.SortFunc(more, order)
		c.fresh = merge(c.fresh, more, order)
	}
	if len(c.fresh) > 1024+len(c.base)/16 {
		c.base, c.fresh = merge(c.base, c.fresh, order), nil
	}
}

func (c *column) order(slots []entry) func(a, b int32) int {
	return func(a, b int32) int { return strings.Compare(slots[a].keys[c.which], slots[b].keys[c.which]) }
}

func (c *column) sweep(slots []entry) {
	dead := func(s int32) bool { return slots[s].dead }
	c.base = slices.DeleteFunc(c.base, dead)
	c.fresh = slices.DeleteFunc(c.fresh, dead)
}

// merge joins two sorted lists.
func merge(a, b []int32, order func(a, b int32) int) []int32 {
	out := make([]int32, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if order(a[0], b[0]) <= 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}
