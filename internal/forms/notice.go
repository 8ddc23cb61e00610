package forms

import "strings"

// noticeStyle is the floor of legibility at 204×98 dpi, and the size that the
// law asks of written notices (8 points).
var noticeStyle = style{8, true}

const noticePitch = 1.15 // em between baselines of notices

// Frames of notices: the first page has one above the lower QR code and one
// beside it; a last page is all theirs.
var (
	firstFrames = [2]Rect{{10, 209.5, 190, 48.5}, {57, 258, 129, 33}}
	lastFrame   = Rect{10, 46, 190, 211}
)

// firstNotices draws the amounts and as many terms as the first page holds, and
// returns the others.
func (f *orderForm) firstNotices() []Notice {
	r := firstFrames[0]
	f.line(rule, r.X, r.Y-0.5, r.X+r.W, r.Y-0.5)
	f.text(style{10, true}, r.X, r.Y-1.7, Say("paper.notice_mark"))
	rest := f.d.notices()
	for _, g := range f.d.grids() {
		if g.fit(r.W); g.height() > r.H {
			rest = append([]Notice{{g.title, strings.Join(g.cells, "、")}}, rest...)
			continue
		}
		r = f.grid(g, r)
	}
	for _, frame := range []Rect{r, firstFrames[1]} {
		for len(rest) > 0 {
			used, ok := f.notice(rest[0], frame)
			if !ok {
				break
			}
			frame.Y, frame.H = frame.Y+used, frame.H-used
			rest = rest[1:]
		}
	}
	if f.more = len(rest) > 0; f.more {
		f.text(noticeStyle, fieldX+22, firstFrames[0].Y-1.7, f.pointer(rest))
	}
	return rest
}

// pointer says where the notices without room are, naming as many as fit.
func (f *orderForm) pointer(rest []Notice) string {
	titles := ""
	for i, n := range rest {
		more := titles + "「" + n.Title + "」"
		s := Say("paper.more_on_page", more, f.noticePage())
		if i > 0 && noticeStyle.width(clean(s)) > formColumns[colPrice]-fieldX-24 {
			break
		}
		titles = more
	}
	return Say("paper.more_on_page", titles, f.noticePage())
}

// noticePage is the page after the products, where the notices go on.
func (f *orderForm) noticePage() int { return len(f.rows) + 2 }

// noticePlaces says where the notices stand, for the other pages.
func (f *orderForm) noticePlaces() string {
	if f.more {
		return Say("paper.page_one_and", f.noticePage())
	}
	return Say("paper.page_one")
}

// notice sets one notice whole at the top of a frame, or not at all.
func (f *orderForm) notice(n Notice, r Rect) (used float64, ok bool) {
	lines := noticeStyle.wrap(n.line(), r.W)
	pitch := noticeStyle.em() * noticePitch
	used = float64(len(lines)) * pitch
	if used > r.H+0.1 {
		return 0, false
	}
	f.lines(lines, r.X, r.Y)
	return used, true
}

func (f *orderForm) lines(lines []string, x, y float64) {
	for i, l := range lines {
		f.text(noticeStyle, x, y+(ascent+float64(i)*noticePitch)*noticeStyle.em(), l)
	}
}

// lastNotices sets the notices that the first page had no room for, on as many
// pages as they need; only a notice longer than a page is parted.
func (f *orderForm) lastNotices(rest []Notice) {
	pitch := noticeStyle.em() * noticePitch
	room := int(lastFrame.H / pitch)
	used := room // so that the first notice starts a page
	for _, n := range rest {
		lines := noticeStyle.wrap(n.line(), lastFrame.W)
		for len(lines) > 0 {
			if used+min(len(lines), room) > room {
				f.lastPage()
				used = 0
			}
			part := lines[:min(len(lines), room-used)]
			f.lines(part, lastFrame.X, lastFrame.Y+float64(used)*pitch)
			used += len(part) + 1
			lines = lines[len(part):]
		}
	}
}

func (f *orderForm) lastPage() {
	f.startPage(Say("paper.notice_more"))
	f.text(style{13, true}, 23, 31, "FAX "+f.d.Seller.Fax)
	f.block(noticeStyle, 23, 34, 128, applySentence())
}

// The measures of a grid in mm: its title, a row, the gap below.
const (
	gridTitle = 3.5
	gridRow   = 4.2
	gridGap   = 1.0
)

// fit takes as many columns as leave every cell on one line.
func (g *grid) fit(width float64) {
	g.columns = max(1, min(g.columns, len(g.cells)))
	for _, cell := range g.cells {
		for g.columns > 1 && noticeStyle.width(clean(cell)) > width/float64(g.columns)-1.3 {
			g.columns--
		}
	}
}

func (g *grid) height() float64 {
	rows := (len(g.cells) + g.columns - 1) / g.columns
	return gridTitle + float64(rows)*gridRow + gridGap
}

// grid draws a table at the top of r and returns what is left of r.
func (f *orderForm) grid(g grid, r Rect) Rect {
	f.text(noticeStyle, r.X, r.Y+ascent*noticeStyle.em(), "【"+g.title+"】")
	y := r.Y + gridTitle
	w := r.W / float64(g.columns)
	for i, cell := range g.cells {
		box := Rect{r.X + float64(i%g.columns)*w, y + float64(i/g.columns)*gridRow, w, gridRow}
		f.box(hair, box)
		f.mustCell(noticeStyle, box.inset(0.6), left, cell, noticeStyle.size)
	}
	return Rect{r.X, r.Y + g.height(), r.W, r.H - g.height()}
}
