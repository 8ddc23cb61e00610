package server

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/i18n"
	"uketsuke/internal/japan"
)

const htmlType = "text/html; charset=utf-8"

// views are the parsed templates: a set per page (layout, partials and the
// page's own folder), so that no page can see another's blocks.
type views struct {
	sets    map[string]*template.Template
	broken  []byte // the page of an internal error, rendered at start
	foreign []byte // the page of a refused cross-origin request
}

// newViews parses every page that pageTypes names. A folder that it does not
// name, or a page without a folder, fails here and not in front of a caller.
func newViews(files fs.FS, static *assets, texts *i18n.Catalog) (*views, error) {
	two := func(key string) []Bilingual {
		var out []Bilingual
		for _, lang := range i18n.Langs {
			out = append(out, Bilingual{lang, texts.For(lang).T(key)})
		}
		return out
	}
	v := &views{sets: map[string]*template.Template{}}
	dirs, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("server: templates: %w", err)
	}
	for _, d := range dirs {
		if _, ok := pageTypes[d.Name()]; d.IsDir() && d.Name() != "_partials" && !ok {
			return nil, fmt.Errorf("server: templates: no page uses the folder %s", d.Name())
		}
	}
	for name := range pageTypes {
		set, err := template.New("layout.html").Funcs(funcs(static, two)).
			ParseFS(files, "layout.html", "_partials/*.html", path.Join(name, "*.html"))
		if err != nil {
			return nil, fmt.Errorf("server: templates: %w", err)
		}
		v.sets[name] = set
	}
	for text, page := range map[string]*[]byte{"server.internal": &v.broken, "server.cross_origin": &v.foreign} {
		var b bytes.Buffer
		if err := v.sets["error"].ExecuteTemplate(&b, "bare", text); err != nil {
			return nil, fmt.Errorf("server: templates: %w", err)
		}
		*page = slices.Clone(b.Bytes())
	}
	return v, nil
}

func jst(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(japan.JST).Format(layout)
}

// page renders a whole page into a buffer and only then answers.
func (s *Server) page(c *gin.Context, status int, name string, data any) {
	s.write(c, status, name, "layout.html", data)
}

// fragment renders one block of a page, for htmx.
func (s *Server) fragment(c *gin.Context, status int, name, block string, data any) {
	s.write(c, status, name, block, data)
}

func (s *Server) write(c *gin.Context, status int, name, block string, data any) {
	var b bytes.Buffer
	if err := s.views.sets[name].ExecuteTemplate(&b, block, data); err != nil {
		s.log.ErrorContext(c.Request.Context(), "template failed", "page", name, "error", err.Error(),
			"request", requestIDOf(c.Request.Context()))
		c.Data(http.StatusInternalServerError, htmlType, s.views.broken)
		return
	}
	c.Data(status, htmlType, b.Bytes())
}

// redirect sends the browser on after a change (POST-redirect-GET).
func redirect(c *gin.Context, to string) error {
	if c.GetHeader("HX-Request") != "" {
		c.Header("HX-Redirect", to)
		c.Status(http.StatusNoContent)
		return nil
	}
	c.Redirect(http.StatusSeeOther, to)
	return nil
}

// localPath is a path of this site that a form asked to come back to, else "/".
func localPath(s string) string {
	// Browsers drop tabs and line ends: "/\t/host" would lead to another host.
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.Contains(s, "\\") || strings.ContainsFunc(s, unicode.IsControl) {
		return "/"
	}
	return s
}
