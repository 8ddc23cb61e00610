// Package customer is what the desk may know of a person: an opaque Ref, a
// masked Hit, and the Vault interface behind which everything else is sealed.
//
// The types that name a person (Person, Recipient, Draft, Note) redact
// themselves: String, JSON and slog print "***". Their content leaves only
// through Vault.Open, which writes the evidence log first, and goes only to
// the screen or paper that needs it. Package customer holds no key and knows
// no database.
package customer

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// Kind is the kind of a sealed record.
type Kind string

// The kinds.
const (
	KindCustomer  Kind = "customer"  // the card
	KindRecipient Kind = "recipient" // name and address as they were at order time, with the order's note
	KindDraft     Kind = "draft"     // an order being typed
	KindNote      Kind = "note"      // free text to an act (hold, cancellation …)
	KindPage      Kind = "page"      // a received page
	KindArtefact  Kind = "artefact"  // a file for the warehouse
	KindNumber    Kind = "number"    // a customer number that nobody holds any more, alone
)

// Ref points at a sealed record: its id (UUIDv7, opaque) and the version seen.
type Ref struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

// Person is a customer's card (顧客台帳).
type Person struct {
	No          string // customer number (お客様番号) as held; empty lets the vault issue one
	Name        string
	Kana        string // full-width katakana
	Phone       string // national digits, canonical (japan.Phone)
	PostalCode  string // 7 digits
	Address1    string // prefecture, city, town
	Address2    string // street number and building
	ConsentMail bool
	ConsentFax  bool             // opt-in to FAX advertising (特商法 第12条の5)
	Affected    bool             // was among the persons of the breach
	Memo        string           `json:",omitempty"` // alert memo (注意メモ): shown before anything else, holds an order
	Saved       []SavedRecipient `json:",omitempty"` // whom the customer has sent to and may send to again (お届け先帳)
	Joined      japan.Day        `json:",omitempty"` // day of the membership sign-up (入会); empty for who only ordered
	JoinedBy    string           `json:",omitempty"` // the channel by which it came
	JoinedTaker string           `json:",omitempty"` // actor who took it
	Into        string           `json:",omitempty"` // id of the customer with whom this one was merged (名寄せ); the vault alone sets it
}

// Equal compares every field.
func (p Person) Equal(q Person) bool {
	same := slices.Equal(p.Saved, q.Saved)
	p.Saved, q.Saved = nil, nil
	return same && reflect.DeepEqual(p, q)
}

// SavedRecipient is a recipient kept on the card, chosen by its number there.
type SavedRecipient struct {
	Name       string
	Kana       string
	Phone      string
	PostalCode string
	Address1   string
	Address2   string
}

// Recipient is where one parcel goes, as it was when the order was taken.
type Recipient struct {
	Name       string
	Kana       string
	Phone      string
	PostalCode string
	Address1   string
	Address2   string
	Note       string // the customer's words to this order; printed for the packer
	Buyer      string // the buyer's name where another person receives; else empty

	// The sender (ご依頼主) as the parcel's label names it, where another person
	// receives: the buyer, or whom the buyer named.
	SenderName       string
	SenderPhone      string
	SenderPostalCode string
	SenderAddress1   string
	SenderAddress2   string
	// The words of a gift: the name below the knot of the noshi (名入れ) and the
	// text of the message card.
	NoshiName string
	Message   string

	// What the carrier's label says where it cannot print the true spelling.
	LabelName     string `json:",omitempty"`
	LabelAddress1 string `json:",omitempty"`
	LabelAddress2 string `json:",omitempty"`
}

// Draft is an order being typed: the form's fields as they stand.
type Draft struct{ Fields map[string][]string }

// Note is free text that belongs to an act.
type Note struct{ Text string }

// Blob is the content of a page or an artefact with its media type.
type Blob struct {
	Type string
	Data []byte
}

// Body is the content of a sealed record: Person, Recipient, Draft, Note or Blob.
type Body interface {
	Kind() Kind
	// Clear is the record's content as JSON, in clear: for the sealer alone.
	Clear() ([]byte, error)
}

const redacted = "***"

type (
	plainPerson    Person
	clearSaved     SavedRecipient
	clearRecipient Recipient
	clearDraft     Draft
	clearNote      Note
	clearBlob      Blob
)

// clearPerson is a card whose saved recipients are in clear as well.
type clearPerson struct {
	plainPerson
	Saved []clearSaved `json:",omitempty"`
}

func (c clearPerson) person() Person {
	p := Person(c.plainPerson)
	for _, s := range c.Saved {
		p.Saved = append(p.Saved, SavedRecipient(s))
	}
	return p
}

func (Person) Kind() Kind    { return KindCustomer }
func (Recipient) Kind() Kind { return KindRecipient }
func (Draft) Kind() Kind     { return KindDraft }
func (Note) Kind() Kind      { return KindNote }
func (Blob) Kind() Kind      { return KindPage }

func (p Person) Clear() ([]byte, error) { return json.Marshal(p.clear()) }

func (p Person) clear() clearPerson {
	c := clearPerson{plainPerson: plainPerson(p)}
	for _, s := range p.Saved {
		c.Saved = append(c.Saved, clearSaved(s))
	}
	return c
}

func (r Recipient) Clear() ([]byte, error) { return json.Marshal(clearRecipient(r)) }
func (d Draft) Clear() ([]byte, error)     { return json.Marshal(clearDraft(d)) }
func (n Note) Clear() ([]byte, error)      { return json.Marshal(clearNote(n)) }
func (b Blob) Clear() ([]byte, error)      { return json.Marshal(clearBlob(b)) }

func (Person) String() string         { return redacted }
func (Recipient) String() string      { return redacted }
func (SavedRecipient) String() string { return redacted }
func (Draft) String() string          { return redacted }
func (Note) String() string           { return redacted }
func (Blob) String() string           { return redacted }

func (Person) GoString() string         { return redacted }
func (Recipient) GoString() string      { return redacted }
func (SavedRecipient) GoString() string { return redacted }
func (Draft) GoString() string          { return redacted }
func (Note) GoString() string           { return redacted }
func (Blob) GoString() string           { return redacted }

func (Person) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (Recipient) LogValue() slog.Value      { return slog.StringValue(redacted) }
func (SavedRecipient) LogValue() slog.Value { return slog.StringValue(redacted) }
func (Draft) LogValue() slog.Value          { return slog.StringValue(redacted) }
func (Note) LogValue() slog.Value           { return slog.StringValue(redacted) }
func (Blob) LogValue() slog.Value           { return slog.StringValue(redacted) }

func (Person) MarshalJSON() ([]byte, error)         { return json.Marshal(redacted) }
func (SavedRecipient) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }
func (Recipient) MarshalJSON() ([]byte, error)      { return json.Marshal(redacted) }
func (Draft) MarshalJSON() ([]byte, error)          { return json.Marshal(redacted) }
func (Note) MarshalJSON() ([]byte, error)           { return json.Marshal(redacted) }
func (Blob) MarshalJSON() ([]byte, error)           { return json.Marshal(redacted) }

// Parse reads what Clear wrote.
func Parse(kind Kind, clear []byte) (Body, error) {
	switch kind {
	case KindCustomer:
		var p clearPerson
		err := json.Unmarshal(clear, &p)
		return p.person(), err
	case KindRecipient:
		var r clearRecipient
		err := json.Unmarshal(clear, &r)
		return Recipient(r), err
	case KindDraft:
		var d clearDraft
		err := json.Unmarshal(clear, &d)
		return Draft(d), err
	case KindNote, KindNumber:
		var n clearNote
		err := json.Unmarshal(clear, &n)
		return Note(n), err
	case KindMerge:
		var m clearImage
		err := json.Unmarshal(clear, &m)
		return MergeImage{m.Before.person(), m.After.person()}, err
	case KindPage, KindArtefact:
		var b clearBlob
		err := json.Unmarshal(clear, &b)
		return Blob(b), err
	}
	return nil, errs.E(errs.Internal, "customer.kind")
}

// Hit is a customer as a search may show: masked (the family name and one
// character, the town, the last four digits).
type Hit struct {
	Ref      Ref
	No       string // customer number
	Name     string // masked: 髙橋 美*
	Kana     string // masked likewise
	Town     string // prefecture, city and town without the street number
	Phone    string // ***-****-4567
	Affected bool
	Asked    string // of Query.IDs: which of them this answers; another than Ref.ID for who was merged
}

// Query asks Search. The first field that is set counts.
type Query struct {
	IDs   []string // masked hits of at most 100 known customers, in this order, unknown ones left out; Limit does not apply
	Phone string   // any spelling; whole number
	No    string   // customer number, any spelling
	// NoStart is the beginning of a customer number, 4 letters or digits or more.
	NoStart string
	// Near is a customer number that nobody has: answers those that are one
	// slip away (a digit wrong, two swapped, one too many or too few), at most 5.
	Near  string
	Text  string // beginning of the family or given name or of their kana, else a part of them; 2 characters or more
	Limit int    // at most 20, which is also the default
}

// Record is one opened record.
type Record struct {
	Ref      Ref
	Customer string // owning customer's id; empty when it has none
	Body     Body
	At       time.Time // when this version was written
}

// Put seals one record.
type Put struct {
	// ID is the record's id, minted by the caller (NewID) before sending: the
	// same ID with the same content again changes nothing and answers the
	// same. Empty only together with Identify.
	ID string
	// Customer owns the record: whose key seals it. Empty for a draft or page
	// that has no customer yet; giving one later re-seals the record.
	Customer string
	// Of, if not 0, says that the customer of that put of the same call (the
	// first is 1), which comes before, owns the record.
	Of int
	// Expected is the version that the writer saw, 0 for a new record; another
	// one in the vault is errs.Conflict.
	Expected int64
	// Identify (Person only) lets the vault find the customer by No, else by
	// phone and kana, else make a new one: equal data is reused, other data
	// becomes a new version of the card. Expected is ignored. A known
	// customer keeps the number.
	Identify bool
	// Flags (Person only) says that the writer knows the consents and the
	// Affected mark. Without it those of a known customer stay as they are and
	// do not count for "equal data": an order says nothing about them.
	Flags bool
	// Card (Person only) says that the writer edits the card itself: its alert
	// memo and saved recipients too. Without it those of a known customer stay.
	Card bool
	// Join (Person only) says that the writer takes a membership sign-up: it
	// knows the consents. Who is a member already stays one from then on.
	Join bool
	Body Body
}

// Outcome says what Put did.
type Outcome string

// The outcomes.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
)

// Result answers one Put.
type Result struct {
	Ref     Ref
	No      string   // the customer's number (Person only)
	Memo    bool     // the card bears an alert memo (Person only)
	Same    []string // all ids of the person, where several customers were merged (Person only)
	Outcome Outcome
}

// Deletion destroys a customer's live key at once; kept records (order-time
// recipients, pages, slips) stay openable to the privacy officer alone until
// their date. The act asks for the privacy role.
type Deletion struct {
	Customer  string
	RequestNo string // the register's number of the person's request
	Reason    string // reason code
}

// Vault is the only door to personal data. The actor comes from the context
// (actor.With); every call is refused without one.
type Vault interface {
	// Search answers masked hits from the vault's memory.
	Search(ctx context.Context, q Query) ([]Hit, error)
	// Resolve finds a customer by number; errs.NotFound otherwise.
	Resolve(ctx context.Context, customerNo string) (Ref, error)
	// DraftsOf answers which of these drafts (at most 200) are of a caller with
	// the telephone number, from the vault's memory.
	DraftsOf(ctx context.Context, phone string, ids ...string) ([]string, error)
	// Open opens one record: writes the evidence first, spends one unit of the
	// actor's daily budget (errs.TooMany when it is gone). errs.NotFound for
	// an unknown or erased record.
	Open(ctx context.Context, id, reason string) (Record, error)
	// Put seals records, all or none, answering in the same order.
	Put(ctx context.Context, puts ...Put) ([]Result, error)
	// Keep says that these recipients belong to an order: they no longer
	// expire. Idempotent; unknown ids are errs.NotFound.
	Keep(ctx context.Context, ids ...string) error
	// Discard removes drafts at once (after the order was placed or the draft
	// was thrown away). Idempotent.
	Discard(ctx context.Context, ids ...string) error
	// Delete destroys a customer. Idempotent by customer.
	Delete(ctx context.Context, d Deletion) error
	// Fingerprint is a keyed hash for idempotency over personal fields; label
	// separates uses.
	Fingerprint(ctx context.Context, label string, data []byte) ([]byte, error)

	Joiner
}

// NewID mints a record id (UUIDv7).
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// File is one frozen file of a batch.
type File struct {
	Name    string        `json:"name"`
	Type    string        `json:"type"`
	Size    int64         `json:"size"`
	Rows    int           `json:"rows"` // data rows (CSV) or orders (PDF)
	SHA256  string        `json:"sha256"`
	Content io.ReadSeeker `json:"-"`
}
