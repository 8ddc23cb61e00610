package forms

import (
	"io"
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	dir := os.Getenv("FORMS_DUMP")
	dump := func(name string, write func(io.Writer) error) {
		f, err := os.Create(dir + "/" + name + ".pdf")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := write(f); err != nil {
			t.Fatal(name, err)
		}
	}
	d := sampleForm(85)
	dump("form", func(w io.Writer) error { return OrderForm(w, d) })
	d.Customer = samplePerson()
	dump("personal", func(w io.Writer) error { return OrderForm(w, d) })
	dump("catalog", func(w io.Writer) error { return Catalog(w, sampleCatalog(t, 85)) })
	dump("pick", func(w io.Writer) error { return PickList(w, samplePickList(12)) })
	dump("slips", func(w io.Writer) error { return Slips(w, sampleSlips(8), sampleSlipHeader()) })
}
