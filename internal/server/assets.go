package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// assets serves the static files below one path that carries a hash of them
// all: a page always gets the files it was written with, modules may import
// each other by relative path, and browsers may keep them for ever.
type assets struct {
	files  fs.FS
	prefix string
}

func newAssets(files fs.FS) (*assets, error) {
	h := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %d\n", path, len(data))
		_, err = h.Write(data)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("server: static files: %w", err)
	}
	return &assets{files: files, prefix: "/static/" + hex.EncodeToString(h.Sum(nil))[:16] + "/"}, nil
}

// URL is the address of a file.
func (a *assets) URL(name string) string { return a.prefix + name }

// serve answers a file. An address with another hash (a page open since before
// an update) gets the file of today, to be asked for again next time.
func (a *assets) serve(c *gin.Context) error {
	hash, name, ok := strings.Cut(strings.TrimPrefix(c.Param("path"), "/"), "/")
	info, err := fs.Stat(a.files, name)
	if !ok || err != nil || info.IsDir() {
		return errNoPage
	}
	if "/static/"+hash+"/" == a.prefix {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		c.Header("Cache-Control", "no-cache")
	}
	http.ServeFileFS(c.Writer, c.Request, a.files, name)
	return nil
}
