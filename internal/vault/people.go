package vault

import (
	"slices"
	"strings"

	"uketsuke/internal/customer"
)

// people finds customers by number and by phone and kana: in memory, and
// before it among those that the same call has made or changed.
type people struct {
	mem   *index
	no    map[string]string   // number key → id
	voice map[string][]string // phone and kana → ids
}

// candidate is a customer that a person may be.
type candidate struct {
	id  string
	via []string // the merged customers by whose data they were found
}

func newPeople(mem *index) people {
	return people{mem: mem, no: map[string]string{}, voice: map[string][]string{}}
}

// voiceKey is phone and kana as they are compared; empty unless both are there.
func voiceKey(p customer.Person) string {
	phone, kana := phoneKey(p.Phone), textKey(p.Kana)
	if phone == "" || kana == "" {
		return ""
	}
	return phone + "|" + kana
}

func (f people) learn(id string, p customer.Person) {
	f.no[numberKey(p.No)] = id
	if key := voiceKey(p); key != "" && !slices.Contains(f.voice[key], id) {
		f.voice[key] = append(f.voice[key], id)
	}
}

// holder is the customer who has the number, empty if nobody.
func (f people) holder(no string) string {
	key := numberKey(no)
	if id, ok := f.no[key]; ok {
		return id
	}
	if found := f.mem.living(f.mem.exact(colNo, key)); len(found) > 0 {
		return found[0].id
	}
	return ""
}

// keepNo is the number of a changed card: the held one unless another is given.
func (people) keepNo(given, held string) string {
	if given == "" || numberKey(given) == numberKey(held) {
		return held
	}
	return given
}

// candidates are the customers that a person may be, oldest first.
func (f people) candidates(p customer.Person) []candidate {
	var out []candidate
	if p.No != "" {
		if id := f.holder(p.No); id != "" {
			out = append(out, candidate{id: id, via: f.via(id, f.mem.exact(colNo, numberKey(p.No)))})
		}
		return out
	}
	key := voiceKey(p)
	if key == "" {
		return nil
	}
	var same []entry
	for _, e := range f.mem.exact(colPhone, phoneKey(p.Phone)) {
		if e.kanaKey.text == textKey(p.Kana) {
			same = append(same, e)
		}
	}
	for _, id := range f.voice[key] {
		out = append(out, candidate{id: id, via: f.via(id, same)})
	}
	for _, e := range f.mem.living(same) {
		if !slices.ContainsFunc(out, func(c candidate) bool { return c.id == e.id }) {
			out = append(out, candidate{id: e.id, via: f.via(e.id, same)})
		}
	}
	slices.SortFunc(out, func(a, b candidate) int { return strings.Compare(a.id, b.id) }) // UUIDv7: oldest first
	return out
}

// via are the merged customers among those found who lead to this one, whether
// or not their own data was found too.
func (f people) via(id string, found []entry) (merged []string) {
	for _, e := range found {
		if root, ok := f.mem.survivor(e.id); ok && e.id != id && root.id == id {
			merged = append(merged, e.id)
		}
	}
	return merged
}

func idsOf(candidates []candidate) []string {
	var ids []string
	for _, c := range candidates {
		ids = append(append(ids, c.id), c.via...)
	}
	return ids
}
