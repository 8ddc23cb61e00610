package server

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/order"
)

// NoticeView is a change after the cut, in words.
type NoticeView struct {
	order.Notice
	Rows []DeltaRow
}

// Action is where the word goes that somebody knows of it.
func (v NoticeView) Action() string {
	return "/batches/" + strconv.FormatInt(v.Batch, 10) + "/notices"
}

// notices are the changes that the warehouse has not taken note of.
func (s *Server) notices(c *gin.Context, b BasePage, batch int64) ([]NoticeView, error) {
	list, err := s.Orders.Notices(c.Request.Context(), batch)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	book, err := s.Catalog.Book(c.Request.Context())
	if err != nil {
		return nil, err
	}
	return b.noticeViews(book, list), nil
}

func (b BasePage) noticeViews(book *catalog.Book, list []order.Notice) []NoticeView {
	out := make([]NoticeView, len(list))
	for i, n := range list {
		out[i] = NoticeView{n, b.delta(book, n.Delta)}
	}
	return out
}

// takeNote records that somebody knows of a change after the cut.
func (s *Server) takeNote(c *gin.Context) error {
	t, err := posted(c)
	if err != nil {
		return err
	}
	b, err := s.batchOf(c)
	if err != nil {
		return err
	}
	n, ok := order.ParseNumber(t.V("order"))
	if !ok {
		return errNoPage
	}
	if err := s.Orders.TakeNote(c.Request.Context(), n, number(t.V("version"))); err != nil {
		return err
	}
	s.putNotice(c.Request.Context(), "change.noted")
	return redirect(c, "/batches/"+strconv.FormatInt(b.No, 10))
}
