package staff

import (
	"context"
	"net/netip"
	"time"

	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// maxWait is the longest that anybody is kept waiting: a limit slows a guesser
// down, it never locks a member of staff out for good.
const maxWait = 15 * time.Minute

// forget is the quiet after which failures no longer count.
const forget = time.Hour

// placeLife is how long an address stays a known place of an account.
const placeLife = 90 * 24 * time.Hour

// limit is one counter of failed attempts: so many are free, then each one
// doubles the wait from 30 seconds up to maxWait.
type limit struct {
	name   string
	free   int64
	shared bool // by several accounts: a right login takes back only itself
}

// limitsOf chooses the counters of an attempt. From a place where the account
// has logged in before only that place counts: a guesser elsewhere can't lock
// its owner out. Everywhere else the account, the address and all attempts
// together count, so that guessing from many addresses gains nothing.
func (s *Service) limitsOf(ctx context.Context, login, addr string) ([]limit, error) {
	if !loginShape.MatchString(login) {
		login = "?" // what else was typed there, maybe a password, is not kept
	}
	var places []placeRow
	err := s.db.Read(ctx).Where("login = ? AND addr = ? AND last_at > ?", login, addr, store.At(s.db.Now().Add(-placeLife))).
		Limit(1).Find(&places).Error
	if err != nil {
		return nil, store.Classify(err)
	}
	if len(places) > 0 {
		return []limit{{name: "place:" + login + "|" + addr, free: 5}}, nil
	}
	// One fixed order: two attempts lock each other's rows in turn, never crosswise.
	return []limit{
		{name: "all", free: 30, shared: true},
		{name: "addr:" + addr, free: 10, shared: true},
		{name: "login:" + login, free: 5},
	}, nil
}

// reserve counts an attempt as failed before the password is looked at, so that
// many at once don't slip through; release takes it back when it was right.
// errs.TooMany says how long to wait; what is refused is not counted.
func (s *Service) reserve(ctx context.Context, limits []limit) error {
	return s.db.Tx(ctx, func(_ context.Context, tx *store.Tx) error {
		var wait time.Duration
		for _, l := range limits {
			w, err := count(tx, l)
			if err != nil {
				return err
			}
			wait = max(wait, w)
		}
		if wait > 0 {
			return errs.E(errs.TooMany, "staff.login_wait", int(wait.Minutes())+1)
		}
		return nil
	})
}

// count adds one failure and returns the wait that was left over before it.
func count(tx *store.Tx, l limit) (time.Duration, error) {
	now := store.At(tx.Now)
	err := tx.Exec(`INSERT INTO staff_attempt (name, fails, last_at) VALUES (?, 0, ?) ON CONFLICT (name) DO NOTHING`, l.name, now).Error
	if err != nil {
		return 0, err
	}
	var row attemptRow
	if err := tx.ForUpdate().Where("name = ?", l.name).Take(&row).Error; err != nil {
		return 0, err
	}
	quiet := tx.Now.Sub(row.LastAt.Time)
	if quiet >= forget {
		row.Fails = 0
	}
	wait := backoff(row.Fails-l.free) - quiet
	err = tx.Exec(`UPDATE staff_attempt SET fails = ?, last_at = ? WHERE name = ?`, row.Fails+1, now, l.name).Error
	return wait, err
}

// backoff is the wait after so many failures beyond the free ones.
func backoff(over int64) time.Duration {
	if over < 0 {
		return 0
	}
	if over >= 5 {
		return maxWait
	}
	return 30 * time.Second << over
}

// release takes a right attempt back: the account starts anew, the shared
// counters lose this one.
func release(tx *store.Tx, limits []limit) error {
	for _, l := range limits {
		stmt := `UPDATE staff_attempt SET fails = 0 WHERE name = ?`
		if l.shared {
			stmt = `UPDATE staff_attempt SET fails = fails - 1 WHERE name = ? AND fails > 0`
		}
		if err := tx.Exec(stmt, l.name).Error; err != nil {
			return err
		}
	}
	return nil
}

// place is the address as it is counted: an IPv6 customer holds a whole /64.
func place(addr string) string {
	if ap, err := netip.ParseAddrPort(addr); err == nil {
		addr = ap.Addr().String()
	}
	ip, err := netip.ParseAddr(addr)
	if err != nil {
		return "?"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		p, _ := ip.Prefix(64) // 64 fits every IPv6 address
		return p.String()
	}
	return ip.String()
}
