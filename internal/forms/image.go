package forms

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"

	"github.com/jung-kurt/gofpdf"

	"uketsuke/internal/errs"
)

// jpeg places an image; its bytes go into the document as they are, once.
func (c *canvas) jpeg(data []byte, r Rect) {
	if c.pdf == nil || c.err != nil {
		return
	}
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:])
	opt := gofpdf.ImageOptions{ImageType: "JPG"}
	info := c.pdf.RegisterImageOptionsReader(name, opt, bytes.NewReader(data))
	if !c.images[name] && c.pdf.Ok() {
		c.images[name] = true
		if err := orderImage(info, len(c.images)); err != nil {
			c.fail(errs.E(errs.Internal, "forms.write_failed", err))
			return
		}
	}
	c.pdf.ImageOptions(name, r.X, r.Y, r.W, r.H, false, opt, 0, "")
}

// orderImage makes the width of the n-th image differ from all others by less
// than a pixel. gofpdf writes images in the order of their widths, and images
// of one width in the random order of a map; the width that it prints is whole.
// The gob form is the only door to the field.
func orderImage(info *gofpdf.ImageInfoType, n int) error {
	raw, err := info.GobEncode()
	if err != nil {
		return err
	}
	var data, smask, pal []byte
	var number, bpc int
	var width, height, scale, dpi float64
	var space, filter, parms string
	var trns []int
	in := gob.NewDecoder(bytes.NewReader(raw))
	for _, field := range []any{&data, &smask, &number, &width, &height, &space, &pal, &bpc, &filter, &parms, &trns, &scale, &dpi} {
		if err := in.Decode(field); err != nil {
			return err
		}
	}
	width += float64(n) * 1e-6
	var b bytes.Buffer
	out := gob.NewEncoder(&b)
	for _, field := range []any{data, smask, number, width, height, space, pal, bpc, filter, parms, trns, scale, dpi} {
		if err := out.Encode(field); err != nil {
			return err
		}
	}
	return info.GobDecode(b.Bytes())
}
