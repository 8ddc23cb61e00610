package server

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/order"
)

// DeskRepeat is the answer to "the same as last time": what goes into the rows
// at once, and what has to be asked.
type DeskRepeat struct {
	Fill  string // CODE*quantity of the lines that are as they were
	Asked []Question
}

// Question is about one line that is not as it was. A digit answers it.
type Question struct {
	No      int // from 1
	Text    string
	Answers []Answer
}

// Answer fills a row with a line (CODE*quantity@edition), or leaves it out.
type Answer struct {
	Key   int
	Line  string
	Label string
	Wait  string // the row's word that the customer waits
	Seek  bool   // the row is where another product is looked for
}

// repeatOrder compares the order of before with the catalog of today.
func (s *Server) repeatOrder(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	number, ok := order.ParseNumber(t.V("repeat"))
	if !ok {
		return errNoPage
	}
	lines, err := s.Orders.Repeat(c.Request.Context(), number, t.V("edition"))
	if err != nil {
		return err
	}
	p := &DeskPage{BasePage: s.base(c, "screen.desk_title"), Typed: t}
	var same []string
	for _, r := range lines {
		if r.Same() {
			same = append(same, rowOf(r, ""))
			continue
		}
		p.Repeat.Asked = append(p.Repeat.Asked, p.question(len(p.Repeat.Asked)+1, r))
	}
	p.Repeat.Fill = strings.Join(same, " ")
	s.fragment(c, http.StatusOK, "desk", "asked", p)
	return nil
}

func rowOf(r order.Repeat, edition string) string {
	return fmt.Sprintf("%s*%d@%s", r.Was.Code, r.Was.Quantity, edition)
}

// question asks about a price that is another, or goods that are not sold.
func (b BasePage) question(no int, r order.Repeat) Question {
	q := Question{No: no}
	name := fmt.Sprintf("%s %s × %d", r.Was.Code, r.Was.Name, r.Was.Quantity)
	out := Answer{Label: b.T("goods.repeat_out")}
	switch {
	case !r.Gone() && r.Until != "":
		q.Text = b.T("goods.repeat_wait", name, b.dayWords(r.Until), r.Price)
		wait := waitMark(order.Line{Code: r.Was.Code, Backorder: r.Until})
		q.Answers = []Answer{{Line: rowOf(r, ""), Wait: wait, Label: b.T("goods.wait_all")}, out}
	case !r.Gone():
		q.Text = b.T("goods.repeat_price", name, r.Before(), r.Price)
		q.Answers = []Answer{{Line: rowOf(r, ""), Label: b.T("goods.repeat_take", r.Price)}, out}
	case r.Edition != "" && r.Until == "":
		q.Text = name + " " + b.Message(r.Why)
		q.Answers = []Answer{{Line: rowOf(r, r.Edition), Label: b.T("goods.repeat_edition", r.Edition, r.Price)}, out}
	default:
		q.Text = name + " " + b.Message(r.Why)
		q.Answers = []Answer{out, {Line: rowOf(r, ""), Label: b.T("goods.repeat_other"), Seek: true}}
	}
	for i := range q.Answers {
		q.Answers[i].Key = i + 1
	}
	return q
}
