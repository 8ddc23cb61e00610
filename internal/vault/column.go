package vault

import (
	"bytes"
	"cmp"
	"slices"
	"sync"
)

// The columns: the ways of asking.
const (
	colPhone = iota
	colTail  // the last digits of the telephone number
	colNo
	colKana
	colGivenKana
	colName
	colGivenName
	numColumns
)

// tailDigits are the last digits of a telephone number that two numbers share
// where an area code or 080 for 090 was misheard.
const tailDigits = 1_000_000

// column is the slots in the order of one key: a large sorted base, a small
// sorted overlay that is merged into it now and then, and what has just been
// loaded and is still to be sorted. It holds no slot without the key.
type column struct {
	base, fresh, raw []int32
}

// probe is a key looked for.
type probe struct {
	number uint64
	text   []byte
}

// key is an entry's key in a column of texts.
func (x *index) key(col int, p *packed) []byte {
	switch col {
	case colNo:
		return x.textOf(p, textNoKey)
	case colKana:
		return x.textOf(p, textKana)
	case colName:
		return x.textOf(p, textName)
	case colGivenKana:
		return afterFamily(x.textOf(p, textKana), p.given[0])
	}
	return afterFamily(x.textOf(p, textName), p.given[1])
}

func afterFamily(key []byte, given uint16) []byte {
	if given == 0 {
		return nil
	}
	return key[given:]
}

func numeric(col int) bool { return col == colPhone || col == colTail }

// number is an entry's key in a column of numbers.
func number(col int, p *packed) uint64 {
	if col == colTail {
		return p.phone % tailDigits
	}
	return p.phone
}

// has reports whether an entry has a key in a column.
func (x *index) has(col int, slot int32) bool {
	p := x.slot(slot)
	if numeric(col) {
		return p.phone != 0
	}
	return len(x.key(col, p)) > 0
}

// order compares two slots by the column's key.
func (x *index) order(col int) func(a, b int32) int {
	if numeric(col) {
		return func(a, b int32) int { return cmp.Compare(number(col, x.slot(a)), number(col, x.slot(b))) }
	}
	return func(a, b int32) int { return bytes.Compare(x.key(col, x.slot(a)), x.key(col, x.slot(b))) }
}

// against compares a slot's key with the one looked for.
func (x *index) against(col int) func(slot int32, want probe) int {
	if numeric(col) {
		return func(s int32, want probe) int { return cmp.Compare(number(col, x.slot(s)), want.number) }
	}
	return func(s int32, want probe) int { return bytes.Compare(x.key(col, x.slot(s)), want.text) }
}

// matches reports whether a slot's key is, or begins with, the one looked for.
func (x *index) matches(col int, slot int32, want probe, whole bool) bool {
	p := x.slot(slot)
	if numeric(col) {
		return number(col, p) == want.number
	}
	key := x.key(col, p)
	return bytes.HasPrefix(key, want.text) && (!whole || len(key) == len(want.text))
}

// bulk is from how many entries on they wait for one sort at the end: the load
// of a whole shop arrives in pages.
const bulk = 1024

// insert takes slots into a column.
func (x *index) insert(col int, more []int32) {
	c := &x.columns[col]
	more = slices.DeleteFunc(slices.Clone(more), func(s int32) bool { return !x.has(col, s) })
	switch order := x.order(col); {
	case len(more) == 0:
	case len(more) >= bulk || len(c.raw) > 0:
		c.raw = append(c.raw, more...)
		x.unsorted = true
	case len(more) == 1:
		at, _ := slices.BinarySearchFunc(c.fresh, more[0], order)
		c.fresh = slices.Insert(c.fresh, at, more[0])
	default:
		slices.SortFunc(more, order)
		c.fresh = merge(c.fresh, more, order)
	}
	if len(c.fresh) > 1024+len(c.base)/16 {
		c.base, c.fresh = merge(c.base, c.fresh, x.order(col)), nil
	}
}

// settle sorts what was loaded, the columns side by side.
func (x *index) settle() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.unsorted {
		return
	}
	var wg sync.WaitGroup
	for col := range x.columns {
		wg.Go(func() {
			c := &x.columns[col]
			if len(c.raw) > 0 {
				c.base, c.raw = merge(c.base, x.sorted(col, c.raw), x.order(col)), nil
			}
		})
	}
	wg.Wait()
	x.unsorted = false
}

// ranked is a slot with the first bytes of its key: most comparisons of a sort
// need no more, and a million keys lie all over memory.
type ranked struct {
	rank uint64
	slot int32
}

func (x *index) sorted(col int, slots []int32) []int32 {
	list := make([]ranked, len(slots))
	for i, s := range slots {
		list[i] = ranked{x.rank(col, s), s}
	}
	order := x.order(col)
	slices.SortFunc(list, func(a, b ranked) int {
		if a.rank != b.rank {
			return cmp.Compare(a.rank, b.rank)
		}
		return order(a.slot, b.slot)
	})
	out := make([]int32, len(list))
	for i, r := range list {
		out[i] = r.slot
	}
	return out
}

func (x *index) rank(col int, slot int32) uint64 {
	p := x.slot(slot)
	switch col {
	case colPhone, colTail:
		return number(col, p)
	case colKana, colGivenKana:
		return kanaRank(x.key(col, p))
	}
	return nameRank(x.key(col, p))
}

func (c *column) sweep(dead func(int32) bool) {
	c.base = slices.DeleteFunc(c.base, dead)
	c.fresh = slices.DeleteFunc(c.fresh, dead)
	c.raw = slices.DeleteFunc(c.raw, dead)
}

// merge joins two sorted lists.
func merge(a, b []int32, order func(a, b int32) int) []int32 {
	if len(a) == 0 {
		return b
	}
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
