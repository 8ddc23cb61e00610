// Package web carries the templates, static files and texts of the screens
// and of the public site.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:messages all:templates all:static all:site
var files embed.FS

var (
	// Messages holds <lang>/<area>.yaml.
	Messages = sub("messages")
	// Templates holds the screens: layout.html, _partials, one folder a page.
	Templates = sub("templates")
	// Static holds what browsers load besides pages.
	Static = sub("static")
	// Site holds the public static site: templates, and assets as they are.
	Site = sub("site")
)

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // a constant directory of the embedded tree
	}
	return f
}
