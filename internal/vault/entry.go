package vault

import (
	"hash/maphash"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
	intern "unique" // the package has a function of that name

	"github.com/google/uuid"

	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
)

// entry is what of a card is kept in memory: what a hit shows and a search
// compares. It is the form in which entries are made and answered; memory
// holds them packed.
type entry struct {
	id       string
	seq      int64 // change_seq of this version
	version  int64
	gone     bool   // erased, kept so that an older row cannot bring it back
	into     string // the customer with whom this one was merged; empty for none
	affected bool
	name     string // masked
	kana     string // masked
	town     string
	no       string
	noKey    string
	phone    string // digits
	postal   uint32
	address  uint64 // keyed hash of the folded address, 0 for none
	kanaKey  folded
	nameKey  folded
}

// folded is a name or reading as it is compared, and where the given name
// begins in it (0: not told apart).
type folded struct {
	text  string
	given int
}

// entryOf masks and folds a card.
func entryOf(id string, seq, version int64, p customer.Person) entry {
	e := entry{
		id: id, seq: seq, version: version, affected: p.Affected, into: p.Into,
		name: maskName(p.Name), kana: maskName(p.Kana), town: townOf(p.Address1), no: p.No,
		noKey: numberKey(p.No), phone: phoneKey(p.Phone), kanaKey: foldName(p.Kana), nameKey: foldName(p.Name),
	}
	if c, err := japan.ParsePostalCode(p.PostalCode); err == nil {
		n, _ := strconv.ParseUint(string(c), 10, 32) // seven digits
		e.postal = uint32(n)
	}
	if key := textKey(p.Address1 + p.Address2); key != "" {
		e.address = maphash.String(addressSeed, key)
	}
	return e
}

// addressSeed keys the hashes of addresses: they are of use in this process alone.
var addressSeed = maphash.MakeSeed()

// foldName folds a name with the place where its given name begins.
func foldName(s string) folded {
	s = strings.TrimSpace(s)
	whole := textKey(s)
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i <= 0 {
		return folded{text: whole}
	}
	// Folding drops blanks, so that the parts join to the whole; where a mark at
	// the seam makes it otherwise, the given name is not told apart.
	if family := textKey(s[:i]); len(family) < len(whole) && strings.HasPrefix(whole, family) {
		return folded{text: whole, given: len(family)}
	}
	return folded{text: whole}
}

// maxDigits is the longest number that is found by telephone.
const maxDigits = 18

// packPhone keeps digits with their leading zeros: a 1 stands before them.
func packPhone(digits string) uint64 {
	if digits == "" || len(digits) > maxDigits {
		return 0
	}
	n, err := strconv.ParseUint("1"+digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func unpackPhone(n uint64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)[1:]
}

// Flags of a packed entry.
const (
	flagGone = 1 << iota
	flagDead // another slot has replaced this one
	flagAffected
	flagKana // the masked reading follows from the folded one
)

// packed is an entry as memory holds it, 80 bytes for each customer of the
// shop; its texts lie in the arena one after another.
type packed struct {
	id      uuid.UUID
	seq     int64
	phone   uint64
	address uint64
	town    intern.Handle[string] // a town is held once, however many live there
	text    uint32                // place in the arena
	postal  uint32
	version int32
	lens    [numTexts]uint16
	given   [2]uint16 // of kana and name
	flags   uint8
}

// The texts of a packed entry, in their order.
const (
	textKana = iota // folded
	textName        // folded
	textNoKey
	textNo
	textMaskName
	textMaskKana
	numTexts
)

func (p *packed) is(flag uint8) bool { return p.flags&flag != 0 }

// size is how many bytes of the arena its texts take.
func (p *packed) size() int {
	n := 0
	for _, l := range p.lens {
		n += int(l)
	}
	return n
}

// idOf is an id as memory keys it. Ids are UUIDs; another spelling that a
// forger wrote into the database gets one of its own and finds nobody.
func idOf(s string) uuid.UUID {
	id, err := uuid.Parse(s)
	if err != nil {
		return uuid.NewSHA1(uuid.Nil, []byte(s))
	}
	return id
}

// pack puts an entry into memory.
func (x *index) pack(e entry) packed {
	p := packed{id: idOf(e.id), seq: e.seq, version: int32(e.version)}
	if e.gone {
		p.flags = flagGone
		return p
	}
	p.phone, p.postal, p.address, p.town = packPhone(e.phone), e.postal, e.address, intern.Make(e.town)
	p.given = [2]uint16{uint16(e.kanaKey.given), uint16(e.nameKey.given)}
	if e.affected {
		p.flags |= flagAffected
	}
	kana := e.kana
	if kana == maskKana(e.kanaKey) {
		p.flags, kana = p.flags|flagKana, ""
	}
	texts := [numTexts]string{textKana: e.kanaKey.text, textName: e.nameKey.text, textNoKey: e.noKey, textNo: e.no, textMaskName: e.name, textMaskKana: kana}
	for i, t := range texts {
		p.lens[i] = uint16(len(t)) // a field has at most 200 characters
	}
	p.text = x.texts.add(texts[:], p.size())
	return p
}

// maskKana is the masked reading as it follows from the folded one.
func maskKana(k folded) string {
	if k.text == "" {
		return ""
	}
	if k.given > 0 {
		return k.text[:k.given] + " " + glyphs(k.text[k.given:], 1) + "*"
	}
	return glyphs(k.text, 2) + "*"
}

// textOf is one text of a packed entry, in the arena.
func (x *index) textOf(p *packed, which int) []byte {
	from := p.text
	for _, l := range p.lens[:which] {
		from += uint32(l)
	}
	return x.texts.at(from, int(p.lens[which]))
}

// unpack answers an entry.
func (x *index) unpack(p *packed) entry {
	e := entry{id: p.id.String(), seq: p.seq, version: int64(p.version), gone: p.is(flagGone), affected: p.is(flagAffected)}
	if e.gone {
		return e
	}
	e.phone, e.postal, e.address, e.town = unpackPhone(p.phone), p.postal, p.address, p.town.Value()
	e.kanaKey = folded{string(x.textOf(p, textKana)), int(p.given[0])}
	e.nameKey = folded{string(x.textOf(p, textName)), int(p.given[1])}
	e.no, e.noKey, e.name = string(x.textOf(p, textNo)), string(x.textOf(p, textNoKey)), string(x.textOf(p, textMaskName))
	e.kana = string(x.textOf(p, textMaskKana))
	if p.is(flagKana) {
		e.kana = maskKana(e.kanaKey)
	}
	return e
}

// arena holds the texts of all entries in a few large pieces that the garbage
// collector need not look into. What is dropped is wiped.
type arena struct {
	pieces [][]byte
	used   int // of the last piece
	wasted int // bytes of dropped texts
}

// pieceSize bounds one piece; the texts of an entry stand in one piece.
const pieceSize = 1 << 18

func (a *arena) add(texts []string, size int) uint32 {
	if len(a.pieces) == 0 || a.used+size > pieceSize {
		a.pieces, a.used = append(a.pieces, make([]byte, pieceSize)), 0
	}
	last := len(a.pieces) - 1
	place := uint32(last)*pieceSize + uint32(a.used)
	for _, t := range texts {
		a.used += copy(a.pieces[last][a.used:], t)
	}
	return place
}

func (a *arena) at(place uint32, size int) []byte {
	if size == 0 {
		return nil
	}
	piece, from := place/pieceSize, int(place%pieceSize)
	return a.pieces[piece][from : from+size]
}

// wipe overwrites what a dropped entry left.
func (a *arena) wipe(place uint32, size int) {
	clear(a.at(place, size))
	a.wasted += size
}

// kanaRank orders the first eight characters of a folded reading in eight
// bytes, as far as they are katakana; equal ranks must be compared in full.
func kanaRank(key []byte) (rank uint64) {
	for i := range 8 {
		r, n := utf8.DecodeRune(key)
		key = key[n:]
		var c uint64
		switch {
		case n == 0:
			return rank
		case r < 0x30A0:
			c = 1
		case r > 0x30FF:
			c = 0xFF
		default:
			c = uint64(r-0x30A0) + 2
		}
		rank |= c << (56 - 8*i)
		if c == 1 || c == 0xFF {
			return rank
		}
	}
	return rank
}

// nameRank is the same for the first four characters of any text.
func nameRank(key []byte) (rank uint64) {
	for i := range 4 {
		r, n := utf8.DecodeRune(key)
		key = key[n:]
		if n == 0 {
			return rank
		}
		rank |= uint64(min(r, 0xFFFF)) << (48 - 16*i)
		if r >= 0xFFFF {
			return rank
		}
	}
	return rank
}
