package forms

import (
	"fmt"
	"strings"

	"uketsuke/internal/japan"
)

// noticeStyle is the floor of legibility at 204×98 dpi, and the size that the
// law asks of written notices (8 points).
var noticeStyle = style{8, true}

const noticePitch = 1.17 // em between baselines of notices

// grid is a small table of equal cells under a title.
type grid struct {
	title   string
	cells   []string
	columns int
}

// dayText is a day as people write it: 2026年11月23日.
func dayText(d japan.Day) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// period is the sentence of the application period (申込みの期間).
func (f *orderForm) period() string {
	text := ""
	if f.d.ValidUntil != "" {
		text = "お申込み期間: " + dayText(f.d.ValidFrom) + "〜" + dayText(f.d.ValidUntil) + "。"
	}
	return text + f.d.Period
}

// grids are the amounts that the law wants as amounts: shipping by region and
// the cash-on-delivery fee.
func (f *orderForm) grids() []grid {
	shipping := grid{title: "送料(税込・全国1件あたり)", columns: 6}
	for _, s := range f.d.Shipping {
		shipping.cells = append(shipping.cells, s.Region+" "+money(s.Fee))
	}
	if f.d.FreeFrom > 0 {
		shipping.title += "　商品計" + money(f.d.FreeFrom) + "(税込)以上は送料無料"
	}
	out := []grid{shipping}
	if len(f.d.COD) > 0 {
		cod := grid{title: "代引手数料(税込)", columns: 4}
		for _, b := range f.d.COD {
			limit := "それ以上"
			if b.UpTo > 0 {
				limit = money(b.UpTo) + "まで"
			}
			cod.cells = append(cod.cells, limit+" "+money(b.Fee))
		}
		out = append(out, cod)
	}
	return out
}

// notices are the terms, the most necessary first.
func (f *orderForm) notices() []Notice {
	d := f.d
	var pay []string
	for _, p := range d.Payments {
		pay = append(pay, p.Name+": "+p.Timing)
	}
	all := []Notice{
		{"送料について", d.ShippingNote},
		{"代引手数料について", d.CODNote},
		{"お支払方法と時期", strings.Join(pay, " ")},
		{"お届け時期", d.Delivery},
		{"お申込み期間", strings.TrimPrefix(f.period(), "お申込み期間: ")},
		{"返品・交換", d.Returns},
		{"販売業者", d.Seller.line()},
		{"個人情報の利用目的", d.Privacy},
	}
	all = append(all, d.Other...)
	out := all[:0]
	for _, n := range all {
		if strings.TrimSpace(n.Text) != "" {
			out = append(out, n)
		}
	}
	return out
}

// Frames of notices: the first page has one above the lower QR code and one
// beside it; a last page is all theirs.
var (
	firstFrames = [2]Rect{{10, 216.5, 190, 41}, {57, 258, 129, 33}}
	lastFrame   = Rect{10, 46, 190, 211}
)

// firstNotices draws the amounts and as many terms as the first page holds, and
// returns the others.
func (f *orderForm) firstNotices() []Notice {
	r := firstFrames[0]
	f.line(rule, r.X, r.Y-0.5, r.X+r.W, r.Y-0.5)
	for _, g := range f.grids() {
		r = f.grid(g, r)
	}
	rest := f.notices()
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

func (n Notice) line() string { return "【" + n.Title + "】" + n.Text }

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
