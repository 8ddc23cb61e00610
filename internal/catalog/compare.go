package catalog

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Change counts what a load did with one file's rows.
type Change struct {
	File      string `json:"file"` // as the user named it
	Added     int    `json:"added"`
	Changed   int    `json:"changed"`
	Unchanged int    `json:"unchanged"`
}

// Changes is what a load did.
type Changes struct {
	Version int64    `json:"version"` // of the catalog after the load
	Files   []Change `json:"files"`
	// Lines name what is new (+) or different (~), in any language:
	// "+ EO-0101 ラベンダー・真正", "~ 2026AW EO-0101 price: 2,090 → 2,200".
	Lines []string `json:"lines"`
}

// Empty reports that nothing was new or different.
func (c Changes) Empty() bool { return len(c.Lines) == 0 }

// delta is what a directory would change.
type delta struct {
	changes  Changes
	products []Product
	prices   []priceRecord
	settings string // JSON; empty when it stays
}

func (d *delta) empty() bool { return len(d.products) == 0 && len(d.prices) == 0 && d.settings == "" }

func compare(src *source, old content, oldSettings string) (*delta, error) {
	d := &delta{changes: Changes{Files: []Change{}, Lines: []string{}}}
	if src.settings != nil {
		body, err := json.Marshal(src.settings)
		if err != nil {
			return nil, fmt.Errorf("catalog: %w", err)
		}
		d.compareSettings(src.name(shopFile), string(body), oldSettings)
	}
	known := make(map[string]Product, len(old.products))
	for _, p := range old.products {
		known[p.Code] = p
	}
	d.compareProducts(src, known)
	for _, e := range src.editions {
		d.comparePrices(e, old.prices[e.code])
	}
	return d, nil
}

func (d *delta) compareSettings(file, body, old string) {
	c := Change{File: file}
	switch old {
	case body:
		c.Unchanged++
	case "":
		c.Added++
		d.line("+ %s", file)
	default:
		c.Changed++
		d.line("~ %s", file)
	}
	if c.Unchanged == 0 {
		d.settings = body
	}
	d.changes.Files = append(d.changes.Files, c)
}

func (d *delta) compareProducts(src *source, known map[string]Product) {
	c := Change{File: src.name(productsFile)}
	for _, row := range src.products {
		old, ok := known[row.Code]
		if ok && reflect.DeepEqual(old, row.Product) {
			c.Unchanged++
			continue
		}
		if ok {
			c.Changed++
			d.productLines(old, row.Product)
		} else {
			c.Added++
			d.line("+ %s %s", row.Code, row.Name)
		}
		d.products = append(d.products, row.Product)
	}
	d.changes.Files = append(d.changes.Files, c)
}

// productLines names every field that differs, as the column is called.
func (d *delta) productLines(old, now Product) {
	a, b := reflect.ValueOf(old), reflect.ValueOf(now)
	for i := range a.NumField() {
		if x, y := a.Field(i).Interface(), b.Field(i).Interface(); !reflect.DeepEqual(x, y) {
			d.line("~ %s %s: %v → %v", now.Code, columnOf(a.Type().Field(i)), x, y)
		}
	}
}

func columnOf(f reflect.StructField) string {
	var name []byte
	for _, r := range f.Tag.Get("json") {
		if r == ',' {
			break
		}
		name = append(name, byte(r))
	}
	return string(name)
}

func (d *delta) comparePrices(e editionFile, known map[string]Price) {
	c := Change{File: e.file}
	for _, p := range e.prices {
		old, ok := known[p.Code]
		if ok && old == p {
			c.Unchanged++
			continue
		}
		switch {
		case !ok:
			c.Added++
			d.line("+ %s %s %s", e.code, p.Code, p.Price)
		case old.Price != p.Price:
			c.Changed++
			d.line("~ %s %s price: %s → %s", e.code, p.Code, old.Price, p.Price)
		default:
			c.Changed++
			d.line("~ %s %s page: %s → %s", e.code, p.Code, old.Page, p.Page)
		}
		d.prices = append(d.prices, priceRecord{Edition: e.code, Code: p.Code, Price: int64(p.Price), Page: p.Page})
	}
	d.changes.Files = append(d.changes.Files, c)
}

func (d *delta) line(format string, args ...any) {
	d.changes.Lines = append(d.changes.Lines, fmt.Sprintf(format, args...))
}
