package vault_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
)

// forms are the shapes in which a text could lie in a file.
func forms(s string) map[string][]byte {
	out := map[string][]byte{"utf-8": []byte(s), "hex": []byte(hex.EncodeToString([]byte(s)))}
	for _, u := range utf16.Encode([]rune(s)) {
		out["utf-16le"] = append(out["utf-16le"], byte(u), byte(u>>8))
		out["utf-16be"] = append(out["utf-16be"], byte(u>>8), byte(u))
	}
	if cp932, bad := japan.EncodeCP932(s); len(bad) == 0 {
		out["cp932"] = cp932
	}
	if half := japan.HalfKana(s); half != s {
		out["half-width"] = []byte(half)
		if cp932, bad := japan.EncodeCP932(half); len(bad) == 0 {
			out["half-width cp932"] = cp932
		}
	}
	for i, pad := range []string{"", "x", "xx"} { // base64 of a text that begins anywhere
		coded := base64.StdEncoding.EncodeToString([]byte(pad + s))
		out["base64 at "+string(rune('0'+i))] = []byte(coded[4 : len(coded)-4])
	}
	return out
}

// scan names every form of every canary that the files of a folder hold.
func scan(t *testing.T, dir string, canaries []string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing to scan: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lower := bytes.ToLower(data)
		for _, c := range canaries {
			for form, want := range forms(c) {
				if bytes.Contains(data, want) || form == "hex" && bytes.Contains(lower, want) {
					found = append(found, form+" of "+c)
				}
			}
		}
	}
	return found
}

// TestNothingInTheFile scans the database's files for everything that was
// entered; a twin that holds the same in clear shows that the scan sees.
func TestNothingInTheFile(t *testing.T) {
	canaries := []string{"髙橋 美咲", "タカハシ ミサキ", "0422515151", "1800001", "東京都武蔵野市吉祥寺北町", "3-4-5 すみれ荘201", "玄関先に置いてください", "K-987654321"}
	each(t, func(t *testing.T, b *bench) {
		if b.db.Engine != store.SQLite {
			b.scanPostgres(canaries)
			return
		}
		b.fill(canaries)
		dir := filepath.Dir(strings.TrimPrefix(b.dsn, "sqlite:"))
		if found := scan(t, dir, canaries); len(found) != 0 {
			t.Errorf("in the files: %v", found)
		}
	})
	for _, c := range canaries {
		twins := forms(c)
		for i := range 3 { // base64 of a whole cell, the canary at any offset in it
			twins["base64 at "+string(rune('0'+i))] = []byte(base64.StdEncoding.EncodeToString([]byte("....."[i:] + c + ".....")))
		}
		for form, text := range twins {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "twin"), append([]byte("....."), text...), 0o600); err != nil {
				t.Fatal(err)
			}
			if found := scan(t, dir, []string{c}); len(found) == 0 {
				t.Errorf("the scan is blind for %s of %s", form, c)
			}
		}
	}
}

// fill puts the canaries through every verb.
func (b *bench) fill(canaries []string) {
	b.t.Helper()
	p := person()
	p.No = canaries[len(canaries)-1]
	id := b.identified(p).Ref.ID
	to := b.recipientOf(id)
	all := strings.Join(canaries, "\n")
	b.put(op,
		customer.Put{ID: customer.NewID(), Body: customer.Draft{Fields: map[string][]string{"x": canaries}}},
		customer.Put{ID: customer.NewID(), Customer: id, Body: customer.Note{Text: all}},
		customer.Put{ID: customer.NewID(), Body: customer.Blob{Type: "text/plain", Data: []byte(all)}})
	if _, err := putArtefact(system, b.v, "b1", "b1-orders", customer.File{Name: "orders.csv"}, strings.NewReader(all), until); err != nil {
		b.t.Fatal(err)
	}
	b.search(b.v, customer.Query{Phone: p.Phone})
	b.search(b.v, customer.Query{Text: p.Kana})
	if _, err := b.v.Reveal(system, []string{to}, "batch:1"); err != nil {
		b.t.Fatal(err)
	}
	b.open(op, id)
	b.join(id, p)
}

// join merges a twin into a customer, parts them again, and erases another
// whose number the series is still to come to.
func (b *bench) join(id string, p customer.Person) {
	b.t.Helper()
	p.No, p.Phone = "", ""
	twin := b.put(op, customer.Put{ID: customer.NewID(), Card: true, Body: p})[0].Ref
	p.No = customer.MakeNo(8765432)
	gone := b.put(op, customer.Put{ID: customer.NewID(), Body: p})[0].Ref
	undone := b.merge(customer.Ref{ID: id, Version: 1}, twin, "address")
	if err := b.v.Unmerge(chief, undone); err != nil {
		b.t.Fatal(err)
	}
	b.merge(customer.Ref{ID: id, Version: 2}, customer.Ref{ID: twin.ID, Version: 3})
	if err := b.v.Apart(chief, id, gone.ID); err != nil {
		b.t.Fatal(err)
	}
	if _, _, err := b.v.Pairs(chief, customer.PairQuery{}); err != nil {
		b.t.Fatal(err)
	}
	if err := b.v.Delete(privacy, customer.Deletion{Customer: gone.ID, RequestNo: "R-1", Reason: "request"}); err != nil {
		b.t.Fatal(err)
	}
}

// scanPostgres looks through every column of every table, bytes as hex.
func (b *bench) scanPostgres(canaries []string) {
	b.t.Helper()
	b.fill(canaries)
	dir := b.t.TempDir()
	for _, table := range []string{"wrap", "record", "chunk", "tombstone", "budget", "outbox", "counter", "person_merge", "person_apart"} {
		var rows []string
		if err := b.db.Read(context.Background()).Raw(`SELECT t::text FROM ` + table + ` t`).Scan(&rows).Error; err != nil {
			b.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, table), []byte(strings.Join(rows, "\n")), 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	if found := scan(b.t.(*testing.T), dir, canaries); len(found) != 0 {
		b.t.Errorf("in the tables: %v", found)
	}
}
