// Command gen builds the embedded postal data from an unpacked copy of the npm
// package jquery-jpostal-ja (MIT), whose json directory holds one JSONP file
// per three-digit prefix:
//
//	go run ./internal/japan/postal/gen -from DIR -o internal/japan/postal/data.csv.gz
//
// Equal input gives equal bytes. The licence of the data stands in
// LICENSE-data.txt beside the output.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"uketsuke/internal/japan"
	"uketsuke/internal/japan/postal"
)

func main() {
	from := flag.String("from", "", "directory of the unpacked package")
	out := flag.String("o", "", "file to write")
	flag.Parse()
	if err := run(*from, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(from, out string) error {
	info, err := source(from)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(from, "json", "[0-9][0-9][0-9].json"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no json files below %s", from)
	}
	var places []postal.Place
	for _, name := range files {
		rows, err := readJSONP(name)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r[0] == "_000info" {
				words := strings.Fields(r[2])
				info.Version, info.Date = strings.Join(words, " "), japan.Day(words[len(words)-1])
			}
			if p, ok := place(r); ok {
				places = append(places, p)
			}
		}
	}
	var b bytes.Buffer
	if err := postal.Write(&b, info, places); err != nil {
		return err
	}
	book, err := postal.Load(bytes.NewReader(b.Bytes()))
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d bytes, %+v\n", b.Len(), book.Info())
	return os.WriteFile(out, b.Bytes(), 0o644)
}

// source reads the package's name, version and licence.
func source(from string) (postal.Info, error) {
	data, err := os.ReadFile(filepath.Join(from, "package.json"))
	if err != nil {
		return postal.Info{}, err
	}
	var p struct{ Name, Version, License string }
	if err := json.Unmarshal(data, &p); err != nil {
		return postal.Info{}, err
	}
	return postal.Info{Source: fmt.Sprintf("%s %s (%s)", p.Name, p.Version, p.License)}, nil
}

func readJSONP(name string) ([][9]string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	start, end := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if start < 0 || end < start {
		return nil, fmt.Errorf("%s: no JSONP", name)
	}
	var rows [][9]string
	if err := json.Unmarshal(data[start+1:end], &rows); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
}

// place takes a row of a whole code; the others (_100: the prefecture of a
// prefix, _000info) are not places.
func place(r [9]string) (postal.Place, bool) {
	code, err := japan.ParsePostalCode(strings.TrimPrefix(r[0], "_"))
	if err != nil {
		return postal.Place{}, false
	}
	return postal.Place{
		Code: code, Prefecture: japan.Prefecture(r[1]), City: r[2], Town: r[3], Street: text(r[4]), Office: text(r[5]),
		CityKana: kana(r[7]), Kana: kana(r[8]),
	}, true
}

// kana is full-width katakana; figures and parentheses stay ASCII.
func kana(s string) string { return text(norm.NFC.String(width.Fold.String(s))) }

// text keeps commas out of the unquoted format.
func text(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), ",", "、") }
