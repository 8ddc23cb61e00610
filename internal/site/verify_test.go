package site

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/errs"
	"uketsuke/internal/keyfile"
)

func TestVerify(t *testing.T) {
	d := shopData(t)
	public := d.Signer.(*keyfile.Signer).Public()
	in := filepath.Join
	remove := func(t *testing.T, dir, name string) {
		if err := os.Remove(in(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name   string
		do     func(t *testing.T, dir string)
		want   map[string]string // path → key
		signed bool
	}{
		{"untouched", func(*testing.T, string) {}, map[string]string{}, true},
		{"altered, same length", func(t *testing.T, dir string) {
			page, err := os.ReadFile(in(dir, "law.html"))
			if err != nil {
				t.Fatal(err)
			}
			page[len(page)/2] ^= 1
			put(t, dir, "law.html", string(page))
		}, map[string]string{"law.html": "site.altered"}, true},
		{"missing", func(t *testing.T, dir string) { remove(t, dir, CatalogName) },
			map[string]string{CatalogName: "site.missing"}, true},
		{"added", func(t *testing.T, dir string) { put(t, dir, "catalog/pay.js", "") },
			map[string]string{"catalog/pay.js": "site.added"}, true},
		{"a link in place of a page", func(t *testing.T, dir string) {
			put(t, filepath.Dir(dir), "law.html", "elsewhere")
			remove(t, dir, "law.html")
			if err := os.Symlink("../law.html", in(dir, "law.html")); err != nil {
				t.Fatal(err)
			}
		}, map[string]string{"law.html": "site.altered"}, true},
		{"several", func(t *testing.T, dir string) {
			put(t, dir, "404.html", "x")
			put(t, dir, "a.html", "x")
			remove(t, dir, "mark.svg")
		}, map[string]string{"404.html": "site.altered", "a.html": "site.added", "mark.svg": "site.missing"}, true},
		{"signature missing", func(t *testing.T, dir string) { remove(t, dir, SignatureName) },
			map[string]string{SignatureName: "site.missing"}, false},
		{"signature damaged", func(t *testing.T, dir string) { put(t, dir, SignatureName, "— site.example AAAA\n") },
			map[string]string{SignatureName: "site.signature"}, false},
		{"signed by another key", func(t *testing.T, dir string) {
			files := fileSet{}
			m, err := parseManifest([]byte(tree(t, dir)[ManifestName]))
			if err != nil {
				t.Fatal(err)
			}
			if err := m.sign(files, newSigner(t)); err != nil {
				t.Fatal(err)
			}
			put(t, dir, SignatureName, string(files[SignatureName]))
		}, map[string]string{SignatureName: "site.signature"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, m := build(t, d)
			c.do(t, dir)
			r, err := Verify(dir, public)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, p := range r.Problems {
				got[p.File] = p.Message.Key
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if r.OK() != (len(c.want) == 0) || r.Signed != c.signed || r.Files != len(m.Files) {
				t.Errorf("%+v", r)
			}
		})
	}
}

// Without its manifest a site is nothing but unknown files.
func TestVerifyWithoutManifest(t *testing.T) {
	d := shopData(t)
	dir, m := build(t, d)
	if err := os.Remove(filepath.Join(dir, ManifestName)); err != nil {
		t.Fatal(err)
	}
	r, err := Verify(dir, d.Signer.(*keyfile.Signer).Public())
	if err != nil || r.Signed || len(r.Added) != len(m.Files) || len(r.Missing) != 1 {
		t.Errorf("%d added, %v missing, %v", len(r.Added), r.Missing, err)
	}
	put(t, dir, ManifestName, "{}")
	r, err = Verify(dir, d.Signer.(*keyfile.Signer).Public())
	if err != nil || r.OK() || r.Altered[0] != ManifestName {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestVerifyRefuses(t *testing.T) {
	d := shopData(t)
	dir, _ := build(t, d)
	if _, err := Verify(filepath.Join(dir, "none"), d.Signer.(*keyfile.Signer).Public()); !errs.Is(err, errs.NotFound) {
		t.Errorf("no folder: %v", err)
	}
	if _, err := Verify(filepath.Join(dir, "law.html"), d.Signer.(*keyfile.Signer).Public()); !errs.Is(err, errs.Invalid) {
		t.Errorf("a file: %v", err)
	}
	if _, err := Verify(dir, "no key"); !errs.Is(err, errs.Invalid) {
		t.Errorf("no key: %v", err)
	}
}

// The manifest and its signature are a note that others' tools open.
func TestSignatureIsANote(t *testing.T) {
	d := shopData(t)
	dir, _ := build(t, d)
	files := tree(t, dir)
	text, err := keyfile.Verify(files[ManifestName]+"\n"+files[SignatureName], d.Signer.(*keyfile.Signer).Public())
	if err != nil || text != files[ManifestName] {
		t.Error(err)
	}
}

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(`{"format":"uketsuke-site/1","built":"2026-11-23","edition":"X","files":[{"path":"a/b.html","size":1,"sha256":"00"}]}`))
	f.Add([]byte(`{"format":"uketsuke-site/1","files":[{"path":"../x"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parseManifest(text)
		if err != nil {
			return
		}
		for _, file := range m.Files {
			if !filepath.IsLocal(filepath.FromSlash(file.Path)) {
				t.Errorf("%q leads out of the folder", file.Path)
			}
		}
	})
}
