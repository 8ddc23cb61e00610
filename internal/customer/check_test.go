package customer_test

import (
	"strings"
	"testing"

	"uketsuke/internal/customer"
)

func TestCheck(t *testing.T) {
	good := customer.Person{Name: "𠮷田 花子", Kana: "ヨシダ ハナコ", Phone: "09012345678", PostalCode: "1800001", Address1: "東京都武蔵野市", Address2: "1-2-3-405"}
	for _, tt := range []struct {
		name string
		body customer.Body
		want string
	}{
		{"a card", good, ""},
		{"the longest name", customer.Recipient{Name: strings.Repeat("𠮷", customer.MaxField)}, ""},
		{"one more", customer.Recipient{Name: strings.Repeat("𠮷", customer.MaxField+1)}, "name: vault.long(200)"},
		{"no name", customer.Recipient{}, "name: vault.name"},
		{"a memo and a saved recipient", customer.Person{Name: "a", Memo: "代引き不可\n午後に折り返し", Saved: []customer.SavedRecipient{{Name: "b"}}}, ""},
		{"a card number in the memo", customer.Person{Name: "a", Memo: "4111 1111 1111 1111"}, "memo: vault.card"},
		{"the second saved recipient", customer.Person{Name: "a", Saved: []customer.SavedRecipient{{Name: "b"}, {Name: "c", Kana: "\n"}, {Phone: "1"}}},
			"saved_kana.1: vault.control; saved_name.2: vault.name"},
		{"too many saved", customer.Person{Name: "a", Saved: make([]customer.SavedRecipient, customer.MaxSaved+1)}, "saved_name.0: card.saved_many(20)"},
		{"a note of lines", customer.Note{Text: "一行目\r\n二行目\t終"}, ""},
		{"a line break in a name", customer.Recipient{Name: "a\nb"}, "name: vault.control"},
		{"broken text", customer.Note{Text: "\xff"}, "text: vault.control"},
		{"card number", customer.Recipient{Name: "a", Note: "4111 1111 1111 1111"}, "note: vault.card"},
		{"two at once, in order", customer.Draft{Fields: map[string][]string{"b": {"4111111111111111"}, "a": {"\x00"}}}, "a: vault.control; b: vault.card"},
		{"too many fields", customer.Draft{Fields: many(customer.MaxDraft + 1)}, "draft: vault.draft_large(300)"},
		{"a page", customer.Blob{Data: make([]byte, customer.MaxPage)}, ""},
		{"one byte more", customer.Blob{Data: make([]byte, customer.MaxPage+1)}, "data: vault.blob_large(32)"},
	} {
		if got := customer.Check(tt.body).Error(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func many(n int) map[string][]string {
	m := map[string][]string{}
	for i := range n {
		m[strings.Repeat("x", i+1)] = nil
	}
	return m
}
