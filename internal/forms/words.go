package forms

import (
	"sync"

	"uketsuke/internal/i18n"
	"uketsuke/web"
)

// words are the texts of the papers. They go to customers and packers in
// Japan, so they are Japanese whatever language the desk speaks.
var words = sync.OnceValue(func() i18n.Printer {
	texts, err := i18n.Load(web.Messages)
	if err != nil {
		panic(err) // embedded and tested
	}
	return texts.For("ja")
})

// Say is a text of the papers.
func Say(key string, args ...any) string { return words().T(key, args...) }
