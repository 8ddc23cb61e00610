package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A migration is called NNNN_name.sql; the number gives the order.
var migrationName = regexp.MustCompile(`^(\d{4})_[a-z0-9]+(_[a-z0-9]+)*\.sql$`)

// databases are the folders of dir that hold migrations; any other (roles)
// holds SQL of another kind.
var databases = []string{"orders", "vault", "audit"}

// migrationNames checks the three folders of migrations: every name as it
// should be and no number twice. Two branches that both add number
// 7 merge without a conflict; this is where it is seen.
func migrationNames(dir string) (string, error) {
	var wrong []string
	for _, db := range databases {
		entries, err := os.ReadDir(filepath.Join(dir, db))
		if err != nil {
			return "", err
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		for _, w := range wrongNames(names) {
			wrong = append(wrong, filepath.Join(dir, db, w))
		}
	}
	if len(wrong) > 0 {
		return strings.Join(wrong, "\n"), errFound
	}
	return "", nil
}

// wrongNames tells of names that are none and of numbers that come twice.
func wrongNames(names []string) []string {
	var wrong []string
	taken := map[string]string{}
	for _, name := range names {
		m := migrationName.FindStringSubmatch(name)
		if m == nil {
			wrong = append(wrong, name+": a migration is called NNNN_name.sql, the name of lower-case letters, digits and _")
			continue
		}
		if other := taken[m[1]]; other != "" {
			wrong = append(wrong, name+": the number is taken by "+other)
			continue
		}
		taken[m[1]] = name
	}
	return wrong
}
