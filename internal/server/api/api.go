// Package api is the program's face to other programs: order intake and the
// warehouse's day as JSON over HTTP, below /api/v1.
//
// It owns the shape of requests and answers (openapi.yaml, served as it
// stands) and nothing else: what may be ordered, who may do what and what a
// batch holds is decided by the features. Every request but the one for the
// document carries a bearer token; no cookie is read, so that a browser cannot
// be made to act. It never logs or answers a cause, an address with its
// parameters, or anything of a person; files that name persons pass through as
// the stream that the vault side opened.
package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/batch"
	"uketsuke/internal/i18n"
	"uketsuke/internal/order"
)

// Tokens knows the bearer tokens: errs.Unauthenticated for one that is unknown,
// expired or revoked.
type Tokens interface {
	ByToken(ctx context.Context, bearer string) (actor.Actor, error)
}

// Services are the features behind the API.
type Services struct {
	Orders   *order.Service
	Batches  *batch.Service
	Tokens   Tokens
	Messages *i18n.Catalog
}

// Options are the API's settings.
type Options struct {
	Now     func() time.Time // the clock; required
	Logger  *slog.Logger     // nil means slog.Default()
	Proxies []string         // addresses whose X-Forwarded-For counts; none by default
}

// Root is the path below which the API answers.
const Root = "/api/v1"

// API holds what the handlers share. Handlers are its methods.
type API struct {
	Services
	now    func() time.Time
	log    *slog.Logger
	misses *limiter
}

// New makes the handler of everything below Root. The error is ours or the
// configuration's: no clock, a proxy that is no address.
func New(s Services, o Options) (http.Handler, error) {
	if o.Now == nil {
		return nil, fmt.Errorf("api: no clock")
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	a := &API{Services: s, now: o.Now, log: o.Logger, misses: newLimiter(o.Now)}
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.HandleMethodNotAllowed = true
	if err := e.SetTrustedProxies(o.Proxies); err != nil {
		return nil, fmt.Errorf("api: proxies: %w", err)
	}
	e.Use(a.requestID, a.accessLog, a.recoverPanic, headers)
	e.NoRoute(a.handle(func(*gin.Context) error { return errNoRoute }))
	e.NoMethod(a.handle(func(*gin.Context) error { return errNoMethod }))
	a.routes(e)
	return e, nil
}

// Who may use what: the roles of the token.
var (
	takers  = []actor.Role{actor.Operator, actor.Supervisor, actor.Admin}
	cutters = []actor.Role{actor.Supervisor, actor.Warehouse, actor.Admin}
	pullers = []actor.Role{actor.Warehouse, actor.Admin}
)

// routes is every route with who may use it.
func (a *API) routes(e *gin.Engine) {
	on := func(method, path string, roles []actor.Role, h handler) {
		e.Handle(method, Root+path, a.authorize(roles), a.handle(h))
	}
	e.GET(Root+"/openapi.yaml", a.handle(document))
	on(http.MethodPost, "/orders", takers, a.placeOrder)
	on(http.MethodGet, "/batches", pullers, a.listBatches)
	on(http.MethodPost, "/batches", cutters, a.cutBatch)
	on(http.MethodGet, "/batches/:no", pullers, a.showBatch)
	on(http.MethodPost, "/batches/:no/ack", pullers, a.ackBatch)
	on(http.MethodGet, "/batches/:no/:file", pullers, a.batchFile)
	on(http.MethodHead, "/batches/:no/:file", pullers, a.batchFile)
}
