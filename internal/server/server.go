// Package server is the desk's face: gin routes, html/template pages and htmx
// fragments over the features. It turns forms into the features' types and
// their answers into pages in the reader's language.
//
// It owns no rule of the shop: what may be ordered, what it costs, who may do
// what to an order is decided by the features and only shown here; roles are
// checked a first time by the one table in routes.go. It never links the vault
// (customer.Vault is all it knows), keeps no state of its own, writes no
// personal data into a URL or a log, and reads no environment.
package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/audit"
	"uketsuke/internal/batch"
	"uketsuke/internal/catalog"
	"uketsuke/internal/contact"
	"uketsuke/internal/customer"
	"uketsuke/internal/i18n"
	"uketsuke/internal/japan/postal"
	"uketsuke/internal/order"
	"uketsuke/internal/staff"
	"uketsuke/web"
)

// Services are the features behind the screens.
type Services struct {
	Orders   *order.Service
	Vault    customer.Vault
	Catalog  *catalog.Service
	Audit    *audit.Log
	Batches  *batch.Service
	Contacts *contact.Service
	Staff    *staff.Service
	// Sessions are of the orders database; its options say whether TLS ends in front.
	Sessions *staff.Sessions
	// Verify checks the whole evidence log, its sources included.
	Verify func(context.Context) (audit.Report, error)
	// Postal answers the postal book in force; it is asked at every look-up,
	// so that an import beside the running server counts.
	Postal func() (*postal.Book, error)
	// API serves everything below /api/ with its own authentication.
	API http.Handler
}

// Options are the server's settings.
type Options struct {
	Now     func() time.Time // the clock; required
	Logger  *slog.Logger     // nil means slog.Default()
	Proxies []string         // addresses whose X-Forwarded-For counts; none by default
}

// Server holds what the handlers share. Handlers are its methods.
type Server struct {
	Services
	opts   Options
	log    *slog.Logger
	texts  *i18n.Catalog
	views  *views
	assets *assets
	access map[string]access
}

// New makes the handler of the whole site. Errors are ours or the
// configuration's: a template or message file that does not parse, a proxy
// that is no address.
func New(s Services, o Options) (http.Handler, error) {
	srv, err := newServer(s, o)
	if err != nil {
		return nil, err
	}
	engine, err := srv.engine()
	if err != nil {
		return nil, err
	}
	// A request from another site's page is refused before anything of it is read.
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(srv.denyCrossOrigin))
	return guard.Handler(srv.sessioned(engine)), nil
}

func newServer(s Services, o Options) (*Server, error) {
	if o.Now == nil {
		return nil, fmt.Errorf("server: no clock")
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	texts, err := i18n.Load(web.Messages)
	if err != nil {
		return nil, err
	}
	static, err := newAssets(web.Static)
	if err != nil {
		return nil, err
	}
	v, err := newViews(web.Templates, static, texts)
	if err != nil {
		return nil, err
	}
	return &Server{Services: s, opts: o, log: o.Logger, texts: texts, views: v, assets: static, access: map[string]access{}}, nil
}

// engine is gin with our middleware in the order in which it acts.
func (s *Server) engine() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.HandleMethodNotAllowed = true
	if err := e.SetTrustedProxies(s.opts.Proxies); err != nil {
		return nil, fmt.Errorf("server: proxies: %w", err)
	}
	e.Use(s.requestID, s.accessLog, s.recoverPanic, s.securityHeaders, limitBody, s.identify, s.authorize, s.readableQuery)
	e.NoRoute(s.handle(func(*gin.Context) error { return errNoPage }))
	e.NoMethod(s.handle(func(*gin.Context) error { return errNoPage }))
	s.routes(e)
	return e, nil
}
