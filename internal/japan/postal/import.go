package postal

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// Import replaces the book at dst by Japan Post's files: utf_ken_all.csv or
// KEN_ALL.CSV, and JIGYOSYO.CSV if wanted, in any order. Without the latter the
// offices of the book in use are kept, since the shop would lose 22,000 of
// them. The new file appears by a rename, whole or not at all, and is dated today.
//
// Every bad row is reported as errs.Problems with the file's base name and
// line, and then nothing is replaced. A running process sees the new book when
// it calls Open again.
func Import(dst string, today japan.Day, src ...string) (Info, error) {
	var s source
	var names []string
	for _, path := range src {
		data, err := os.ReadFile(path)
		if err != nil {
			return Info{}, errs.E(errs.Invalid, "japan.postal_file", filepath.Base(path), err)
		}
		s.read(path, data)
		names = append(names, safeName(path))
	}
	if err := s.problems.Err(); err != nil {
		return Info{}, err
	}
	if len(s.towns) == 0 {
		return Info{}, errs.E(errs.Invalid, "japan.postal_no_towns")
	}
	if len(s.offices) == 0 {
		if err := s.keepOffices(dst); err != nil {
			return Info{}, err
		}
	}
	info := Info{Version: "import " + string(today), Date: today, Source: strings.Join(names, " + ")}
	data, info, err := compact(info, s.places())
	if err != nil {
		return Info{}, err
	}
	return info, replace(dst, data)
}

// safeName is the base name without what would break the header line.
func safeName(path string) string {
	return strings.Map(func(r rune) rune {
		if r == ',' || r < ' ' {
			return '_'
		}
		return r
	}, filepath.Base(path))
}

// keepOffices carries the offices of the book in use over.
func (s *source) keepOffices(dst string) error {
	book, err := Open(dst)
	if err != nil {
		return err
	}
	for p := range book.All {
		if p.Office != "" {
			s.offices = append(s.offices, p)
		}
	}
	return nil
}

// replace writes data beside dst, makes it durable and renames it into place.
func replace(dst string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(dst), 0o755); err != nil {
		return fmt.Errorf("postal: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(dst), ".postal-*")
	if err != nil {
		return fmt.Errorf("postal: %w", err)
	}
	defer os.Remove(f.Name()) // no-op after the rename
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), dst)
	}
	if err == nil {
		err = syncDir(filepath.Dir(dst))
	}
	if err != nil {
		return fmt.Errorf("postal: %w", err)
	}
	return nil
}

// syncDir makes a rename survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
