package api

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/batch"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/yen"
)

// Batch is a batch with its files.
type Batch struct {
	batch.Batch
	Files []customer.File `json:"files"`
}

// Batches is the answer to a pull. Flags are those of batches pulled before.
type Batches struct {
	Batches []Batch      `json:"batches"`
	Flags   []batch.Flag `json:"flags"`
}

// CutResult is what a cut made. Batch is null when there was nothing to take.
type CutResult struct {
	Batch  *int64       `json:"batch"`
	Orders int          `json:"orders"`
	Lines  int          `json:"lines"`
	Pieces int          `json:"pieces"`
	Goods  yen.Yen      `json:"goods_yen"`
	Held   []batch.Held `json:"held"`
}

func (a *API) listBatches(c *gin.Context) error {
	after := int64(0)
	if s := c.Query("after"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 0 {
			var bad errs.Fields
			bad.Add("after", "api.after")
			return bad
		}
		after = n
	}
	ctx := c.Request.Context()
	list, err := a.Batches.After(ctx, after)
	if err != nil {
		return err
	}
	flags, err := a.Batches.FlagsUntil(ctx, after)
	if err != nil {
		return err
	}
	out := Batches{Batches: make([]Batch, len(list)), Flags: flags}
	for i, b := range list {
		if out.Batches[i], err = a.withFiles(ctx, b); err != nil {
			return err
		}
	}
	answer(c, http.StatusOK, out)
	return nil
}

func (a *API) withFiles(ctx context.Context, b batch.Batch) (Batch, error) {
	files, err := a.Batches.Files(ctx, b.No)
	if files == nil {
		files = []customer.File{}
	}
	return Batch{b, files}, err
}

// number is the batch number of the address.
func number(c *gin.Context) (int64, error) {
	no, err := strconv.ParseInt(c.Param("no"), 10, 64)
	if err != nil || no < 1 {
		return 0, errNoRoute
	}
	return no, nil
}

func (a *API) showBatch(c *gin.Context) error {
	no, err := number(c)
	if err != nil {
		return err
	}
	files, err := a.Batches.Files(c.Request.Context(), no) // a batch not sealed yet is not found
	if err != nil {
		return err
	}
	b, err := a.Batches.Find(c.Request.Context(), no)
	if err != nil {
		return err
	}
	answer(c, http.StatusOK, Batch{b, files})
	return nil
}

// batchFile sends one frozen file. Its SHA-256 is its entity tag, so that a
// transfer cut off goes on where it stopped (Range with If-Range).
func (a *API) batchFile(c *gin.Context) error {
	no, err := number(c)
	if err != nil {
		return err
	}
	f, err := a.findFile(c.Request.Context(), no, c.Param("file"))
	if err != nil {
		return err
	}
	tag := `"` + f.SHA256 + `"`
	if c.Request.Method == http.MethodHead || c.GetHeader("If-None-Match") == tag {
		// Nobody reads the content: it stays sealed, and the evidence says so.
		f.Content = io.NewSectionReader(strings.NewReader(""), 0, f.Size)
	} else if f, err = a.Batches.OpenFile(c.Request.Context(), no, f.Name); err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("ETag", tag)
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", `attachment; filename="batch-`+strconv.FormatInt(no, 10)+"-"+f.Name+`"`)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, f.Content)
	return nil
}

func (a *API) findFile(ctx context.Context, no int64, name string) (customer.File, error) {
	files, err := a.Batches.Files(ctx, no)
	if err != nil {
		return customer.File{}, err
	}
	i := slices.IndexFunc(files, func(f customer.File) bool { return f.Name == name })
	if i < 0 {
		return customer.File{}, errs.E(errs.NotFound, "api.no_file")
	}
	return files[i], nil
}

func (a *API) ackBatch(c *gin.Context) error {
	no, err := number(c)
	if err != nil {
		return err
	}
	obj, err := readJSON(c)
	if err != nil {
		return err
	}
	received, err := readAck(obj)
	if err != nil {
		return err
	}
	b, err := a.Batches.Ack(c.Request.Context(), no, received)
	if err != nil {
		return err
	}
	body, err := a.withFiles(c.Request.Context(), b)
	if err != nil {
		return err
	}
	answer(c, http.StatusOK, body)
	return nil
}

// readAck reads file name → SHA-256.
func readAck(obj map[string]any) (map[string]string, error) {
	var r reader
	r.only(obj, "", []string{"files"})
	files := r.object(obj["files"], "files")
	if len(files) == 0 && len(r.bad) == 0 {
		r.bad.Add("files", "api.ack_files")
	}
	out := make(map[string]string, len(files))
	for name := range files {
		sum := strings.ToLower(r.text(files, "files", name))
		if !isSHA256(sum) {
			r.bad.Add(join("files", name), "api.sha256")
		}
		out[name] = sum
	}
	slices.SortFunc(r.bad, func(x, y errs.Field) int { return strings.Compare(x.Name, y.Name) })
	return out, r.bad.Err()
}

func isSHA256(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

func (a *API) cutBatch(c *gin.Context) error {
	res, err := a.Batches.CutNow(c.Request.Context())
	if err != nil {
		return err
	}
	out := CutResult{Held: res.Held}
	// A batch of which nothing could be written is void: nothing to pull.
	if b := res.Batch; b != nil && b.State != batch.Void {
		out.Batch, out.Orders, out.Lines, out.Pieces, out.Goods = &b.No, b.Orders, b.Lines, b.Pieces, b.Goods
	}
	status := http.StatusOK
	if out.Batch != nil {
		status = http.StatusCreated
	}
	answer(c, status, out)
	return nil
}
