package importmap

import (
	"encoding/csv"
	"slices"
	"strings"

	"uketsuke/internal/japan"
)

// has reports whether the rows have a column; a file without rows has any.
func (l lookup) has(column string) bool {
	for _, row := range l.rows {
		_, ok := row[column]
		return ok
	}
	return true
}

// readLookup reads a second file (UTF-8 or CP932, comma) by its key column.
func (p *parser) readLookup(line int, file, key string) (lookup, bool) {
	l := lookup{rows: map[string]map[string]string{}}
	refuse := func(why string, args ...any) (lookup, bool) {
		p.bad.Add(p.file, line, file, why, args...)
		return l, false
	}
	raw, err := p.open(file)
	if err != nil {
		return refuse("import.lookup_open")
	}
	text, _, err := japan.DecodeText(raw)
	if err != nil {
		return refuse("order.import_encoding")
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(records) == 0 {
		return refuse("import.lookup_csv")
	}
	at := slices.Index(records[0], key)
	if at < 0 {
		return refuse("import.lookup_key", key)
	}
	for i, rec := range records[1:] {
		k := strings.TrimSpace(rec[at])
		if k == "" {
			continue
		}
		row := map[string]string{}
		for j, h := range records[0] {
			row[h] = rec[j]
		}
		if before, ok := l.rows[k]; ok && !sameRow(before, row) {
			return refuse("import.lookup_twice", i+2)
		}
		l.rows[k] = row
	}
	return l, true
}

func sameRow(a, b map[string]string) bool {
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}
