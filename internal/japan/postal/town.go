package postal

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

var (
	catchAll = regexp.MustCompile(`以下に掲載がない場合|に番地がくる場合$`)
	floor    = regexp.MustCompile(`（([０-９]+階)）$`)
	note     = regexp.MustCompile(`（[^（）]*）$`)
	lotRange = regexp.MustCompile(`第?[０-９]*地割([、～〜].*?[０-９]*地割)?$`)
	notePart = regexp.MustCompile(`[(（].*$`)
)

// cleanTown takes Japan Post's remarks off a town name and its reading:
// sentences for a city's catch-all code, 「○○一円」 for the whole of a place
// (but 一円 alone is a village of 多賀町), notes in parentheses, 地割 ranges.
// The floors of high buildings, which have a code each, stay in the name.
func cleanTown(town, kana string) (string, string) {
	if catchAll.MatchString(town) || strings.HasSuffix(town, "一円") && town != "一円" {
		return "", ""
	}
	if floor.MatchString(town) {
		return floor.ReplaceAllString(town, "$1"), strings.NewReplacer("(", "", ")", "").Replace(kana)
	}
	if plain := note.ReplaceAllString(town, ""); plain != town {
		town, kana = plain, notePart.ReplaceAllString(kana, "")
	}
	if plain := lotRange.ReplaceAllString(town, ""); plain != town {
		town, kana = plain, lotKana.ReplaceAllString(kana, "")
	}
	return town, kana
}

var lotKana = regexp.MustCompile(`(ダイ)?[0-9]*チワリ([、~〜-].*)?$`)

// foldKana is full-width katakana with ASCII figures and parentheses, from
// either of Japan Post's two files.
func foldKana(s string) string { return norm.NFC.String(width.Fold.String(strings.TrimSpace(s))) }
