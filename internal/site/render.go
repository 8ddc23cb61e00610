package site

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"strings"

	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
	"uketsuke/web"
)

// assets are the files that every site has as they are.
var assets = mustSub(web.Site, "assets")

// templates holds one set a page: the layout, the parts and the page itself.
var templates = parseTemplates(web.Site)

// templatePages names the pages' templates and the data of each; a test
// type-checks the one against the other.
var templatePages = map[string]any{
	"index": indexPage{}, "catalog": catalogPage{}, "group": groupPage{}, "order": orderPage{}, "law": lawPage{},
	"privacy": privacyPage{}, "notices": noticesPage{}, "notice": noticePage{}, "lost": lostPage{},
}

func mustSub(fsys fs.FS, dir string) fs.FS {
	sub, err := fs.Sub(fsys, dir)
	if err != nil {
		panic(err) // a constant directory of the embedded tree
	}
	return sub
}

func parseTemplates(fsys fs.FS) map[string]*template.Template {
	sets := map[string]*template.Template{}
	for name := range templatePages {
		set := template.New("layout.html").Funcs(functions)
		sets[name] = template.Must(set.ParseFS(fsys, "layout.html", "parts.html", name+".html"))
	}
	return sets
}

var functions = template.FuncMap{
	"day":    dayText,
	"yen":    func(y yen.Yen) string { return y.String() + "円" },
	"paras":  paragraphs,
	"size":   sizeText,
	"digits": digits,
	"join":   func(s []string) string { return strings.Join(s, "・") },
}

// render makes one page. A page that fails half-way is never written.
func (b *builder) render(path, name string, data any) error {
	var out bytes.Buffer
	if err := templates[name].Execute(&out, data); err != nil {
		return fmt.Errorf("site: %s: %w", path, err)
	}
	return b.files.put(path, out.Bytes())
}

// dayText is a day as people write it: 2026年11月23日.
func dayText(d japan.Day) string {
	t := d.Time()
	if t.IsZero() {
		return string(d)
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// paragraphs splits a text of the catalog at its line breaks.
func paragraphs(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// sizeText is the size of a download in kB or MB of 1000.
func sizeText(n int) string {
	if n >= 1_000_000 {
		return fmt.Sprintf("%d.%d MB", n/1_000_000, n/100_000%10)
	}
	return fmt.Sprintf("%d kB", max(1, (n+500)/1000))
}

// digits leaves what a telephone dials.
func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}
