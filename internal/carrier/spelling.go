package carrier

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"uketsuke/internal/japan"
)

// variants are the characters outside JIS level 1 and 2 that have a known other
// form within: kanji of names by their common form, signs by what they abbreviate.
var variants = strings.NewReplacer(
	"髙", "高", "﨑", "崎", "嵜", "崎", "濵", "浜", "德", "徳", "瀨", "瀬", "橫", "横", "靑", "青", "淸", "清",
	"溫", "温", "敎", "教", "昻", "昂", "步", "歩", "歷", "歴", "每", "毎", "祿", "禄", "薰", "薫", "顏", "顔", "戶", "戸", "﨟", "臈",
	"增", "増", "寬", "寛", "黑", "黒",
	"①", "1", "②", "2", "③", "3", "④", "4", "⑤", "5", "⑥", "6", "⑦", "7", "⑧", "8", "⑨", "9", "⑩", "10",
	"Ⅰ", "I", "Ⅱ", "II", "Ⅲ", "III", "Ⅳ", "IV", "Ⅴ", "V", "Ⅵ", "VI", "Ⅶ", "VII", "Ⅷ", "VIII", "Ⅸ", "IX", "Ⅹ", "X",
	"ⅰ", "i", "ⅱ", "ii", "ⅲ", "iii", "ⅳ", "iv", "ⅴ", "v",
	"㈱", "(株)", "㈲", "(有)", "㈹", "(代)", "№", "No.", "℡", "TEL", "㍿", "株式会社",
)

// spell is a text in characters that every label prints, as far as it is known.
// Composing turns compatibility ideographs (神 U+FA19 …) into their twins.
func spell(text string) string { return variants.Replace(norm.NFC.String(japan.CP932Spelling(text))) }

// shortening makes a text shorter and leaves what it says.
type shortening func(string) string

// spaceless says a name without the space between its parts.
var spaceless = []shortening{func(s string) string { return strings.ReplaceAll(s, " ", "") }}

var (
	room  = regexp.MustCompile(`([0-9]+)号室?$`)
	apart = regexp.MustCompile(` ?(\S*)$`)
)

// buildings are what letter carriers understand of a building's name, the
// mildest first.
var buildings = []shortening{
	japan.FoldASCII,
	func(s string) string { return room.ReplaceAllString(s, "$1") },
	func(s string) string { return apart.ReplaceAllString(s, "$1") }, // the space before the room
	strings.NewReplacer("マンション", "M", "ハイツ", "H", "アパート", "AP", "レジデンス", "R", "ビルディング", "ビル", "コーポラス", "C", "コーポ", "C").Replace,
	func(s string) string { return strings.ReplaceAll(s, " ", "") },
}

// street finds the house number (丁目・番地・号) with which the street ends.
var street = regexp.MustCompile(`[0-9０-９]+(?:(?:丁目|番地の|番地|番|の|[-－‐–−ー])[0-9０-９]+)*(?:丁目|番地|番|号)?`)

// split takes an address apart: what stands before the house number, the house
// number, and the building behind it. An address without a number is all before.
func split(address string) (before, number, building string) {
	at := street.FindStringIndex(address)
	if at == nil {
		return address, "", ""
	}
	before, number, building = address[:at[0]], address[at[0]:at[1]], address[at[1]:]
	if strings.HasPrefix(building, "室") || strings.HasPrefix(building, "階") || strings.HasPrefix(building, "F") {
		return "", "", address // a room number: all of it is the building
	}
	return before, number, strings.TrimSpace(building)
}
