package customer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/customer"
)

func TestCombine(t *testing.T) {
	a := customer.Person{No: "1", Name: "甲", Kana: "コウ", Phone: "03", ConsentMail: true, ConsentFax: true, Memo: "早朝", Saved: []customer.SavedRecipient{{Name: "丙"}}}
	b := customer.Person{No: "2", Name: "乙", Kana: "オツ", Phone: "06", PostalCode: "1", Address1: "大阪", ConsentMail: true, Affected: true, Memo: "夕方",
		Saved: []customer.SavedRecipient{{Name: "丙"}, {Name: "丁"}}}
	both := customer.Person{No: "1", Name: "甲", Kana: "コウ", Phone: "03", PostalCode: "1", Address1: "大阪", ConsentMail: true, Affected: true, Memo: "早朝\n夕方",
		Saved: []customer.SavedRecipient{{Name: "丙"}, {Name: "丁"}}}
	if diff := cmp.Diff(both, customer.Combine(a, b, nil)); diff != "" {
		t.Error(diff)
	}
	both.Name, both.Phone, both.ConsentFax = "乙", "06", true
	got := customer.Combine(a, b, []string{"name", "phone", "consent_fax"})
	if diff := cmp.Diff(both, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(a, customer.Restore(got, a, got)); diff != "" {
		t.Error(diff)
	}
	a.Joined, a.JoinedBy, b.Joined, b.JoinedBy, b.JoinedTaker = "2026-11-24", "phone", "2025-04-01", "fax", "staff:1"
	got = customer.Combine(a, b, nil)
	if got.Joined != b.Joined || got.JoinedBy != "fax" || got.JoinedTaker != "staff:1" {
		t.Errorf("the earlier sign-up is lost: %s %s", got.Joined, got.JoinedBy)
	}
	if diff := cmp.Diff(a, customer.Restore(got, a, got)); diff != "" {
		t.Error(diff)
	}
	long := customer.Combine(customer.Person{Name: "a", Memo: strings.Repeat("長", customer.MaxField)}, b, nil)
	if customer.Check(long).Err() != nil {
		t.Error("two long memos do not fit into one card")
	}
	if got := fmt.Sprintf("%v %+v %#v", customer.MergeImage{Before: a}, customer.MergeImage{Before: a}, customer.MergeImage{Before: a}); strings.Contains(got, "甲") {
		t.Error("an image names somebody")
	}
}
