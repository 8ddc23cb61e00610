package catalog

import (
	"cmp"
	"slices"
	"strings"

	"uketsuke/internal/japan"
)

// defaultLimit is how many products a search lists.
const defaultLimit = 20

// searchKeys are a product's texts as a search compares them.
type searchKeys struct {
	code  string // without punctuation
	jan   string
	names []string
}

func keysOf(p Product) searchKeys {
	k := searchKeys{code: bare(p.Code), jan: p.JAN}
	for _, text := range []string{p.Name, p.NameKana, p.Latin} {
		if key := japan.SearchKey(text); key != "" {
			k.names = append(k.names, key)
		}
	}
	return k
}

// Search finds products by the beginning of their code or their JAN code, then by parts of name,
// kana or Latin name: every word typed must occur. Those priced in the edition
// come first, then the closer match, then by code; where the text begins a code,
// names that hold it are left out. limit ≤ 0 means 20.
func (b *Book) Search(text, edition string, limit int) []Product {
	if limit <= 0 {
		limit = defaultLimit
	}
	q := newQuery(text)
	if q.code == "" && len(q.words) == 0 {
		return nil
	}
	type hit struct{ i, rank int }
	var hits []hit
	prices := b.prices[Code(edition)]
	for i, k := range b.keys {
		rank := q.rank(k)
		if rank == noMatch {
			continue
		}
		if _, ok := prices[b.products[i].Code]; !ok {
			rank += noMatch // behind all that can be ordered
		}
		hits = append(hits, hit{i, rank})
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(a.rank-b.rank, a.i-b.i) })
	if len(hits) > 0 && hits[0].rank <= codePrefix { // a code was begun: names that happen to hold its letters only confuse
		hits = slices.DeleteFunc(hits, func(h hit) bool { return h.rank%noMatch > codePrefix })
	}
	var out []Product
	for _, h := range hits[:min(limit, len(hits))] {
		out = append(out, b.products[h.i])
	}
	return out
}

// Propose lists what a text that is no product's code may have meant: what a
// search finds, then codes that one slip of a key makes of it, those of the
// edition first.
func (b *Book) Propose(text, edition string, limit int) []Product {
	out := b.Search(text, edition, limit)
	code := Code(text)
	if len(code) > maxCode || !strings.ContainsAny(code, "0123456789") {
		return out
	}
	near := nearest(code, sortedKeys(b.prices[Code(edition)]), limit)
	for _, c := range append(near, nearest(code, sortedKeys(b.index), limit)...) {
		p, ok := b.Product(c)
		if ok && len(out) < limit && !slices.ContainsFunc(out, func(o Product) bool { return o.Code == p.Code }) {
			out = append(out, p)
		}
	}
	return out
}

// The ranks of a match, best first.
const (
	codeExact = iota
	codePrefix
	namePrefix
	namePart
	noMatch
)

type query struct {
	code  string
	words []string
}

func newQuery(text string) query {
	q := query{code: bare(Code(text))}
	for _, w := range strings.Fields(japan.Clean(text)) {
		if key := japan.SearchKey(w); key != "" {
			q.words = append(q.words, key)
		}
	}
	return q
}

func (q query) rank(k searchKeys) int {
	switch {
	case q.code != "" && (k.code == q.code || k.jan == q.code):
		return codeExact
	case q.code != "" && strings.HasPrefix(k.code, q.code):
		return codePrefix
	case len(q.words) == 0:
		return noMatch
	}
	best := namePart
	for _, w := range q.words {
		if !slices.ContainsFunc(k.names, func(n string) bool { return strings.Contains(n, w) }) {
			return noMatch
		}
	}
	if slices.ContainsFunc(k.names, func(n string) bool { return strings.HasPrefix(n, q.words[0]) }) {
		best = namePrefix
	}
	return best
}
