package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSlips(t *testing.T) {
	tests := map[string]struct {
		typed, code string
		want        int
	}{
		"the code itself":   {"EO0101", "EO0101", same},
		"two exchanged":     {"EO0110", "EO0101", slip},
		"one missing":       {"EO011", "EO0101", slip},
		"last one missing":  {"EO010", "EO0101", slip},
		"one doubled":       {"EO00101", "EO0101", slip},
		"last one doubled":  {"EO01011", "EO0101", slip},
		"neighbouring key":  {"EO0202", "EO0203", slip},
		"on the number pad": {"EO0401", "EO0701", slip},
		"a letter beside":   {"RO0101", "EO0101", slip},
		"looks alike":       {"E00101", "EO0101", slip},
		"another key":       {"EO0901", "EO0101", wrong},
		"one too many":      {"EO09101", "EO0101", wrong},
		"two slips":         {"EO0222", "EO0101", strange},
		"nothing alike":     {"HT0011", "EO0101", strange},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := slips(tt.typed, tt.code); got != tt.want {
				t.Errorf("slips(%s, %s) = %d, want %d", tt.typed, tt.code, got, tt.want)
			}
		})
	}
}

func TestPropose(t *testing.T) {
	b := bookOf(t, ownDir, retailDir)
	tests := map[string]struct {
		text string
		want []string
	}{
		"two exchanged":     {"ST-0050", []string{"ST-0005"}},
		"one doubled":       {"HT-00011", []string{"HT-0011"}},
		"slips before rest": {"BL-0704", []string{"BL-0701", "BL-0703", "BL-0702"}},
		"begun":             {"ST-", []string{"ST-0005", "ST-0006"}},
		"JAN":               {"2900000001022", []string{"EO-0101"}},
		"a name, no slips":  {"クロモジ", []string{"EO-0450"}},
		"nothing like it":   {"ZZ-9", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, codes(b.Propose(tt.text, "2026AW", 3))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
