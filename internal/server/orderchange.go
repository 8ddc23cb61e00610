package server

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// act runs one of the small forms of the order page. What it refuses is shown
// on the order's page with what was typed; a success comes by redirect.
func (s *Server) act(c *gin.Context, notice string, do func(t typed, number string, seen int64) error) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	n, err := orderParam(c)
	if err != nil {
		return err
	}
	if err := do(t, n, number(t.V("version"))); err != nil {
		return s.refuse(c, t, err)
	}
	s.putNotice(c.Request.Context(), notice)
	return redirect(c, after(t, n))
}

// after is where an act leads: a release back to the list that it was begun
// from, everything else to the order, which still knows that list.
func after(t typed, number string) string {
	back, at := backToList(t.V("back")), "/orders/"+number
	switch {
	case back == "":
		return at
	case t.V("form") == "release":
		return back
	}
	return at + "?" + url.Values{"back": {back}}.Encode()
}

// refuse shows the order as it stands now with why the change was not made.
func (s *Server) refuse(c *gin.Context, t typed, cause error) error {
	kind := errs.KindOf(cause)
	if kind != errs.Invalid && kind != errs.Conflict {
		return cause
	}
	p, err := s.orderPage(c)
	if err != nil {
		return err
	}
	p.Typed = t
	for form, list := range map[string][]Choice{"hold": p.HoldReasons, "release": p.ReleaseReasons} {
		if t.V("form") == form {
			choose(1, t.V("reason"), list)
		}
	}
	var fields errs.Fields
	if errors.As(cause, &fields) {
		for _, f := range fields { // two forms of the page have a reason
			p.Errors = append(p.Errors, errs.Field{Name: t.V("form") + "_" + f.Name, Message: f.Message})
		}
	} else {
		p.refuse(strings.Join(p.sentences(cause), " "))
	}
	s.page(c, statusOf[kind], "order", p)
	return nil
}

func (s *Server) holdOrder(c *gin.Context) error {
	return s.act(c, "screen.done_hold", func(t typed, n string, seen int64) error {
		_, err := s.Orders.Hold(c.Request.Context(), n, seen, t.V("reason"), t.V("reason_note"))
		return err
	})
}

func (s *Server) releaseOrder(c *gin.Context) error {
	return s.act(c, "screen.done_release", func(t typed, n string, seen int64) error {
		_, err := s.Orders.Release(c.Request.Context(), n, seen, t.V("hold"), t.V("reason"), t.V("reason_note"))
		return err
	})
}

func (s *Server) recordPayment(c *gin.Context) error {
	return s.act(c, "screen.done_payment", func(t typed, n string, seen int64) error {
		var bad errs.Fields
		amount, err := strconv.ParseInt(strings.ReplaceAll(japan.FoldASCII(t.V("amount")), ",", ""), 10, 64)
		if err != nil {
			bad.Add("amount", "order.amount")
		}
		day, err := japan.ParseDay(japan.FoldASCII(t.V("day")))
		if err != nil {
			bad.Add("day", "order.payment_day")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		_, err = s.Orders.RecordPayment(c.Request.Context(), n, seen, day, yen.Yen(amount))
		return err
	})
}
