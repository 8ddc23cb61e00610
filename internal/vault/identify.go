package vault

import (
	"slices"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
)

// canonical brings what has one right spelling into it: phone and postal code.
// What cannot be read so stays as it is; names are never changed.
func canonical(body customer.Body) customer.Body {
	switch b := body.(type) {
	case customer.Person:
		b.Phone, b.PostalCode = canonicalPlace(b.Phone, b.PostalCode)
		b.Saved = slices.Clone(b.Saved)
		for i, s := range b.Saved {
			b.Saved[i].Phone, b.Saved[i].PostalCode = canonicalPlace(s.Phone, s.PostalCode)
		}
		if numberKey(b.No) == "" {
			b.No = ""
		}
		return b
	case customer.Recipient:
		b.Phone, b.PostalCode = canonicalPlace(b.Phone, b.PostalCode)
		return b
	}
	return body
}

func canonicalPlace(phone, postal string) (string, string) {
	if p, err := japan.ParsePhone(phone); err == nil {
		phone = string(p)
	}
	if c, err := japan.ParsePostalCode(postal); err == nil {
		postal = string(c)
	}
	return phone, postal
}

// identify is a put whose customer the vault finds: by number, else by phone
// and kana; equal data is reused, other data is a new version of the card, and
// nobody found is a new customer. What a merged card says already is nothing
// new: it must not come back over the survivor's card.
func (b *batch) identify(p customer.Put) (customer.Result, error) {
	body := p.Body.(customer.Person)
	candidates := b.people.candidates(body)
	if _, ok := b.known[p.ID]; ok || b.items[p.ID] != nil {
		candidates = []candidate{{id: p.ID}} // the repeat of a call whose answer was lost
	}
	var first *item
	for _, c := range candidates {
		it, card, err := b.personCard(c.id)
		if err != nil {
			return customer.Result{}, err
		}
		if body.No == "" && c.id != p.ID && len(c.via) == 0 && voiceKey(card) != voiceKey(body) {
			continue // this very call has changed the card
		}
		known, err := b.says(c, p, card)
		if err != nil {
			return customer.Result{}, err
		}
		if known {
			return it.result(customer.Unchanged), nil
		}
		if first == nil {
			first = it
		}
	}
	if first != nil {
		return b.changePerson(first, merged(p, first.body.(customer.Person)))
	}
	id := p.ID
	if id == "" {
		id = customer.NewID()
	}
	return b.createPerson(id, body)
}

// says reports whether the card, or a merged one by which the customer was
// found, holds what is put already.
func (b *batch) says(c candidate, p customer.Put, card customer.Person) (bool, error) {
	if merged(p, card).Equal(card) {
		return true, nil
	}
	for _, id := range c.via {
		if _, old, err := b.personCard(id); err != nil || merged(p, old).Equal(old) {
			return err == nil, err
		}
	}
	return false, nil
}

func (b *batch) personCard(id string) (*item, customer.Person, error) {
	it, err := b.personItem(id)
	if err != nil {
		return nil, customer.Person{}, err
	}
	card, ok := it.body.(customer.Person)
	if !ok {
		return nil, card, errs.E(errs.Conflict, "vault.kind")
	}
	return it, card, nil
}

// merged is what the card becomes: the number as held, and what the writer
// does not know as held.
func merged(p customer.Put, card customer.Person) customer.Person {
	body := kept(p, card)
	body.No = card.No
	return body
}

// kept is a person with what the writer does not know as the card has it.
func kept(p customer.Put, card customer.Person) customer.Person {
	body := p.Body.(customer.Person)
	if !p.Flags {
		body.Affected = card.Affected
		if !p.Join {
			body.ConsentMail, body.ConsentFax = card.ConsentMail, card.ConsentFax
		}
	}
	if card.Joined != "" || body.Joined == "" {
		body.Joined, body.JoinedBy, body.JoinedTaker = card.Joined, card.JoinedBy, card.JoinedTaker
	}
	if !p.Card {
		body.Memo, body.Saved = card.Memo, card.Saved
	}
	body.Into = card.Into
	return body
}

// personItem is a customer that was found; a repeated call may find one that
// preload did not read.
func (b *batch) personItem(id string) (*item, error) {
	if _, ok := b.known[id]; !ok && b.items[id] == nil {
		rows, err := findRows(b.tx.DB, []string{id})
		if err != nil {
			return nil, err
		}
		b.known[id] = rows[id]
	}
	return b.item(id)
}

// createPerson makes a customer: two keys, and a number unless one is held.
func (b *batch) createPerson(id string, p customer.Person) (customer.Result, error) {
	if p.No == "" {
		no, err := b.issueNo()
		if err != nil {
			return customer.Result{}, err
		}
		p.No = no
	} else if b.people.holder(p.No) != "" {
		return customer.Result{}, noTaken()
	}
	it := &item{fresh: true}
	it.row = recordRow{ID: id, Kind: customer.KindCustomer, CustomerID: &id, SchemaNo: schemaNo, Created: store.At(b.tx.Now)}
	it.row.KeyID, it.key = b.newWrap(scopeLive, id)
	b.newWrap(scopeKept, id)
	b.items[id] = it
	b.people.learn(id, p)
	return b.set(it, p, nil)
}

func (b *batch) changePerson(it *item, p customer.Person) (customer.Result, error) {
	card := it.body.(customer.Person)
	if p.No != card.No {
		if id := b.people.holder(p.No); id != "" && id != it.row.ID {
			return customer.Result{}, noTaken()
		}
		if err := b.v.retire(b.tx, card.No); err != nil {
			return customer.Result{}, err
		}
	}
	b.people.learn(it.row.ID, p)
	return b.set(it, p, changedFields(card, p))
}

func noTaken() error {
	var f errs.Fields
	f.Add("customer_no", "vault.no_taken")
	return f
}

// changedFields names what differs, for the evidence: names, never values.
func changedFields(a, b customer.Person) []string {
	var out []string
	for _, f := range []struct {
		name    string
		changed bool
	}{
		{"customer_no", a.No != b.No}, {"name", a.Name != b.Name}, {"kana", a.Kana != b.Kana}, {"phone", a.Phone != b.Phone},
		{"postal_code", a.PostalCode != b.PostalCode}, {"address1", a.Address1 != b.Address1}, {"address2", a.Address2 != b.Address2},
		{"consent_mail", a.ConsentMail != b.ConsentMail}, {"consent_fax", a.ConsentFax != b.ConsentFax},
		{"affected", a.Affected != b.Affected}, {"memo", a.Memo != b.Memo}, {"saved", !slices.Equal(a.Saved, b.Saved)},
		{"into", a.Into != b.Into}, {"joined", a.Joined != b.Joined},
	} {
		if f.changed {
			out = append(out, f.name)
		}
	}
	return out
}
