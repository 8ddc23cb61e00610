package postal

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"uketsuke/internal/japan"
)

// Book is the postal data in memory. It is never changed after Load, so any
// number of goroutines may read it.
type Book struct {
	info   Info
	text   string // the rows without the header line
	cities []city
	rows   []row    // by code, then in the order of the source
	byCity []uint32 // row numbers by city; a city's share is cities[i].rows
}

type city struct {
	prefecture japan.Prefecture
	name, kana string
	key        string // see matchKey
	from, to   int    // its part of byCity
}

type row struct {
	code   uint32
	offset uint32 // of its line in text
	city   uint16
}

//go:embed data.csv.gz
var embedded []byte

// Embedded is the book built into the program, loaded at the first call.
var Embedded = sync.OnceValues(func() (*Book, error) { return Load(bytes.NewReader(embedded)) })

// Open loads the book that Import wrote to path, or the embedded one when
// there is no such file.
func Open(path string) (*Book, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Embedded()
	}
	if err != nil {
		return nil, fmt.Errorf("postal: %w", err)
	}
	defer f.Close()
	return Load(f)
}

// maxText bounds what a compact file may unpack to; the whole country is 8 MB.
const maxText = 64 << 20

// Load reads the compact form (see Write). Its errors are about a damaged
// file, for the log.
func Load(r io.Reader) (*Book, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("postal: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(z, maxText+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("postal: %w", err)
	case len(data) > maxText:
		return nil, fmt.Errorf("postal: data larger than %d bytes", maxText)
	}
	header, text, _ := strings.Cut(string(data), "\n")
	b := &Book{text: text}
	if err := b.readHeader(header); err != nil {
		return nil, err
	}
	if err := b.index(); err != nil {
		return nil, err
	}
	b.groupByCity()
	return b, nil
}

func (b *Book) readHeader(line string) error {
	f := strings.Split(line, ",")
	if len(f) != 4 || f[0] != magic {
		return fmt.Errorf("postal: not a file of this format")
	}
	b.info = Info{Version: f[1], Date: japan.Day(f[2]), Source: f[3]}
	return nil
}

// index walks the lines once, noting where each begins and which city it is in.
func (b *Book) index() error {
	b.rows = make([]row, 0, strings.Count(b.text, "\n"))
	numbers := map[[2]string]uint16{}
	var at uint16
	var prefecture string
	for off := 0; off < len(b.text); {
		line, _, ended := strings.Cut(b.text[off:], "\n")
		f, err := splitLine(line)
		if err != nil || !ended {
			return fmt.Errorf("postal: row %d is damaged", len(b.rows)+2)
		}
		code, err := strconv.ParseUint(f[colCode], 10, 32)
		if err != nil || len(b.rows) > 0 && uint32(code) < b.rows[len(b.rows)-1].code {
			return fmt.Errorf("postal: row %d is out of order", len(b.rows)+2)
		}
		if f[colPrefecture] != "" {
			prefecture = f[colPrefecture]
		}
		if f[colCity] != "" {
			at = b.cityNumber(numbers, prefecture, f)
		}
		if len(b.cities) == 0 {
			return fmt.Errorf("postal: the first row has no city")
		}
		if len(b.rows) == 0 || b.rows[len(b.rows)-1].code != uint32(code) {
			b.info.Codes++
		}
		b.rows = append(b.rows, row{code: uint32(code), offset: uint32(off), city: at})
		off += len(line) + 1
	}
	b.info.Rows = len(b.rows)
	return nil
}

func (b *Book) cityNumber(numbers map[[2]string]uint16, prefecture string, f [columns]string) uint16 {
	id := [2]string{prefecture, f[colCity]}
	if n, ok := numbers[id]; ok {
		return n
	}
	n := uint16(len(b.cities))
	b.cities = append(b.cities, city{
		prefecture: japan.Prefecture(prefecture), name: f[colCity], kana: f[colCityKana], key: matchKey(f[colCity]),
	})
	numbers[id] = n
	return n
}

func (b *Book) groupByCity() {
	b.byCity = make([]uint32, len(b.rows))
	for i := range b.rows {
		b.byCity[i] = uint32(i)
	}
	slices.SortStableFunc(b.byCity, func(x, y uint32) int {
		return int(b.rows[x].city) - int(b.rows[y].city)
	})
	for i, n := range b.byCity {
		c := &b.cities[b.rows[n].city]
		if c.to == 0 {
			c.from = i
		}
		c.to = i + 1
	}
}

// Info says which data the book holds.
func (b *Book) Info() Info { return b.info }

// Lookup lists the places of a code in the order of the source; none for an
// unknown code.
func (b *Book) Lookup(code japan.PostalCode) []Place {
	n, err := strconv.ParseUint(string(code), 10, 32)
	if err != nil || len(code) != 7 {
		return nil
	}
	var places []Place
	i := sort.Search(len(b.rows), func(i int) bool { return b.rows[i].code >= uint32(n) })
	for ; i < len(b.rows) && b.rows[i].code == uint32(n); i++ {
		places = append(places, b.place(i))
	}
	return places
}

// All calls yield for every row in order of code until it returns false.
func (b *Book) All(yield func(Place) bool) {
	for i := range b.rows {
		if !yield(b.place(i)) {
			return
		}
	}
}

func (b *Book) place(i int) Place {
	r := b.rows[i]
	line, _, _ := strings.Cut(b.text[r.offset:], "\n")
	f, _ := splitLine(line) // was whole when indexed
	c := b.cities[r.city]
	return Place{
		Code: japan.PostalCode(f[colCode]), Prefecture: c.prefecture, City: c.name, CityKana: c.kana,
		Town: f[colTown], Street: f[colStreet], Office: f[colOffice], Kana: f[colKana],
	}
}
