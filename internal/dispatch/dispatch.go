// Package dispatch is the vault side of a batch: it opens the recipients,
// checks that every file can hold them, writes the warehouse's files and has
// the vault seal them. Desk-side code reaches it only through batch.Sealer and
// never sees a recipient.
package dispatch

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"uketsuke/internal/batch"
	"uketsuke/internal/catalog"
	"uketsuke/internal/customer"
	"uketsuke/internal/dispatch/layout"
	"uketsuke/internal/forms"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/vault"
)

// Service implements batch.Sealer over the vault.
type Service struct {
	vault *vault.Vault
	book  func(context.Context) (*catalog.Book, error)
}

var _ batch.Sealer = (*Service)(nil)

// New makes the service. book answers the catalog in force: the seller, the
// names of components, the encoding of the files.
func New(v *vault.Vault, book func(context.Context) (*catalog.Book, error)) *Service {
	return &Service{vault: v, book: book}
}

// The files of a batch, in the order in which they are listed.
const (
	ordersFile = "orders.csv"
	linesFile  = "lines.csv"
	pickFile   = "picklist.pdf"
	slipsFile  = "slips.pdf"
)

var fileNames = []string{ordersFile, linesFile, pickFile, slipsFile}

// defaultDays is how long a batch's files stay readable where the shop sets nothing.
const defaultDays = 35

// parcel is one parcel of an order of the batch with its recipient opened.
type parcel struct {
	batch.ManifestOrder
	part order.Parcel
	to   customer.Recipient
}

// run is one sealing.
type run struct {
	m       batch.Manifest
	book    *catalog.Book
	enc     layout.Encoding
	parcels []parcel
}

// Seal implements batch.Sealer.
func (s *Service) Seal(ctx context.Context, m batch.Manifest) ([]batch.HeldOrder, error) {
	done, err := s.Files(ctx, m.No)
	if err != nil || len(done) == len(fileNames) {
		return nil, err
	}
	book, err := s.book(ctx)
	if err != nil {
		return nil, err
	}
	r := &run{m: m, book: book, enc: encoding(book)}
	held, err := s.reveal(ctx, r)
	if err != nil {
		return nil, err
	}
	if len(held) > 0 { // unless another process has written it meanwhile
		if done, err = s.Files(ctx, m.No); err != nil || len(done) == len(fileNames) {
			return nil, err
		}
		return held, nil
	}
	if err := s.put(ctx, m.No, r.files(), japan.DayOf(m.CutAt).Add(artefactDays(book))); err != nil {
		return nil, fmt.Errorf("dispatch: files of batch %d: %w", m.No, err)
	}
	return nil, nil
}

func encoding(book *catalog.Book) layout.Encoding {
	if book.Shop.ExportEncoding == string(layout.CP932) {
		return layout.CP932
	}
	return layout.UTF8
}

func artefactDays(book *catalog.Book) int {
	if book.Shop.ArtefactDays > 0 {
		return book.Shop.ArtefactDays
	}
	return defaultDays
}

// reveal opens the recipients and answers the orders that cannot be written.
func (s *Service) reveal(ctx context.Context, r *run) ([]batch.HeldOrder, error) {
	var ids []string
	for _, o := range r.m.Orders {
		for _, p := range o.Parcels {
			ids = append(ids, p.Recipient)
		}
	}
	people, err := s.vault.Reveal(ctx, ids, "batch:"+strconv.FormatInt(r.m.No, 10))
	if err != nil {
		return nil, err
	}
	var held []batch.HeldOrder
	for _, o := range r.m.Orders {
		if h := r.take(o, people); h.Reason != "" {
			held = append(held, h)
		}
	}
	return held, nil
}

// take adds the parcels of an order; the answer has a reason where one of them
// cannot be written, since an order leaves whole or not at all.
func (r *run) take(o batch.ManifestOrder, people map[string]customer.Recipient) (held batch.HeldOrder) {
	var lost []rune
	for _, part := range o.Parcels {
		to, ok := people[part.Recipient]
		if !ok {
			return batch.HeldOrder{OrderID: o.ID, Reason: order.HoldErased}
		}
		p := parcel{o, part, to}
		lost = append(lost, r.unwritable(p)...)
		r.parcels = append(r.parcels, p)
	}
	if len(lost) > 0 {
		return batch.HeldOrder{OrderID: o.ID, Reason: order.HoldEncode, Detail: codePoints(lost)}
	}
	return held
}

// unwritable lists the characters that a file of the batch cannot hold: no
// glyph on paper, no code in the chosen encoding.
func (r *run) unwritable(p parcel) []rune {
	ship := r.shipment(p)
	printed := []string{ship.Name, ship.Kana, ship.Address1, ship.Address2, ship.Note, p.to.Buyer,
		p.to.SenderName, p.to.SenderAddress1, p.to.SenderAddress2, r.giftWork(p)}
	lost := layout.Orders.Unmappable(r.enc, ship)
	for _, l := range r.lines(p) {
		lost = append(lost, layout.Lines.Unmappable(r.enc, l)...)
		printed = append(printed, l.Code, l.Name, r.volumeOf(l.Code))
	}
	return append(lost, forms.Missing(strings.Join(printed, ""))...)
}

// maxCharacters is how many of an order's characters leave the vault.
const maxCharacters = 5

// codePoints names characters as U+1F600: a few, each once, in their own order
// and not in that of the text, so that no name can be read from them.
func codePoints(rs []rune) string {
	rs = slices.Compact(slices.Sorted(slices.Values(rs)))
	out := make([]string, min(len(rs), maxCharacters))
	for i := range out {
		out[i] = fmt.Sprintf("U+%04X", rs[i])
	}
	return strings.Join(out, " ")
}

// file is one file to be written.
type file struct {
	meta  customer.File
	write func(io.Writer) error
}

func (r *run) files() []file {
	ships := make([]layout.Shipment, len(r.parcels))
	var lines []layout.Line
	for i, p := range r.parcels {
		ships[i] = r.shipment(p)
		lines = append(lines, r.lines(p)...)
	}
	csv := "text/csv; charset=utf-8"
	if r.enc == layout.CP932 {
		csv = "text/csv; charset=Shift_JIS"
	}
	return []file{
		{customer.File{Name: ordersFile, Type: csv, Rows: len(ships)}, func(w io.Writer) error { return layout.Orders.Encode(w, r.enc, ships) }},
		{customer.File{Name: linesFile, Type: csv, Rows: len(lines)}, func(w io.Writer) error { return layout.Lines.Encode(w, r.enc, lines) }},
		{customer.File{Name: pickFile, Type: "application/pdf", Rows: len(ships)}, func(w io.Writer) error { return forms.PickList(w, r.pickList()) }},
		{customer.File{Name: slipsFile, Type: "application/pdf", Rows: len(ships)}, r.slips},
	}
}

// put streams the files into the vault, all or none. Where another process was
// first its bytes stay.
func (s *Service) put(ctx context.Context, no int64, files []file, until japan.Day) error {
	out := make([]vault.NewArtefact, len(files))
	for i, f := range files {
		r := stream(f)
		defer func() { _ = r.Close() }() // ends the writer when the vault did not read to the end
		out[i] = vault.NewArtefact{ID: artefactID(no, f.meta.Name), Meta: f.meta, Data: r}
	}
	_, err := s.vault.PutArtefacts(ctx, batchKey(no), until, out...)
	return err
}

// stream writes a file as it is read. What a writer of files panics about is
// this batch's failure, not the program's.
func stream(f file) *io.PipeReader {
	r, w := io.Pipe()
	go func() {
		err := fmt.Errorf("writing %s panicked", f.meta.Name)
		defer func() {
			_ = recover()             //nolint:errcheck // its text may repeat what was to be written
			_ = w.CloseWithError(err) // never fails
		}()
		err = f.write(w)
	}()
	return r
}

func batchKey(no int64) string { return "batch:" + strconv.FormatInt(no, 10) }

// artefactID is the same id for the same file of the same batch, whoever seals.
func artefactID(no int64, name string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("uketsuke:batch/"+strconv.FormatInt(no, 10)+"/"+name)).String()
}

// Files implements batch.Sealer.
func (s *Service) Files(ctx context.Context, no int64) ([]customer.File, error) {
	found, err := s.vault.Artefacts(ctx, batchKey(no))
	if err != nil {
		return nil, err
	}
	byName := map[string]customer.File{}
	for _, a := range found {
		byName[a.Name] = a.File
	}
	var out []customer.File
	for _, name := range fileNames {
		if f, ok := byName[name]; ok {
			out = append(out, f)
		}
	}
	return out, nil
}

// Open implements batch.Sealer.
func (s *Service) Open(ctx context.Context, no int64, name string) (customer.File, error) {
	return s.vault.Artefact(ctx, artefactID(no, name))
}
