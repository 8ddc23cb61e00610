package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
)

// LoginPage asks for name and password.
type LoginPage struct {
	BasePage
	Login string
}

func (s *Server) loginPage(c *gin.Context) error {
	if _, ok := actor.From(c.Request.Context()); ok {
		return redirect(c, "/")
	}
	s.page(c, http.StatusOK, "login", LoginPage{BasePage: s.base(c, "screen.login_title")})
	return nil
}

// login begins a session. Every refusal reads the same, whatever was wrong.
func (s *Server) login(c *gin.Context) error {
	ctx := c.Request.Context()
	t, err := posted(c)
	if err != nil {
		return err
	}
	account, err := s.Staff.Login(ctx, t.V("login"), raw(t, "password"), c.ClientIP())
	switch kind := errs.KindOf(err); {
	case err == nil:
	case kind == errs.Internal:
		return err
	default:
		p := LoginPage{BasePage: s.base(c, "screen.login_title"), Login: t.V("login")}
		p.Notice = p.sentences(err)[0]
		s.page(c, statusOf[kind], "login", p)
		return nil
	}
	if err := s.Sessions.SignIn(ctx, account); err != nil {
		return err
	}
	return redirect(c, "/")
}

// raw is a field as typed: a password may begin with a blank.
func raw(t typed, name string) string {
	if v := t[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func (s *Server) logout(c *gin.Context) error {
	if err := s.Sessions.SignOut(c.Request.Context()); err != nil {
		return err
	}
	return redirect(c, "/login")
}

// SetupPage makes the first administrator from a one-time link. The secret
// stands in the fragment of the address, which browsers do not send, and a
// script puts it into the field.
type SetupPage struct {
	BasePage
	Token, Login, Name string
}

func (s *Server) setupPage(c *gin.Context) error {
	s.page(c, http.StatusOK, "setup", SetupPage{BasePage: s.base(c, "screen.setup_title")})
	return nil
}

func (s *Server) setup(c *gin.Context) error {
	ctx := c.Request.Context()
	t, err := posted(c)
	if err != nil {
		return err
	}
	p := SetupPage{BasePage: s.base(c, "screen.setup_title"), Token: t.V("token"), Login: t.V("login"), Name: t.V("name")}
	if raw(t, "password") != raw(t, "again") {
		p.Errors.Add("again", "server.password_again")
		s.page(c, http.StatusUnprocessableEntity, "setup", p)
		return nil
	}
	account, err := s.Staff.CompleteSetup(ctx, p.Token, p.Login, p.Name, raw(t, "password"))
	var fields errs.Fields
	switch kind := errs.KindOf(err); {
	case err == nil:
	case errors.As(err, &fields):
		p.Errors = fields
		s.page(c, statusOf[kind], "setup", p)
		return nil
	case kind == errs.Internal:
		return err
	default:
		p.Notice = p.sentences(err)[0]
		s.page(c, statusOf[kind], "setup", p)
		return nil
	}
	if err := s.Sessions.SignIn(ctx, account); err != nil {
		return err
	}
	return redirect(c, "/")
}

// PasswordPage lets everybody change their own password.
type PasswordPage struct{ BasePage }

func (s *Server) passwordPage(c *gin.Context) error {
	s.page(c, http.StatusOK, "password", PasswordPage{s.base(c, "screen.password_title")})
	return nil
}

// changePassword ends every session of the account, this one too.
func (s *Server) changePassword(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p := PasswordPage{s.base(c, "screen.password_title")}
	if raw(t, "password") != raw(t, "again") {
		p.Errors.Add("again", "server.password_again")
		s.page(c, http.StatusUnprocessableEntity, "password", p)
		return nil
	}
	_, err = s.Staff.ChangePassword(c.Request.Context(), raw(t, "current"), raw(t, "password"))
	var fields errs.Fields
	switch kind := errs.KindOf(err); {
	case err == nil:
		s.putNotice(c.Request.Context(), "screen.done_password")
		return redirect(c, "/login")
	case errors.As(err, &fields):
		p.Errors = fields
		s.page(c, statusOf[kind], "password", p)
	case kind == errs.Internal:
		return err
	default:
		p.Notice = p.sentences(err)[0]
		s.page(c, http.StatusUnprocessableEntity, "password", p)
	}
	return nil
}
