package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"uketsuke/internal/store/storetest"
)

type auditOut struct {
	Entries  int64  `json:"entries"`
	Root     string `json:"root"`
	OK       bool   `json:"ok"`
	Pending  int64  `json:"pending"`
	FirstBad int64  `json:"first_bad"`
}

// attack is what an intruder does to the audit database, and which entry must
// be named, given the entry in the middle and the last one.
type attack struct {
	name   string
	sql    []string
	action string // of the sentence
	first  func(mid, last int64) int64
}

func middle(mid, _ int64) int64 { return mid }
func end(_, last int64) int64   { return last }

var attacks = []attack{
	{"deleted", []string{`DELETE FROM entry WHERE seq = @mid`}, "missing", middle},
	{"deleted and renumbered", []string{`DELETE FROM entry WHERE seq = @mid`, `UPDATE entry SET seq = -(seq - 1) WHERE seq > @mid`,
		`UPDATE entry SET seq = -seq WHERE seq < 0`}, "", middle},
	{"actor altered", []string{`UPDATE entry SET actor = 'cli:somebody' WHERE seq = @mid`}, "altered", middle},
	{"time altered", []string{`UPDATE entry SET at = (SELECT at FROM entry WHERE seq = 1) WHERE seq = @last`}, "altered", end},
	{"exchanged", []string{`UPDATE entry SET seq = -1 WHERE seq = @mid`, `UPDATE entry SET seq = @mid WHERE seq = @mid + 1`,
		`UPDATE entry SET seq = @mid + 1 WHERE seq = -1`}, "", middle},
	{"cut off", []string{`DELETE FROM entry WHERE seq >= @last`}, "missing", end},
	{"emptied", []string{`DELETE FROM entry`}, "", func(int64, int64) int64 { return 1 }},
}

// TestAuditVerify: a real day is whole; whatever is done to a copy of its
// evidence with SQL is found and named by number.
func TestAuditVerify(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.stocked()
		s.run("customers", "import", "testdata/retail/customers.csv")
		older := s.copyAudit()
		s.run("orders", "import", "testdata/retail/orders.csv")
		s.run("batch", "cut")
		s.run("batch", "get", "1", "-o", filepath.Join(t.TempDir(), "batch"))
		var whole auditOut
		s.json(&whole, "audit", "verify")
		if !whole.OK || whole.Pending != 0 || whole.FirstBad != 0 || whole.Root == "" || whole.Entries < 60 {
			t.Fatalf("a real day: %+v", whole)
		}
		for _, a := range attacks {
			copied := s.copyAudit()
			for _, sql := range a.sql {
				copied.exec("audit", strings.NewReplacer("@mid", "33", "@last", itoa(whole.Entries)).Replace(sql))
			}
			copied.findsBad(a.name, a.first(33, whole.Entries), a.action)
		}
		s.cutOffWithHead(older, whole.Entries)
		if out := s.run("audit", "verify"); !strings.Contains(out, "whole") {
			t.Errorf("the original: %s", out)
		}
	})
}

// findsBad holds what audit verify says against the first bad entry.
func (s *shop) findsBad(attack string, first int64, action string) {
	s.t.Helper()
	out, errOut, code := s.try("audit", "verify")
	if code != 1 || !strings.Contains(out, itoa(first)) || !strings.Contains(out, action) || errOut != "" {
		s.t.Errorf("%s: exit %d, %q, stderr %q; want entry %d %s", attack, code, out, errOut, first, action)
	}
	if rawKey.MatchString(out) {
		s.t.Errorf("%s: no sentence: %q", attack, out)
	}
	out, _, code = s.try("audit", "verify", "--json")
	if code != 1 || !strings.Contains(out, `"ok":false`) || !strings.Contains(out, `"first_bad":`+itoa(first)+`}`) {
		s.t.Errorf("%s: exit %d, %s; want first_bad %d", attack, code, out, first)
	}
}

// cutOffWithHead puts an older state of the whole audit database, signed head
// and hashes included, in place of the newer one: only the outboxes' marks
// still know better.
func (s *shop) cutOffWithHead(older *shop, entries int64) {
	s.t.Helper()
	db := older.db("audit")
	var n int64
	must(s.t, db.Read(s.t.Context()).Table("entry").Count(&n).Error)
	must(s.t, db.Close())
	if n == 0 || n >= entries {
		s.t.Fatalf("the older log has %d entries, the newer %d", n, entries)
	}
	older.findsBad("cut off with head and hashes", n+1, "")
}

// copyAudit copies the audit database; orders, vault and keys stay the shop's.
func (s *shop) copyAudit() *shop {
	s.t.Helper()
	c := &shop{t: s.t, engine: s.engine, dir: s.t.TempDir(), dsn: map[string]string{"orders": s.dsn["orders"], "vault": s.dsn["vault"]}}
	c.dsn["audit"] = storetest.DSN(s.t, s.engine)
	for _, key := range []string{"vault.key", "audit.key", "site.key"} {
		must(s.t, os.WriteFile(filepath.Join(c.dir, key), readFile(s.t, s.dir, key), 0o600))
	}
	copyDatabase(s.t, s.dsn["audit"], c.dsn["audit"])
	c.configure()
	return c
}

// copyDatabase copies a database that nobody uses now into an empty one.
func copyDatabase(t *testing.T, from, to string) {
	t.Helper()
	if strings.HasPrefix(from, "sqlite:") {
		db := openDSN(t, from)
		must(t, db.Read(t.Context()).Exec(`VACUUM INTO ?`, strings.TrimPrefix(to, "sqlite:")).Error)
		must(t, db.Close())
		return
	}
	db := openDSN(t, adminDSN(t))
	must(t, db.Read(t.Context()).Exec(`DROP DATABASE `+databaseOf(t, to)).Error)
	must(t, db.Read(t.Context()).Exec(`CREATE DATABASE `+databaseOf(t, to)+` TEMPLATE `+databaseOf(t, from)).Error)
	must(t, db.Close())
}
