package japan

import (
	"slices"
	"strings"

	"uketsuke/internal/errs"
)

// Prefecture is one of the 47 (都道府県) by its Japanese name, 東京都; empty means none.
type Prefecture string

// Prefectures in the order of their code (JIS X 0401), 北海道 first.
var Prefectures = []Prefecture{
	"北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県",
	"茨城県", "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県",
	"新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県",
	"三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県",
	"鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県",
	"福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
}

// ParsePrefecture accepts the full name only; otherwise Invalid "japan.prefecture".
func ParsePrefecture(s string) (Prefecture, error) {
	p := Prefecture(Clean(s))
	if p.Code() == 0 {
		return "", errs.E(errs.Invalid, "japan.prefecture")
	}
	return p, nil
}

// Code is the number of JIS X 0401, 1 to 47; 0 for none.
func (p Prefecture) Code() int { return slices.Index(Prefectures, p) + 1 }

// PrefectureOf splits an address after its prefecture. Not ok when the address
// does not begin with one; a city alone is not guessed at (府中市 lies in two).
func PrefectureOf(address string) (p Prefecture, rest string, ok bool) {
	address = Clean(address)
	for _, p := range Prefectures {
		if rest, ok := strings.CutPrefix(address, string(p)); ok {
			return p, strings.TrimLeft(rest, " "), true
		}
	}
	return "", address, false
}
