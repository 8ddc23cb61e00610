package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/batch"
	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
)

// BatchesPage lists the batches and cuts the next.
type BatchesPage struct {
	BasePage
	Pager
	Batches []batch.Batch
	Cut     *batch.Result // what the cut just made did
	Held    []HeldView
	Notices []NoticeView // of every batch
}

// HeldView is an order that stayed behind and why.
type HeldView struct{ Order, Reason, Detail string }

const batchesSize = 50

func (s *Server) listBatches(c *gin.Context) error {
	p, err := s.batchesPage(c)
	if err != nil {
		return err
	}
	s.page(c, http.StatusOK, "batches", p)
	return nil
}

func (s *Server) batchesPage(c *gin.Context) (*BatchesPage, error) {
	page := pageOf(c)
	list, total, err := s.Batches.List(c.Request.Context(), page)
	if err != nil {
		return nil, err
	}
	p := &BatchesPage{BasePage: s.base(c, "screen.batches_title"), Batches: list}
	p.Pager = newPager(page, total, batchesSize, "?page=")
	p.Notices, err = s.notices(c, p.BasePage, 0)
	return p, err
}

// cutBatch takes every order that is free into a batch. It answers with the
// list, since a cut that finds nothing makes no batch; repeated, it takes only
// what came since.
func (s *Server) cutBatch(c *gin.Context) error {
	result, err := s.Batches.CutNow(c.Request.Context())
	if err != nil {
		return err
	}
	p, err := s.batchesPage(c)
	if err != nil {
		return err
	}
	book, err := s.Catalog.Book(c.Request.Context())
	if err != nil {
		return err
	}
	p.Cut = &result
	for _, h := range result.Held {
		p.Held = append(p.Held, HeldView{h.Order, book.ReasonLabel(catalog.ReasonHold, h.Reason, p.Lang), h.Detail})
	}
	s.page(c, http.StatusOK, "batches", p)
	return nil
}

// BatchPage is one batch: totals, flags, orders and files.
type BatchPage struct {
	BasePage
	Pager  Pager
	Batch  batch.Batch
	Orders []OrderRow
	Files  []customer.File
	Pulls  bool // may load files

	Notices []NoticeView
}

func (s *Server) batchOf(c *gin.Context) (batch.Batch, error) {
	no := number(c.Param("no"))
	if no == 0 {
		return batch.Batch{}, errNoPage
	}
	return s.Batches.Find(c.Request.Context(), no)
}

// batchSize is how many orders of a batch a page lists.
const batchSize = 100

func (s *Server) showBatch(c *gin.Context) error {
	ctx := c.Request.Context()
	b, err := s.batchOf(c)
	if err != nil {
		return err
	}
	p := &BatchPage{BasePage: s.base(c, "screen.batch_title"), Batch: b}
	p.Title = p.T("screen.batch_no", b.No)
	s.name(c, &p.BasePage, b.CutBy, b.AckedBy)
	p.Pulls = pullers.admits(p.User.Role) && (b.State == batch.Sealed || b.State == batch.Acked)
	if p.Notices, err = s.notices(c, p.BasePage, b.No); err != nil {
		return err
	}
	page := pageOf(c)
	list, total, err := s.Orders.List(ctx, order.Filter{Batch: b.No, Page: page, Size: batchSize})
	if err != nil {
		return err
	}
	p.Pager = newPager(page, total, batchSize, "?page=")
	for _, o := range list {
		p.Orders = append(p.Orders, OrderRow{Order: o})
	}
	if p.Pulls {
		if p.Files, err = s.Batches.Files(ctx, b.No); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
	}
	s.page(c, http.StatusOK, "batch", p)
	return nil
}

// batchFile hands a frozen file over; the vault side opens it and logs who did.
func (s *Server) batchFile(c *gin.Context) error {
	b, err := s.batchOf(c)
	if err != nil {
		return err
	}
	f, err := s.Batches.OpenFile(c.Request.Context(), b.No, c.Param("name"))
	if err != nil {
		return err
	}
	c.Header("Content-Type", f.Type)
	c.Header("Content-Disposition", "attachment; filename="+f.Name)
	http.ServeContent(c.Writer, c.Request, "", b.SealedAt, f.Content)
	return nil
}
