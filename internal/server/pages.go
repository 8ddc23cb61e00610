package server

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/yen"
)

// pageTypes names every page's folder of templates with the type of its data;
// a test checks each template against it.
var pageTypes = map[string]any{
	"desk":       &DeskPage{},
	"drafts":     DraftsPage{},
	"tasks":      &TasksPage{},
	"draftheld":  DraftHeldPage{},
	"draftdiff":  &DraftDiffPage{},
	"placed":     PlacedPage{},
	"orders":     OrdersPage{},
	"order":      &OrderPage{},
	"holds":      HoldsPage{},
	"revise":     &RevisePage{},
	"cancel":     &CancelPage{},
	"customers":  CustomersPage{},
	"customer":   &CustomerPage{},
	"duplicates": &DuplicatesPage{},
	"join":       &JoinPage{},
	"merges":     &MergesPage{},
	"merge":      &MergePage{},
	"batches":    &BatchesPage{},
	"batch":      &BatchPage{},
	"catalog":    CatalogPage{},
	"stock":      &StockPage{},
	"privacy":    &PrivacyPage{},
	"staff":      &StaffPage{},
	"login":      LoginPage{},
	"setup":      SetupPage{},
	"password":   PasswordPage{},
	"error":      ErrorPage{},
}

// funcs are the functions of every template. Times, money and numbers become
// text here and nowhere else.
func funcs(static *assets, two func(key string) []Bilingual) template.FuncMap {
	return template.FuncMap{
		"asset":      static.URL,
		"bilingual":  two,
		"yen":        yen.Yen.String,
		"money":      func(n int64) string { return yen.Yen(n).String() },
		"plus":       func(y yen.Yen) yen.Yen { return max(y, -y) },
		"plain":      func(y yen.Yen) string { return strconv.FormatInt(int64(y), 10) },
		"stamp":      func(t time.Time) string { return jst(t, "2006-01-02 15:04") },
		"seconds":    func(t time.Time) string { return jst(t, "15:04:05") },
		"postal":     func(s string) string { return japan.PostalCode(s).Display() },
		"phone":      func(s string) string { return japan.Phone(s).Display() },
		"add":        func(a, b int) int { return a + b },
		"fid":        fieldID,
		"row":        func(p *DeskPage, l DeskLine) rowView { return rowView{p, l} },
		"parcel":     func(p *DeskPage, x DeskParcel) parcelView { return parcelView{Page: p, Parcel: x} },
		"rowname":    rowName,
		"rowlabel":   rowLabel,
		"state":      func(p BasePage, o order.Order) stateView { return stateView{p, o} },
		"ordertable": func(p BasePage, l List, rows []OrderRow) tableView { return tableView{p, l, rows} },
		"heading":    heading,
		"unsorted":   func() List { return List{} },
		"planview":   func(p BasePage, v *PlanView) planView { return planView{p, v} },
		"deltaview":  func(p BasePage, rows []DeltaRow) deltaView { return deltaView{p, rows} },
		"noticelist": func(p BasePage, list []NoticeView) noticeList { return noticeList{p, list} },
		"pager":      func(p BasePage, at Pager) pagerView { return pagerView{p, at} },
		"code":       catalog.Code,
	}
}

// Bilingual is a sentence of a page made before anybody's language is known.
type Bilingual struct{ Lang, Text string }

// rowView is a row of the desk with the page for its words.
type rowView struct {
	Page *DeskPage
	Line DeskLine
}

// Texts are the problems of the row; Bad names its wrong fields.
func (v rowView) Texts() []string { return v.Page.rowErr(v.Line.Row).Texts }

// Bad names the wrong fields of the row.
func (v rowView) Bad() []string {
	var out []string
	for _, f := range v.Page.Errors {
		if _, n := order.SplitField(f.Name); n == v.Line.Row && parcelNo(f.Name) == 0 {
			out = append(out, f.Name)
		}
	}
	return out
}

type stateView struct {
	Page  BasePage
	Order order.Order
}

type tableView struct {
	Page BasePage
	List List // empty for a table that is not sorted
	Rows []OrderRow
}

type planView struct {
	Page BasePage
	*PlanView
}

type deltaView struct {
	Page BasePage
	Rows []DeltaRow
}

type noticeList struct {
	Page    BasePage
	Notices []NoticeView
}

type pagerView struct {
	BasePage
	Pager
}

// fieldID is the id of a field's element: the dot of a line's field would need
// escaping in every selector.
func fieldID(name string) string { return strings.ReplaceAll(name, ".", "-") }

// rowName is a row's number in names; the row that the browser copies has a
// placeholder instead.
func rowName(row int) string {
	if row < 0 {
		return "__N__"
	}
	return strconv.Itoa(row)
}

// rowLabel is a row's number as people count.
func rowLabel(row int) string {
	if row < 0 {
		return "__L__"
	}
	return strconv.Itoa(row + 1)
}
