package staff

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"uketsuke/internal/errs"
)

// Bounds of a password in characters.
const (
	MinPassword = 12
	MaxPassword = 128
)

// runs are rows of keys and series that a guesser tries first.
var runs = []string{
	"01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
}

// common are the words that most guessed passwords consist of, with some
// digits around them.
var common = []string{"password", "passw0rd", "uketsuke", "letmein", "welcome", "iloveyou", "sakura", "admin", "administrator", "qwerty"}

// normalPassword folds what an input method may type in two widths, so that
// the same keys mean the same password.
func normalPassword(s string) string { return norm.NFKC.String(s) }

// checkPassword refuses what is guessed within the login limits; it asks for
// length, not for a mix of characters (NIST SP 800-63B §3.1.1).
func checkPassword(f *errs.Fields, field, password, login string) {
	p := strings.ToLower(normalPassword(password))
	n := utf8.RuneCountInString(p)
	switch {
	case !utf8.ValidString(password) || n > MaxPassword:
		f.Add(field, "staff.password_long", MaxPassword)
	case n < MinPassword:
		f.Add(field, "staff.password_short", MinPassword)
	case login != "" && strings.Contains(p, login) && n-len(login) < MinPassword-4:
		f.Add(field, "staff.password_login")
	case distinct(p) < 5 || isRun(p) || isCommon(p):
		f.Add(field, "staff.password_easy")
	}
}

func distinct(s string) int {
	r := []rune(s)
	slices.Sort(r)
	return len(slices.Compact(r))
}

// isRun finds passwords cut from a row of keys, forwards or backwards.
func isRun(p string) bool {
	for _, run := range runs {
		back := []byte(run)
		slices.Reverse(back)
		if strings.Contains(run+run, p) || strings.Contains(string(back)+string(back), p) {
			return true
		}
	}
	return false
}

// isCommon finds common words with nothing but a few digits and signs about them.
func isCommon(p string) bool {
	rest := p
	for _, word := range common {
		rest = strings.ReplaceAll(rest, word, "")
	}
	letter := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= utf8.RuneSelf }
	return rest != p && len(rest) < MinPassword && !strings.ContainsFunc(rest, letter)
}
