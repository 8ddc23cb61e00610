package catalog

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

const productsFile = "products.csv"

var (
	productRequired = []string{"code", "name", "tax"}
	productOptional = []string{"name_kana", "latin", "group", "volume", "unit", "jan", "flags", "components", "description",
		"family", "part", "from", "until", "image"}
	productFlags = []string{"no_air", "limited", "set"}
)

// codePattern keeps codes readable in a QR code, in a carrier's management
// number and in the components column, whose signs are * and +.
var codePattern = regexp.MustCompile(`^[A-Z0-9][A-Z0-9._-]{0,23}$`)

// maxCode is how long a code may be.
const maxCode = 24

// The longest texts that paper and screen have room for, in characters.
const (
	maxName        = 80
	maxDescription = 600
)

// productRow is a product and where its row stands.
type productRow struct {
	Product
	at map[string]place // code, components, name …: where cross checks point at
}

func (s *source) readProducts() {
	data, ok := s.text(productsFile)
	if !ok {
		return
	}
	t, ok := newTable(s.name(productsFile), data, &s.problems, productRequired, productOptional)
	if !ok {
		return
	}
	for t.next() {
		row := s.product(t)
		if row.Code == "" {
			continue
		}
		if first, twice := s.byCode[row.Code]; twice {
			t.bad("code", "catalog.code_twice", row.Code, first.at["code"].line)
			continue
		}
		s.products = append(s.products, row)
		s.byCode[row.Code] = &s.products[len(s.products)-1]
	}
	s.whole = true
	for i := range s.products {
		s.byCode[s.products[i].Code] = &s.products[i]
	}
}

func (s *source) product(t *table) productRow {
	p := Product{
		Code: productCode(t), Name: short(t, "name", maxName), NameKana: short(t, "name_kana", maxName),
		Latin: short(t, "latin", maxName), Group: short(t, "group", maxName), Volume: short(t, "volume", maxName),
		Unit: short(t, "unit", maxName), Tax: yen.TaxClass(t.get("tax")), JAN: japan.FoldASCII(t.get("jan")),
		Description: long(t, "description"), Family: short(t, "family", maxName), Part: short(t, "part", maxName),
		From: day(t, "from"), Until: day(t, "until"), Image: t.get("image"),
	}
	if p.Name == "" {
		t.bad("name", "catalog.name_empty")
	}
	if !p.Tax.Valid() {
		t.bad("tax", "catalog.tax", string(p.Tax))
	}
	if p.JAN != "" && !validJAN(p.JAN) {
		t.bad("jan", "catalog.jan", p.JAN)
	}
	flags(t, &p)
	p.Components = components(t)
	period(t, p)
	s.image(t, p)
	s.group(t, p)
	at := map[string]place{}
	for _, c := range t.columns {
		at[c] = t.position(c)
	}
	return productRow{Product: p, at: at}
}

func productCode(t *table) string {
	code := Code(t.get("code"))
	switch {
	case code == "":
		t.bad("code", "catalog.code_empty")
	case !codePattern.MatchString(code):
		t.bad("code", "catalog.code", code)
	default:
		return code
	}
	return ""
}

// short is a one-line text of bounded length.
func short(t *table, column string, limit int) string {
	s := japan.Clean(t.get(column))
	if n := utf8.RuneCountInString(s); n > limit {
		t.bad(column, "catalog.too_long", n, limit)
	}
	return s
}

func long(t *table, column string) string {
	s := japan.CleanLines(t.get(column))
	if n := utf8.RuneCountInString(s); n > maxDescription {
		t.bad(column, "catalog.too_long", n, maxDescription)
	}
	return s
}

func day(t *table, column string) japan.Day {
	text := t.get(column)
	if text == "" {
		return ""
	}
	d, err := japan.ParseDay(text)
	if err != nil {
		t.bad(column, "catalog.day", text)
	}
	return d
}

func flags(t *table, p *Product) {
	words := strings.Fields(t.get("flags"))
	for i, w := range words {
		if !slices.Contains(productFlags, w) || slices.Contains(words[:i], w) {
			t.bad("flags", "catalog.flag", w, strings.Join(productFlags, ", "))
		}
	}
	p.NoAir = slices.Contains(words, "no_air")
	p.Limited = slices.Contains(words, "limited")
	p.Set = slices.Contains(words, "set")
	switch parts := t.get("components"); {
	case p.Set && parts == "":
		t.bad("components", "catalog.set_empty")
	case !p.Set && parts != "":
		t.bad("flags", "catalog.set_flag")
	}
}

// components reads CODE*n+CODE*n; a code without a number stands for one.
func components(t *table) []Component {
	text := t.get("components")
	if text == "" {
		return nil
	}
	var out []Component
	for part := range strings.SplitSeq(japan.FoldASCII(text), "+") {
		code, n, counted := strings.Cut(part, "*")
		c := Component{Code: Code(code), Quantity: 1}
		var err error
		if counted {
			c.Quantity, err = strconv.Atoi(strings.TrimSpace(n))
		}
		switch {
		case err != nil, c.Quantity < 1, c.Quantity > 999, !codePattern.MatchString(c.Code):
			t.bad("components", "catalog.component", strings.TrimSpace(part))
		case slices.ContainsFunc(out, func(o Component) bool { return o.Code == c.Code }):
			t.bad("components", "catalog.component_twice", c.Code)
		default:
			out = append(out, c)
		}
	}
	return out
}

// period: what is sold for a time only must say for which (特商法 第11条第4号).
func period(t *table, p Product) {
	switch {
	case p.Limited && (t.get("from") == "" || t.get("until") == ""):
		t.bad("flags", "catalog.limited")
	case p.From != "" && p.Until != "" && p.From > p.Until:
		t.bad("until", "catalog.until", string(p.Until), string(p.From))
	}
}

func (s *source) image(t *table, p Product) {
	if p.Image == "" {
		return
	}
	if !filepath.IsLocal(p.Image) || strings.Contains(p.Image, `\`) || !s.exists("images/"+p.Image) {
		t.bad("image", "catalog.image", p.Image, s.name("images"))
	}
}

// group: a shop that lists its chapters gets products in them only.
func (s *source) group(t *table, p Product) {
	if s.settings == nil || len(s.settings.Shop.Groups) == 0 {
		return
	}
	if !slices.ContainsFunc(s.settings.Shop.Groups, func(g Group) bool { return g.Code == p.Group }) {
		t.bad("group", "catalog.group", p.Group)
	}
}

// validJAN checks a JAN code of 8 or 13 digits (GS1 modulo 10, weight 3 from the right).
func validJAN(s string) bool {
	if len(s) != 8 && len(s) != 13 {
		return false
	}
	sum := 0
	for i := range len(s) {
		d := int(s[i] - '0')
		if d < 0 || d > 9 {
			return false
		}
		if (len(s)-i)%2 == 0 {
			d *= 3
		}
		sum += d
	}
	return sum%10 == 0
}
