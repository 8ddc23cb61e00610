package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/keyfile"
)

// The names of the manifest and its signature in the site's folder.
const (
	ManifestName  = "manifest.json"
	SignatureName = "manifest.json.sig"
)

// manifestFormat tells our manifests from other people's.
const manifestFormat = "uketsuke-site/1"

// Manifest lists every file of a built site but itself and its signature.
type Manifest struct {
	Format  string    `json:"format"`
	Built   japan.Day `json:"built"`
	Edition string    `json:"edition"`
	Files   []File    `json:"files"` // by path
}

// File is one file of the site.
type File struct {
	Path   string `json:"path"` // slashes, below the site's folder
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// files of a site by path.
type fileSet map[string][]byte

// put adds a file; two files of one name are our own mistake, or a picture
// that is named like a page.
func (f fileSet) put(path string, content []byte) error {
	if _, ok := f[path]; ok || !fs.ValidPath(path) || isManifest(path) {
		return errs.E(errs.Invalid, "site.path", path)
	}
	f[path] = content
	return nil
}

func isManifest(path string) bool { return path == ManifestName || path == SignatureName }

func manifestOf(files fileSet, edition string, day japan.Day) Manifest {
	m := Manifest{Format: manifestFormat, Built: day, Edition: edition}
	for path, content := range files {
		m.Files = append(m.Files, fileOf(path, content))
	}
	slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return m
}

func fileOf(path string, content []byte) File {
	sum := sha256.Sum256(content)
	return File{Path: path, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
}

// sign adds the manifest and its signature to the files. The signature file
// holds the note's signature lines alone, so that
//
//	cat manifest.json; echo; cat manifest.json.sig
//
// is a signed note (C2SP signed-note) that any verifier of notes opens.
func (m Manifest) sign(files fileSet, s Signer) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	text = append(text, '\n')
	signed, err := s.Sign(string(text))
	if err != nil {
		return err
	}
	lines, ok := strings.CutPrefix(signed, string(text)+"\n")
	if !ok {
		return fmt.Errorf("site: the signer changed the text")
	}
	files[ManifestName], files[SignatureName] = text, []byte(lines)
	return nil
}

// checkSignature opens the note that a manifest and its signature make.
func checkSignature(text, lines []byte, public string) error {
	_, err := keyfile.Verify(string(text)+"\n"+string(lines), public)
	return err
}

// parseManifest reads a manifest. It believes nothing in it: a path that
// leads out of the folder is refused like a file that is not ours.
func parseManifest(text []byte) (Manifest, error) {
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, errs.E(errs.Invalid, "site.manifest_unreadable", err)
	}
	if _, err := d.Token(); err != io.EOF || m.Format != manifestFormat {
		return m, errs.E(errs.Invalid, "site.manifest_unreadable")
	}
	seen := map[string]bool{}
	for _, f := range m.Files {
		if !fs.ValidPath(f.Path) || f.Path == "." || isManifest(f.Path) || seen[f.Path] {
			return m, errs.E(errs.Invalid, "site.manifest_unreadable")
		}
		seen[f.Path] = true
	}
	return m, nil
}
