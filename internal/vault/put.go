package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
	"uketsuke/internal/vault/seal"
)

// Put seals records in one transaction, all or none, and answers in the same
// order. Later puts of a call see earlier ones: a recipient may belong to a
// customer made in the same call, and a new person twice is one customer.
//
// The evidence of a record is "kind:version:fields" ("customer:2:phone"). A
// draft gives evidence when it begins and when it is linked, not at each save.
func (v *Vault) Put(ctx context.Context, puts ...customer.Put) ([]customer.Result, error) {
	puts = slices.Clone(puts)
	a, err := actor.Require(ctx, writers...)
	if err == nil {
		err = checkPuts(puts)
	}
	if err == nil && v.mem.position() == 0 {
		err = v.catchUp(ctx, v.db.Read(ctx)) // the first load, outside the transaction
	}
	if err != nil || len(puts) == 0 {
		return nil, err
	}
	var b *batch
	err = v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lock(tx); err != nil {
			return err
		}
		if err := v.catchUp(ctx, tx.DB); err != nil {
			return err
		}
		b = newBatch(v, tx, a.ID)
		return b.run(ctx, puts)
	})
	if err != nil {
		return nil, err
	}
	v.mem.apply(b.entries, b.lastSeq)
	for i, p := range puts {
		if _, ok := p.Body.(customer.Person); ok {
			b.results[i].Same = v.mem.others(b.results[i].Ref.ID)
		}
	}
	return b.results, nil
}

// checkPuts refuses what could not be sealed, before anything is read.
func checkPuts(puts []customer.Put) error {
	var fields errs.Fields
	for i, p := range puts {
		if _, ok := p.Body.(customer.Person); p.Of != 0 && (ok || p.Of < 0 || p.Of > i) {
			return errs.E(errs.Internal, "vault.put", p.Body.Kind())
		}
		switch p.Body.(type) {
		case customer.Person:
		case customer.Recipient, customer.Draft, customer.Note, customer.Blob:
			if p.Identify {
				return errs.E(errs.Internal, "vault.put", p.Body.Kind())
			}
		default:
			return errs.E(errs.Internal, "vault.put", "")
		}
		if !p.Identify || p.ID != "" {
			if _, err := uuid.Parse(p.ID); err != nil {
				return errs.E(errs.Invalid, "vault.id")
			}
		}
		puts[i].Body = canonical(p.Body)
		fields = append(fields, customer.Check(puts[i].Body)...)
	}
	return fields.Err()
}

// item is a record while a call works on it.
type item struct {
	row     recordRow
	key     seal.Key
	by      string
	body    customer.Body
	head    *blobHead  // pages only
	chunks  []chunkRow // pages only, when new
	fresh   bool       // not in the database yet
	dirty   bool       // to be written
	was     int64      // version in the database
	changed []string   // names of changed fields
	oldKey  string     // own key to destroy, after linking
}

// batch is one call of Put.
type batch struct {
	v       *Vault
	tx      *store.Tx
	by      string
	items   map[string]*item
	order   []*item // dirty ones as first touched
	known   map[string]sealedRow
	wraps   map[[2]string]wrapRow
	keys    map[[2]string]seal.Key
	news    []wrapRow
	touched []string // unchanged ones whose expiry moves
	people  people
	retired map[string]bool // numbers that nobody may get; read when one is issued
	results []customer.Result
	entries []entry
	lastSeq int64
}

func newBatch(v *Vault, tx *store.Tx, by string) *batch {
	return &batch{
		v: v, tx: tx, by: by, items: map[string]*item{}, keys: map[[2]string]seal.Key{},
		people: newPeople(v.mem),
	}
}

func (b *batch) run(ctx context.Context, puts []customer.Put) error {
	if err := b.preload(puts); err != nil {
		return err
	}
	for _, p := range puts {
		res, err := b.put(p)
		if err != nil {
			return err
		}
		b.results = append(b.results, res)
	}
	return b.write(ctx)
}

// preload reads everything that the puts may touch, in a few statements.
func (b *batch) preload(puts []customer.Put) error {
	var ids, owners []string
	for _, p := range puts {
		if p.ID != "" {
			ids = append(ids, p.ID)
		}
		if p.Customer != "" {
			owners = append(owners, p.Customer)
		}
		if body, ok := p.Body.(customer.Person); ok && p.Identify {
			owners = append(owners, idsOf(b.people.candidates(body))...)
		}
	}
	var err error
	if b.known, err = findRows(b.tx.DB, append(ids, owners...)); err != nil {
		return err
	}
	b.wraps, err = findWraps(b.tx.DB, owners)
	return err
}

func (b *batch) put(p customer.Put) (customer.Result, error) {
	if p.Of > 0 {
		p.Customer = b.results[p.Of-1].Ref.ID
	}
	if p.Identify {
		return b.identify(p)
	}
	it, err := b.item(p.ID)
	if err != nil {
		return customer.Result{}, err
	}
	if it == nil {
		return b.create(p)
	}
	return b.change(p, it)
}

// item is the record of that id, nil when there is none.
func (b *batch) item(id string) (*item, error) {
	if it, ok := b.items[id]; ok {
		return it, nil
	}
	r, ok := b.known[id]
	if !ok {
		return nil, nil
	}
	u, err := b.v.unseal(r)
	if err != nil {
		return nil, err
	}
	it := &item{row: r.recordRow, key: u.key, by: u.by, body: u.body, head: u.head, was: r.Version}
	b.items[id] = it
	return it, nil
}

func (b *batch) create(p customer.Put) (customer.Result, error) {
	if p.Expected != 0 {
		return customer.Result{}, errErased
	}
	if body, ok := p.Body.(customer.Person); ok {
		return b.createPerson(p.ID, body)
	}
	it := &item{fresh: true, by: b.by}
	it.row = recordRow{ID: p.ID, Kind: p.Body.Kind(), SchemaNo: schemaNo, Created: store.At(b.tx.Now)}
	if err := b.own(it, p.Customer); err != nil {
		return customer.Result{}, err
	}
	b.items[p.ID] = it
	return b.set(it, p.Body, nil)
}

// change is a put of a record that is there. The same content again changes
// nothing whatever was expected: it is the repeat of a call whose answer was lost.
// Only of a card that was merged meanwhile the writer has to hear: the alert
// memo that counts is the survivor's.
func (b *batch) change(p customer.Put, it *item) (customer.Result, error) {
	if it.row.Kind != p.Body.Kind() {
		return customer.Result{}, errs.E(errs.Conflict, "vault.kind")
	}
	stale := p.Expected != it.row.Version
	moved := p.Customer != "" && p.Customer != deref(it.row.CustomerID) && it.row.Kind != customer.KindCustomer
	if card, ok := it.body.(customer.Person); ok {
		body := kept(p, card)
		body.No = b.people.keepNo(body.No, card.No)
		p.Body = body
		if stale && card.Into != "" {
			return customer.Result{}, errs.E(errs.Conflict, "vault.changed", it.row.Version)
		}
	}
	same, err := it.holds(p.Body)
	switch {
	case err != nil:
		return customer.Result{}, err
	case same && !moved:
		if !it.row.ExpiresAt.IsZero() && !it.dirty && it.row.Kind != customer.KindNote {
			b.touched = append(b.touched, it.row.ID)
		}
		return it.result(customer.Unchanged), nil
	case stale:
		return customer.Result{}, errs.E(errs.Conflict, "vault.changed", it.row.Version)
	}
	if body, ok := p.Body.(customer.Person); ok {
		return b.changePerson(it, body)
	}
	if moved {
		if err := b.own(it, p.Customer); err != nil {
			return customer.Result{}, err
		}
		it.changed = append(it.changed, "customer")
	}
	return b.set(it, p.Body, nil)
}

// holds compares without keeping a plain copy or hash anywhere.
func (it *item) holds(body customer.Body) (bool, error) {
	if blob, ok := body.(customer.Blob); ok && it.head != nil {
		return it.head.SHA256 == sha256Hex(blob.Data) && it.head.Type == blob.Type, nil
	}
	a, err := it.body.Clear()
	if err != nil {
		return false, err
	}
	c, err := body.Clear()
	return bytes.Equal(a, c), err
}

// set gives a record its next version; it is sealed and written at the end.
func (b *batch) set(it *item, body customer.Body, fields []string) (customer.Result, error) {
	it.row.Version++
	it.by, it.body = b.by, body
	it.changed = append(it.changed, fields...)
	if !it.dirty {
		it.dirty = true
		b.order = append(b.order, it)
	}
	outcome := customer.Updated
	if it.row.Version == 1 {
		outcome = customer.Created
	}
	return it.result(outcome), nil
}

func (it *item) result(o customer.Outcome) customer.Result {
	res := customer.Result{Ref: customer.Ref{ID: it.row.ID, Version: it.row.Version}, Outcome: o}
	if p, ok := it.body.(customer.Person); ok {
		res.No, res.Memo = p.No, p.Memo != ""
	}
	return res
}

// clear is the envelope of a record, and seals a page's pieces on the way.
func (it *item) clear() ([]byte, error) {
	var body []byte
	var err error
	if blob, ok := it.body.(customer.Blob); ok {
		it.head = &blobHead{Type: blob.Type}
		if it.chunks, err = sealBlob(it.key, it.row.context(), bytes.NewReader(blob.Data), it.head, customer.MaxPage); err != nil {
			return nil, err
		}
		body, err = json.Marshal(it.head)
	} else {
		body, err = it.body.Clear()
	}
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	return json.Marshal(envelope{By: it.by, Body: body})
}
