package vault

import (
	"bytes"
	"slices"
)

// named finds people by what was typed of a name or reading. What is most
// likely meant comes first: the reading or name that begins so, then the given
// name that begins so, then those who have it somewhere inside.
func (x *index) named(key string, limit int) []entry {
	defer x.reading()()
	want := probe{text: []byte(key)}
	var slots []int32
	for _, ways := range [][]int{{colKana, colName}, {colGivenKana, colGivenName}} {
		var some []int32
		for _, col := range ways {
			some = append(some, x.find(col, want, false, limit)...)
		}
		slices.SortStableFunc(some, x.order(colKana))
		slots = append(slots, some...)
	}
	if len(slots) < limit {
		slots = append(slots, x.inside(want.text, limit)...)
	}
	return x.survivors(slots)
}

// inside looks through all entries for names and readings that hold a text
// further in; it stops when it has enough. A million takes some hundredths of
// a second, and only where the columns had too few.
func (x *index) inside(text []byte, limit int) []int32 {
	var out []int32
	for i := range int32(x.count) {
		p := x.slot(i)
		if p.is(flagGone|flagDead) || p.size() == 0 {
			continue
		}
		// Reading and name stand side by side at the beginning of the texts.
		kana, both := int(p.lens[textKana]), int(p.lens[textKana]+p.lens[textName])
		at := bytes.Index(x.texts.at(p.text, both), text)
		across := at < kana && at+len(text) > kana
		begins := at == 0 || at == kana || at == int(p.given[0]) || at == kana+int(p.given[1])
		if at < 0 || across || begins { // those that begin so were found before
			continue
		}
		if out = append(out, i); len(out) == limit {
			break
		}
	}
	return out
}

// survivors answers the entries of slots, those merged with another as that
// one, each once.
func (x *index) survivors(slots []int32) []entry {
	var out []entry
	seen := map[int32]bool{}
	for _, s := range slots {
		s = x.root(s)
		if s < 0 || seen[s] {
			continue
		}
		seen[s] = true
		out = append(out, x.unpack(x.slot(s)))
	}
	return out
}

// root is the slot of the customer with whom this one was merged, itself when
// with nobody, -1 when that customer is not known or gone. The chain is short;
// a circle, which only a forger could make, ends.
func (x *index) root(slot int32) int32 {
	for range 100 {
		to, ok := x.into[x.slot(slot).id]
		if !ok {
			return slot
		}
		if slot, ok = x.byID[to]; !ok || x.slot(slot).is(flagGone) {
			return -1
		}
	}
	return -1
}

// living is survivors of entries that were found.
func (x *index) living(found []entry) []entry {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var slots []int32
	for _, e := range found {
		if slot, ok := x.byID[idOf(e.id)]; ok && !x.slot(slot).is(flagGone) {
			slots = append(slots, slot)
		}
	}
	return x.survivors(slots)
}

// survivor is the entry of a customer, or of the one with whom it was merged.
func (x *index) survivor(id string) (entry, bool) {
	found := x.living([]entry{{id: id}})
	if len(found) == 0 {
		return entry{}, false
	}
	return found[0], true
}

// near finds the holders of numbers that are one slip of the ear or finger
// away, the likelier slips first.
func (x *index) near(typed string) []entry {
	var found []entry
	for _, no := range slips(numberKey(typed)) {
		found = append(found, x.exact(colNo, no)...)
	}
	return x.living(found)
}

// maxSlipLength bounds how long a number is varied.
const maxSlipLength = 16

// slips are the numbers from which one slip leads to this one: a digit
// misheard, two swapped, one left out, one too many.
func slips(no string) []string {
	if no == "" || len(no) > maxSlipLength {
		return nil
	}
	var out []string
	for i := range len(no) {
		if no[i] < '0' || no[i] > '9' {
			continue
		}
		for d := byte('0'); d <= '9'; d++ {
			if d != no[i] {
				out = append(out, no[:i]+string(d)+no[i+1:])
			}
		}
	}
	for i := range len(no) - 1 {
		if no[i] != no[i+1] {
			out = append(out, no[:i]+string(no[i+1])+string(no[i])+no[i+2:])
		}
	}
	for i := range len(no) + 1 {
		for d := byte('0'); d <= '9'; d++ {
			out = append(out, no[:i]+string(d)+no[i:])
		}
		if i < len(no) {
			out = append(out, no[:i]+no[i+1:])
		}
	}
	return out
}
