package server

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/i18n"
)

// Keys of a session besides those of package staff.
const (
	keyLang   = "lang"
	keyNotice = "notice" // a message key, shown once
)

// sessioned gives pages their session; files and the API have none.
func (s *Server) sessioned(engine http.Handler) http.Handler {
	s.Sessions.ErrorFunc = s.sessionFailed
	with := s.Sessions.LoadAndSave(engine)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if sessionless(r.URL.Path) {
			engine.ServeHTTP(w, r)
			return
		}
		with.ServeHTTP(w, r)
	})
}

func sessionless(path string) bool {
	return strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/api/") || path == "/healthz"
}

func (s *Server) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	s.log.ErrorContext(r.Context(), "sessions", slog.String("error", err.Error()))
	w.Header().Set("Content-Type", htmlType)
	w.Header().Set("Content-Security-Policy", policy)
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write(s.views.broken)
}

// identify puts the member of staff of the session into the context, as the
// account stands now: a disabled one is nobody from the next request on.
func (s *Server) identify(c *gin.Context) {
	if sessionless(c.Request.URL.Path) {
		return
	}
	ctx := c.Request.Context()
	if a, err := s.Sessions.Authenticate(ctx); err == nil {
		c.Request = c.Request.WithContext(actor.With(ctx, a))
	}
}

// lang is the language of the page: the session's choice, else the account's.
func (s *Server) lang(c *gin.Context) string {
	if a, ok := actor.From(c.Request.Context()); ok && slices.Contains(i18n.Langs, a.Lang) {
		return a.Lang
	}
	if sessionless(c.Request.URL.Path) {
		return i18n.Langs[0]
	}
	if lang := s.Sessions.GetString(c.Request.Context(), keyLang); slices.Contains(i18n.Langs, lang) {
		return lang
	}
	return i18n.Langs[0]
}

// switchLang changes the person's language for good, or before a login that of
// the session, and comes back.
func (s *Server) switchLang(c *gin.Context) error {
	ctx := c.Request.Context()
	t, err := posted(c)
	if err != nil {
		return err
	}
	lang := t.V("lang")
	if !slices.Contains(i18n.Langs, lang) {
		return redirect(c, localPath(t.V("back")))
	}
	s.Sessions.Put(ctx, keyLang, lang)
	if a, ok := actor.From(ctx); ok {
		if _, err := s.Staff.SetLang(ctx, strings.TrimPrefix(a.ID, "staff:"), lang); err != nil {
			return err
		}
	}
	return redirect(c, localPath(t.V("back")))
}

// putNotice keeps a sentence for the next page.
func (s *Server) putNotice(ctx context.Context, key string) { s.Sessions.Put(ctx, keyNotice, key) }

func (s *Server) popNotice(c *gin.Context, p i18n.Printer) string {
	if sessionless(c.Request.URL.Path) || c.GetHeader("HX-Request") != "" {
		return ""
	}
	key := s.Sessions.PopString(c.Request.Context(), keyNotice)
	if key == "" {
		return ""
	}
	return p.T(key)
}
