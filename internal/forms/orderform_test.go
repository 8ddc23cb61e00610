package forms

import (
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	dir := os.Getenv("FORMS_DUMP")
	f, _ := os.Create(dir + "/form.pdf")
	d := sampleForm(85)
	if err := OrderForm(f, d); err != nil {
		t.Fatal(err)
	}
	f.Close()
	d.Customer = samplePerson()
	f, _ = os.Create(dir + "/personal.pdf")
	if err := OrderForm(f, d); err != nil {
		t.Fatal(err)
	}
	f.Close()
}
