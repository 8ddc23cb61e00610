package order

import (
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// propose marks a line that staff proposed (当社からのご提案). Who calls because of
// a catalog and is offered what that catalog does not show is sold to by
// telephone solicitation (電話勧誘販売, 特商法第2条第3項・施行令第2条第1号), with a
// written document and eight days to withdraw, which this shop does not do: the
// order is refused. The caller's catalog is the one of the whole order; a row
// may be priced by another.
func (f Form) propose(book *catalog.Book, l *Line, i int, typed FormLine, arrived japan.Day, bad *errs.Fields) {
	if strings.TrimSpace(typed.Proposed) == "" {
		return
	}
	l.Proposed = true
	shown, ok := lineEdition(book, "", f.Edition, arrived)
	if _, priced := book.Price(shown, l.Code); !ok || !priced {
		e, _ := book.Edition(shown)
		bad.Add(LineField(i, "product_code"), "goods.proposed_not_shown", l.Code, e.Name)
	}
}
