package forms

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
	f.text(style{10, true}, r.X, r.Y-1.7, "■ ご案内")
	for _, g := range f.d.grids() {
		r = f.grid(g, r)
	}
	rest := f.d.notices()
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
	if len(rest) > 0 {
		f.text(noticeStyle, fieldX+22, firstFrames[0].Y-1.7, "※ ご案内のつづきは最後のページにあります。")
	}
	return rest
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
	f.startPage("ご案内(1ページのつづき)")
	f.text(style{13, true}, 23, 31, "FAX "+f.d.Seller.Fax)
	f.block(noticeStyle, 23, 34, 128, applySentence)
}

// grid draws a table at the top of r and returns what is left of r.
func (f *orderForm) grid(g grid, r Rect) Rect {
	const h = 4.2
	f.text(noticeStyle, r.X, r.Y+ascent*noticeStyle.em(), "【"+g.title+"】")
	y := r.Y + 3.5
	columns := min(g.columns, max(1, len(g.cells)))
	w := r.W / float64(columns)
	rows := (len(g.cells) + columns - 1) / columns
	for i, cell := range g.cells {
		box := Rect{r.X + float64(i%columns)*w, y + float64(i/columns)*h, w, h}
		f.box(hair, box)
		f.mustCell(noticeStyle, box.inset(0.6), left, cell, noticeStyle.size)
	}
	used := 3.5 + float64(rows)*h + 1
	return Rect{r.X, r.Y + used, r.W, r.H - used}
}
