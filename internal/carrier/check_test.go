package carrier

import (
	"fmt"
	"strings"
	"testing"

	"uketsuke/internal/japan"
)

// told is a finding in one line.
func told(f Finding) string {
	s := f.Field
	if f.Max > 0 {
		s += fmt.Sprintf(" %s %d/%d", f.Part, f.Have, f.Max)
	}
	if f.Chars != "" {
		s += " [" + f.Chars + "]"
	}
	if f.Label != "" {
		s += " → " + f.Label
	}
	if f.Split != nil {
		s += " → " + f.Split.Address1 + " / " + f.Split.Address2
	}
	return s
}

const town = "東京都国分寺市本町"

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		carrier string
		place   Place
		want    string
	}{
		{"yamato", Place{"高橋 美咲", town, "3-4-5 すみれ荘201"}, ""},
		{"yamato", Place{"髙橋 美咲", town, "3-4-5"}, "name [髙] → 高橋 美咲"},
		{"sagawa", Place{"髙橋 美咲", town, "3-4-5"}, ""}, // CP932 has it
		{"yupack", Place{"㈱﨑山", town, "3-4-5"}, "name [㈱﨑] → (株)崎山"},
		{"sagawa", Place{"金田 ♡", town, "3-4-5"}, "name [♡]"},
		{"yamato", Place{"𠮷田 鷗外", town, "3-4-5"}, ""}, // written 吉 and 鴎 in any file
		{"yamato", Place{"一二三四五六七八九十一二三四五六", town, "1"}, ""},
		{"yamato", Place{"一二三四五六七八九十 一二三四五六", town, "1"}, "name  17/16 → 一二三四五六七八九十一二三四五六"},
		{"yamato", Place{"一二三四五六七八九十一二三四五六七", town, "1"}, "name  17/16"},
		{"yupack", Place{"一二三四五六七八九十一二三四五六七", town, "1"}, ""},
		{"sagawa", Place{"ABCDEFGHIJKLMNOPQ", town, "1"}, "name  17/16"}, // widened
		{"yamato", Place{"ABCDEFGHIJKLMNOPQ", town, "1"}, ""},

		{"yamato", Place{"高橋", town, "四丁目12-3 グランドハイツ国分寺東本町 1204号"}, "address2 building 17/16 → 四丁目12-3 グランドハイツ国分寺東本町 1204"},
		{"yamato", Place{"高橋", town, "12-3 グランドハイツ国分寺本町弐番館 1204号室"}, "address2 building 20/16 → 12-3 グランドH国分寺本町弐番館1204"},
		{"yamato", Place{"高橋", town, "12-3 " + strings.Repeat("長", 17)}, "address2 building 17/16"},
		{"yamato", Place{"高橋", town, "12-3 髙層ビル①"}, "address2 [髙①] → 12-3 高層ビル1"},
		{"yamato", Place{"高橋", town, "グランドマンション国分寺東口本町"}, ""},
		{"yamato", Place{"高橋", town, "グランドマンション国分寺東口本町駅前"}, "address2 building 18/16 → グランドM国分寺東口本町駅前"},
		{"yamato", Place{"高橋", town + "四丁目12番3号 グランドハイツ国分寺本町 1204号室さくら様方", ""},
			"address1 street 38/32 → 東京都国分寺市本町四丁目 / 12番3号 グランドハイツ国分寺本町 1204号室さくら様方"},
		{"yamato", Place{"高橋", town + strings.Repeat("町", 24), "1"}, "address1 street 34/32"},
		{"yamato", Place{"高橋", town + strings.Repeat("町", 20), "1-2-3 すみれ荘"}, ""},
		{"yamato", Place{"高橋", "東京都葛󠄀飾区", "1"}, "address1 [󠄀]"},
	} {
		c, ok := Of(tt.carrier)
		if !ok {
			t.Fatal(tt.carrier)
		}
		var got []string
		for _, f := range c.Check(tt.place) {
			got = append(got, told(f))
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%s %+v:\n got %s\nwant %s", tt.carrier, tt.place, s, tt.want)
		}
	}
}

// What a label is proposed to say can be printed: proposals that are checked
// again have nothing found.
func TestProposalsFit(t *testing.T) {
	for _, c := range carriers {
		for _, p := range []Place{
			{"髙濵德瀨﨑橫靑淸溫敎昻", "東京都千代田区千代田", "1-1"},
			{"步歷每祿薰顏戶增寬黑\ufa19\ufa1b", "東京都千代田区千代田", "1-1"},
			{"①②③ⅠⅡⅢ㈱℡№", town, "１２－３　ハイツ　ＡＢＣ髙台レジデンス東口ビルディング　７０１号室"},
		} {
			for _, f := range c.Check(p) {
				if f.Label == "" {
					t.Errorf("%s: no proposal for %s", c.Code, told(f))
				}
				switch f.Field {
				case Name:
					p.Name = f.Label
				case Address2:
					p.Address2 = f.Label
				}
			}
			if again := c.Check(p); len(again) > 0 {
				t.Errorf("%s: %s is proposed, and found: %s", c.Code, p, told(again[0]))
			}
		}
	}
}

func TestCheckNote(t *testing.T) {
	c, _ := Of("yamato")
	for note, want := range map[string]string{
		"": "", strings.Repeat("あ", 22): "", strings.Repeat("あ", 23): "note  23/22", "午後①": "note [①]",
		strings.Repeat("ｱ", 44): "", "a" + strings.Repeat("あ", 22): "note  23/22",
	} {
		f, ok := c.CheckNote(note)
		if got := told(f); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %s, want %s", note, got, want)
		}
	}
	if yupack, _ := Of("yupack"); yupack.note != 0 {
		t.Error("the length of Japan Post's note is known now: test it")
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("髙橋 美咲", town, "3-4-5 すみれ荘201")
	f.Add("", town+"1-2 ハイツ3", "１F\x00")
	f.Fuzz(func(t *testing.T, name, one, two string) {
		for _, c := range carriers {
			for _, x := range c.Check(Place{name, one, two}) {
				if x.Label != "" && x.Field == Name && (c.odd(x.Label) != "" || c.width(x.Label) > c.name) {
					t.Errorf("%s: %q does not fit", c.Code, x.Label)
				}
				if x.Split != nil && japan.Clean(x.Split.Address1) == japan.Clean(one) {
					t.Errorf("%s: nothing is split off %q", c.Code, one)
				}
			}
		}
	})
}
