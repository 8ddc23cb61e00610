package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/errs"
)

var errNoPage = errs.E(errs.NotFound, "server.no_page")

// statusOf is the HTTP status of each kind of error.
var statusOf = map[errs.Kind]int{
	errs.Internal:        http.StatusInternalServerError,
	errs.Invalid:         http.StatusUnprocessableEntity,
	errs.NotFound:        http.StatusNotFound,
	errs.Conflict:        http.StatusConflict,
	errs.Forbidden:       http.StatusForbidden,
	errs.Unauthenticated: http.StatusUnauthorized,
	errs.TooMany:         http.StatusTooManyRequests,
	errs.Unavailable:     http.StatusServiceUnavailable,
}

// handler answers a request or returns why it could not.
type handler func(c *gin.Context) error

// handle is the one adapter from a handler's error to a page and a log line.
func (s *Server) handle(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			s.fail(c, err)
		}
	}
}

// fail answers an error: a page, or a notice where htmx asked for a fragment.
// Whoever is not logged in is sent to the login page. Only what nobody
// classified is logged; its text is never shown.
func (s *Server) fail(c *gin.Context, err error) {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		err = errs.E(errs.Invalid, "server.too_big")
	}
	kind := errs.KindOf(err)
	status := statusOf[kind]
	if tooBig != nil {
		status = http.StatusRequestEntityTooLarge
	}
	if kind == errs.Internal {
		s.log.Log(c.Request.Context(), levelOf(c), "request failed", slog.String("error", err.Error()),
			slog.String("request", requestIDOf(c.Request.Context())))
	}
	if c.Writer.Written() {
		return
	}
	if kind == errs.Unauthenticated {
		s.toLogin(c)
		return
	}
	s.errorPage(c, status, err)
}

// levelOf is how loud a failure is logged: the desk gives up a preview when the
// next one is on its way, and what then breaks off is nobody's trouble.
func levelOf(c *gin.Context) slog.Level {
	if c.Request.Context().Err() != nil {
		return slog.LevelInfo
	}
	return slog.LevelError
}

// toLogin sends whoever is not logged in to the login page. Under a half-typed
// order the page stays, with a link that logs in beside it: nothing typed is lost.
func (s *Server) toLogin(c *gin.Context) {
	if c.GetHeader("HX-Request") == "" {
		c.Redirect(http.StatusSeeOther, "/login")
		return
	}
	s.notice(c, http.StatusUnauthorized, ErrorPage{BasePage: s.base(c, "screen.login_title"), Login: true})
}

// notice answers htmx with a sentence above the page.
func (s *Server) notice(c *gin.Context, status int, p ErrorPage) {
	c.Header("HX-Retarget", "#notice")
	c.Header("HX-Reswap", "innerHTML")
	s.fragment(c, status, "error", "notice", p)
}

// ErrorPage is what somebody sees when a request fails.
type ErrorPage struct {
	BasePage
	Status   int
	Sentence []string
	Request  string // id to name to the administrator; internal errors only
	Login    bool   // the session is over
}

func (s *Server) errorPage(c *gin.Context, status int, err error) {
	p := ErrorPage{BasePage: s.base(c, "screen.error_title"), Status: status}
	p.Sentence = p.sentences(err)
	if status == http.StatusInternalServerError {
		p.Request = requestIDOf(c.Request.Context())
	}
	if c.GetHeader("HX-Request") != "" {
		s.notice(c, status, p)
		return
	}
	s.page(c, status, "error", p)
}

// sentences are the texts of an error in the reader's language.
func (b BasePage) sentences(err error) []string {
	var fields errs.Fields
	var problems errs.Problems
	var e *errs.Error
	switch {
	case errors.As(err, &e) && e.Kind != errs.Internal:
		return []string{b.Message(e.Message)}
	case errors.As(err, &fields):
		return b.list(fields)
	case errors.As(err, &problems):
		out := make([]string, len(problems))
		for i, p := range problems {
			out[i] = p.Place() + b.Message(p.Message)
		}
		return out
	}
	return []string{b.T("server.internal")}
}

func (b BasePage) list(fields errs.Fields) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = b.Message(f.Message)
	}
	return out
}

func (s *Server) logPanic(ctx context.Context, p any) {
	s.log.ErrorContext(ctx, "panic", slog.String("panic", fmt.Sprint(p)), slog.String("request", requestIDOf(ctx)),
		slog.String("stack", string(debug.Stack())))
}

// denyCrossOrigin answers a request that another site's page made.
func (s *Server) denyCrossOrigin(w http.ResponseWriter, r *http.Request) {
	s.log.WarnContext(r.Context(), "cross-origin request refused", slog.String("method", r.Method))
	w.Header().Set("Content-Type", htmlType)
	w.Header().Set("Content-Security-Policy", policy)
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write(s.views.foreign)
}
