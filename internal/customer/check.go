package customer

import (
	"maps"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"

	"uketsuke/internal/errs"
)

// Lengths in characters, and of a blob in bytes.
const (
	MaxField = 200      // of a card or recipient
	MaxNote  = 1000     // of a note and of a recipient's note
	MaxDraft = 300      // fields of a draft; each may hold a note
	MaxPage  = 32 << 20 // bytes of a received page
	MaxSaved = 20       // recipients kept on a card
)

// Check reports everything that keeps a body from being sealed, by field name
// (name, kana, phone, postal_code, address1, address2, note, buyer, sender_…,
// noshi_name, message, text, memo; those of the second saved recipient are
// saved_name.1 …; a draft's own names): too long ("vault.long"), a control character ("vault.control"),
// no name ("vault.name"), a payment card number in free text ("vault.card"),
// a blob too large. Put runs it; importers run it first to name the row.
func Check(b Body) errs.Fields {
	var f errs.Fields
	switch b := b.(type) {
	case Person:
		checkText(&f, "customer_no", b.No, MaxField, true)
		checkPlace(&f, b.Name, b.Kana, b.Phone, b.PostalCode, b.Address1, b.Address2)
		checkText(&f, "memo", b.Memo, MaxField, false)
		checkSaved(&f, b.Saved)
	case Recipient:
		checkPlace(&f, b.Name, b.Kana, b.Phone, b.PostalCode, b.Address1, b.Address2)
		checkText(&f, "note", b.Note, MaxNote, false)
		checkGift(&f, b)
	case Draft:
		checkDraft(&f, b)
	case Note:
		checkText(&f, "text", b.Text, MaxNote, false)
	case Blob:
		if len(b.Data) > MaxPage {
			f.Add("data", "vault.blob_large", MaxPage>>20)
		}
	}
	return f
}

func checkPlace(f *errs.Fields, name, kana, phone, postal, address1, address2 string) {
	if name == "" {
		f.Add("name", "vault.name")
	}
	checkText(f, "name", name, MaxField, true)
	checkText(f, "kana", kana, MaxField, true)
	checkText(f, "phone", phone, MaxField, true)
	checkText(f, "postal_code", postal, MaxField, true)
	checkText(f, "address1", address1, MaxField, true)
	checkText(f, "address2", address2, MaxField, true)
}

// checkSaved names the fields of each saved recipient by its place in the list.
func checkSaved(f *errs.Fields, saved []SavedRecipient) {
	if len(saved) > MaxSaved {
		f.Add("saved_name.0", "card.saved_many", MaxSaved)
		return
	}
	for i, s := range saved {
		var bad errs.Fields
		checkPlace(&bad, s.Name, s.Kana, s.Phone, s.PostalCode, s.Address1, s.Address2)
		for _, b := range bad {
			f.Add("saved_"+b.Name+"."+strconv.Itoa(i), b.Message.Key, b.Message.Args...)
		}
	}
}

// checkGift checks who sends and the words of a gift.
func checkGift(f *errs.Fields, r Recipient) {
	for _, x := range []struct{ name, text string }{{"buyer", r.Buyer}, {"sender_name", r.SenderName}, {"sender_phone", r.SenderPhone},
		{"sender_postal_code", r.SenderPostalCode}, {"sender_address1", r.SenderAddress1}, {"sender_address2", r.SenderAddress2},
		{"noshi_name", r.NoshiName}} {
		checkText(f, x.name, x.text, MaxField, true)
	}
	checkText(f, "message", r.Message, MaxNote, false)
}

func checkDraft(f *errs.Fields, d Draft) {
	if len(d.Fields) > MaxDraft {
		f.Add("draft", "vault.draft_large", MaxDraft)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(d.Fields)) {
		for _, v := range d.Fields[name] {
			checkText(f, name, v, MaxNote, false)
		}
	}
}

func checkText(f *errs.Fields, name, s string, limit int, line bool) {
	if utf8.RuneCountInString(s) > limit {
		f.Add(name, "vault.long", limit)
		return
	}
	for _, r := range s {
		if r == utf8.RuneError || unicode.IsControl(r) && (line || r != '\n' && r != '\r' && r != '\t') {
			f.Add(name, "vault.control")
			return
		}
	}
	if ContainsCardNumber(s) {
		f.Add(name, "vault.card")
	}
}
