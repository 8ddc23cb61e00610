package vault_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
	"uketsuke/internal/vault"
)

const until = japan.Day("2026-12-31")

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// putArtefact seals one file.
func putArtefact(ctx context.Context, v *vault.Vault, batchKey, id string, meta customer.File, r io.Reader, until japan.Day) (customer.File, error) {
	files, err := v.PutArtefacts(ctx, batchKey, until, vault.NewArtefact{ID: id, Meta: meta, Data: r})
	if err != nil {
		return customer.File{}, err
	}
	return files[0], nil
}

// Files of a batch come whole or not at all.
func TestArtefactsTogether(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		broken := errors.New("writer broke")
		one := vault.NewArtefact{ID: "b1-orders", Data: strings.NewReader("x")}
		_, err := b.v.PutArtefacts(system, "b1", until, one, vault.NewArtefact{ID: "b1-lines", Data: iotest.ErrReader(broken)})
		if !errors.Is(err, broken) {
			t.Errorf("error %v", err)
		}
		if n := b.count(`SELECT COUNT(*) FROM record`); n != 0 {
			t.Errorf("%d files of a set that broke", n)
		}
	})
}

func TestArtefact(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, size := range []int{0, 1, 1 << 20, 1<<20 + 1, 3<<20 - 5} {
			data := bytes.Repeat([]byte("受付,ウケツケ\r\n"), size/20+1)[:size]
			id := customer.NewID()
			put, err := putArtefact(system, b.v, "batch-1", id, customer.File{Name: "orders.csv", Type: "text/csv", Rows: 3}, iotest.OneByteReader(bytes.NewReader(data)), until)
			want := customer.File{Name: "orders.csv", Type: "text/csv", Rows: 3, Size: int64(size), SHA256: sum(data)}
			if diff := cmp.Diff(want, put); err != nil || diff != "" {
				t.Fatalf("%d bytes: %v %s", size, err, diff)
			}
			f, err := b.v.Artefact(system, id)
			if err != nil {
				t.Fatal(err)
			}
			if err := iotest.TestReader(f.Content, data); err != nil {
				t.Errorf("%d bytes: %v", size, err)
			}
		}
	})
}

func TestArtefactFirstWriterWins(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		vaults := []*vault.Vault{b.v, b.other()}
		files := make([]customer.File, 6)
		var wg sync.WaitGroup
		for w := range files {
			wg.Go(func() {
				f, err := putArtefact(system, vaults[w%2], "batch-1", "batch-1/orders.csv", customer.File{Name: "orders.csv"}, strings.NewReader(strings.Repeat("x", w+1)), until)
				if err != nil {
					t.Error(err)
				}
				files[w] = f
			})
		}
		wg.Wait()
		f, err := b.v.Artefact(system, "batch-1/orders.csv")
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(f.Content)
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range files {
			if got.SHA256 != sum(data) {
				t.Errorf("a writer was told %s, the file is %s", got.SHA256, sum(data))
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM wrap`); n != 1 {
			t.Errorf("%d keys for one batch", n)
		}
	})
}

func TestArtefactsListAndDrop(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, id := range []string{"b1-orders", "b1-lines"} {
			if _, err := putArtefact(system, b.v, "b1", id, customer.File{Name: id}, strings.NewReader(id), until); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := putArtefact(system, b.v, "b2", "b2-orders", customer.File{Name: "b2"}, strings.NewReader("y"), until); err != nil {
			t.Fatal(err)
		}
		list, err := b.v.Artefacts(system, "b1")
		if err != nil || len(list) != 2 || list[0].ID != "b1-lines" || list[1].SHA256 != sum([]byte("b1-orders")) {
			t.Errorf("%+v, %v", list, err)
		}
		f, err := b.v.Artefact(system, "b1-orders")
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := b.v.DropArtefacts(system, "b1"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := io.ReadAll(f.Content); err == nil {
			t.Error("a file that was open reads on after its key was destroyed")
		}
		_, err = b.v.Artefact(system, "b1-orders")
		wantErr(t, err, "vault.unknown")
		if list, err := b.v.Artefacts(system, "b1"); err != nil || len(list) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
		b.advance(until.Add(1).Time().Sub(start) + time.Second)
		if n, err := b.v.Sweep(system); err != nil || n != 1 {
			t.Errorf("swept %d, %v", n, err)
		}
		if n := b.count(`SELECT COUNT(*) FROM record`) + b.count(`SELECT COUNT(*) FROM chunk`) + b.count(`SELECT COUNT(*) FROM wrap`); n != 0 {
			t.Errorf("%d rows left after the date", n)
		}
	})
}

func TestArtefactRefuses(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		_, err := putArtefact(op, b.v, "b1", "f", customer.File{}, strings.NewReader(""), until)
		wantErr(t, err, "actor.role")
		broken := errors.New("writer broke")
		_, err = putArtefact(system, b.v, "b1", "f", customer.File{}, io.MultiReader(strings.NewReader("x"), iotest.ErrReader(broken)), until)
		if !errors.Is(err, broken) {
			t.Errorf("half a file: %v", err)
		}
		_, err = b.v.Artefact(system, "f")
		wantErr(t, err, "vault.unknown")
		if _, err := putArtefact(system, b.v, "b1", "f", customer.File{}, strings.NewReader("whole"), until); err != nil {
			t.Fatal(err)
		}
		_, err = b.v.Open(privacy, "f", "call") // never as a record
		wantErr(t, err, "vault.unknown")
		_, err = b.v.Artefact(op, "f")
		wantErr(t, err, "actor.role")
		b.flip("chunk", "ct", "record_id", "f", 20)
		f, err := b.v.Artefact(system, "f")
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.ReadAll(f.Content)
		wantErr(t, err, "vault.tampered")
	})
}
