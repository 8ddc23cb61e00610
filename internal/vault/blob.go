package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"gorm.io/gorm"

	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/store"
	"uketsuke/internal/vault/seal"
)

// chunkSize is the clear size of every piece of a blob but the last.
const chunkSize = 1 << 20

// blobHead is what the record of a page or artefact seals; the data lies in
// pieces beside it. The hash is sealed too: a plain hash of a person's slip
// would let anyone test guesses.
type blobHead struct {
	Name   string `json:"name,omitempty"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	Rows   int    `json:"rows,omitempty"`
	SHA256 string `json:"sha256"`
	Chunks int64  `json:"chunks"`
}

func (h blobHead) file() customer.File {
	return customer.File{Name: h.Name, Type: h.Type, Size: h.Size, Rows: h.Rows, SHA256: h.SHA256}
}

// sealBlob seals what r gives in pieces bound to c; it fills size, hash and
// count of the head.
func sealBlob(key seal.Key, c seal.Context, r io.Reader, head *blobHead, limit int64) ([]chunkRow, error) {
	sum := sha256.New()
	var chunks []chunkRow
	buf, next := make([]byte, chunkSize), make([]byte, chunkSize)
	n, err := io.ReadFull(r, buf)
	for n > 0 {
		m, ahead := 0, err
		if err == nil {
			m, ahead = io.ReadFull(r, next)
		}
		if err := ended(ahead); err != nil {
			return nil, err
		}
		if head.Size += int64(n); head.Size > limit {
			return nil, errs.E(errs.Invalid, "vault.blob_large", limit>>20)
		}
		sum.Write(buf[:n])
		c.Chunk, c.Last = c.Chunk+1, m == 0
		chunks = append(chunks, chunkRow{RecordID: c.ID, N: c.Chunk, CT: seal.Seal(key, c, buf[:n])})
		buf, next, n, err = next, buf, m, ahead
	}
	head.Chunks, head.SHA256 = int64(len(chunks)), hex.EncodeToString(sum.Sum(nil))
	return chunks, ended(err)
}

// ended is nil for the two ways in which io.ReadFull meets the end.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// chunkReader is the data of a blob, opened piece by piece as it is read, so
// that a large file is never in memory whole.
type chunkReader struct {
	ctx  context.Context
	g    *gorm.DB
	key  seal.Key
	at   seal.Context
	head blobHead
	pos  int64
	n    int64 // number of the piece in buf
	buf  []byte
}

func newChunkReader(ctx context.Context, g *gorm.DB, u unsealed) *chunkReader {
	return &chunkReader{ctx: ctx, g: g, key: u.key, at: u.row.context(), head: *u.head}
}

// Read implements io.Reader.
func (r *chunkReader) Read(p []byte) (int, error) {
	if r.pos >= r.head.Size {
		return 0, io.EOF
	}
	if n := r.pos/chunkSize + 1; n != r.n {
		buf, err := r.load(n)
		if err != nil {
			return 0, err
		}
		r.n, r.buf = n, buf
	}
	n := copy(p, r.buf[r.pos%chunkSize:])
	r.pos += int64(n)
	return n, nil
}

func (r *chunkReader) load(n int64) ([]byte, error) {
	var row chunkRow
	err := r.g.WithContext(r.ctx).Where("record_id = ?", r.at.ID).Where("n = ?", n).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errErased
	}
	if err != nil {
		return nil, store.Classify(err)
	}
	c := r.at
	c.Chunk, c.Last = n, n == r.head.Chunks
	buf, err := seal.Open(r.key, c, row.CT)
	if err != nil || int64(len(buf)) != min(chunkSize, r.head.Size-(n-1)*chunkSize) {
		return nil, errs.E(errs.Internal, "vault.tampered", r.at.ID)
	}
	return buf, nil
}

// Seek implements io.Seeker.
func (r *chunkReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.head.Size
	}
	if offset < 0 {
		return 0, errors.New("vault: seek before the beginning")
	}
	r.pos = offset
	return offset, nil
}

// readChunks joins a page.
func readChunks(g *gorm.DB, u unsealed) ([]byte, error) {
	var b bytes.Buffer
	_, err := io.Copy(&b, newChunkReader(g.Statement.Context, g, u))
	return b.Bytes(), err
}
