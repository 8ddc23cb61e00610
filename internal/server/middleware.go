package server

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
)

// maxForm bounds the body of a form; an order of 500 lines has 60 kB.
const maxForm = 1 << 20

// policy lets a page load only our own files and run nothing that stands in
// the page itself, so that a name typed as markup stays a name.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func (s *Server) securityHeaders(c *gin.Context) {
	h := c.Writer.Header()
	if s.Sessions.Cookie.Secure { // TLS ends in front: browsers may forget plain HTTP
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	h.Set("Content-Security-Policy", policy)
	// Not "no-referrer": that makes a browser send "Origin: null" with our own
	// forms, which over plain HTTP in an office network is all that tells them
	// from those of another site.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cache-Control", "no-store")
}

// limitBody refuses bodies that no form of ours has. The API sets its own limits.
func limitBody(c *gin.Context) {
	if c.FullPath() != apiPath {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxForm)
	}
}

type requestKey struct{}

// requestID names the request in the log and on the page of an internal error.
func (s *Server) requestID(c *gin.Context) {
	id := customer.NewID()
	c.Header("X-Request-Id", id)
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestKey{}, id))
}

func requestIDOf(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// accessLog writes one line per request: the route's pattern, never the path,
// the query or a header, which may hold what a person typed.
func (s *Server) accessLog(c *gin.Context) {
	start := s.opts.Now()
	c.Next()
	who, _ := actor.From(c.Request.Context())
	route := c.FullPath()
	if route == "" {
		route = "(none)"
	}
	s.log.LogAttrs(c.Request.Context(), slog.LevelInfo, "request",
		slog.String("method", c.Request.Method), slog.String("route", route), slog.Int("status", c.Writer.Status()),
		slog.Int64("ms", s.opts.Now().Sub(start).Milliseconds()), slog.Int("bytes", c.Writer.Size()),
		slog.String("actor", who.ID), slog.String("request", requestIDOf(c.Request.Context())))
}

// recoverPanic answers a panic with the page made at start: rendering may be
// what failed. The log gets the panic's text and no request.
func (s *Server) recoverPanic(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler { //nolint:errorlint // a panic value, not an error chain
			panic(p)
		}
		s.logPanic(c.Request.Context(), p)
		c.Abort()
		if !c.Writer.Written() {
			c.Data(http.StatusInternalServerError, htmlType, s.views.broken)
		}
	}()
	c.Next()
}

// readableQuery refuses an address whose parameters are no text, before a
// handler hands them on.
func (s *Server) readableQuery(c *gin.Context) {
	if c.FullPath() == apiPath || readable(c.Request.URL.Query()) {
		return
	}
	s.fail(c, errs.E(errs.Invalid, "server.unreadable"))
	c.Abort()
}

// authorize holds every route against the table of roles. A route that is not
// in it is nobody's.
func (s *Server) authorize(c *gin.Context) {
	if c.FullPath() == "" { // no such page: NoRoute answers
		return
	}
	allowed, ok := s.access[c.Request.Method+" "+c.FullPath()]
	if ok && allowed.public {
		return
	}
	if _, err := actor.Require(c.Request.Context(), allowed.roles...); err != nil {
		s.fail(c, err)
		c.Abort()
	}
}

// now is the moment of the request.
func (s *Server) now() time.Time { return s.opts.Now() }
