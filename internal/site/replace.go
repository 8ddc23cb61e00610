package site

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"uketsuke/internal/errs"
)

// replace puts the files in the place of dst. They are written to a folder
// beside it first and renamed, so that a visitor never sees half a site and a
// failure leaves the old one.
func replace(dst string, files fileSet) error {
	dst, err := resolve(dst)
	if err != nil {
		return err
	}
	old, err := earlier(dst)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dst), "."+filepath.Base(dst)+".new-")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	defer func() { _ = os.RemoveAll(temp) }() // ours whole; gone already when it was renamed
	if err := write(temp, files); err != nil {
		return err
	}
	return swap(dst, temp, old)
}

// resolve follows a link, since a link is how people switch sites, and makes
// the folder that dst is to stand in.
func resolve(dst string) (string, error) {
	dst, err := filepath.Abs(dst)
	if err != nil {
		return "", fmt.Errorf("site: %w", err)
	}
	if real, err := filepath.EvalSymlinks(dst); err == nil {
		return real, nil
	}
	if err := os.MkdirAll(filepath.Dir(dst), 0o755); err != nil {
		return "", fmt.Errorf("site: %w", err)
	}
	return dst, nil
}

// earlier lists what an earlier build left in dst: nothing when there is no
// dst or an empty one. Anything else in it is refused, because it is either
// somebody's or a sign that the site was tampered with.
func earlier(dst string) ([]string, error) {
	found, err := listFolder(dst)
	if errs.Is(err, errs.NotFound) || (err == nil && len(found) == 0) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dst, ManifestName))
	if err != nil {
		return nil, errs.E(errs.Conflict, "site.not_ours", dst)
	}
	m, err := parseManifest(text)
	if err != nil {
		return nil, errs.E(errs.Conflict, "site.not_ours", dst)
	}
	ours := []string{ManifestName, SignatureName}
	for _, f := range m.Files {
		ours = append(ours, f.Path)
	}
	return ours, onlyOurs(dst, found, ours)
}

func onlyOurs(dst string, found map[string]bool, ours []string) error {
	var foreign []string
	for path := range found {
		if !slices.Contains(ours, path) {
			foreign = append(foreign, path)
		}
	}
	if len(foreign) == 0 {
		return nil
	}
	slices.Sort(foreign)
	return errs.E(errs.Conflict, "site.foreign", dst, strings.Join(foreign, ", "))
}

// write puts the files on disk, readable by the web server.
func write(dir string, files fileSet) error {
	if err := os.Chmod(dir, 0o755); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for path, content := range files {
		name := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("site: %w", err)
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return fmt.Errorf("site: %w", err)
		}
	}
	return nil
}

// swap renames temp to dst and removes what the earlier build had left there.
func swap(dst, temp string, old []string) error {
	aside := temp + ".old"
	err := os.Rename(dst, aside)
	if errors.Is(err, fs.ErrNotExist) {
		aside = ""
	} else if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if err := os.Rename(temp, dst); err != nil {
		if aside != "" {
			err = errors.Join(err, os.Rename(aside, dst))
		}
		return fmt.Errorf("site: %w", err)
	}
	if aside == "" {
		return nil
	}
	return discard(aside, old)
}

// discard removes the listed files and then the folders that are empty. What
// came in meanwhile stays, and the caller learns where.
func discard(dir string, files []string) error {
	for _, path := range files {
		err := os.Remove(filepath.Join(dir, filepath.FromSlash(path)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errs.E(errs.Conflict, "site.left_over", dir, err)
		}
	}
	var folders []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			folders = append(folders, path)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for _, folder := range slices.Backward(folders) {
		if err := os.Remove(folder); err != nil {
			return errs.E(errs.Conflict, "site.left_over", dir, err)
		}
	}
	return nil
}
