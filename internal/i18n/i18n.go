// Package i18n turns message keys into sentences of the reader's language.
//
// The texts stand in web/messages/<lang>/<area>.yaml: a flat map from key to
// text, where a text may use fmt verbs, also positional ones (%[1]s). Japanese
// is the reference; a test holds that English has the same keys.
package i18n

import (
	"fmt"
	"io/fs"
	"path"
	"sort"

	"go.yaml.in/yaml/v3"

	"uketsuke/internal/errs"
)

// Langs are the languages of the product, the default first.
var Langs = []string{"ja", "en"}

// Catalog holds the texts of every language.
type Catalog struct {
	texts map[string]map[string]string // lang → key → text
}

// Load reads <lang>/*.yaml below fsys. A key defined twice in a language is an error.
func Load(fsys fs.FS) (*Catalog, error) {
	c := &Catalog{texts: map[string]map[string]string{}}
	for _, lang := range Langs {
		c.texts[lang] = map[string]string{}
		files, err := fs.Glob(fsys, path.Join(lang, "*.yaml"))
		if err != nil {
			return nil, fmt.Errorf("i18n: %w", err)
		}
		for _, name := range files {
			if err := c.read(fsys, lang, name); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

func (c *Catalog) read(fsys fs.FS, lang, name string) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("i18n: %w", err)
	}
	var texts map[string]string
	if err := yaml.Unmarshal(data, &texts); err != nil {
		return fmt.Errorf("i18n: %s: %w", name, err)
	}
	for key, text := range texts {
		if _, ok := c.texts[lang][key]; ok {
			return fmt.Errorf("i18n: %s: key %s is defined twice", name, key)
		}
		c.texts[lang][key] = text
	}
	return nil
}

// Keys lists the keys of a language in order.
func (c *Catalog) Keys(lang string) []string {
	keys := make([]string, 0, len(c.texts[lang]))
	for k := range c.texts[lang] {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// For returns the printer of a language; an unknown one gets the default.
func (c *Catalog) For(lang string) Printer {
	if _, ok := c.texts[lang]; !ok {
		lang = Langs[0]
	}
	return Printer{Lang: lang, cat: c}
}

// Printer prints the sentences of one language.
type Printer struct {
	Lang string
	cat  *Catalog
}

// T prints a key. A missing key prints itself: visible, and red in the tests.
// Arguments that are Messages are printed in the same language first.
func (p Printer) T(key string, args ...any) string {
	text, ok := p.cat.texts[p.Lang][key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return text
	}
	printed := make([]any, len(args))
	for i, a := range args {
		if m, ok := a.(errs.Message); ok {
			a = p.Message(m)
		}
		printed[i] = a
	}
	return fmt.Sprintf(text, printed...)
}

// Has reports whether the language defines the key.
func (p Printer) Has(key string) bool {
	_, ok := p.cat.texts[p.Lang][key]
	return ok
}

// Message prints a Message.
func (p Printer) Message(m errs.Message) string { return p.T(m.Key, m.Args...) }
