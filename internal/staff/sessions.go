package staff

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
)

// Options of the sessions.
type Options struct {
	TLS  bool          // TLS ends in front: the cookie is Secure and named __Host-
	Idle time.Duration // a session unused for so long ends; 0 is 15 minutes
	Life time.Duration // and in any case after this; 0 is 12 hours
}

// Sessions is the scs manager over the orders database. LoadAndSave goes
// around the engine. Its values are the server's own (flash messages); none
// may hold personal data.
type Sessions struct {
	*scs.SessionManager
	db *store.DB
}

const (
	sessionStaff = "staff.id"
	sessionEpoch = "staff.epoch"
)

// NewSessions opens the sessions. The cookie lasts as long as the browser is
// open; the times are kept by the store with its own clock.
func NewSessions(db *store.DB, o Options) *Sessions {
	if o.Idle <= 0 {
		o.Idle = 15 * time.Minute
	}
	if o.Life <= 0 {
		o.Life = 12 * time.Hour
	}
	m := scs.New()
	m.Store = &sessionStore{db: db, idle: o.Idle, life: o.Life}
	m.HashTokenInStore = true
	m.Lifetime = o.Life
	m.Cookie.Name = "uketsuke"
	if o.TLS {
		m.Cookie.Name, m.Cookie.Secure = "__Host-uketsuke", true
	}
	m.Cookie.Path = "/"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteStrictMode
	m.Cookie.Persist = false
	return &Sessions{SessionManager: m, db: db}
}

// SignIn binds the session to the account that Login returned, under a new
// token: one that was planted before is worth nothing.
func (s *Sessions) SignIn(ctx context.Context, a Account) error {
	if err := s.RenewToken(ctx); err != nil {
		return err
	}
	s.Put(ctx, sessionStaff, a.ID)
	s.Put(ctx, sessionEpoch, a.epoch)
	return s.Store.(*sessionStore).sweep(ctx)
}

// SignOut ends the session, in the database too.
func (s *Sessions) SignOut(ctx context.Context) error { return s.Destroy(ctx) }

// Authenticate returns who the session belongs to, from the account as it is
// now: a disabled account, another role or a new password ends the session
// with its next request, in every process. errs.Unauthenticated otherwise.
func (s *Sessions) Authenticate(ctx context.Context) (actor.Actor, error) {
	id := s.GetString(ctx, sessionStaff)
	if id == "" {
		return actor.Actor{}, errs.E(errs.Unauthenticated, "actor.none")
	}
	var row accountRow
	if err := s.db.Read(ctx).Where("id = ?", id).Limit(1).Find(&row).Error; err != nil {
		return actor.Actor{}, store.Classify(err)
	}
	if row.ID == "" || !row.DisabledAt.IsZero() || row.Epoch != s.GetInt64(ctx, sessionEpoch) {
		if err := s.Destroy(ctx); err != nil {
			return actor.Actor{}, err
		}
		return actor.Actor{}, errs.E(errs.Unauthenticated, "staff.session_ended")
	}
	return row.account().Actor(), nil
}
