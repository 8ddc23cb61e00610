package site

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// Report is what Verify found.
type Report struct {
	Built    japan.Day     `json:"built"`
	Edition  string        `json:"edition"`
	Files    int           `json:"files"`  // that the manifest lists
	Signed   bool          `json:"signed"` // the signature is that of the key
	Altered  []string      `json:"altered"`
	Missing  []string      `json:"missing"`
	Added    []string      `json:"added"`
	Problems errs.Problems `json:"-"` // one sentence for each finding, in order of path
}

// OK reports that the folder is what was built and signed.
func (r Report) OK() bool { return len(r.Problems) == 0 }

// Verify compares a site's folder with its manifest and the manifest with the
// public key (one line, as keyfile.Signer.Public). Everything found stands in
// the report; the error is for a folder that cannot be read at all, and
// errs.Invalid for a key that is none. Where the signature is bad the files
// are compared all the same, with a list that may be forged.
func Verify(dir, public string) (Report, error) {
	r := Report{Altered: []string{}, Missing: []string{}, Added: []string{}}
	found, err := listFolder(dir)
	if err != nil {
		return r, err
	}
	m, err := r.manifest(dir, found, public)
	if err != nil {
		return r, err
	}
	r.Built, r.Edition, r.Files = m.Built, m.Edition, len(m.Files)
	if err := r.compare(dir, found, m); err != nil {
		return r, err
	}
	slices.SortStableFunc(r.Problems, func(a, b errs.Problem) int {
		return compareStrings(a.File, b.File)
	})
	return r, nil
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// listFolder names everything in the folder that is not a folder itself, and
// says whether it is an ordinary file.
func listFolder(dir string) (map[string]bool, error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, errs.E(errs.Invalid, "site.no_folder", dir)
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real // WalkDir does not follow a link that it is given
	}
	found := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		found[filepath.ToSlash(rel)] = e.Type().IsRegular()
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.E(errs.NotFound, "site.no_folder", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	return found, nil
}

// manifest reads the list and notes what is wrong with it or its signature.
func (r *Report) manifest(dir string, found map[string]bool, public string) (Manifest, error) {
	var m Manifest
	text, err := r.part(dir, found, ManifestName)
	if err != nil {
		return m, err
	}
	lines, err := r.part(dir, found, SignatureName)
	if err != nil {
		return m, err
	}
	if text == nil {
		return m, nil
	}
	if lines != nil {
		if err := r.signature(text, lines, public); err != nil {
			return m, err
		}
	}
	m, err = parseManifest(text)
	if err != nil {
		r.Altered = append(r.Altered, ManifestName)
		r.Problems.Add(ManifestName, 0, "", "site.manifest_unreadable")
		return Manifest{}, nil
	}
	return m, nil
}

// part reads the manifest or its signature; nil when there is none.
func (r *Report) part(dir string, found map[string]bool, name string) ([]byte, error) {
	if !found[name] {
		r.Missing = append(r.Missing, name)
		r.Problems.Add(name, 0, "", "site.missing")
		return nil, nil
	}
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	return append([]byte{}, content...), nil
}

func (r *Report) signature(text, lines []byte, public string) error {
	err := checkSignature(text, lines, public)
	var e *errs.Error
	if errors.As(err, &e) && e.Message.Key == "keyfile.public" {
		return err
	}
	if err != nil {
		r.Problems.Add(SignatureName, 0, "", "site.signature")
		return nil
	}
	r.Signed = true
	return nil
}

// compare notes what is altered, missing or added.
func (r *Report) compare(dir string, found map[string]bool, m Manifest) error {
	listed := map[string]bool{}
	for _, f := range m.Files {
		listed[f.Path] = true
		regular, there := found[f.Path]
		if !there {
			r.Missing = append(r.Missing, f.Path)
			r.Problems.Add(f.Path, 0, "", "site.missing")
			continue
		}
		same, err := sameFile(dir, f, regular)
		if err != nil {
			return err
		}
		if !same {
			r.Altered = append(r.Altered, f.Path)
			r.Problems.Add(f.Path, 0, "", "site.altered")
		}
	}
	for path := range found {
		if !listed[path] && !isManifest(path) {
			r.Added = append(r.Added, path)
			r.Problems.Add(path, 0, "", "site.added")
		}
	}
	slices.Sort(r.Altered)
	slices.Sort(r.Missing)
	slices.Sort(r.Added)
	return nil
}

func sameFile(dir string, f File, regular bool) (bool, error) {
	if !regular { // a link or a device is never what was built
		return false, nil
	}
	file, err := os.Open(filepath.Join(dir, filepath.FromSlash(f.Path)))
	if err != nil {
		return false, fmt.Errorf("site: %w", err)
	}
	defer func() { _ = file.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, file)
	if err != nil {
		return false, fmt.Errorf("site: %w", err)
	}
	return n == f.Size && hex.EncodeToString(h.Sum(nil)) == f.SHA256, nil
}
