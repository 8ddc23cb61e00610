package i18n

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"uketsuke/internal/errs"
	"uketsuke/web"
)

func TestPrint(t *testing.T) {
	cat, err := Load(fstest.MapFS{
		"ja/a.yaml": {Data: []byte("a.order: \"%[2]sの%[1]d件\"\na.plain: \"100%\"\na.wrap: \"理由:%s\"\n")},
		"en/a.yaml": {Data: []byte("a.order: \"%d of %s\"\na.plain: \"100%\"\na.wrap: \"because %s\"\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	ja, en := cat.For("ja"), cat.For("en")
	for got, want := range map[string]string{
		ja.T("a.order", 3, "棚"):    "棚の3件",
		en.T("a.order", 3, "x"):    "3 of x",
		ja.T("a.plain"):            "100%",
		cat.For("fr").T("a.plain"): "100%",
		ja.T("a.none"):             "a.none",
		ja.Message(errs.Msg("a.wrap", errs.Msg("a.plain"))): "理由:100%",
	} {
		if got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
	}
}

func TestKeyTwiceIsRefused(t *testing.T) {
	_, err := Load(fstest.MapFS{"ja/a.yaml": {Data: []byte("k: x\n")}, "ja/b.yaml": {Data: []byte("k: y\n")}})
	if err == nil || !strings.Contains(err.Error(), "k is defined twice") {
		t.Errorf("err = %v", err)
	}
}

var verb = regexp.MustCompile(`%(\[(\d+)\])?[-+ #0]*\d*(\.\d+)?[a-zA-Z]`)

// verbs lists the arguments that a text prints, in order of argument.
func verbs(text string) []string {
	var out []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(strings.ReplaceAll(text, "%%", ""), -1) {
		n := string(rune('0' + next))
		if m[2] != "" {
			n = m[2]
		}
		next = int(n[0]-'0') + 1
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// Both languages have the same keys, and each pair prints the same arguments.
func TestLanguagesAgree(t *testing.T) {
	cat, err := Load(web.Messages)
	if err != nil {
		t.Fatal(err)
	}
	ja, en := cat.Keys("ja"), cat.Keys("en")
	if len(ja) < 300 {
		t.Fatalf("%d keys: the files are not read", len(ja))
	}
	for _, k := range ja {
		if !slices.Contains(en, k) {
			t.Errorf("%s is missing in English", k)
			continue
		}
		if a, b := verbs(cat.texts["ja"][k]), verbs(cat.texts["en"][k]); !slices.Equal(a, b) {
			t.Errorf("%s prints arguments %v in Japanese, %v in English", k, a, b)
		}
	}
	for _, k := range en {
		if !slices.Contains(ja, k) {
			t.Errorf("%s is missing in Japanese", k)
		}
	}
}
