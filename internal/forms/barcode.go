package forms

import (
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/skip2/go-qrcode"

	"uketsuke/internal/errs"
)

// qrMatrix encodes a text as a QR code of exactly the given version at level M.
func qrMatrix(text string, version int) ([][]bool, error) {
	q, err := qrcode.NewWithForcedVersion(text, version, qrcode.Medium)
	if err != nil {
		return nil, errs.E(errs.Invalid, "forms.code_too_long", text, err)
	}
	q.DisableBorder = true
	return q.Bitmap(), nil
}

// qr draws a matrix with its first module at (x, y). Runs of modules are one
// rectangle each, so that no white seams appear between them.
func (c *canvas) qr(matrix [][]bool, x, y, module float64) {
	for row, cells := range matrix {
		for from := 0; from < len(cells); from++ {
			to := from
			for to < len(cells) && cells[to] {
				to++
			}
			if to > from {
				c.fill(Rect{x + float64(from)*module, y + float64(row)*module, float64(to-from) * module, module})
				from = to
			}
		}
	}
}

// code128 draws a text as Code 128 with bars as high as the rectangle, from its
// left edge, and returns the width drawn. Quiet zones are the caller's.
func (c *canvas) code128(text string, x, y, h, module float64) float64 {
	bits, err := oned.NewCode128Writer().Encode(text, gozxing.BarcodeFormat_CODE_128, 0, 1,
		map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 0})
	if err != nil {
		c.fail(errs.E(errs.Invalid, "forms.code_not_ascii", text, err))
		return 0
	}
	n := bits.GetWidth()
	for from := 0; from < n; from++ {
		to := from
		for to < n && bits.Get(to, 0) {
			to++
		}
		if to > from {
			c.fill(Rect{x + float64(from)*module, y, float64(to-from) * module, h})
			from = to
		}
	}
	return float64(n) * module
}
