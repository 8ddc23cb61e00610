package main

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"

	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
	"uketsuke/internal/leakscan"
)

// canary is an invented person whose every value can be recognised wherever it
// turns up: plausible for the program, unlikely to occur by chance.
type canary struct {
	customer.Person
	note string
}

// The characters of the canaries: ordinary in names, all with a code in CP932
// and a glyph, in rows that are nobody's name.
const (
	canaryKanji = "霧榎柏椿楓桂萩葵藤菅蘭蓮鶴鷹鷲雁鴨鹿亀鯉鮎巌岳嶺峰渓滝淵瀬潮渚灘汐湊磯浜洲畔堤堰樋桁梁棟扉庵窯釜鍬鎌鋤錦綾絹紬繭縞絣染藍紺緋朱"
	canaryKana  = "アイウエカキクケコサシスセタチツテトナニヌネハヒフヘホマミムメモヤユヨラリルレロ"
)

type canaries struct {
	r   *rand.Rand
	all []canary
}

func (c *canaries) text(alphabet string, n int) string {
	runes, out := []rune(alphabet), make([]rune, n)
	for i := range out {
		out[i] = runes[c.r.IntN(len(runes))]
	}
	return string(out)
}

func (c *canaries) digits(n int) string { return c.text("0123456789", n) }

// next invents one more person.
func (c *canaries) next() canary {
	p := canary{Person: customer.Person{
		No: "K" + c.digits(9), Name: c.text(canaryKanji, 3) + " " + c.text(canaryKanji, 2),
		Kana: c.text(canaryKana, 4) + " " + c.text(canaryKana, 3), Phone: "042" + c.digits(7),
		PostalCode: "185" + c.digits(4), Address1: "東京都国分寺市" + c.text(canaryKanji, 4) + "町",
		Address2: fmt.Sprintf("%d-%d %s荘%s", 1+c.r.IntN(9), 1+c.r.IntN(30), c.text(canaryKanji, 3), c.digits(3)),
	}, note: c.text(canaryKanji, 4) + "の前に" + c.text(canaryKana, 4)}
	c.all = append(c.all, p)
	return p
}

// words are a person's values as they could lie somewhere. A postal code alone
// is no word: seven digits occur by chance.
func (c canary) words() []string {
	family, given, _ := cutBlank(c.Name)
	readFamily, readGiven, _ := cutBlank(c.Kana)
	return []string{c.No, c.Name, family, family + "　" + given, c.Kana, readFamily, readFamily + readGiven, c.Phone, japan.Phone(c.Phone).Display(),
		c.Address1, c.Address1[len("東京都国分寺市"):], c.Address2, c.note}
}

func (c *canaries) words() []string {
	var out []string
	for _, p := range c.all {
		out = append(out, p.words()...)
	}
	return out
}

func (c *canaries) scanner(t *testing.T) *leakscan.Scanner {
	t.Helper()
	s, err := leakscan.New(c.words())
	must(t, err)
	return s
}

// form is the order form of the screen, filled in by the person.
func (c canary) form(channel, payment string) url.Values {
	v := personForm(c.Person)
	for name, value := range map[string]string{"channel": channel, "payment": payment, "note": c.note,
		"product_code.0": "BL-0701", "quantity.0": "2", "product_code.1": "BL-0702", "quantity.1": "1"} {
		v.Set(name, value)
	}
	return v
}

// receiver adds another recipient to a form.
func (c canary) receiver(v url.Values) url.Values {
	v.Set("to", "other")
	for name, value := range map[string]string{"name": c.Name, "kana": c.Kana, "phone": c.Phone, "postal_code": c.PostalCode,
		"address1": c.Address1, "address2": c.Address2} {
		v.Set("to_"+name, value)
	}
	return v
}

// row is a row of the order file.
func (c canary) row(ref, product string) []string {
	return []string{ref, "fax", "2026-09-01T09:30:00+09:00", c.No, c.Name, c.Kana, japan.Phone(c.Phone).Display(), c.PostalCode,
		c.Address1, c.Address2, "cod", "", "", product, "1", "", c.note}
}

// json is the order as the API takes it.
func (c canary) json() map[string]any {
	return map[string]any{"channel": "phone", "name": c.Name, "kana": c.Kana, "phone": c.Phone, "postal_code": c.PostalCode,
		"address1": c.Address1, "address2": c.Address2, "payment": "cod", "note": c.note,
		"lines": []any{map[string]any{"product_code": "BL-0703", "quantity": 1}}}
}

func cutBlank(s string) (before, after string, found bool) {
	for i, r := range s {
		if r == ' ' {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}
