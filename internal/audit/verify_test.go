package audit_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"uketsuke/internal/audit"
	"uketsuke/internal/i18n"
)

// Every attack starts from the same log of 1,203 entries (three batches, so
// that heads over 500 and 1,000 entries were kept beside the current one), is made
// with SQL alone, and must be found and named.
func TestVerifyFinds(t *testing.T) {
	const total = 1203
	dropPast := "DELETE FROM checkpoint"
	attacks := []struct {
		name  string
		do    func(t *testing.T, b *bench) []string
		first int64
		key   string
	}{
		{"a deleted entry", sql("DELETE FROM entry WHERE seq = 700"), 700, "audit.missing"},
		{"the first entry deleted", sql("DELETE FROM entry WHERE seq = 1"), 1, "audit.missing"},
		{"a deleted entry closed by renumbering", sql("DELETE FROM entry WHERE seq = 700",
			"UPDATE entry SET seq = -seq WHERE seq > 700", "UPDATE entry SET seq = -seq - 1 WHERE seq < 0"), 700, "audit.order"},
		{"an altered actor", sql("UPDATE entry SET actor = 'staff:2' WHERE seq = 42"), 42, "audit.altered"},
		{"an altered action", sql("UPDATE entry SET action = 'order.revise' WHERE seq = 42"), 42, "audit.altered"},
		{"an altered subject", sql("UPDATE entry SET subject = 'o-41' WHERE seq = 42"), 42, "audit.altered"},
		{"an altered reason", sql("UPDATE entry SET reason = '' WHERE seq = 42"), 42, "audit.altered"},
		{"an altered time", sql("UPDATE entry SET at = '2026-11-24T01:02:03.456788Z' WHERE seq = 42"), 42, "audit.altered"},
		{"an altered source", sql("UPDATE entry SET source = 'vault' WHERE seq = 42"), 42, "audit.altered"},
		{"an altered source number", sql("UPDATE entry SET src_seq = 5000 WHERE seq = 42"), 42, "audit.altered"},
		{"text moved between two fields", sql("UPDATE entry SET action = 'order.placeo-', subject = '42' WHERE seq = 42"), 42, "audit.altered"},
		{"two entries swapped", sql("UPDATE entry SET seq = -1 WHERE seq = 10",
			"UPDATE entry SET seq = 10 WHERE seq = 20", "UPDATE entry SET seq = 20 WHERE seq = -1"), 10, "audit.order"},
		{"two entries swapped with their hashes", swapWithHashes(10, 20), 10, "audit.number"},
		{"an entry altered with its hash", alterWithHash(42), 41, "audit.between"},
		{"an entry altered with the whole tree rebuilt", rebuild(700), 501, "audit.between"},
		{"the same without past heads", rebuild(700, dropPast), 1, "audit.between"},
		{"an entry added at the end", sql("INSERT INTO entry SELECT 1204, at, actor, action, subject, reason, source, 1204 FROM entry WHERE seq = 1"),
			1204, "audit.extra"},
		{"the tail of the entries cut", sql("DELETE FROM entry WHERE seq > 1200"), 1201, "audit.tail"},
		{"the last entry cut", sql("DELETE FROM entry WHERE seq = 1203"), 1203, "audit.tail"},
		{"entries and hashes cut", sql("DELETE FROM entry WHERE seq > 1000", cutHashes(1000)), 1001, "audit.tail"},
		{"all cut back to an older signed head", sql(cutTo(500)...), 501, "audit.rolled_back"},
		{"the same without later past heads", sql(append(cutTo(500), "DELETE FROM checkpoint WHERE size > 500")...), 501, "audit.cut"},
		{"everything emptied", sql("DELETE FROM entry", "DELETE FROM hash", dropPast, "UPDATE head SET size = 0, note = ''"), 1, "audit.cut"},
		{"a stored hash altered", sql("UPDATE hash SET h = (SELECT h FROM hash WHERE id = 0) WHERE id = 100"), 0, ""},
		{"a stored hash deleted", sql("DELETE FROM hash WHERE id = 100"), 0, ""},
		{"stray hashes at the end", sql("INSERT INTO hash SELECT id + 5000, h FROM hash WHERE id = 0"), total + 1, "audit.hashes"},
		{"a forged head", forgeHead, 1001, "audit.head"},
		{"a head of another log", sql("UPDATE head SET note = 'x'"), 1001, "audit.head"},
		{"a deleted head", sql("DELETE FROM head"), 1001, "audit.head"},
		{"an altered past head", sql("UPDATE checkpoint SET note = '' WHERE size = 1000"), 501, "audit.checkpoint"},
	}
	onEngines(t, func(t *testing.T, b *bench) {
		fillOutbox(t, b.orders, total)
		b.relay(t)
		if r := b.verify(t); !r.OK || r.Entries != total || r.FirstBad != 0 {
			t.Fatalf("before any attack: %+v", r)
		}
		exec(t, b.audit, "CREATE TABLE entry0 AS SELECT * FROM entry", "CREATE TABLE hash0 AS SELECT * FROM hash",
			"CREATE TABLE head0 AS SELECT * FROM head", "CREATE TABLE checkpoint0 AS SELECT * FROM checkpoint")
		for _, a := range attacks {
			t.Run(a.name, func(t *testing.T) {
				exec(t, b.audit, a.do(t, b)...)
				r := b.verify(t)
				if r.OK || (a.key != "" && (r.Finding.Key != a.key || r.FirstBad != a.first)) {
					t.Errorf("found %d %v, want %d %s", r.FirstBad, r.Finding, a.first, a.key)
				}
				wantSentence(t, r)
				for _, table := range []string{"entry", "hash", "head", "checkpoint"} {
					exec(t, b.audit, "DELETE FROM "+table, "INSERT INTO "+table+" SELECT * FROM "+table+"0")
				}
			})
		}
		if r := b.verify(t); !r.OK {
			t.Errorf("after putting all right: %+v", r)
		}
	})
}

func TestVerifyFindsLossInTheOutbox(t *testing.T) {
	attacks := []struct {
		name, stmt, key string
	}{
		{"waiting evidence cut off", "DELETE FROM outbox", "audit.outbox"},
		{"waiting evidence with a hole", "DELETE FROM outbox WHERE seq = 4", "audit.outbox"},
		{"the mark deleted", "DELETE FROM outbox_mark", "audit.mark"},
		{"the mark set back", "UPDATE outbox_mark SET carried = 1", "audit.outbox"},
		{"the mark set forward", "UPDATE outbox_mark SET carried = 9", "audit.cut"},
	}
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, b *bench) {
				emit(t, b.orders, 3)
				b.relay(t)
				emit(t, b.orders, 3)
				exec(t, b.orders, a.stmt)
				r := b.verify(t)
				if r.OK || r.Finding.Key != a.key || r.FirstBad != 4 {
					t.Errorf("found %d %v, want 4 %s", r.FirstBad, r.Finding, a.key)
				}
				wantSentence(t, r)
			})
		})
	}
}

// A source restored from an older night is behind the log.
func TestVerifyFindsASourceSetBack(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		emit(t, b.orders, 6)
		b.relay(t)
		exec(t, b.orders, "UPDATE counter SET n = 4 WHERE name = 'outbox'")
		exec(t, b.orders, "UPDATE outbox_mark SET carried = 4")
		r := b.verify(t)
		if r.OK || r.Finding.Key != "audit.ahead" || r.FirstBad != 5 {
			t.Errorf("found %d %v, want 5 audit.ahead", r.FirstBad, r.Finding)
		}
		wantSentence(t, r)
	})
}

func TestVerifyDrainsFirst(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		if r := b.verify(t); !r.OK || r.Entries != 0 {
			t.Errorf("empty log: %+v", r)
		}
		emit(t, b.orders, 3)
		if r := b.verify(t); !r.OK || r.Entries != 3 || r.Pending != 0 {
			t.Errorf("after three acts: %+v", r)
		}
	})
}

func TestVerifyWhileOthersAppend(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 20 {
				emit(t, b.orders, 3)
				if _, err := b.log.Relay(context.Background(), "orders", b.orders); err != nil {
					t.Error(err)
				}
			}
		}()
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
			}
			if r := b.verify(t); !r.OK {
				t.Fatalf("false alarm: %+v", r)
			}
		}
		wantSeries(t, b, 60)
	})
}

func sql(stmts ...string) func(*testing.T, *bench) []string {
	return func(*testing.T, *bench) []string { return stmts }
}

func cutHashes(size int64) string {
	return fmt.Sprintf("DELETE FROM hash WHERE id >= %d", tlog.StoredHashCount(size))
}

// cutTo takes the log back to a past head, signed and consistent.
func cutTo(size int64) []string {
	return []string{
		fmt.Sprintf("DELETE FROM entry WHERE seq > %d", size), cutHashes(size),
		fmt.Sprintf("UPDATE head SET size = %d, note = (SELECT note FROM checkpoint WHERE size = %[1]d)", size),
	}
}

func swapWithHashes(a, b int64) func(*testing.T, *bench) []string {
	swap := func(table, id string, x, y int64) []string {
		return []string{
			fmt.Sprintf("UPDATE %[1]s SET %[2]s = -1 WHERE %[2]s = %[3]d", table, id, x),
			fmt.Sprintf("UPDATE %[1]s SET %[2]s = %[3]d WHERE %[2]s = %[4]d", table, id, x, y),
			fmt.Sprintf("UPDATE %[1]s SET %[2]s = %[3]d WHERE %[2]s = -1", table, id, y),
		}
	}
	return sql(append(swap("entry", "seq", a, b),
		swap("hash", "id", tlog.StoredHashIndex(0, a-1), tlog.StoredHashIndex(0, b-1))...)...)
}

// alterWithHash alters an entry and sets its stored leaf hash to match.
func alterWithHash(seq int64) func(*testing.T, *bench) []string {
	return func(t *testing.T, b *bench) []string {
		h := audit.LeafHash(altered(t, b, seq))
		return []string{
			fmt.Sprintf("UPDATE entry SET reason = 'fax' WHERE seq = %d", seq),
			fmt.Sprintf("UPDATE hash SET h = %s WHERE id = %d", blob(b, h), tlog.StoredHashIndex(0, seq-1)),
		}
	}
}

// rebuild alters an entry and rebuilds every stored hash above it: all that an
// attacker without the key can do.
func rebuild(seq int64, more ...string) func(*testing.T, *bench) []string {
	return func(t *testing.T, b *bench) []string {
		stmts := append([]string{fmt.Sprintf("UPDATE entry SET reason = 'fax' WHERE seq = %d", seq)}, more...)
		hashes := tree(t, b, altered(t, b, seq))
		for level, n := 0, seq-1; ; level, n = level+1, n>>1 {
			id := tlog.StoredHashIndex(level, n)
			if id >= int64(len(hashes)) {
				return stmts
			}
			stmts = append(stmts, fmt.Sprintf("UPDATE hash SET h = %s WHERE id = %d", blob(b, hashes[id]), id))
		}
	}
}

// tree is the stored hashes of the log with one entry replaced.
func tree(t *testing.T, b *bench, instead audit.Entry) (hashes []tlog.Hash) {
	t.Helper()
	reader := tlog.HashReaderFunc(func(ids []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(ids))
		for i, id := range ids {
			out[i] = hashes[id]
		}
		return out, nil
	})
	for n, e := range all(t, b) {
		if e.Seq == instead.Seq {
			e = instead
		}
		stored, err := tlog.StoredHashesForRecordHash(int64(n), audit.LeafHash(e), reader)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, stored...)
	}
	return hashes
}

func altered(t *testing.T, b *bench, seq int64) audit.Entry {
	t.Helper()
	e := all(t, b)[seq-1]
	e.Reason = "fax"
	return e
}

// forgeHead puts a head of the right size and root, signed by another key.
func forgeHead(t *testing.T, b *bench) []string {
	t.Helper()
	var note string
	if err := b.audit.Read(context.Background()).Raw("SELECT note FROM head").Scan(&note).Error; err != nil {
		t.Fatal(err)
	}
	head, err := audit.ParseHead(note, audit.Origin, b.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	forged, err := newKey(t).Sign(fmt.Sprintf("%s\n%d\n%s\n", audit.Origin, head.N, head.Hash))
	if err != nil {
		t.Fatal(err)
	}
	return []string{"UPDATE head SET note = '" + forged + "'"}
}

// wantSentence asks that the finding reads in both languages.
func wantSentence(t *testing.T, r audit.Report) {
	t.Helper()
	texts, err := i18n.Load(os.DirFS("../../web/messages"))
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs {
		p := texts.For(lang)
		if s := p.Message(r.Finding); !p.Has(r.Finding.Key) || badVerb(s) {
			t.Errorf("%s: %q", lang, s)
		}
	}
}
