package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
)

// confirm asks the officer's password again, once the rest of the form is in
// order: an unattended screen must not be able to erase anybody.
func (s *Server) confirm(c *gin.Context, p *CustomerPage, password string) error {
	if len(p.Errors) > 0 {
		return nil
	}
	err := s.Staff.Confirm(c.Request.Context(), password)
	var e *errs.Error
	switch {
	case err == nil:
		return nil
	case errs.Is(err, errs.TooMany) && errors.As(err, &e):
		p.Errors.Add("password", e.Message.Key, e.Message.Args...)
		return nil
	case errs.Is(err, errs.Unauthenticated):
		p.Errors.Add("password", "server.password_wrong")
		return nil
	}
	return err
}

// eraseCustomer destroys the customer's key: the privacy officer's act, for a
// numbered request and a reason.
func (s *Server) eraseCustomer(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	p, err := s.customer(c)
	if err != nil {
		return err
	}
	if t.V("request_no") == "" {
		p.Errors.Add("request_no", "server.request_no")
	}
	if !known(p.DeleteReasons, t.V("reason")) {
		p.Errors.Add("delete_reason", "order.reason")
	}
	if t.V("sure") == "" {
		p.Errors.Add("sure", "server.sure")
	}
	if err := s.confirm(c, p, raw(t, "password")); err != nil {
		return err
	}
	if len(p.Errors) > 0 {
		p.Typed = t
		choose(1, t.V("reason"), p.DeleteReasons)
		s.page(c, http.StatusUnprocessableEntity, "customer", p)
		return nil
	}
	err = s.Vault.Delete(c.Request.Context(), customer.Deletion{Customer: p.ID, RequestNo: t.V("request_no"), Reason: t.V("reason")})
	if err != nil {
		return err
	}
	s.putNotice(c.Request.Context(), "screen.done_erase")
	return redirect(c, "/customers")
}
