package postal

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"uketsuke/internal/japan"
)

// maxReverse bounds the answer of Reverse: more than a screen of candidates helps nobody.
const maxReverse = 20

// Reverse lists the places an address may lie in, the best match first: the
// longest town name, then shorter ones, then the city's catch-all code. The
// prefecture may be missing (then every city of the name answers), the county
// may be missing, numbers may be kanji or digits, ヶ may be ケ or が. Offices
// are not searched. At most 20 places; none when no city fits.
func (b *Book) Reverse(address string) []Place {
	prefecture, rest, _ := japan.PrefectureOf(address)
	key := matchKey(rest)
	var hits []hit
	for _, m := range b.matchCities(prefecture, key) {
		town := strings.TrimPrefix(strings.TrimPrefix(m.rest, "大字"), "字")
		hits = append(hits, b.matchTowns(m.city, town)...)
	}
	slices.SortStableFunc(hits, func(x, y hit) int { return cmp.Compare(y.length, x.length) })
	places := make([]Place, 0, min(len(hits), maxReverse))
	for _, h := range hits[:min(len(hits), maxReverse)] {
		places = append(places, h.place)
	}
	return places
}

type hit struct {
	place  Place
	length int // of the town name that matched, 0 for a catch-all
}

type cityMatch struct {
	city *city
	rest string
}

// matchCities finds the cities whose name the key begins with; of several, those with the longest.
func (b *Book) matchCities(prefecture japan.Prefecture, key string) []cityMatch {
	var found []cityMatch
	for i := range b.cities {
		c := &b.cities[i]
		if prefecture != "" && c.prefecture != prefecture {
			continue
		}
		rest, ok := cutCity(key, c.key)
		if !ok {
			continue
		}
		if len(found) > 0 && len(rest) > len(found[0].rest) {
			continue
		}
		if len(found) > 0 && len(rest) < len(found[0].rest) {
			found = found[:0]
		}
		found = append(found, cityMatch{c, rest})
	}
	return found
}

// cutCity takes the city off the key, with or without its county (郡) or the
// island that Tokyo's villages carry before their name (三宅島三宅村).
func cutCity(key, name string) (rest string, ok bool) {
	if rest, ok = strings.CutPrefix(key, name); ok {
		return rest, true
	}
	for _, sep := range []string{"郡", "島"} {
		if _, short, found := strings.Cut(name, sep); found && len(short) > len("町村") {
			if rest, ok = strings.CutPrefix(key, short); ok {
				return rest, true
			}
		}
	}
	return "", false
}

func (b *Book) matchTowns(c *city, key string) []hit {
	var hits []hit
	for _, n := range b.byCity[c.from:c.to] {
		p := b.place(int(n))
		if p.Office != "" {
			continue
		}
		if town := matchKey(p.Town); strings.HasPrefix(key, town) {
			hits = append(hits, hit{p, len(town)})
		}
	}
	return hits
}

var kanjiNumber = regexp.MustCompile(`[〇一二三四五六七八九十]+`)

var placeSpelling = strings.NewReplacer("ガ", "ケ", "之", "ノ", "乃", "ノ")

// matchKey folds an address so that the ways of writing it compare equal; it
// is used on both sides, so it need not be pretty.
func matchKey(s string) string {
	return kanjiNumber.ReplaceAllStringFunc(placeSpelling.Replace(japan.SearchKey(s)), arabic)
}

// arabic turns a kanji number below 100, or a run of kanji digits, into digits.
func arabic(s string) string {
	before, after, tens := strings.Cut(s, "十")
	if !tens {
		return digits(s)
	}
	if strings.Contains(after, "十") || len([]rune(before)) > 1 || len([]rune(after)) > 1 {
		return s
	}
	ten, one := 1, 0
	if before != "" {
		ten, _ = strconv.Atoi(digits(before))
	}
	if after != "" {
		one, _ = strconv.Atoi(digits(after))
	}
	return strconv.Itoa(10*ten + one)
}

func digits(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte('0' + byte(strings.Index("〇一二三四五六七八九", string(r))/len("〇")))
	}
	return b.String()
}
