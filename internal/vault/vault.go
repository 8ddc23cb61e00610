// Package vault is the other side of customer.Vault: the only package that can
// name a person. It owns the vault database (records, wraps, budget) and the
// memory in which people are found.
//
// Every record is sealed under a key of its customer, draft or batch (package
// seal); a key is read from the database for every act and never kept, so that
// an erased person is unreadable at once in every process. Nothing that could
// be searched lies in the database: each process opens the cards into memory
// and applies newer rows before it searches.
//
// Every act is written to the outbox in its own transaction, and what leaves
// in clear leaves only after the evidence log has that entry. Package vault
// knows nothing of orders, screens or files of carriers.
package vault

import (
	"context"
	"regexp"
	"sync"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/audit"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/vault/seal"
)

// Options are the shop's settings of a vault.
type Options struct {
	// Budget is how many records one actor may open on one JST day; nil means
	// DefaultBudget. It is asked at every Open.
	Budget func(ctx context.Context) int
	// Relay carries this database's outbox into the evidence log; nothing is
	// answered in clear before it succeeded. Without one nothing opens.
	Relay func(ctx context.Context) error
	// RetainUntil is the last day on which records of an order taken that day
	// must be kept; nil means RetainAfter(time.March).
	RetainUntil func(order japan.Day) japan.Day
}

// DefaultBudget is the records that an actor may open on a day where the shop
// sets nothing: a working day on the telephone, not a customer base.
const DefaultBudget = 300

// Vault implements customer.Vault over one database and one keyset. It is safe
// for concurrent use, also beside other processes on the same database.
type Vault struct {
	db   *store.DB
	keys *seal.Keyset
	opts Options
	mem  *index

	mu      sync.Mutex
	damaged map[string]bool // cards that do not open, told to the log once
}

var _ customer.Vault = (*Vault)(nil)

// New makes the vault of a migrated database.
func New(db *store.DB, keys *seal.Keyset, opts Options) *Vault {
	if opts.Budget == nil {
		opts.Budget = func(context.Context) int { return DefaultBudget }
	}
	if opts.RetainUntil == nil {
		opts.RetainUntil = RetainAfter(time.March)
	}
	return &Vault{db: db, keys: keys, opts: opts, mem: newIndex(), damaged: map[string]bool{}}
}

// Check reports whether the keyset belongs to this database, for the start of
// the program ("vault.key_other"): with a foreign key file nobody would be
// found, and new customers would be sealed beside those that do not open. An
// empty vault takes any keyset.
func (v *Vault) Check(ctx context.Context) error {
	var rows []wrapRow
	if err := v.db.Read(ctx).Order("key_id DESC").Limit(3).Find(&rows).Error; err != nil {
		return store.Classify(err)
	}
	for _, w := range rows {
		if _, err := v.keys.Unwrap(w.context(), w.KekID, w.Wrapped); err == nil {
			return nil
		}
	}
	if len(rows) > 0 {
		return errs.E(errs.Invalid, "vault.key_other")
	}
	return nil
}

// RetainAfter is the retention rule of a shop whose fiscal year ends with the
// given month: seven years from the day on which the tax return is due, two
// months after the end of the fiscal year (法人税法施行規則 第59条, 国税通則法).
func RetainAfter(fiscalEnd time.Month) func(order japan.Day) japan.Day {
	return func(order japan.Day) japan.Day {
		t := order.Time()
		year := t.Year()
		if t.Month() > fiscalEnd {
			year++
		}
		// Day 0 of a month is the last day of the month before it.
		return japan.DayOf(time.Date(year+7, fiscalEnd+3, 0, 0, 0, 0, 0, japan.JST))
	}
}

// code is what may stand in the evidence log as a reason: a word, never a sentence.
var code = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}$`)

func checkReason(reason string) error {
	if !code.MatchString(reason) {
		return errs.E(errs.Invalid, "vault.reason")
	}
	return nil
}

// who is the acting person; an act without one is refused.
func who(ctx context.Context) (actor.Actor, error) {
	a, ok := actor.From(ctx)
	if !ok {
		return a, errs.E(errs.Unauthenticated, "actor.none")
	}
	return a, nil
}

// record writes evidence of an act that changes nothing else.
func (v *Vault) record(ctx context.Context, action, subject, reason string) error {
	return v.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return audit.Emit(ctx, tx, action, subject, reason)
	})
}

// relay holds an answer back until the evidence log has the act.
func (v *Vault) relay(ctx context.Context) error {
	if v.opts.Relay == nil {
		return errs.E(errs.Unavailable, "vault.log_down")
	}
	if err := v.opts.Relay(ctx); err != nil {
		return errs.E(errs.Unavailable, "vault.log_down", err)
	}
	return nil
}

// Fingerprint is a keyed hash (HMAC-SHA256) for comparing personal fields
// without storing them; label separates uses.
func (v *Vault) Fingerprint(ctx context.Context, label string, data []byte) ([]byte, error) {
	if _, err := who(ctx); err != nil {
		return nil, err
	}
	return v.keys.Fingerprint(label, data), nil
}
