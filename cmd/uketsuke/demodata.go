package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strconv"
	"time"

	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
	"uketsuke/internal/japan/postal"
)

// Everybody in the demo is invented: names from lists, towns from the postal
// data, telephone numbers in exchanges (03-0000, 090-0000) that are
// given to nobody.

// demoKnown is how many customers the shop has before the day begins.
const demoKnown = 30

var demoFamilies = [][2]string{
	{"青葉", "アオバ"}, {"朝霧", "アサギリ"}, {"泉川", "イズミカワ"}, {"梅津", "ウメヅ"}, {"榎本", "エノモト"}, {"小野寺", "オノデラ"},
	{"柏木", "カシワギ"}, {"霧島", "キリシマ"}, {"楠田", "クスダ"}, {"小早川", "コバヤカワ"}, {"𠮷野", "ヨシノ"}, {"髙嶋", "タカシマ"},
	{"立花", "タチバナ"}, {"千歳", "チトセ"}, {"長谷部", "ハセベ"}, {"花菱", "ハナビシ"}, {"水無瀬", "ミナセ"}, {"山﨑", "ヤマザキ"},
}

var demoGivens = [][2]string{
	{"葵", "アオイ"}, {"一葉", "カズハ"}, {"香織", "カオリ"}, {"恵美子", "エミコ"}, {"小百合", "サユリ"}, {"正樹", "マサキ"},
	{"千代", "チヨ"}, {"奈緒", "ナオ"}, {"広志", "ヒロシ"}, {"美月", "ミツキ"}, {"由紀", "ユキ"}, {"龍之介", "リュウノスケ"},
}

var demoNotes = []string{"", "", "", "不在時は宅配ボックスへお願いします", "緩衝材を多めにお願いします", ""}

// demoPeople makes n invented customers; the same every time.
func demoPeople(a *app, n int) ([]customer.Person, error) {
	book, err := a.postal()()
	if err != nil {
		return nil, err
	}
	places := demoPlaces(book, n)
	r := rand.New(rand.NewPCG(11, 156))
	people := make([]customer.Person, n)
	for i := range people {
		f, g := demoFamilies[(i*7)%len(demoFamilies)], demoGivens[(i*5+i/len(demoFamilies))%len(demoGivens)]
		p := places[i%len(places)]
		people[i] = customer.Person{
			No: fmt.Sprintf("%07d", 40001+i), Name: f[0] + " " + g[0], Kana: f[1] + " " + g[1], Phone: fmt.Sprintf("%s%04d", [...]string{"030000", "0900000"}[i%2], 1200+i*37),
			PostalCode: string(p.Code), Address1: p.Address(), Address2: fmt.Sprintf("%d-%d-%d", 1+r.IntN(5), 1+r.IntN(20), 1+r.IntN(15)),
			ConsentMail: i%3 == 0, ConsentFax: i%4 == 0, Affected: i%5 != 0,
		}
	}
	return people, nil
}

// demoPlaces picks towns from all over the country.
func demoPlaces(book *postal.Book, n int) []postal.Place {
	var out []postal.Place
	step, i := book.Info().Rows/(n+3), 0
	for p := range book.All {
		if i++; i%step == 0 && p.Office == "" && p.Town != "" {
			out = append(out, p)
		}
	}
	return out
}

func customersCSV(people []customer.Person) io.Reader {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"customer_no", "name", "kana", "phone", "postal_code", "address1", "address2", "consent_mail", "consent_fax", "affected"})
	for _, p := range people {
		_ = w.Write([]string{p.No, p.Name, p.Kana, p.Phone, p.PostalCode, p.Address1, p.Address2, bit(p.ConsentMail), bit(p.ConsentFax), bit(p.Affected)})
	}
	w.Flush() // a bytes.Buffer does not fail
	return &b
}

func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// demoOrders makes the forms of n orders: from known customers and new ones,
// by telephone and FAX, every way to pay and every slot.
func demoOrders(a *app, book *catalog.Book, n int) ([]url.Values, error) {
	people, err := demoPeople(a, demoKnown+n/3)
	if err != nil {
		return nil, err
	}
	now := a.ordersDB.Now()
	edition, _ := book.DefaultEdition(japan.DayOf(now))
	products := demoProducts(book, edition.Code, japan.DayOf(now))
	r := rand.New(rand.NewPCG(2026, 1123))
	payments := []string{"cod", "cod", "postal_after", "cod", "bank_before", "postal_before"}
	slots := []string{"", "am", "1416", "1618", "1820", "1921"}
	out := make([]url.Values, n)
	for i := range out {
		who := people[(i*13)%len(people)]
		v := personForm(who)
		v.Set("channel", []string{"phone", "fax"}[i%2])
		if i%2 == 1 {
			v.Set("received_at", now.Add(-time.Duration(1+r.IntN(600))*time.Minute).In(japan.JST).Format("2006-01-02T15:04"))
		}
		v.Set("payment", payments[r.IntN(len(payments))])
		v.Set("delivery_slot", slots[r.IntN(len(slots))])
		v.Set("note", demoNotes[r.IntN(len(demoNotes))])
		for line := range 1 + r.IntN(5) {
			v.Set(fmt.Sprintf("product_code.%d", line), products[r.IntN(len(products))])
			v.Set(fmt.Sprintf("quantity.%d", line), strconv.Itoa(1+r.IntN(3)))
		}
		out[i] = v
	}
	return out, nil
}

func personForm(p customer.Person) url.Values {
	v := url.Values{"to": {"self"}}
	for name, value := range map[string]string{"name": p.Name, "kana": p.Kana, "phone": p.Phone, "postal_code": p.PostalCode,
		"address1": p.Address1, "address2": p.Address2} {
		v.Set(name, value)
	}
	return v
}

// demoProducts are the codes that may be ordered today.
func demoProducts(book *catalog.Book, edition string, day japan.Day) []string {
	var out []string
	for _, p := range book.ProductsOf(edition) {
		if _, err := book.Orderable(edition, p.Code, day); err == nil {
			out = append(out, p.Code)
		}
	}
	return out
}
