package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/audit"
	"uketsuke/internal/catalog"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
)

// PrivacyPage is the evidence: who did what to which record, and whether the
// log is whole.
type PrivacyPage struct {
	BasePage
	Pager
	Filter  EvidenceFilter
	Entries []EvidenceView
	Report  *audit.Report
	Finding string
}

// EvidenceView is one entry in words, with the codes that stand in the log.
type EvidenceView struct {
	audit.Entry
	What, Why string
	Order     string // number of the order that it is about
}

// EvidenceFilter is the filter as typed: codes and ids, never a name.
type EvidenceFilter struct{ Actor, Action, Subject, From, To string }

var evidenceList = listSpec{path: "/privacy", filter: []string{"actor", "action", "subject", "from", "to"}, sorts: []string{"-at"}}

func (s *Server) evidencePage(c *gin.Context) error {
	p, err := s.evidence(c)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(p.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	s.page(c, status, "privacy", p)
	return nil
}

func (s *Server) evidence(c *gin.Context) (*PrivacyPage, error) {
	f := EvidenceFilter{Actor: code(c.Query("actor")), Action: code(c.Query("action")), Subject: code(c.Query("subject")), From: c.Query("from"), To: c.Query("to")}
	p := &PrivacyPage{BasePage: s.base(c, "screen.privacy_title"), Filter: f}
	filter := audit.Filter{Actor: f.Actor, Action: f.Action, Subject: f.Subject, From: p.day("from", f.From), To: p.day("to", f.To), Page: pageOf(c)}
	list, total, err := s.Audit.List(c.Request.Context(), filter)
	if err != nil {
		return nil, err
	}
	var actors []string
	for _, e := range list {
		actors = append(actors, e.Actor)
	}
	s.name(c, &p.BasePage, actors...)
	book, err := s.Catalog.Book(c.Request.Context())
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		p.Entries = append(p.Entries, p.inWords(book, e))
	}
	l := evidenceList.asked(c)
	l.found(total, audit.PageSize)
	p.Pager = l.Pager
	return p, nil
}

// inWords says what an entry means; what has no words keeps its code.
func (p *PrivacyPage) inWords(book *catalog.Book, e audit.Entry) EvidenceView {
	v := EvidenceView{Entry: e, What: p.Code("did", e.Action)}
	if n, ok := order.ParseNumber(e.Subject); ok {
		v.Order = n
	}
	area, verb, _ := strings.Cut(e.Action, ".")
	reason, _, _ := strings.Cut(e.Reason, ":")
	groups := map[string][]string{"vault": {verb}, "order": {verb, catalog.ReasonBatched, catalog.ReasonHold}}[area]
	if e.Action == "vault.reveal" {
		groups = []string{catalog.ReasonOpen}
	}
	for _, group := range groups {
		if l := book.ReasonLabel(group, reason, p.Lang); reason != "" && l != reason {
			v.Why = l
			return v
		}
	}
	return v
}

// code is a machine's word; anything else cannot be in the evidence and is
// kept out of the page's addresses too.
func code(s string) string {
	s = strings.TrimSpace(japan.FoldASCII(s))
	if strings.ContainsFunc(s, func(r rune) bool { return r < '!' || r > '~' }) || len(s) > 100 {
		return ""
	}
	return s
}

// verifyEvidence recomputes the whole log.
func (s *Server) verifyEvidence(c *gin.Context) error {
	report, err := s.Verify(c.Request.Context())
	if err != nil {
		return err
	}
	p, err := s.evidence(c)
	if err != nil {
		return err
	}
	p.Report = &report
	if !report.OK {
		p.Finding = p.Message(report.Finding)
	}
	s.page(c, http.StatusOK, "privacy", p)
	return nil
}
