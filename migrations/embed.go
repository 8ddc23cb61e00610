// Package migrations carries the SQL of the three databases.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed orders/*.sql vault/*.sql audit/*.sql
var files embed.FS

// Orders, Vault and Audit are the numbered files of one database each.
var (
	Orders = sub("orders")
	Vault  = sub("vault")
	Audit  = sub("audit")
)

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // a constant directory of the embedded tree
	}
	return f
}
