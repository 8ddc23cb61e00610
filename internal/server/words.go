package server

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"uketsuke/internal/catalog"
	"uketsuke/internal/i18n"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// dayWords is a day as people write it: 11月25日(水), Wed 25 Nov.
func (b BasePage) dayWords(d japan.Day) string { return b.dayAs("list.day_layout", d) }

// dayShort is a day among choices: 11/25(水), Wed 25.
func (b BasePage) dayShort(d japan.Day) string { return b.dayAs("list.day_layout_short", d) }

// dayAs is a day in a layout of the catalog; of the days of the week Go knows
// the English names alone.
func (b BasePage) dayAs(layout string, d japan.Day) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return strings.Replace(t.Format(b.T(layout)), t.Format("Mon"), b.T("list.weekday_"+strconv.Itoa(int(t.Weekday()))), 1)
}

// DayWords is dayWords for templates.
func (b BasePage) DayWords(d japan.Day) string { return b.dayWords(d) }

// Code is the text of one of our codes ("status", "placed").
func (b BasePage) Code(group, code string) string {
	key := "screen." + group + "_" + code
	if !b.Has(key) {
		return code
	}
	return b.T(key)
}

// label chooses the label of a shop's choice.
func label(p i18n.Printer, ja, en, code string) string {
	if p.Lang == "en" && en != "" {
		return en
	}
	if ja != "" {
		return ja
	}
	return code
}

// EditionWords says how the price of a line from an older edition was decided:
// that edition's price beside today's. Empty for other lines.
func (b BasePage) EditionWords(l order.Line) string {
	a := l.Accepted
	switch {
	case a.Rule == "":
		return ""
	case a.Today == 0:
		return b.T("edition.gone", l.Edition, a.List)
	case a.Rule == catalog.AcceptLower:
		return b.T("edition.lower", l.Edition, a.List, a.Today)
	case a.Rule == catalog.AcceptToday:
		return b.T("edition.today", l.Edition, a.List, a.Today)
	}
	return b.T("edition.listed", l.Edition, a.List, a.Today)
}

// Choice is one of several that a number key chooses.
type Choice struct {
	Key     int // the digit
	Value   string
	Label   string
	Checked bool
	No      string // why it can't be chosen; empty when it can
}

// choose numbers choices from first and marks the one in force.
func choose(first int, value string, choices []Choice) []Choice {
	for i := range choices {
		choices[i].Key = first + i
		choices[i].Checked = choices[i].Value == value
	}
	return choices
}

// reasons are the shop's reason codes of a group as choices.
func reasons(book *catalog.Book, group, lang, chosen string) []Choice {
	var out []Choice
	for _, r := range book.Reasons(group) {
		out = append(out, Choice{Value: r.Code, Label: book.ReasonLabel(group, r.Code, lang)})
	}
	return choose(1, chosen, out)
}

// hoursLeft is a time left as 1:42.
func hoursLeft(left time.Duration) string {
	return fmt.Sprintf("%d:%02d", int(left.Hours()), int(left.Minutes())%60)
}

// rowErr are the problems of one row, those of all its fields together.
func (b BasePage) rowErr(row int) FieldError {
	out := FieldError{Name: order.LineField(row, "row")}
	for _, column := range lineOrder {
		out.Texts = append(out.Texts, b.Err(order.LineField(row, column)).Texts...)
	}
	return out
}

func dayOf(t time.Time) japan.Day { return japan.DayOf(t) }
