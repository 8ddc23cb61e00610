package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/staff"
)

// StaffPage manages accounts and the tokens of programs.
type StaffPage struct {
	BasePage
	Accounts []staff.Account
	Tokens   []staff.Token
	Roles    []Choice
	Programs []Choice // roles that a program may have
	Typed    typed
	Secret   string // a new token, shown this once
}

func (s *Server) staffPage(c *gin.Context) error {
	p, err := s.staffList(c)
	if err != nil {
		return err
	}
	s.page(c, http.StatusOK, "staff", p)
	return nil
}

func (s *Server) staffList(c *gin.Context) (*StaffPage, error) {
	ctx := c.Request.Context()
	p := &StaffPage{BasePage: s.base(c, "screen.staff_title"), Typed: typed{}}
	var err error
	if p.Accounts, err = s.Staff.List(ctx); err != nil {
		return nil, err
	}
	if p.Tokens, err = s.Staff.ListTokens(ctx); err != nil {
		return nil, err
	}
	for _, r := range actor.Roles {
		p.Roles = append(p.Roles, Choice{Value: string(r), Label: p.Code("role", string(r))})
	}
	for _, r := range []actor.Role{actor.Operator, actor.Supervisor, actor.Warehouse} {
		p.Programs = append(p.Programs, Choice{Value: string(r), Label: p.Code("role", string(r)), Checked: r == actor.Warehouse})
	}
	return p, nil
}

// staffAct runs a form of the page; what it refuses is shown with what was
// typed, passwords apart.
func (s *Server) staffAct(c *gin.Context, form, notice string, do func(typed) error) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	err = do(t)
	if err == nil {
		s.putNotice(c.Request.Context(), notice)
		return redirect(c, "/staff")
	}
	kind := errs.KindOf(err)
	if kind != errs.Invalid && kind != errs.Conflict {
		return err
	}
	p, perr := s.staffList(c)
	if perr != nil {
		return perr
	}
	p.Typed = t
	var fields errs.Fields
	if errors.As(err, &fields) {
		for _, f := range fields {
			p.Errors = append(p.Errors, errs.Field{Name: form + "_" + f.Name, Message: f.Message})
		}
	} else {
		p.refuse(p.sentences(err)[0])
	}
	s.page(c, statusOf[kind], "staff", p)
	return nil
}

func (s *Server) addStaff(c *gin.Context) error {
	return s.staffAct(c, "add", "screen.done_staff", func(t typed) error {
		_, err := s.Staff.Add(c.Request.Context(), staff.New{Login: t.V("login"), Name: t.V("name"), Role: actor.Role(t.V("role")),
			Lang: t.V("lang"), Password: raw(t, "password")})
		return err
	})
}

// onAccount runs a change of the account of the path.
func (s *Server) onAccount(c *gin.Context, do func(t typed, id string) error) error {
	id, err := opaqueParam(c)
	if err != nil {
		return err
	}
	return s.staffAct(c, "account", "screen.done_staff", func(t typed) error { return do(t, id) })
}

func (s *Server) disableStaff(c *gin.Context) error {
	return s.onAccount(c, func(_ typed, id string) error {
		_, err := s.Staff.Disable(c.Request.Context(), id)
		return err
	})
}

func (s *Server) enableStaff(c *gin.Context) error {
	return s.onAccount(c, func(_ typed, id string) error {
		_, err := s.Staff.Enable(c.Request.Context(), id)
		return err
	})
}

func (s *Server) changeRole(c *gin.Context) error {
	return s.onAccount(c, func(t typed, id string) error {
		_, err := s.Staff.SetRole(c.Request.Context(), id, actor.Role(t.V("role")))
		return err
	})
}

func (s *Server) setPassword(c *gin.Context) error {
	return s.onAccount(c, func(t typed, id string) error {
		_, err := s.Staff.SetPassword(c.Request.Context(), id, raw(t, "password"))
		return err
	})
}

func (s *Server) revokeToken(c *gin.Context) error {
	return s.onAccount(c, func(_ typed, id string) error { return s.Staff.RevokeToken(c.Request.Context(), id) })
}

// addToken makes a token for a program; its secret is shown on this answer and
// never again.
func (s *Server) addToken(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	secret, _, err := s.Staff.AddToken(c.Request.Context(), t.V("name"), actor.Role(t.V("role")))
	var fields errs.Fields
	if err != nil && !errors.As(err, &fields) {
		return err
	}
	p, err := s.staffList(c)
	if err != nil {
		return err
	}
	p.Secret = secret
	status := http.StatusOK
	for _, f := range fields {
		p.Errors = append(p.Errors, errs.Field{Name: "token_" + f.Name, Message: f.Message})
		status = http.StatusUnprocessableEntity
	}
	if len(fields) > 0 {
		p.Typed = typed{"token_name": {t.V("name")}}
	}
	s.page(c, status, "staff", p)
	return nil
}
