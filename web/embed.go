// Package web carries the templates, static files and texts of the screens
// and of the public site.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:messages
var files embed.FS

// Messages holds <lang>/<area>.yaml.
var Messages = sub("messages")

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // a constant directory of the embedded tree
	}
	return f
}
