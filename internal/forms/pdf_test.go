package forms

import (
	"bytes"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"uketsuke/internal/japan"
	"uketsuke/internal/yen"
)

// tool runs a program of the machine; the tests need poppler-utils and qpdf.
func tool(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

// written runs a document and returns its bytes and a file that holds them.
func written(t testing.TB, write func(io.Writer) error) ([]byte, string) {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "doc.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), file
}

// pageTexts is what pdftotext reads, page by page, in the order it was drawn,
// without white space.
func pageTexts(t testing.TB, file string) []string {
	t.Helper()
	text := RealText(string(tool(t, "pdftotext", "-raw", file, "-")))
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	for i := range pages {
		pages[i] = squeeze(pages[i])
	}
	return pages
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// sources are all texts, amounts and days of a document's data.
func sources(v reflect.Value) []string {
	switch x := v.Interface().(type) {
	case yen.Yen:
		return []string{x.String()}
	case japan.Day:
		return []string{dayText(x)}
	case []byte:
		return nil
	}
	var out []string
	switch v.Kind() {
	case reflect.String:
		return []string{v.String()}
	case reflect.Pointer:
		if !v.IsNil() {
			return sources(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, sources(v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			out = append(out, sources(v.Field(i))...)
		}
	}
	return out
}

// mustShow fails for every source that the printed text lacks.
func mustShow(t *testing.T, printed string, data any, except ...string) {
	t.Helper()
	n := 0
	for _, s := range sources(reflect.ValueOf(data)) {
		want := squeeze(clean(s))
		skip := want == "" || want == "0"
		for _, e := range except {
			skip = skip || s == e
		}
		if skip {
			continue
		}
		n++
		if !strings.Contains(printed, want) {
			t.Errorf("not on paper: %q", s)
		}
	}
	if n < 5 {
		t.Errorf("only %d texts compared", n)
	}
}

// raster is a page as pixels at 204 dpi, the resolution of a FAX line.
func raster(t testing.TB, file string, page int) *image.Gray {
	t.Helper()
	n := strconv.Itoa(page)
	out := filepath.Join(t.TempDir(), "page")
	tool(t, "pdftoppm", "-r", "204", "-gray", "-singlefile", "-f", n, "-l", n, file, out)
	data, err := os.ReadFile(out + ".pgm")
	if err != nil {
		t.Fatal(err)
	}
	head := bytes.SplitN(data, []byte("\n"), 4) // P5, size, 255, pixels
	w, h, _ := strings.Cut(string(head[1]), " ")
	width, _ := strconv.Atoi(w)
	height, _ := strconv.Atoi(h)
	if len(head) != 4 || len(head[3]) != width*height || width == 0 {
		t.Fatalf("pdftoppm: unexpected picture %q", head[:3])
	}
	return &image.Gray{Pix: head[3], Stride: width, Rect: image.Rect(0, 0, width, height)}
}

const dotsPerMM = 204 / 25.4

// part cuts a rectangle in mm out of a raster.
func part(img *image.Gray, r Rect) *image.Gray {
	px := func(mm float64) int { return int(mm*dotsPerMM + 0.5) }
	return img.SubImage(image.Rect(px(r.X), px(r.Y), px(r.X+r.W), px(r.Y+r.H)).Intersect(img.Rect)).(*image.Gray)
}

// darkness is the share of dark pixels, 0 to 1.
func darkness(img *image.Gray) float64 {
	dark, all := 0, 0
	for y := range img.Rect.Dy() {
		for _, gray := range img.Pix[y*img.Stride : y*img.Stride+img.Rect.Dx()] {
			all++
			if gray < 128 {
				dark++
			}
		}
	}
	return float64(dark) / float64(max(all, 1))
}

// documents are one of each kind.
func documents(t testing.TB) map[string]func(io.Writer) error {
	personal := sampleForm(85)
	personal.Customer = samplePerson()
	book := sampleCatalog(t, 60)
	return map[string]func(io.Writer) error{
		"form":     func(w io.Writer) error { return OrderForm(w, sampleForm(45)) },
		"personal": func(w io.Writer) error { return OrderForm(w, personal) },
		"catalog":  func(w io.Writer) error { return Catalog(w, book) },
		"picklist": func(w io.Writer) error { return PickList(w, samplePickList(12)) },
		"slips":    func(w io.Writer) error { return Slips(w, sampleSlips(12), sampleSlipHeader()) },
		"welcome":  func(w io.Writer) error { return Welcome(w, sampleWelcome()) },
	}
}

func TestDocumentsAreSoundPDF(t *testing.T) {
	for name, write := range documents(t) {
		t.Run(name, func(t *testing.T) {
			_, file := written(t, write)
			tool(t, "qpdf", "--check", file)
			fonts := string(tool(t, "pdffonts", file))
			for _, line := range strings.Split(strings.TrimSpace(fonts), "\n")[2:] {
				if f := strings.Fields(line); f[len(f)-5] != "yes" {
					t.Errorf("font not embedded: %s", line)
				}
			}
		})
	}
}

// The same data must give the same bytes, whatever was printed before, also
// when several documents are printed at once.
func TestDocumentsAreDeterministic(t *testing.T) {
	for name, write := range documents(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, _ := written(t, write)
			second, _ := written(t, write)
			if !bytes.Equal(first, second) {
				t.Error("two runs differ")
			}
		})
	}
}

func BenchmarkDocuments(b *testing.B) {
	for name, write := range documents(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Every customer's form has other characters: the cut faces are made anew.
func BenchmarkPersonalFormsUncached(b *testing.B) {
	d := sampleForm(85)
	d.Customer = samplePerson()
	n := 0
	for b.Loop() {
		n++
		d.Customer.Name = "山田" + string(rune('一'+n%5000))
		if len(Missing(d.Customer.Name)) > 0 {
			continue
		}
		if err := OrderForm(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}

// outline is how dark a box's outline is, along its middle, and how dark its inside.
func outline(img *image.Gray, r Rect) (line, inside float64) {
	line = 1
	for _, side := range []Rect{
		{r.X, r.Y - 0.15, r.W, 0.3}, {r.X, r.Y + r.H - 0.15, r.W, 0.3}, {r.X - 0.15, r.Y, 0.3, r.H}, {r.X + r.W - 0.15, r.Y, 0.3, r.H},
	} {
		line = min(line, darkness(part(img, side)))
	}
	return line, darkness(part(img, r.inset(0.4)))
}
