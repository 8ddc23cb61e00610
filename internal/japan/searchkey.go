package japan

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SearchKey folds a name, reading or address to what a search compares, so
// that とつか, トッカ, ﾄｯｶ and 戸ッカ differ no more than an ear can tell:
// NFKC, lower case, hiragana as katakana, small kana large, old character
// forms (旧字体) as new ones; blanks, hyphens, prolonged sound marks, middle
// dots and wave dashes are dropped. SearchKey(SearchKey(s)) == SearchKey(s).
// The key stands beside the true spelling and is never shown or printed.
func SearchKey(s string) string {
	s = strings.ToValidUTF8(s, "")
	// Dropping a character can bring a voicing mark next to its kana; a second
	// pass composes them. More than a few passes never happen in written text.
	for range 8 {
		next := searchPass(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func searchPass(s string) string {
	s = strings.Map(searchRune, norm.NFKC.String(s))
	return norm.NFKC.String(s)
}

// searchRune is the folded form of one character, -1 for one that is dropped.
func searchRune(r rune) rune {
	r = unicode.ToLower(katakana(r))
	if large, ok := largeKana[r]; ok {
		return large
	}
	if plain, ok := newForms[r]; ok {
		return plain
	}
	if isHyphen(r) || strings.ContainsRune("~～〜・･·", r) || unicode.IsSpace(r) ||
		unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
		return -1
	}
	return r
}

// largeKana maps small katakana to large ones. ヶ and ヵ are read and written
// both ways in place names (霞ヶ関, 霞ケ関, 霞が関 is left to the reading).
var largeKana = pairs("ァアィイゥウェエォオッツャヤュユョヨヮワヵカヶケ" +
	"ㇰクㇱシㇲスㇳトㇴヌㇵハㇶヒㇷフㇸヘㇹホㇺムㇻラㇼリㇽルㇾレㇿロ" +
	"ヰイヱエヂジヅズ")

// newForms maps 旧字体 and other written variants of names to the common form.
var newForms = pairs("髙高﨑崎嵜崎碕崎邊辺邉辺齋斉齊斉斎斉濵浜濱浜德徳𠮷吉嶋島嶌島廣広國国澤沢瀧滝" +
	"櫻桜眞真惠恵榮栄龍竜圓円學学藏蔵實実壽寿條条靜静禮礼曾曽桒桑舘館冨富峯峰埜野檜桧藪薮渕淵籠篭舩船" +
	"會会萬万與与豐豊來来彌弥應応黑黒增増關関鐵鉄鹽塩龜亀燈灯嶽岳莊荘嚴厳顯顕晉晋槇槙遙遥堯尭鷗鴎繫繋" +
	"剝剥噓嘘𠮟叱縣県區区臺台䑓台淺浅數数發発變変寶宝瀨瀬穗穂稻稲繩縄聰聡薗園藝芸處処號号" +
	"將将巖巌戶戸敎教昻昂橫横步歩歷歴每毎淸清溫温祿禄薰薫靑青顏顔")

// pairs reads "old new old new …" into a map; a pair that maps a character to itself is skipped.
func pairs(s string) map[rune]rune {
	m := map[rune]rune{}
	runes := []rune(s)
	for i := 0; i+1 < len(runes); i += 2 {
		if runes[i] != runes[i+1] {
			m[runes[i]] = runes[i+1]
		}
	}
	return m
}
