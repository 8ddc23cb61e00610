package main

import (
	"net/http"
	"net/url"
	"strings"

	"uketsuke/internal/customer"
)

// mistakes are requests that no screen of ours makes.
func (d *leakDay) mistakes() {
	d.t.Helper()
	c := d.people.next()
	bad := c.form("carrier pigeon", c.note)
	bad.Set("phone", c.Phone+"99")
	bad.Set("quantity.0", c.Name)
	bad.Set("product_code.1", c.Kana)
	bad.Set("customer_id", c.Address1)
	d.send(d.clerk, http.StatusUnprocessableEntity, "/orders", bad)
	d.send(d.clerk, http.StatusNotFound, "/customers/"+url.PathEscape(c.Name), nil)
	d.send(d.clerk, http.StatusNotFound, "/orders/"+url.PathEscape(c.Phone)+"/hold", url.Values{"reason": {c.note}})
	d.send(d.clerk, http.StatusForbidden, "/staff", url.Values{"login": {c.Name}})
	d.send(d.clerk, http.StatusUnauthorized, "/login", url.Values{"login": {c.Name}, "password": {c.Phone}})
	d.send(d.clerk, http.StatusRequestEntityTooLarge, "/orders/new/preview", url.Values{"note": {strings.Repeat(c.note, 80_000)}})
	for path, want := range map[string]int{
		"/" + url.PathEscape(c.Name): http.StatusNotFound, "/customers?find=" + url.QueryEscape(c.Kana): http.StatusOK,
		"/orders?customer=" + url.QueryEscape(c.Address1): http.StatusNotFound, "/privacy?subject=" + url.QueryEscape(c.Name): http.StatusForbidden,
		"/api/v1/batches?after=" + url.QueryEscape(c.Name): http.StatusUnauthorized,
	} {
		resp, err := d.clerk.client.Get(d.url + path)
		d.answered(resp, err, want, path)
	}
	req, err := http.NewRequestWithContext(d.t.Context(), http.MethodDelete, d.url+"/orders?name="+url.QueryEscape(c.Name), nil)
	must(d.t, err)
	resp, err := d.clerk.client.Do(req)
	d.answered(resp, err, http.StatusNotFound, "DELETE")
	req, err = http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.url+"/orders", strings.NewReader(c.form("phone", "cod").Encode()))
	must(d.t, err)
	req.Header.Set("Origin", "https://elsewhere.example")
	resp, err = d.clerk.client.Do(req)
	d.answered(resp, err, http.StatusForbidden, "another site's page")
}

// breakdown has the vault's table, then the whole vault gone under the feet of
// a running server.
func (d *leakDay) breakdown() {
	d.t.Helper()
	ctx := d.t.Context()
	db := d.app.vaultDB
	order := d.people.next().form("phone", "cod")
	must(d.t, d.clerk.readBack(ctx, order))
	must(d.t, db.Read(ctx).Exec(`ALTER TABLE record RENAME TO record_gone`).Error)
	d.send(d.clerk, http.StatusInternalServerError, "/orders", order)
	d.call(http.StatusInternalServerError, "k9", d.people.next().json())
	must(d.t, db.Read(ctx).Exec(`ALTER TABLE record_gone RENAME TO record`).Error)
	must(d.t, db.Read(ctx).Exec(`CREATE UNIQUE INDEX only_one ON record (kind) WHERE kind = 'draft' AND deleted = 0`).Error)
	draft := d.people.next().form("phone", "cod")
	draft.Set("draft", customer.NewID())
	draft.Set("draft_version", "0")
	resp, err := d.clerk.client.PostForm(d.url+"/drafts", draft)
	must(d.t, err)
	_ = resp.Body.Close() // whatever it says about a second draft that the index forbids
	must(d.t, db.Read(ctx).Exec(`DROP INDEX only_one`).Error)
	must(d.t, db.Close())
	d.send(d.clerk, http.StatusInternalServerError, "/orders", d.people.next().form("fax", "cod"))
	d.send(d.clerk, http.StatusInternalServerError, "/customers", url.Values{"find": {d.people.next().Name}})
	d.call(http.StatusInternalServerError, "k10", d.people.next().json())
}
