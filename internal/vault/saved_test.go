package vault_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"uketsuke/internal/customer"
)

// Memo and saved recipients belong to the writer of the card: an order and an
// import leave them as they are.
func TestCardKeepsMemoAndSaved(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		full := person()
		full.Memo, full.Saved = "代引き不可", []customer.SavedRecipient{{Name: "佐藤 光", Phone: "０３-1234-5678", PostalCode: "100-0001", Address1: "東京都千代田区千代田"}}
		id := b.identified(person()).Ref.ID
		edited := b.put(op, customer.Put{ID: id, Customer: id, Expected: 1, Card: true, Flags: true, Body: full})[0]
		if !edited.Memo || edited.Outcome != customer.Updated {
			t.Fatalf("the edit answers %+v", edited)
		}
		if got := b.evidence("vault.put"); !strings.HasSuffix(got[len(got)-1], " customer:2:memo,saved") {
			t.Errorf("evidence %q", got[len(got)-1])
		}
		moved := person()
		moved.Address2 = "9-9"
		for _, step := range []struct {
			name    string
			put     customer.Put
			outcome customer.Outcome
		}{
			{"an order of the same data", customer.Put{Identify: true, Body: person()}, customer.Unchanged},
			{"an import of the same data", customer.Put{Identify: true, Flags: true, Body: person()}, customer.Unchanged},
			{"an order with another address", customer.Put{Identify: true, Body: moved}, customer.Updated},
			{"an order of the card that was opened", customer.Put{ID: id, Customer: id, Expected: 3, Body: person()}, customer.Updated},
		} {
			res := b.put(op, step.put)[0]
			if res.Outcome != step.outcome || !res.Memo {
				t.Errorf("%s: %+v", step.name, res)
			}
			got := b.open(op, id).Body.(customer.Person)
			if got.Memo != full.Memo || len(got.Saved) != 1 || got.Saved[0].Phone != "0312345678" || got.Saved[0].PostalCode != "1000001" {
				t.Errorf("%s: memo or saved recipients are lost", step.name)
			}
		}
		cleared := b.put(op, customer.Put{ID: id, Customer: id, Expected: 4, Card: true, Body: person()})[0]
		if got := b.open(op, id).Body.(customer.Person); cleared.Memo || got.Memo != "" || got.Saved != nil {
			t.Error("the writer of the card cannot take memo and recipients off")
		}
	})
}

func TestSavedRecipientsAreRedacted(t *testing.T) {
	p := person()
	p.Memo, p.Saved = "代引き不可", []customer.SavedRecipient{{Name: "佐藤 光"}}
	out, err := json.Marshal([]any{p, p.Saved})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(out), fmt.Sprint(p, p.Saved), fmt.Sprintf("%#v", p.Saved), p.Saved[0].LogValue().String()} {
		if strings.Contains(text, "佐藤") || strings.Contains(text, "代引き") {
			t.Errorf("says %s", text)
		}
	}
}
