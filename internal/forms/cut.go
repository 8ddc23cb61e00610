package forms

import (
	"bytes"
	"slices"
	"strconv"
	"sync"

	"github.com/jung-kurt/gofpdf"
)

// cutCache keeps cut faces by face and characters. Cutting costs as much as
// printing with the whole face, so it pays as soon as a document's characters
// come a second time: the same form again, or the form of the next customer
// with the same edition. The key is the exact set, so that a document's bytes
// never depend on what was printed before.
var cutCache = struct {
	sync.Mutex
	faces map[string][]byte
}{faces: map[string][]byte{}}

// cutCacheSize bounds the cache; a cut face is 20–300 KB.
const cutCacheSize = 24

// cutFace returns the face reduced to the given codes. The result is shared and
// must not be written to.
func cutFace(f int, codes map[rune]bool) []byte {
	set := make([]rune, 0, len(codes))
	for code := range codes {
		set = append(set, code)
	}
	slices.Sort(set)
	key := strconv.Itoa(f) + string(set)

	cutCache.Lock()
	data, ok := cutCache.faces[key]
	cutCache.Unlock()
	if ok {
		return data
	}
	data = gofpdf.UTF8CutFont(bytes.Clone(faces[f]().data), string(set))
	cutCache.Lock()
	defer cutCache.Unlock()
	if len(cutCache.faces) >= cutCacheSize {
		clear(cutCache.faces)
	}
	cutCache.faces[key] = data
	return data
}
