package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/staff"
)

// leakDay is a day of the shop during which persons are entered in every way
// there is, rightly and wrongly, and everything that leaves the program
// besides the artefacts is kept.
type leakDay struct {
	*shop
	people  *canaries
	app     *app
	url     string
	exports string // folder of what leaves the program
	logs    string // folder of the program's logs
	said    *os.File
	clerk   *browser
	chief   *browser
	officer *browser
	token   string
	placed  []string // order numbers
}

// newLeakDay opens the shop and lets its people in.
func newLeakDay(t *testing.T, s *shop, logs string) *leakDay {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	d := &leakDay{shop: s, people: &canaries{r: rand.New(rand.NewPCG(seed, 1))}, exports: t.TempDir(), logs: logs}
	var err error
	d.said, err = os.Create(filepath.Join(d.exports, "cli.txt"))
	must(t, err)
	s.run("catalog", "load", catalogDir)
	d.app = s.open()
	handler, err := d.app.handler()
	must(t, err)
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	d.url = srv.URL
	d.clerk, d.chief, d.officer = d.logIn(actor.Operator), d.logIn(actor.Supervisor), d.logIn(actor.Privacy)
	d.token, _, err = d.app.staff.AddToken(d.system(), "importer", actor.Operator)
	must(t, err)
	return d
}

// captureLogs sends the program's log and its standard error to files of a
// folder until the test and its subtests end.
func captureLogs(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	log, err := os.Create(filepath.Join(dir, "app.log"))
	must(t, err)
	errFile, err := os.Create(filepath.Join(dir, "stderr.txt"))
	must(t, err)
	before, stderr := slog.Default(), os.Stderr
	slog.SetDefault(slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	os.Stderr = errFile
	t.Cleanup(func() {
		slog.SetDefault(before)
		os.Stderr = stderr
		_ = errFile.Close()
		_ = log.Close()
	})
	return dir
}

func (d *leakDay) system() context.Context { return actor.With(d.t.Context(), staff.CLI()) }

// dayPassword is everybody's.
const dayPassword = "kaori-no-michi-42"

func (d *leakDay) logIn(role actor.Role) *browser {
	d.t.Helper()
	_, err := d.app.staff.Add(d.system(), staff.New{Login: string(role), Name: string(role), Role: role, Password: dayPassword})
	must(d.t, err)
	b, err := login(d.t.Context(), d.url, string(role), dayPassword)
	must(d.t, err)
	return b
}

// command runs a command line and keeps what it says; any exit code will do.
func (d *leakDay) command(args ...string) int {
	d.t.Helper()
	out, errOut, code := d.try(args...)
	_, err := d.said.WriteString(strings.Join(args, " ") + "\n" + out + errOut)
	must(d.t, err)
	return code
}

// send posts a form and expects an answer of that status.
func (d *leakDay) send(b *browser, want int, path string, form url.Values) {
	d.t.Helper()
	resp, err := b.client.PostForm(d.url+path, form)
	d.answered(resp, err, want, path)
}

func (d *leakDay) answered(resp *http.Response, err error, want int, what string) string {
	d.t.Helper()
	must(d.t, err)
	body, err := io.ReadAll(resp.Body)
	must(d.t, err)
	_ = resp.Body.Close()
	if resp.StatusCode != want {
		d.t.Errorf("%s answered %d, want %d", what, resp.StatusCode, want)
	}
	return string(body)
}

// place takes an order at the screen.
func (d *leakDay) place(form url.Values) {
	d.t.Helper()
	number, err := d.clerk.place(d.t.Context(), form)
	must(d.t, err)
	d.placed = append(d.placed, number)
}

// importPeople brings customers in by file; a bad file is refused.
func (d *leakDay) importPeople() []canary {
	d.t.Helper()
	var known []canary
	var people []customer.Person
	for range 8 {
		c := d.people.next()
		known, people = append(known, c), append(people, c.Person)
	}
	file, _ := io.ReadAll(customersCSV(people))
	if code := d.command("customers", "import", writeText(d.t, "customers.csv", string(file))); code != 0 {
		d.t.Errorf("customers import: exit %d", code)
	}
	bad := d.people.next().Person
	bad.Phone += "99"
	file, _ = io.ReadAll(customersCSV([]customer.Person{people[0], bad}))
	if code := d.command("customers", "import", writeText(d.t, "bad.csv", string(file))); code != 1 {
		d.t.Errorf("a bad customers import: exit %d", code)
	}
	return known
}

// desk takes orders on the telephone and from FAX pages, from known and new
// customers, also to other recipients, and leaves drafts.
func (d *leakDay) desk(known []canary) {
	d.t.Helper()
	for i, channel := range []string{"phone", "fax", "phone"} {
		d.place(known[i].form(channel, "cod"))
		d.place(d.people.next().form(channel, "postal_after"))
		d.place(d.people.next().receiver(known[3+i].form(channel, "bank_before")))
	}
	draft := d.people.next().receiver(d.people.next().form("fax", "cod"))
	draft.Set("draft", customer.NewID())
	draft.Set("draft_version", "0")
	d.send(d.clerk, http.StatusOK, "/drafts", draft)
	d.send(d.clerk, http.StatusOK, "/orders/new/preview", draft)
	for _, find := range []string{known[0].Name, known[1].Kana, known[2].Phone, known[3].No} {
		d.send(d.clerk, http.StatusOK, "/orders/new/customers", url.Values{"find": {find}})
		d.send(d.officer, http.StatusOK, "/customers", url.Values{"find": {find}})
	}
	id := d.idOf(known[4])
	d.send(d.clerk, http.StatusOK, "/orders/new/customer", url.Values{"pick": {id}})
	d.send(d.clerk, http.StatusOK, "/customers/"+id+"/open", url.Values{"reason": {"inquiry"}})
	moved := personForm(d.people.next().Person)
	moved.Set("version", "2") // a stale one is refused and shown
	d.send(d.clerk, http.StatusConflict, "/customers/"+id, moved)
	moved.Set("version", "1")
	d.send(d.clerk, http.StatusOK, "/customers/"+id, moved)
	d.send(d.clerk, http.StatusOK, "/orders/search", url.Values{"find": {known[0].Name}})
}

// idOf finds a customer's opaque id.
func (d *leakDay) idOf(c canary) string {
	d.t.Helper()
	hits, err := d.app.vault.Search(d.system(), customer.Query{Phone: c.Phone})
	must(d.t, err)
	if len(hits) != 1 {
		d.t.Fatalf("%d customers of one telephone number", len(hits))
	}
	return hits[0].Ref.ID
}

// confirmButton saves a revision that was shown.
var confirmButton = regexp.MustCompile(`name="confirm" value="([^"]+)"`)

// change revises, holds, opens and cancels orders with notes that name persons.
func (d *leakDay) change() {
	d.t.Helper()
	note := func(v url.Values) url.Values { v.Set("reason_note", d.people.next().note); return v }
	version := func(i int) string {
		o, err := d.app.orders.Find(d.system(), d.placed[i])
		must(d.t, err)
		return itoa(o.Version)
	}
	revised := note(d.people.next().receiver(url.Values{"version": {version(0)}, "reason": {"address"}, "payment": {"postal_after"},
		"product_code.0": {"BL-0703"}, "quantity.0": {"3"}, "note": {d.people.next().note}}))
	resp, err := d.clerk.client.PostForm(d.url+"/orders/"+d.placed[0]+"/revise", revised)
	shown := confirmButton.FindStringSubmatch(d.answered(resp, err, http.StatusOK, "/revise"))
	if shown == nil {
		d.t.Fatal("the revision is not offered for saving")
	}
	revised.Set("confirm", shown[1])
	d.send(d.clerk, http.StatusOK, "/orders/"+d.placed[0]+"/revise", revised)
	d.send(d.clerk, http.StatusConflict, "/orders/"+d.placed[0]+"/revise", revised)
	d.send(d.clerk, http.StatusOK, "/orders/"+d.placed[1]+"/hold", note(url.Values{"version": {version(1)}, "form": {"hold"}, "reason": {"callback"}}))
	d.send(d.clerk, http.StatusOK, "/orders/"+d.placed[3]+"/cancel", note(url.Values{"version": {version(3)}, "form": {"cancel"}, "reason": {"customer"}}))
	d.send(d.officer, http.StatusOK, "/orders/"+d.placed[4]+"/person", url.Values{"reason": {"disclosure"}})
}

// api places orders over the API: taken, repeated, refused.
func (d *leakDay) api() {
	d.t.Helper()
	c := d.people.next()
	d.call(http.StatusCreated, "k1", c.json())
	d.call(http.StatusOK, "k1", c.json())
	d.call(http.StatusUnprocessableEntity, "k1", d.people.next().json()) // the same key for somebody else
	wrong := d.people.next()
	body := wrong.json()
	body["payment"], body["phone"], body[wrong.Name] = wrong.note, wrong.Phone+"0000", wrong.Kana
	d.call(http.StatusUnprocessableEntity, "k2", body)
	b, err := json.Marshal(d.people.next().json())
	must(d.t, err)
	d.raw(http.StatusBadRequest, "k3", string(b[:len(b)-9]))
	d.raw(http.StatusRequestEntityTooLarge, "k4", `{"name":"`+strings.Repeat(d.people.next().Name, 80_000)+`"}`)
}

func (d *leakDay) call(want int, key string, body map[string]any) {
	d.t.Helper()
	b, err := json.Marshal(body)
	must(d.t, err)
	d.raw(want, key, string(b))
}

func (d *leakDay) raw(want int, key, body string) {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.url+"/api/v1/orders", strings.NewReader(body))
	must(d.t, err)
	req.Header.Set("Authorization", "Bearer "+d.token)
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	d.answered(resp, err, want, "the API with key "+key)
}

// importOrders brings orders in by file: good, again, changed, bad.
func (d *leakDay) importOrders(known []canary) {
	d.t.Helper()
	other := d.people.next()
	for _, f := range []struct {
		code int
		rows [][]string
	}{
		{0, [][]string{known[6].row("L-1", "BL-0701"), known[6].row("L-1", "BL-0702"), d.people.next().row("L-2", "BL-0701")}},
		{0, [][]string{known[6].row("L-1", "BL-0701"), known[6].row("L-1", "BL-0702")}},
		{1, [][]string{other.row("L-1", "BL-0701")}},
		{1, [][]string{d.people.next().row("L-3", "NO-SUCH"), d.people.next().row("", "BL-0701"), d.people.next().row("L-4", other.Name)}},
	} {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		must(d.t, w.Write(strings.Split("order_ref,channel,received_at,customer_no,name,kana,phone,postal_code,address1,address2,payment,"+
			"delivery_date,delivery_slot,product_code,quantity,edition,note", ",")))
		must(d.t, w.WriteAll(f.rows))
		if code := d.command("orders", "import", writeText(d.t, "orders.csv", b.String())); code != f.code {
			d.t.Errorf("orders import: exit %d, want %d", code, f.code)
		}
	}
}

// artefacts cuts the day's batch and fetches it: the one place for names.
func (d *leakDay) artefacts() (dir string) {
	d.t.Helper()
	if code := d.command("batch", "cut", "--json"); code != 0 {
		d.t.Errorf("batch cut: exit %d", code)
	}
	dir = filepath.Join(d.t.TempDir(), "batch")
	if code := d.command("batch", "get", "1", "-o", dir); code != 0 {
		d.t.Errorf("batch get: exit %d", code)
	}
	return dir
}

// erase is the privacy officer's act.
func (d *leakDay) erase(c canary) {
	d.t.Helper()
	id := d.idOf(c)
	d.send(d.officer, http.StatusOK, "/customers/"+id+"/erase", url.Values{"request_no": {"R-1"}, "reason": {"request"}, "sure": {"1"}, "password": {dayPassword}})
	hits, err := d.app.vault.Search(d.system(), customer.Query{Phone: c.Phone})
	if err != nil || len(hits) != 0 {
		d.t.Errorf("an erased customer is found: %d, %v", len(hits), err)
	}
}

// publish writes everything that the program prints for everybody.
func (d *leakDay) publish() {
	d.t.Helper()
	at := func(name string) string { return filepath.Join(d.exports, name) }
	for _, args := range [][]string{
		{"site", "build", "-o", at("site"), "--catalog", catalogDir}, {"form", "pdf", "-o", at("form.pdf")}, {"catalog", "pdf", "-o", at("catalog.pdf")},
		{"batch", "list"}, {"batch", "list", "--json"}, {"staff", "list"}, {"token", "list", "--json"}, {"audit", "verify", "--json"}, {"postal", "info"},
	} {
		if code := d.command(args...); code != 0 {
			d.t.Errorf("%v: exit %d", args, code)
		}
	}
	for _, name := range []string{"form", "catalog", "site/order-form", "site/catalog"} {
		must(d.t, os.WriteFile(at(strings.ReplaceAll(name, "/", "-")+".txt"), []byte(pdfText(d.t, at(name+".pdf"))), 0o600))
	}
}
