package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
)

type requestKey struct{}

const requestHeader = "X-Request-Id"

// requestID names the request in the log and in the answer to an internal
// error; one that a server around the API has given stays.
func (a *API) requestID(c *gin.Context) {
	id := c.Writer.Header().Get(requestHeader)
	if id == "" {
		id = customer.NewID()
		c.Header(requestHeader, id)
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestKey{}, id))
}

func requestIDOf(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// accessLog writes one line per request: the route's pattern, never the path,
// the query or a header.
func (a *API) accessLog(c *gin.Context) {
	start := a.now()
	c.Next()
	who, _ := actor.From(c.Request.Context())
	route := c.FullPath()
	if route == "" {
		route = "(none)"
	}
	a.log.LogAttrs(c.Request.Context(), slog.LevelInfo, "api request",
		slog.String("route", route), slog.Int("status", c.Writer.Status()), slog.Int64("ms", a.now().Sub(start).Milliseconds()),
		slog.String("request", requestIDOf(c.Request.Context())), slog.String("actor", who.ID))
}

// recoverPanic answers a panic as an internal error. The log gets the panic's
// text and nothing of the request.
func (a *API) recoverPanic(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler { //nolint:errorlint // a panic value, not an error chain
			panic(p)
		}
		ctx := c.Request.Context()
		a.log.ErrorContext(ctx, "api panic", slog.String("panic", fmt.Sprint(p)), slog.String("request", requestIDOf(ctx)),
			slog.String("stack", string(debug.Stack())))
		c.Abort()
		a.fail(c, errs.E(errs.Internal, "api.internal"), true)
	}()
	c.Next()
}

func headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Vary", "Authorization, Accept-Language")
}

// maxToken is longer than any token of ours.
const maxToken = 200

// bearer reads the token of the Authorization header; empty when there is none
// or it is not ours in shape.
func bearer(r *http.Request) string {
	all := r.Header.Values("Authorization")
	if len(all) != 1 {
		return ""
	}
	scheme, token, _ := strings.Cut(all[0], " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || len(token) > maxToken || !visible(token) {
		return ""
	}
	return token
}

// visible reports whether a text is not empty and all visible ASCII.
func visible(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != ""
}

var errToken = errs.E(errs.Unauthenticated, "api.token")

// authorize finds the token's actor and holds their role against the route's.
// An address that sent many wrong tokens has to wait, whatever it sends next.
func (a *API) authorize(roles []actor.Role) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := a.identify(c, roles); err != nil {
			c.Abort()
			a.fail(c, err, false)
		}
	}
}

func (a *API) identify(c *gin.Context, roles []actor.Role) error {
	from := source(c.ClientIP())
	if wait := a.misses.wait(from); wait > 0 {
		c.Header("Retry-After", seconds(wait))
		return errs.E(errs.TooMany, "api.too_many")
	}
	who, err := a.actorOf(c.Request)
	if errs.Is(err, errs.Unauthenticated) {
		a.misses.miss(from)
		return errToken
	}
	if err != nil {
		return err
	}
	c.Request = c.Request.WithContext(actor.With(c.Request.Context(), who))
	_, err = actor.Require(c.Request.Context(), roles...)
	return err
}

func (a *API) actorOf(r *http.Request) (actor.Actor, error) {
	token := bearer(r)
	if token == "" {
		return actor.Actor{}, errToken
	}
	return a.Tokens.ByToken(r.Context(), token)
}
