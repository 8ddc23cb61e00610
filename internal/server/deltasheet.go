package server

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/catalog"
	"uketsuke/internal/forms"
	"uketsuke/internal/order"
)

// sheetPath is where the sheet of a change after the cut is.
func sheetPath(number string, version int64) string {
	return "/orders/" + number + "/changes/" + strconv.FormatInt(version, 10)
}

// Sheet is where its sheet is.
func (v NoticeView) Sheet() string { return sheetPath(v.Number, v.Version) }

// deltaSheet prints what changed in an order after its batch was cut
// (変更連絡票), as PDF in Japanese, for whoever has the slip already. It opens
// nothing of the vault: that the recipient is another one it says, who it is
// stands on the screen for those who may open it.
func (s *Server) deltaSheet(c *gin.Context) error {
	o, book, err := s.orderOf(c)
	if err != nil {
		return err
	}
	events, err := s.Orders.History(c.Request.Context(), o.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(events, func(e order.Event) bool { return e.Version == number(c.Param("version")) })
	if i < 0 || i+1 >= len(events) {
		return errNoPage
	}
	was, now, err := both(events[i+1], events[i])
	if err != nil {
		return err
	}
	if was.Status != order.Batched || !afterCut(events[i]) {
		return errNoPage
	}
	b := BasePage{Printer: s.texts.For("ja")}
	var pdf bytes.Buffer
	if err := forms.Delta(&pdf, b.deltaSheetOf(book, o, events[i], was, now)); err != nil {
		return err
	}
	c.Header("Content-Disposition", fmt.Sprintf(`inline; filename="%s-%d.pdf"`, o.Number, events[i].Version))
	c.Data(http.StatusOK, "application/pdf", pdf.Bytes())
	return nil
}

// afterCut says whether an event is one of which the warehouse is told.
func afterCut(e order.Event) bool { return e.Action == "revise" || e.Action == "cancel" }

func both(before, after order.Event) (was, now order.Snapshot, err error) {
	if was, err = before.After(); err == nil {
		now, err = after.After()
	}
	return was, now, err
}

func (b BasePage) deltaSheetOf(book *catalog.Book, o order.Order, e order.Event, was, now order.Snapshot) forms.DeltaSheet {
	kind := "revised"
	if now.Status == order.Cancelled {
		kind = "cancelled"
	}
	d := forms.DeltaSheet{Title: b.T("sheet.title"), Made: dayOf(e.At), Order: o.Number, Lead: b.Code("flag", kind), Text: b.T("sheet.text_" + kind),
		Heads: [4]string{b.T("screen.what"), b.T("change.was"), b.T("change.now"), b.T("change.more")}, Goods: b.T("sheet.goods"),
		Signed: []string{b.T("sheet.signed_by"), b.T("sheet.signed_at")}}
	for _, f := range [][2]string{{b.T("screen.batch"), strconv.FormatInt(o.Batch, 10)}, {b.T("screen.when"), jst(e.At, "2006-01-02 15:04")},
		{b.T("screen.reason"), b.why(book, e)}} {
		if f[1] != "" {
			d.Facts = append(d.Facts, forms.Notice{Title: f[0], Text: f[1]})
		}
	}
	for _, r := range b.delta(book, order.Diff(was, now)) {
		row := forms.DeltaRow{Label: r.Label, Was: r.Was, Now: r.Now, More: r.More}
		if r.Note != "" {
			row.Now = r.Note + " " + r.Now
		}
		d.Rows = append(d.Rows, row)
	}
	if kind == "revised" {
		d.Lines = b.sheetLines(now)
	}
	return d
}

// sheetLines are the lines of the order with the parcel of each where there
// are several.
func (b BasePage) sheetLines(now order.Snapshot) []string {
	var out []string
	for _, l := range now.Lines {
		text := fmt.Sprintf("%s %s ×%d", l.Code, l.Name, l.Quantity)
		if len(now.Parcels) > 1 {
			text = b.T("parcel.into", text, max(l.Parcel, 1))
		}
		out = append(out, text)
	}
	return out
}
