package customer

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"
)

// KindMerge is the kind of what a merge changed, kept for undoing it.
const KindMerge Kind = "merge"

// Merge makes one customer of two who are the same person (名寄せ). The
// survivor keeps the number; the merged customer's card stays as it is and
// leads to the survivor from then on.
type Merge struct {
	ID       string   // minted by the caller (NewID): the same again changes nothing
	Survivor Ref      // with the version that the preview showed
	Merged   Ref      // likewise
	Take     []string // MergeFields of which the merged card's value survives
}

// MergeFields are what may be taken from the merged card, in the order of the
// card: the address with its postal code, the rest by itself. Of a consent the
// stricter answer survives unless its field is taken: then the looser does.
var MergeFields = []string{"name", "kana", "phone", "address", "consent_mail", "consent_fax"}

// Combine is the survivor's card after a merge. What it lacks it gets from the
// merged card; the alert memos, the saved recipients and the mark of the breach
// of both stay, and the earlier sign-up.
func Combine(survivor, merged Person, take []string) Person {
	p, took := survivor, func(field string, lacks bool) bool { return slices.Contains(take, field) || lacks }
	if took("name", p.Name == "") {
		p.Name = merged.Name
	}
	if took("kana", p.Kana == "") {
		p.Kana = merged.Kana
	}
	if took("phone", p.Phone == "") {
		p.Phone = merged.Phone
	}
	if took("address", p.PostalCode+p.Address1+p.Address2 == "") {
		p.PostalCode, p.Address1, p.Address2 = merged.PostalCode, merged.Address1, merged.Address2
	}
	p.ConsentMail = consent(survivor.ConsentMail, merged.ConsentMail, took("consent_mail", false))
	p.ConsentFax = consent(survivor.ConsentFax, merged.ConsentFax, took("consent_fax", false))
	p.Affected = survivor.Affected || merged.Affected
	if p.Joined == "" || merged.Joined != "" && merged.Joined < p.Joined {
		p.Joined, p.JoinedBy, p.JoinedTaker = merged.Joined, merged.JoinedBy, merged.JoinedTaker
	}
	if merged.Memo != "" && merged.Memo != survivor.Memo {
		p.Memo = cut(joined(survivor.Memo, merged.Memo), MaxField)
	}
	p.Saved = slices.Clone(survivor.Saved)
	for _, to := range merged.Saved {
		if !slices.Contains(p.Saved, to) && len(p.Saved) < MaxSaved {
			p.Saved = append(p.Saved, to)
		}
	}
	return p
}

// consent is the stricter of two answers, or the looser if that was chosen.
func consent(a, b, looser bool) bool {
	if looser {
		return a || b
	}
	return a && b
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n" + b
}

func cut(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}

// Restore undoes a merge on the survivor's card: what the merge changed and
// nobody has changed since is as it was before.
func Restore(now, before, after Person) Person {
	back := func(now *string, before, after string) {
		if *now == after {
			*now = before
		}
	}
	for _, f := range []struct {
		now           *string
		before, after string
	}{{&now.Name, before.Name, after.Name}, {&now.Kana, before.Kana, after.Kana}, {&now.Phone, before.Phone, after.Phone},
		{&now.PostalCode, before.PostalCode, after.PostalCode}, {&now.Address1, before.Address1, after.Address1},
		{&now.Address2, before.Address2, after.Address2}, {&now.Memo, before.Memo, after.Memo}} {
		back(f.now, f.before, f.after)
	}
	for _, f := range []struct {
		now           *bool
		before, after bool
	}{{&now.ConsentMail, before.ConsentMail, after.ConsentMail}, {&now.ConsentFax, before.ConsentFax, after.ConsentFax},
		{&now.Affected, before.Affected, after.Affected}} {
		if *f.now == f.after {
			*f.now = f.before
		}
	}
	if now.Joined == after.Joined {
		now.Joined, now.JoinedBy, now.JoinedTaker = before.Joined, before.JoinedBy, before.JoinedTaker
	}
	if slices.Equal(now.Saved, after.Saved) {
		now.Saved = before.Saved
	}
	return now
}

// MergeImage is what undoing a merge needs: the survivor's card before and
// after. It is sealed under the survivor's key and gone with the undoing.
type MergeImage struct{ Before, After Person }

type clearImage struct{ Before, After clearPerson }

// Kind implements Body.
func (MergeImage) Kind() Kind { return KindMerge }

// Clear implements Body.
func (m MergeImage) Clear() ([]byte, error) {
	return json.Marshal(clearImage{m.Before.clear(), m.After.clear()})
}

func (MergeImage) String() string               { return redacted }
func (MergeImage) GoString() string             { return redacted }
func (MergeImage) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (MergeImage) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// Pair is two customers who may be the same person, masked. The elder of the
// two comes first.
type Pair struct {
	A, B Hit
	Same []string // what is the same: phone, kana, postal_code, address; former for what a merged card says
}

// PairQuery asks for pairs: those of one customer, or a page of all.
type PairQuery struct {
	Customer string
	Page     int // from 1
}

// PairPage is how many pairs a page of them holds.
const PairPage = 25

// Merged is one merge as the history tells it; the hits are masked and empty
// for an erased customer.
type Merged struct {
	ID               string
	Survivor, Merged string // ids
	Into, From       Hit
	At, UndoneAt     time.Time // UndoneAt is zero while the merge stands
	By, UndoneBy     string    // actors
}

// MergeQuery asks for the history: that of one customer, or a page of all.
type MergeQuery struct {
	Customer string
	Page     int // from 1
}

// Joiner is the part of the vault that knows who is the same person.
type Joiner interface {
	// Aliases answers the ids of everybody who is the same person as one of
	// these, survivors first; an id that nobody has is answered as it is.
	Aliases(ctx context.Context, ids ...string) ([]string, error)
	// Pairs lists customers who may be the same person, the likeliest first,
	// and how many pairs there are.
	Pairs(ctx context.Context, q PairQuery) ([]Pair, int, error)
	// Apart says that two customers are different persons: they are no pair.
	Apart(ctx context.Context, a, b string) error
	// Merge merges; a card that has changed since the preview is errs.Conflict.
	Merge(ctx context.Context, m Merge) error
	// Unmerge undoes a merge. The last merge of a customer comes first.
	Unmerge(ctx context.Context, id string) error
	// Merges lists merges, newest first, and how many there are.
	Merges(ctx context.Context, q MergeQuery) ([]Merged, int, error)
}

// Elder orders two ids: an id is a UUIDv7, whose order is that of their making.
func Elder(a, b string) (string, string) {
	if cmp.Compare(a, b) > 0 {
		return b, a
	}
	return a, b
}
