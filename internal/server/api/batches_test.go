package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/order/ordertest"
)

// sealed places two orders and one held one and cuts a batch.
func (b *bench) sealed() {
	b.t.Helper()
	held := ordertest.Form()
	held.Payment = "bank_before"
	b.Place(ordertest.Form(), ordertest.Form(), held)
	got := b.send("POST", "/batches", "warehouse", nil, "")
	b.wantStatus(got, http.StatusCreated, "")
}

// hashes are name → SHA-256 of a batch's files as the API lists them.
func hashes(got reply) map[string]string {
	out := map[string]string{}
	files, _ := got.json["files"].([]any)
	for _, f := range files {
		out[f.(tree)["name"].(string)] = f.(tree)["sha256"].(string)
	}
	return out
}

func TestCut(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		none := b.send("POST", "/batches", "supervisor", nil, "")
		b.wantStatus(none, http.StatusOK, "")
		if none.json["batch"] != nil || string(must(none.json["orders"])) != "0" {
			t.Errorf("a cut of nothing: %s", none.body)
		}
		held := ordertest.Form()
		held.Payment = "bank_before"
		orders := b.Place(ordertest.Form(), ordertest.Form(), held)
		got := b.send("POST", "/batches", "warehouse", nil, "")
		b.wantStatus(got, http.StatusCreated, "")
		want := fmt.Sprintf(`{"batch":1,"orders":2,"lines":4,"pieces":6,"goods_yen":13200,"held":[{"order":"%s","reason":"awaiting_payment"}]}`+"\n", orders[2].Number)
		if string(got.body) != want {
			t.Errorf("cut %s, want %s", got.body, want)
		}
		b.wantStatus(b.send("POST", "/batches", "warehouse", nil, ""), http.StatusOK, "")
	})
}

func TestPull(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.sealed()
		b.Place(ordertest.Form())
		b.wantStatus(b.send("POST", "/batches", "warehouse", nil, ""), http.StatusCreated, "")
		for after, want := range map[string]string{"": "[1 2]", "?after=0": "[1 2]", "?after=1": "[2]", "?after=2": "[]"} {
			got := b.send("GET", "/batches"+after, "warehouse", nil, "")
			b.wantStatus(got, http.StatusOK, "")
			nos := []any{}
			for _, x := range got.json["batches"].([]any) {
				nos = append(nos, x.(tree)["no"])
			}
			if fmt.Sprint(nos) != want {
				t.Errorf("after %q: %v, want %s", after, nos, want)
			}
		}
		for _, bad := range []string{"-1", "x", "1.5", "99999999999999999999"} {
			b.wantStatus(b.send("GET", "/batches?after="+bad, "warehouse", nil, ""), http.StatusUnprocessableEntity, "api.invalid")
		}
		one := b.send("GET", "/batches/1", "warehouse", nil, "")
		b.wantStatus(one, http.StatusOK, "")
		if got := len(hashes(one)); got != 4 || one.json["state"] != "sealed" {
			t.Errorf("batch 1: %s", one.body)
		}
		for _, unknown := range []string{"3", "0", "-1", "one", "1e0"} {
			if got := b.send("GET", "/batches/"+unknown, "warehouse", nil, ""); got.status != http.StatusNotFound {
				t.Errorf("batch %s: %d", unknown, got.status)
			}
		}
	})
}

// A batch that is not sealed yet shows nowhere, and neither do those after it.
func TestPullWaitsForLowerNumbers(t *testing.T) {
	b := quick(t)
	b.sealed()
	b.Place(ordertest.Form())
	b.wantStatus(b.send("POST", "/batches", "warehouse", nil, ""), http.StatusCreated, "")
	b.Exec(`UPDATE batch SET state = 'cut' WHERE no = 1`)
	got := b.send("GET", "/batches", "warehouse", nil, "")
	if list := got.json["batches"].([]any); len(list) != 0 {
		t.Errorf("shown: %s", got.body)
	}
	for _, path := range []string{"/batches/1", "/batches/1/orders.csv"} {
		b.wantStatus(b.send("GET", path, "warehouse", nil, ""), http.StatusNotFound, "batch.unknown")
	}
	b.wantStatus(b.send("POST", "/batches/1/ack", "warehouse", nil, `{"files":{"orders.csv":"`+strings.Repeat("0", 64)+`"}}`), http.StatusNotFound, "batch.unknown")
}

func TestFlagsOfBatchesPulledBefore(t *testing.T) {
	b := quick(t)
	b.sealed()
	number := b.send("GET", "/batches/1", "warehouse", nil, "")
	if flags := number.json["flags"].([]any); len(flags) != 0 {
		t.Fatalf("flags %v", flags)
	}
	list, _, err := b.Orders.List(ordertest.Op, filterBatch(1))
	if err != nil {
		t.Fatal(err)
	}
	o := list[0]
	if _, err := b.Orders.Cancel(ordertest.Chief, o.Number, o.Version, "customer", ""); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`[{"at":"2026-11-24T01:00:00Z","batch":1,"kind":"cancelled","order":"%s"}]`, o.Number)
	pull := b.send("GET", "/batches?after=1", "warehouse", nil, "")
	if got := string(must(pull.json["flags"])); got != want {
		t.Errorf("flags of the pull %s, want %s", got, want)
	}
	if got := string(must(b.send("GET", "/batches/1", "warehouse", nil, "").json["flags"])); got != want {
		t.Errorf("flags of the batch %s, want %s", got, want)
	}
}

func TestFile(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.sealed()
		sums := hashes(b.send("GET", "/batches/1", "warehouse", nil, ""))
		for name, sum := range sums {
			path := "/batches/1/" + name
			whole := b.send("GET", path, "warehouse", nil, "")
			b.wantStatus(whole, http.StatusOK, "")
			if got := sha256.Sum256(whole.body); hex.EncodeToString(got[:]) != sum || whole.header.Get("ETag") != `"`+sum+`"` {
				t.Errorf("%s: the bytes are not those of the hash", name)
			}
			_, params, err := mime.ParseMediaType(whole.header.Get("Content-Disposition"))
			if err != nil || params["filename"] != "batch-1-"+name || whole.header.Get("Cache-Control") != "private, no-store" {
				t.Errorf("%s: headers %v", name, whole.header)
			}
			b.ranges(path, whole.body)
			top := b.send("HEAD", path, "warehouse", nil, "")
			if top.status != http.StatusOK || len(top.body) != 0 || top.header.Get("Content-Length") != fmt.Sprint(len(whole.body)) || top.header.Get("ETag") != `"`+sum+`"` {
				t.Errorf("%s: HEAD %d %v", name, top.status, top.header)
			}
		}
		orders := b.send("GET", "/batches/1/orders.csv", "warehouse", nil, "").body
		if !bytes.Contains(orders, []byte("髙橋 美咲")) || bytes.Count(orders, []byte("\r\n")) != 3 {
			t.Errorf("orders.csv is not the list of two orders")
		}
		b.wantStatus(b.send("GET", "/batches/1/other.csv", "warehouse", nil, ""), http.StatusNotFound, "api.no_file")
		b.wantStatus(b.send("GET", "/batches/1/..%2forders.csv", "warehouse", nil, ""), http.StatusNotFound, "api.no_route")
		b.wantStatus(b.send("GET", "/batches/2/orders.csv", "warehouse", nil, ""), http.StatusNotFound, "batch.unknown")
	})
}

// ranges holds parts of a file byte by byte against the whole.
func (b *bench) ranges(path string, whole []byte) {
	b.t.Helper()
	n := len(whole)
	etag := b.send("HEAD", path, "warehouse", nil, "").header.Get("ETag")
	for _, c := range []struct {
		spec     string
		from, to int
	}{
		{"bytes=0-0", 0, 1}, {"bytes=0-99", 0, 100}, {fmt.Sprintf("bytes=%d-", n-7), n - 7, n}, {"bytes=-1", n - 1, n},
		{fmt.Sprintf("bytes=%d-%d", n/2, n+1000), n / 2, n}, {fmt.Sprintf("bytes=1-%d", n-1), 1, n},
	} {
		for _, h := range []head{{"Range": c.spec}, {"Range": c.spec, "If-Range": etag}} {
			got := b.send("GET", path, "warehouse", h, "")
			if got.status != http.StatusPartialContent || !bytes.Equal(got.body, whole[c.from:c.to]) ||
				got.header.Get("Content-Range") != fmt.Sprintf("bytes %d-%d/%d", c.from, c.to-1, n) {
				b.t.Errorf("%s %s: %d, %d bytes, %s", path, c.spec, got.status, len(got.body), got.header.Get("Content-Range"))
			}
		}
	}
	if got := b.send("GET", path, "warehouse", head{"Range": "bytes=0-9", "If-Range": `"0"`}, ""); got.status != http.StatusOK || len(got.body) != n {
		b.t.Errorf("%s: a part of other bytes was sent: %d", path, got.status)
	}
	if got := b.send("GET", path, "warehouse", head{"Range": fmt.Sprintf("bytes=%d-", n)}, ""); got.status != http.StatusRequestedRangeNotSatisfiable {
		b.t.Errorf("%s: a range beyond the end: %d", path, got.status)
	}
	for _, match := range []string{etag, `"x", ` + etag, "*"} {
		if got := b.send("GET", path, "warehouse", head{"If-None-Match": match}, ""); got.status != http.StatusNotModified || len(got.body) != 0 {
			b.t.Errorf("%s: If-None-Match %s: %d", path, match, got.status)
		}
	}
	if got := b.send("GET", path, "warehouse", head{"If-Match": `"0"`}, ""); got.status != http.StatusPreconditionFailed {
		b.t.Errorf("%s: If-Match: %d", path, got.status)
	}
	b.twoParts(path, whole)
}

func (b *bench) twoParts(path string, whole []byte) {
	b.t.Helper()
	got := b.send("GET", path, "warehouse", head{"Range": "bytes=0-9,20-29"}, "")
	_, params, err := mime.ParseMediaType(got.header.Get("Content-Type"))
	if err != nil || got.status != http.StatusPartialContent {
		b.t.Errorf("%s: two parts: %d %v", path, got.status, err)
		return
	}
	r := multipart.NewReader(bytes.NewReader(got.body), params["boundary"])
	for _, want := range [][]byte{whole[0:10], whole[20:30]} {
		p, err := r.NextPart()
		if err != nil {
			b.t.Errorf("%s: two parts: %v", path, err)
			return
		}
		if data, err := io.ReadAll(p); err != nil || !bytes.Equal(data, want) {
			b.t.Errorf("%s: a part of two differs: %v", path, err)
		}
	}
}

func TestDownloadsAreEvidence(t *testing.T) {
	b := quick(t)
	b.sealed()
	opened := func() int {
		var n int
		if err := b.VaultDB.Read(context.Background()).Raw(`SELECT COUNT(*) FROM outbox WHERE action = 'vault.open' AND actor = 'token:warehouse'`).Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := opened()
	etag := b.send("HEAD", "/batches/1/orders.csv", "warehouse", nil, "").header.Get("ETag")
	b.send("GET", "/batches/1/orders.csv", "warehouse", head{"If-None-Match": etag}, "")
	if n := opened(); n != before {
		t.Errorf("%d openings noted for headers alone", n-before)
	}
	b.send("GET", "/batches/1/orders.csv", "warehouse", nil, "")
	if n := opened(); n != before+1 {
		t.Errorf("%d openings noted for a download", n-before)
	}
	b.Relay = func(context.Context) error { return errors.New("the log is down") }
	got := b.send("GET", "/batches/1/orders.csv", "warehouse", nil, "")
	b.wantStatus(got, http.StatusServiceUnavailable, "vault.log_down")
	if got.header.Get("Retry-After") == "" || bytes.Contains(got.body, []byte("the log is down")) {
		t.Errorf("answer %v %s", got.header, got.body)
	}
}

func TestAck(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.sealed()
		sums := hashes(b.send("GET", "/batches/1", "warehouse", nil, ""))
		wrong := strings.Repeat("0", 64)
		with := func(pairs ...string) string {
			files := tree{}
			for i := 0; i < len(pairs); i += 2 {
				files[pairs[i]] = pairs[i+1]
			}
			return string(must(tree{"files": files}))
		}
		o, l := sums["orders.csv"], sums["lines.csv"]
		for _, c := range []struct {
			name, body string
			status     int
			code       string
			problems   []string
		}{
			{"wrong hash", with("orders.csv", o, "lines.csv", wrong), 409, "batch.ack_hash", nil},
			{"wrong hash of an optional file", with("orders.csv", o, "lines.csv", l, "slips.pdf", wrong), 409, "batch.ack_hash", nil},
			{"one missing", with("orders.csv", o), 422, "batch.ack_missing", nil},
			{"unknown file", with("orders.csv", o, "lines.csv", l, "x.csv", o), 422, "batch.ack_unknown", nil},
			{"no hash", with("orders.csv", "abc", "lines.csv", l), 422, "api.invalid", []string{"files.orders.csv api.sha256"}},
			{"number", `{"files":{"orders.csv":1}}`, 422, "api.invalid", []string{"files.orders.csv api.sha256", "files.orders.csv api.string"}},
			{"nothing", `{}`, 422, "api.invalid", []string{"files api.ack_files"}},
			{"list", `{"files":[]}`, 422, "api.invalid", []string{"files api.object_field"}},
			{"twice", `{"files":{"orders.csv":"` + o + `","orders.csv":"` + o + `"}}`, 422, "api.invalid", []string{"files.orders.csv api.twice"}},
			{"more", `{"files":{"orders.csv":"` + o + `"},"by":"me"}`, 422, "api.invalid", []string{"by api.unknown_field"}},
			{"no JSON", `orders.csv`, 400, "api.json", nil},
		} {
			got := b.send("POST", "/batches/1/ack", "warehouse", nil, c.body)
			b.wantStatus(got, c.status, c.code)
			problems := problemsOf(got)
			slices.Sort(problems)
			if diff := cmp.Diff(append([]string{}, c.problems...), problems); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
			if s := b.send("GET", "/batches/1", "warehouse", nil, "").json["state"]; s != "sealed" {
				t.Fatalf("%s: state %v", c.name, s)
			}
		}
		first := b.send("POST", "/batches/1/ack", "warehouse", nil, with("orders.csv", o, "lines.csv", strings.ToUpper(l)))
		b.wantStatus(first, http.StatusOK, "")
		if first.json["state"] != "acked" || first.text("acked_at") != "2026-11-24T01:00:00Z" {
			t.Errorf("acknowledged: %s", first.body)
		}
		b.Advance(time.Hour)
		again := b.send("POST", "/batches/1/ack", "admin", nil, with("orders.csv", o, "lines.csv", l, "picklist.pdf", sums["picklist.pdf"]))
		b.wantStatus(again, http.StatusOK, "")
		if again.text("acked_at") != first.text("acked_at") {
			t.Errorf("the second acknowledgement changed the first: %s", again.body)
		}
		b.wantStatus(b.send("POST", "/batches/1/ack", "warehouse", nil, with("orders.csv", o, "lines.csv", wrong)), http.StatusConflict, "batch.ack_hash")
		b.wantStatus(b.send("POST", "/batches/9/ack", "warehouse", nil, with("orders.csv", o)), http.StatusNotFound, "batch.unknown")
		pull, err := b.Batches.After(ordertest.As(actor.Warehouse), 0)
		if err != nil || len(pull) != 1 || pull[0].AckedBy != "token:warehouse" {
			t.Errorf("pull %+v, %v", pull, err)
		}
	})
}
